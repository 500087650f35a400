"""How many sockets may be open without having said who they are: in all, and from one address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Crowded(Exception):
    """There is no place left for another stranger."""


class Doorway:
    """`places` in all, of which one address gets `each` at most, so that it cannot keep everybody else out."""

    def __init__(self, places: int, each: int) -> None:
        self._places = places
        self._each = each
        self._strangers: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """A place inside the block. Raises Crowded."""
        if self._strangers[address] >= self._each or self._strangers.total() >= self._places:
            raise Crowded
        self._strangers[address] += 1
        try:
            yield
        finally:
            self._strangers[address] -= 1
            if not self._strangers[address]:
                del self._strangers[address]
