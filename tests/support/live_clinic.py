"""The clinic and the relay as a live room sees them, in memory: fakes of `signaling.websocket.ports`."""

import asyncio
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from server.domain.attendance.evidence import Disconnected
from server.domain.attendance.facts import PresenceFact
from server.domain.joining.answers import Answers
from server.domain.joining.checks import Check, Licensed, check
from server.domain.roster.keep_apart import NOBODY_APART, Pairs
from signaling.protocol import messages as wire
from signaling.protocol.views import Role
from signaling.rooms.plan import Expected, SavedRoom, Seat, SessionPlan, ShownHandout
from signaling.rooms.view import LiveAttendance
from signaling.websocket.errors import MediaError
from signaling.websocket.ports import (
    Begins,
    CountedLine,
    InvalidTicket,
    OpenedRoom,
    Page,
    RoomAct,
    SessionOver,
    StaleEpoch,
    StorageUnavailable,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


AT_HOME = Answers(True, "CO", "12 Elm Street, Boulder", "+1 555 0142", alone=True, agreed=True, agreement="1")
ALL_WELL = {who: check(AT_HOME, Licensed()) for who in ("ana", "ben", "cleo", "dee", "dora")}


def plan(session: str = "session-1", clients: Sequence[str] = ("ana", "ben", "cleo")) -> SessionPlan:
    """An hour's group at noon; everybody's legal name starts with LEGAL."""
    return SessionPlan(
        clinic="clinic-1",
        session=session,
        title="Morning group",
        kind="group",
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=1),
        time_zone="America/New_York",
        clinic_name="Harbor Clinic",
        phone="+1 555 0100",
        facilitators=("Fay",),
        roster=tuple(Expected(one, one.title(), f"LEGAL {one}") for one in clients),
    )


def seat(participant: str, role: Role = "client", session: str = "session-1") -> Seat:
    return Seat(
        "clinic-1",
        session,
        participant,
        role,
        participant.title(),
        "they",
        f"LEGAL {participant}",
        f"login-{participant}",
    )


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class FakeClinic:
    """Everything durable is in `facts` and `saved`. `database_away`: facts alone still find a spool; `storage_away`:
    nothing can be stored."""

    plans: dict[str, SessionPlan] = field(default_factory=lambda: {"session-1": plan()})
    facts: list[PresenceFact] = field(default_factory=list)
    saved: dict[str, SavedRoom] = field(default_factory=dict)
    epochs: dict[str, int] = field(default_factory=dict)
    attendance: dict[str, LiveAttendance] = field(default_factory=dict)
    apart: Pairs = NOBODY_APART
    said: dict[str, Check] = field(default_factory=lambda: dict(ALL_WELL))
    """What clients answered on joining."""
    finished: list[str] = field(default_factory=list)
    acts: list[RoomAct] = field(default_factory=list)
    database_away: bool = False
    storage_away: bool = False
    finish_away: bool = False
    finish_fault: Exception | None = None
    opening: asyncio.Event = field(default_factory=_set)
    """Rooms are opened while it is set."""
    broken: bool = False
    """`live_attendance` fails in a way that nobody foresaw."""
    stores_nothing: bool = False
    """`store` fails in a way that nobody foresaw."""
    handouts: dict[str, ShownHandout] = field(default_factory=dict)
    store_faults: int = 0
    never_audited: str = ""
    """An action of which the database takes no audit entry."""
    _tickets: dict[str, Seat] = field(default_factory=dict)

    def ticket(self, seat: Seat) -> str:
        ticket = f"ticket-{len(self._tickets):020d}"
        self._tickets[ticket] = seat
        return ticket

    @property
    def redeemed(self) -> int:
        """How many tickets were used."""
        return list(self._tickets.values()).count(None)  # type: ignore[arg-type]

    def kinds(self, participant: str | None = None) -> list[str]:
        """The kinds of facts stored so far, beats left out."""
        return [
            fact.kind.value
            for fact in self.facts
            if fact.kind.value != "beat" and (participant is None or fact.participant == participant)
        ]

    @property
    def storage_healthy(self) -> bool:
        return not (self.storage_away or self.database_away)

    async def redeem_ticket(self, ticket: str) -> Seat:
        seat = self._tickets.get(ticket)
        if seat is None:
            raise InvalidTicket
        self._tickets[ticket] = None  # type: ignore[assignment]
        return seat

    async def open_room(self, clinic: str, session: str) -> OpenedRoom:
        if session not in self.plans or session in self.finished:
            raise SessionOver
        await self.opening.wait()
        self.epochs[session] = self.epochs.get(session, 0) + 1
        return OpenedRoom(self.plans[session], self.saved.get(session), self.epochs[session])

    async def store(
        self, clinic: str, session: str, epoch: int, facts: Sequence[PresenceFact], saved: SavedRoom | None
    ) -> None:
        if self.stores_nothing:
            self.store_faults += 1
            raise ZeroDivisionError("a fault of our own")
        if self.storage_away or (self.database_away and saved is not None):
            raise StorageUnavailable
        if epoch != self.epochs[session]:
            raise StaleEpoch
        known = {fact.id for fact in self.facts}
        self.facts += [fact for fact in facts if fact.id not in known]
        if saved is not None:
            self.saved[session] = SavedRoom.model_validate_json(saved.model_dump_json())

    async def kept_apart(self, clinic: str) -> Pairs:
        return self.apart

    async def checks(self, clinic: str, session: str) -> Mapping[str, Check]:
        return dict(self.said)

    async def live_attendance(self, clinic: str, session: str) -> Mapping[str, LiveAttendance]:
        if self.broken:
            raise ZeroDivisionError("a fault of our own")
        return dict(self.attendance)

    async def handout(self, clinic: str, session: str, handout: str) -> ShownHandout | None:
        return self.handouts.get(handout)

    async def abandoned_at(self, clinic: str, session: str) -> datetime | None:
        if "session_started" not in self.kinds():
            return None
        gone = (fact.evidence for fact in self.facts)
        return max((one.last_heard for one in gone if isinstance(one, Disconnected)), default=None)

    async def finish_session(self, clinic: str, session: str, ended_at: datetime) -> None:
        if self.storage_away or self.database_away or self.finish_away:
            raise StorageUnavailable
        if self.finish_fault is not None:
            raise self.finish_fault
        self.finished.append(session)

    async def audit(self, act: RoomAct) -> None:
        if self.storage_away or self.database_away:
            raise StorageUnavailable
        if act.action == self.never_audited:
            raise ValueError("no such person")
        self.acts.append(act)


@dataclass(frozen=True)
class FakeSeen:
    audio_packets: int = 0
    video_packets: int = 0
    receiving: bool = False
    last_heard: int | None = None


@dataclass
class FakeMedia:
    """A relay that answers every offer with its own words, and refuses whom it was told nothing of."""

    scopes: dict[str, str | None] = field(default_factory=dict)
    screens: Set[str] = frozenset()
    published: dict[str, list[wire.Source]] = field(default_factory=dict)
    resumed: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    seen: dict[str, FakeSeen] = field(default_factory=dict)
    counted: dict[str, CountedLine] = field(default_factory=dict)
    answering: asyncio.Event = field(default_factory=_set)
    """Offers are answered while it is set."""
    closed: bool = False
    forgets_tracks: bool = False
    """`tracks` fails in a way that nobody foresaw."""
    faults: int = 0
    layers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """What the worker said that anybody takes, by publication."""

    adopted: Set[str] | None = None
    """Whom what was left may be taken over of."""
    left: dict[str, Page] = field(default_factory=dict)
    """Who was there in a process before, and has not come back."""
    let_go_of: list[str] = field(default_factory=list)

    async def adopt(self, admitted: Set[str]) -> None:
        self.adopted = admitted

    def begin(self, participant: str, page: Page) -> Begins:
        before = self.left.pop(participant, None)
        if before is None:
            return "is new"
        return "goes on" if before == page else "replaces"

    async def let_go(self) -> None:
        self.let_go_of += self.left
        self.left.clear()

    async def has_faults(self, count: int) -> bool:
        return self.faults >= count

    async def set_scopes(self, scopes: Mapping[str, str | None], screens: Set[str] = frozenset()) -> None:
        self.scopes, self.screens = dict(scopes), screens
        self.published = {one: sources for one, sources in self.published.items() if one in scopes}

    async def publish(self, participant: str, request: wire.Publish) -> wire.PublishAnswer:
        if participant not in self.scopes:
            raise MediaError("not_admitted", "You are not in the room.")
        await self.answering.wait()
        self.published[participant] = [one.source for one in request.sources]
        return wire.PublishAnswer(id=request.id, sdp=f"answer to {request.sdp}")

    async def subscribe_answer(self, participant: str, request: wire.SubscribeAnswer) -> None:
        if participant not in self.scopes:
            raise MediaError("not_admitted", "You are not in the room.")

    async def tiles(self, participant: str, request: wire.Tiles) -> None:
        if participant not in self.scopes:
            raise MediaError("not_admitted", "You are not in the room.")

    def layers_wanted(self, publication: str, layers: Sequence[int]) -> None:
        self.layers[publication] = tuple(layers)

    async def restart(self, participant: str, direction: Literal["publish", "subscribe"]) -> None:
        self.published.pop(participant, None)

    async def restart_ice(self, participant: str) -> None:
        if participant not in self.scopes:
            raise MediaError("not_admitted", "You are not in the room.")

    async def resume(self, participant: str) -> None:
        self.resumed.append(participant)

    async def rebuild(self) -> None:
        self.published.clear()

    async def forget(self, participant: str) -> None:
        self.forgotten.append(participant)
        self.published.pop(participant, None)

    def tracks(self, participant: str) -> Sequence[wire.Source]:
        if self.forgets_tracks:
            self.faults += 1
            raise ZeroDivisionError("a fault of our own")
        return self.published.get(participant, [])

    async def observe(self) -> Mapping[str, FakeSeen]:
        return dict(self.seen)

    async def lines(self) -> Mapping[str, CountedLine]:
        return dict(self.counted)

    async def close(self) -> None:
        self.closed = True
