"""The outbox: what is to be written to whom, kept in the transaction of what causes it.

A message holds no words and no address: both are looked up when it goes, so that what was stopped, changed or moved
meanwhile is not told, and a link stands nowhere but in the message itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from server.domain.touch.contact import ChannelKind
from server.domain.touch.wording import What

Status = Literal["queued", "sending", "sent", "failed", "expired"]
"""`sending`: given to its sender, without word yet how that went."""


@dataclass(frozen=True)
class OutboxMessage:
    id: str
    clinic_id: str
    person_id: str
    session_id: str
    key: str
    """What it is about, to whom, by which channel: never there twice."""
    what: What
    channel: ChannelKind
    starts_at: datetime
    """Of the session, as the message says it."""
    before: datetime | None
    """When the client thought that it was, of one that was moved."""
    time_zone: str
    """Of the place where it meets."""
    sequence: int
    """Of the session's changes, that it tells."""
    created_at: datetime
    next_at: datetime
    expires_at: datetime
    """From then on nobody is served by it."""
    status: Status = "queued"
    attempts: int = 0
    ended_at: datetime | None = None
    sent_to: str | None = None
    """Masked."""
    problem: str | None = None


@dataclass(frozen=True)
class Line:
    """A message as a list shows it."""

    message: OutboxMessage
    name: str
    record_number: str | None


class Outbox(Protocol):
    async def add(self, messages: Sequence[OutboxMessage]) -> None:
        """Those whose key is not there yet."""
        ...

    async def known(self, keys: Collection[str]) -> Collection[str]: ...
    async def drop(self, keys: Collection[str], now: datetime) -> None:
        """Those of them that wait to go out are about nothing any more."""
        ...

    async def untold(self, clinic_id: str, session_id: str) -> Mapping[tuple[str, ChannelKind], datetime]:
        """When clients think that a session was, who have not been told yet that it was moved."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[OutboxMessage]:
        """Queued ones whose time has come, pages of staff first, then the oldest; all clinics'."""
        ...

    async def claim(self, message_id: str) -> bool:
        """It is being sent now, by the caller alone; False when somebody else was first."""
        ...

    async def end(
        self, message_id: str, status: Status, now: datetime, problem: str | None, sent_to: str | None = None
    ) -> None: ...
    async def put_off(self, message_id: str, until: datetime, problem: str | None) -> None:
        """Queued again, after a try (with a problem), or without one."""
        ...

    async def interrupted(self) -> Sequence[OutboxMessage]:
        """Those that were being sent when the process ended."""
        ...

    async def lines(self, clinic_id: str, after: str | None, status: Status | None, limit: int) -> Sequence[Line]:
        """Newest first, those after that message."""
        ...

    async def counts(self, clinic_id: str, since: datetime) -> Mapping[Status, int]: ...
