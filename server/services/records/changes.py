"""Word of what hours depend on: records in force, rules and authorizations."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

Heard = Callable[[str], None]
"""Called with the clinic in which something has changed."""


class Transactions(Protocol):
    @property
    def in_transaction(self) -> bool: ...
    def afterwards(self, then: Callable[[], None]) -> None: ...


class Changes:
    """Nobody hears of a change before it can be read."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._heard: list[Heard] = []
        self.elsewhere: Heard = lambda clinic_id: None
        """Told of each change too, for other processes."""

    def subscribe(self, heard: Heard) -> None:
        self._heard.append(heard)

    def __call__(self, clinic_id: str) -> None:
        """Something is written, in the caller's transaction if there is one."""
        for heard in (*self._heard, self.elsewhere):
            if self._transactions.in_transaction:
                self._transactions.afterwards(partial(heard, clinic_id))
            else:
                heard(clinic_id)

    def hear(self, clinic_id: str) -> None:
        """Another process has written something."""
        for heard in self._heard:
            heard(clinic_id)
