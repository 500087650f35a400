"""What live rooms need from the clinic and from the relay: seams that the composition root fills and tests fake."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from server.domain.attendance.facts import PresenceFact
from server.domain.joining.checks import Check
from server.domain.roster.keep_apart import Pairs
from signaling.protocol.messages import Publish, PublishAnswer, Source, SubscribeAnswer, Tiles
from signaling.rooms.plan import SavedRoom, Seat, SessionPlan, ShownHandout
from signaling.rooms.quality import Totals
from signaling.rooms.view import LiveAttendance


class InvalidTicket(Exception):
    """The ticket is unknown, used or too old."""


class SessionOver(Exception):
    """The session is finished, cancelled or unknown: there is no room to open."""


class StorageUnavailable(Exception):
    """Nothing was stored; the same call may be made again."""


class StaleEpoch(Exception):
    """Another owner has taken the room since: this one stores nothing any more."""


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room this process owns from now on."""

    plan: SessionPlan
    saved: SavedRoom | None
    """None: the room was never open before."""
    epoch: int
    """The fencing number: one more at each opening."""


@dataclass(frozen=True, slots=True)
class RoomAct:
    """Something done or refused in a room, for the audit trail. Ids and codes, never names or words of a person."""

    clinic: str
    session: str
    at: datetime
    action: str
    """`room.<what>`: `room.admit`, `room.refused`, …"""
    actor: str
    subject: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


class ClinicPort(Protocol):
    """Everything may raise `StorageUnavailable`."""

    @property
    def storage_healthy(self) -> bool:
        """False while something durable waits for the database."""
        ...

    async def redeem_ticket(self, ticket: str) -> Seat:
        """The seat, once. Raises `InvalidTicket`."""
        ...

    async def open_room(self, clinic: str, session: str) -> OpenedRoom:
        """Load the plan and what is stored, and take the next epoch. Raises `SessionOver`."""
        ...

    async def store(
        self, clinic: str, session: str, epoch: int, facts: Sequence[PresenceFact], saved: SavedRoom | None
    ) -> None:
        """Facts and, unless None, the room's state with the session's status: committed together, or not at all.

        Facts alone are durable too, but may wait outside the database until it is back. A fact whose id is stored
        already is passed over. Raises `StaleEpoch`.
        """
        ...

    async def live_attendance(self, clinic: str, session: str) -> Mapping[str, LiveAttendance]:
        """Countable minutes so far, presence at the clinic and clients' hours, by participant; from what is stored."""
        ...

    async def checks(self, clinic: str, session: str) -> Mapping[str, Check]:
        """What clients answered on joining, and why a private word comes first, by participant."""
        ...

    async def kept_apart(self, clinic: str) -> Pairs:
        """Who must not be in a room together."""
        ...

    async def handout(self, clinic: str, session: str, handout: str) -> ShownHandout | None:
        """Of that session or its program; None: there is none."""
        ...

    async def abandoned_at(self, clinic: str, session: str) -> datetime | None:
        """When a session that everybody left without ending it ended, as the stored facts say; None: they do not."""
        ...

    async def finish_session(self, clinic: str, session: str, ended_at: datetime) -> None:
        """Derive and store the attendance records. May be repeated."""
        ...

    async def audit(self, act: RoomAct) -> None: ...


@dataclass(frozen=True, slots=True)
class Page:
    """One load of the page, by which somebody takes part."""

    id: str
    is_staff: bool


Begins = Literal["goes on", "replaces", "is new"]
"""A page takes a seat: the page that had it in a process before this one, another than that one, or any other."""


class SeenPort(Protocol):
    """What the relay saw of a participant since the last look. `last_heard`: ms ago, None if never."""

    @property
    def audio_packets(self) -> int: ...
    @property
    def video_packets(self) -> int: ...
    @property
    def receiving(self) -> bool: ...
    @property
    def last_heard(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class CountedLine:
    """What the relay has counted of a participant's connection so far; None: no transport in that direction."""

    up: Totals | None
    down: Totals | None
    round_trip: float | None = None
    """Milliseconds, as last measured."""
    sent_layers: tuple[int, ...] = ()
    """What comes of each layer of their picture, the lowest first, in bit/s."""
    taken_layers: tuple[int, ...] = ()
    """How many pictures they take at each layer, the lowest first."""
    withheld: int = 0
    """How many pictures are not sent to them."""
    paused: int = 0
    """How many of these because their line does not carry them."""
    estimate: int | None = None
    """What their downlink is taken to carry, in bit/s."""


class MediaPort(Protocol):
    """A live room's media. Requests raise `MediaError` of `signaling.websocket.media`."""

    async def adopt(self, admitted: Set[str]) -> None:
        """First of all: go on with what a process before this one has left, of staff and of these clients."""
        ...

    def begin(self, participant: str, page: Page) -> Begins:
        """A page takes a seat; where it replaces another, that is to be forgotten."""
        ...

    async def let_go(self) -> None:
        """Close what was left of those who have not come back."""
        ...

    async def set_scopes(self, scopes: Mapping[str, str | None], screens: Set[str] = frozenset()) -> None:
        """Participant -> scope; who is absent loses their transports. `screens`: whose screen may be forwarded."""
        ...

    async def publish(self, participant: str, request: Publish) -> PublishAnswer: ...
    async def subscribe_answer(self, participant: str, request: SubscribeAnswer) -> None: ...
    async def tiles(self, participant: str, request: Tiles) -> None: ...
    def layers_wanted(self, publication: str, layers: Sequence[int]) -> None:
        """The worker says which layers of a publication anybody takes; none at all when nobody does."""
        ...

    async def restart(self, participant: str, direction: Literal["publish", "subscribe"]) -> None: ...
    async def restart_ice(self, participant: str) -> None: ...
    async def resume(self, participant: str) -> None:
        """The same page is back: what may have been lost with the old socket is sent again."""
        ...

    async def forget(self, participant: str) -> None: ...
    def tracks(self, participant: str) -> Sequence[Source]: ...
    async def rebuild(self) -> None:
        """The worker lost everything: every browser starts anew."""
        ...

    async def observe(self) -> Mapping[str, SeenPort]: ...
    async def lines(self) -> Mapping[str, CountedLine]:
        """What is counted of everybody's connection."""
        ...

    async def close(self) -> None: ...
