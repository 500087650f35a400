"""The seam to whatever carries messages out of the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from server.domain.touch.contact import ChannelKind, Quiet


@dataclass(frozen=True)
class Outgoing:
    """One message to one address. `id`: the same each time that it is tried. `stop`: where it can be stopped."""

    id: str
    to: str
    subject: str
    text: str
    stop: str | None


class NotSent(Exception):
    """It did not go out, surely. `later`: may be tried again; `refused`: this message, or all to that address when it
    is `gone`, will never be taken. `problem`: short, and without anybody's address."""

    def __init__(self, kind: Literal["later", "refused", "gone"], problem: str) -> None:
        super().__init__(problem)
        self.kind = kind
        self.problem = problem[:40]


class Sender(Protocol):
    knows_repeats: bool
    """Whether a message that is given twice by the same id goes out once."""

    async def send(self, message: Outgoing) -> None:
        """Within seconds. Raises NotSent; anything else leaves open whether it went out."""
        ...


Senders = Mapping[ChannelKind, Sender]


@dataclass(frozen=True)
class Ways:
    """What the operator chose. `origin`: of the addresses in messages; `kept`: nothing leaves the house."""

    senders: Senders
    quiet: Quiet
    origin: str
    kept: bool = False

    @property
    def kinds(self) -> tuple[ChannelKind, ...]:
        return tuple(self.senders)


class Kept:
    """Sends nothing: the page of the outbox shows what would have gone."""

    knows_repeats = True

    async def send(self, message: Outgoing) -> None:
        return None
