"""How app nodes write to each other."""

from collections.abc import Callable
from typing import Protocol

from signaling.cluster.letters import AnyHint, AnyLetter

OnLetter = Callable[[str, AnyLetter], None]
"""(the node that sent it, the letter); called in the order in which that node sent them."""
OnHint = Callable[[AnyHint], None]


class Post(Protocol):
    @property
    def well(self) -> bool:
        """What others send arrives, and for long enough that nothing older is still on its way."""
        ...

    def send(self, node: str, letter: AnyLetter) -> None:
        """Never waits. Letters to one node arrive in order, once; what the post is away for waits here."""
        ...

    def announce(self, hint: AnyHint) -> None:
        """To every other node."""
        ...

    async def run(self) -> None:
        """Carry letters, until cancelled."""
        ...

    async def flush(self, patience: float) -> None:
        """Wait until what was sent is on its way, for so many seconds at most."""
        ...

    def forget(self, node: str) -> None:
        """It is dead: nothing more goes there or is expected from it."""
        ...

    def begin_again(self) -> None:
        """What was on its way is lost."""
        ...


class NoPost:
    """For the only node there is."""

    well = True

    def send(self, node: str, letter: AnyLetter) -> None:
        raise AssertionError("there is no other node")

    def announce(self, hint: AnyHint) -> None:
        pass

    async def run(self) -> None:
        pass

    async def flush(self, patience: float) -> None:
        pass

    def forget(self, node: str) -> None:
        pass

    def begin_again(self) -> None:
        pass
