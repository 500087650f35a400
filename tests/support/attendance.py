"""A session played back as presence facts: tests say who does what at which minute."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from server.domain.attendance.absorb import apply_all
from server.domain.attendance.derive import record
from server.domain.attendance.evidence import (
    Beat,
    BreakEnded,
    BreakStarted,
    Cause,
    CheckedIn,
    CheckedOut,
    Connected,
    Disconnected,
    Evidence,
    Headcount,
    MarkedAbsent,
    MarkedPresent,
    Modality,
    Place,
    Placed,
    Seen,
    ServerStarted,
    SessionEnded,
    SessionStarted,
    Stated,
)
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.attendance.plan import RosterEntry, RosterStatus, SessionKind, SessionPlan
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.record import AttendanceRecord
from server.domain.attendance.state import AttendanceState
from server.domain.roles import Role

SESSION = "session-1"
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STAFF = "facilitator"


def plan(
    *clients: str,
    starts_at: datetime = NINE,
    minutes: float = 180,
    excused: Iterable[str] = (),
    time_zone: str = "America/New_York",
    planned_break_minutes: float = 0,
) -> SessionPlan:
    """A group session of one facilitator and these clients."""
    roster = [RosterEntry(STAFF, Role.FACILITATOR), *(RosterEntry(client) for client in clients)]
    roster += [RosterEntry(client, Role.CLIENT, RosterStatus.EXCUSED) for client in excused]
    ends_at = starts_at + timedelta(minutes=minutes)
    return SessionPlan(
        SESSION,
        SessionKind.GROUP,
        starts_at,
        ends_at,
        time_zone,
        tuple(roster),
        int(planned_break_minutes * 60_000),
    )


@dataclass
class _Open:
    participant: str
    connection: str
    heard: float | None = None


@dataclass
class Tape:
    """Facts in the order in which they happen. Times are minutes after `origin`."""

    origin: datetime = NINE
    every_seconds: float = 10
    facts: list[PresenceFact] = field(default_factory=list)
    boot: str = "boot-1"
    minute: float = 0
    _open: dict[str, _Open] = field(default_factory=dict)
    _next_beat: float | None = None
    _connections: int = 0
    silent_video: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)
    """Connected, while no media of theirs reaches the relay."""
    relay_answers: bool = True

    def at(self, minute: float) -> datetime:
        return self.origin + timedelta(milliseconds=round(minute * 60_000))

    def fact(
        self,
        evidence: Evidence,
        participant: str | None = None,
        connection: str | None = None,
        *,
        source: Source = Source.SIGNALING,
        at: float | None = None,
    ) -> "Tape":
        when = self.at(self.minute if at is None else at)
        self.facts.append(
            PresenceFact(
                id=f"fact-{len(self.facts)}",
                session=SESSION,
                source=source,
                observed_at=when,
                recorded_at=when,
                boot=self.boot,
                evidence=evidence,
                participant=participant,
                connection=connection,
            )
        )
        return self

    def until(self, minute: float) -> "Tape":
        """Let time pass, with the beats that fall into it."""
        step = self.every_seconds / 60
        while self._next_beat is not None and self._next_beat <= minute + 1e-9:
            self.minute = self._next_beat
            self.beat()
            self._next_beat += step
        self.minute = minute
        return self

    def beat(self) -> "Tape":
        every_ms = round(self.every_seconds * 1000)
        seen = tuple(
            Seen(
                one.participant,
                one.connection,
                0 if one.heard is None else round((self.minute - one.heard) * 60_000),
                audio=there and one.participant not in self.unseen,
                video=there and one.participant not in self.silent_video | self.unseen,
                receiving=there,
                looked=self.relay_answers,
            )
            for one in self._open.values()
            for there in [one.heard is None and self.relay_answers]
        )
        return self.fact(Beat(seen, every_ms, every_ms))

    def boots(self, boot: str = "boot-1") -> "Tape":
        """The server starts and beats from now on."""
        self.boot = boot
        self._next_beat = self.minute + self.every_seconds / 60
        return self.fact(ServerStarted(), source=Source.SERVER)

    def killed(self) -> "Tape":
        """The server is killed: nothing is written any more, nobody is connected."""
        self._open.clear()
        self._next_beat = None
        return self

    def joins(self, participant: str, place: Place = Place.GROUP, room: str = "") -> str:
        self._connections += 1
        connection = f"{participant}-{self._connections}"
        self._open[connection] = _Open(participant, connection)
        self.fact(Connected(), participant, connection)
        self.fact(Placed(place, room), participant, connection)
        return connection

    def moves(self, participant: str, place: Place, room: str = "") -> "Tape":
        return self.fact(Placed(place, room), participant, self.connection(participant))

    def goes_silent(self, participant: str) -> "Tape":
        """Nothing is heard of them any more, and nobody has noticed yet."""
        self._open[self.connection(participant)].heard = self.minute
        return self

    def leaves(self, participant: str, cause: Cause = Cause.LEFT) -> "Tape":
        gone = self._open.pop(self.connection(participant))
        heard = self.at(self.minute if gone.heard is None else gone.heard)
        evidence = Disconnected(cause, heard, round(self.every_seconds * 1000))
        return self.fact(evidence, participant, gone.connection)

    def connection(self, participant: str) -> str:
        return [one.connection for one in self._open.values() if one.participant == participant][-1]

    def starts(self) -> "Tape":
        return self.fact(SessionStarted(STAFF), source=Source.TAP)

    def breaks(self) -> "Tape":
        return self.fact(BreakStarted(STAFF), source=Source.TAP)

    def resumes(self) -> "Tape":
        return self.fact(BreakEnded(STAFF), source=Source.TAP)

    def ends(self) -> "Tape":
        """The last beat, the end, and everybody's connection closed."""
        self.beat()
        self.fact(SessionEnded(STAFF), source=Source.TAP)
        for participant in [one.participant for one in self._open.values()]:
            self.leaves(participant, Cause.SESSION_ENDED)
        self._next_beat = None
        return self

    def checks_in(self, participant: str) -> "Tape":
        return self.fact(CheckedIn(), participant, source=Source.KIOSK)

    def checks_out(self, participant: str) -> "Tape":
        return self.fact(CheckedOut(), participant, source=Source.KIOSK)

    def tapped_present(self, *participants: str, by: str = STAFF) -> "Tape":
        for participant in participants:
            self.fact(MarkedPresent(by), participant, source=Source.TAP)
        return self

    def tapped_absent(self, participant: str, by: str = STAFF) -> "Tape":
        return self.fact(MarkedAbsent(by), participant, source=Source.TAP)

    def counts(self, *present: str, by: str = STAFF) -> "Tape":
        return self.fact(Headcount(present, by), source=Source.TAP)

    def states(self, participant: str, start: float, stop: float, modality: Modality = Modality.PHONE) -> "Tape":
        evidence = Stated(self.at(start), self.at(stop), modality, "called in by phone", STAFF)
        return self.fact(evidence, participant, source=Source.STATEMENT)

    def state(self) -> AttendanceState:
        return apply_all(AttendanceState(SESSION), self.facts)

    def records(
        self, planned: SessionPlan, policy: AttendancePolicy = DEFAULT_POLICY, now: float | None = None
    ) -> dict[str, AttendanceRecord]:
        when = self.at(self.minute if now is None else now)
        return {one.participant: one for one in record(self.state(), planned, policy, when)}


def minutes(ms: int) -> float:
    return ms / 60_000


def opened(*clients: str) -> Tape:
    """A session that its facilitator has started with these clients online."""
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.starts()
    for client in clients:
        tape.joins(client)
    return tape
