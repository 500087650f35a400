"""Believable presence facts of a session that is over, for the demo's past weeks.

Facts, not records: what the demo shows of the past goes through the same derivation as the present. Chance is passed
in, so that the same seed gives the same past. Beats are a minute apart, to keep a month small.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol

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
    IdentityConfirmed,
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
from server.domain.attendance.plan import RosterStatus, SessionPlan
from server.domain.instants import from_ms, to_ms
from server.domain.roles import Role

MINUTE = 60_000
EVERY_MS = MINUTE
DETECTED_AFTER_MS = 30_000
BREAK_IF_LONGER_THAN = 150 * MINUTE


class Chance(Protocol):
    """What is needed of `random.Random`."""

    def random(self) -> float:
        """Evenly in [0, 1)."""
        ...


@dataclass(frozen=True, slots=True)
class _Visit:
    """One connection: who, from when to when, and why it ended."""

    participant: str
    connection: str
    start: int
    stop: int
    cause: Cause
    camera: bool


@dataclass(slots=True)
class _Story:
    """One session as it might have gone; times in milliseconds since 1970."""

    plan: SessionPlan
    chance: Chance
    host: str
    opens: int
    starts: int
    ends: int
    pause: tuple[int, int] | None
    visits: list[_Visit] = field(default_factory=list)
    facts: list[PresenceFact] = field(default_factory=list)

    def tell(
        self,
        at: int,
        evidence: Evidence,
        participant: str | None = None,
        connection: str | None = None,
        source: Source = Source.SIGNALING,
    ) -> None:
        """One fact, observed and recorded at `at`."""
        when, number = from_ms(at), len(self.facts)
        session = self.plan.session
        identity = f"{session}-past-{number}"
        boot = f"{session}-past"
        self.facts.append(PresenceFact(identity, session, source, when, when, boot, evidence, participant, connection))

    def happens(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self.chance.random() < share

    def between(self, least: float, most: float) -> int:
        """Milliseconds between two numbers of minutes."""
        return round((least + (most - least) * self.chance.random()) * MINUTE)


def history(plan: SessionPlan, chance: Chance, in_person: Collection[str] = ()) -> tuple[PresenceFact, ...]:
    """The facts that the session may have left, in order of observation; the last is observed when it ended.

    Everybody on the roster comes, comes late, goes early, loses the connection or stays away as people do; those in
    `in_person` mostly come to the clinic. Raises ValueError for a plan without a facilitator.
    """
    hosts = sorted(plan.staff)
    if not hosts:
        raise ValueError("a session of the past was run by somebody")
    story = _story(plan, chance, hosts[0])
    for entry in plan.roster:
        if entry.role is not Role.CLIENT or entry.status is RosterStatus.EXCUSED:
            continue
        if entry.participant in in_person and not story.happens(0.15):
            continue
        _online_client(story, entry.participant)
    _staff(story, hosts)
    _in_person(story, [one.participant for one in plan.roster if one.participant in in_person])
    _connections(story)
    _beats(story)
    return tuple(sorted(story.facts, key=lambda fact: (fact.observed_at, fact.id)))


def _story(plan: SessionPlan, chance: Chance, host: str) -> _Story:
    planned_start, planned_end = to_ms(plan.starts_at), to_ms(plan.ends_at)
    story = _Story(plan, chance, host, planned_start - 6 * MINUTE, planned_start, planned_end, None)
    story.opens = planned_start - story.between(5, 9)
    story.starts = planned_start + story.between(-0.5, 3)
    story.ends = planned_end + story.between(-1, 3)
    if planned_end - planned_start > BREAK_IF_LONGER_THAN:
        begins = (story.starts + story.ends) // 2 + story.between(-6, 6)
        story.pause = begins, begins + story.between(9, 13)
    return story


def _staff(story: _Story, hosts: list[str]) -> None:
    story.tell(story.opens, ServerStarted(), source=Source.SERVER)
    for host in hosts:
        story.visits.append(_visit(story, host, story.opens, story.ends, Cause.SESSION_ENDED))
    story.tell(story.starts, SessionStarted(story.host), source=Source.TAP)
    if story.pause:
        story.tell(story.pause[0], BreakStarted(story.host), source=Source.TAP)
        story.tell(story.pause[1], BreakEnded(story.host), source=Source.TAP)
    story.tell(story.ends, SessionEnded(story.host), source=Source.TAP)


def _visit(story: _Story, who: str, start: int, stop: int, cause: Cause, camera: bool = True) -> _Visit:
    return _Visit(who, f"{story.plan.session}-c{len(story.visits)}", start, stop, cause, camera)


def _online_client(story: _Story, who: str) -> None:
    """Stays away now and then; else one or more connections between coming and going."""
    if story.happens(0.07):
        return
    comes = max(story.opens + 1000, story.starts - story.between(0, 6))
    if story.happens(0.1):
        comes = story.starts + story.between(11, 40)
    goes, cause = story.ends, Cause.SESSION_ENDED
    if story.happens(0.07):
        goes, cause = story.ends - story.between(15, 70), Cause.LEFT
    elif story.happens(0.01):
        goes, cause = story.ends - story.between(30, 60), Cause.REMOVED
    if goes - comes < 10 * MINUTE:
        return
    camera = not story.happens(0.08)
    if story.happens(0.03):
        _by_phone(story, who, goes)
        return
    for start, stop, why in _with_interruptions(story, comes, goes, cause):
        story.visits.append(_visit(story, who, start, stop, why, camera))
    admitted = max(comes, story.starts) + story.between(0.1, 1)
    story.tell(admitted, IdentityConfirmed(story.host), who, source=Source.TAP)


def _with_interruptions(story: _Story, comes: int, goes: int, cause: Cause) -> Iterator[tuple[int, int, Cause]]:
    """[comes, goes) cut where the connection was lost."""
    start = comes
    while story.happens(0.16):
        lost = start + story.between(8, 60)
        back = lost + story.between(0.7, 4)
        if back > goes - 5 * MINUTE:
            break
        yield start, lost, Cause.LOST
        start = back
    yield start, goes, cause


def _by_phone(story: _Story, who: str, goes: int) -> None:
    start, stop = from_ms(story.starts + story.between(1, 6)), from_ms(goes)
    stated = Stated(start, stop, Modality.PHONE, "No internet at home; took part by phone.", story.host)
    story.tell(story.ends, stated, who, source=Source.STATEMENT)


def _in_person(story: _Story, people: list[str]) -> None:
    """Own check-in at the door, headcounts by the facilitator in the room at the break and at the end."""
    here: dict[str, int] = {}
    gone: dict[str, int] = {}
    for who in people:
        if story.happens(0.08):
            continue
        here[who] = (
            story.starts - story.between(0.5, 10) if story.happens(0.85) else story.starts + story.between(5, 30)
        )
        story.tell(here[who], CheckedIn(), who, source=Source.KIOSK)
        if story.happens(0.1):
            gone[who] = story.ends - story.between(12, 50)
            story.tell(gone[who], CheckedOut(), who, source=Source.KIOSK)
    if not here:
        return
    story.tell(story.starts, MarkedPresent(story.host), story.host, source=Source.TAP)
    counts = [story.ends] if story.pause is None else [story.pause[0], story.pause[1], story.ends]
    for at in counts:
        seen = [who for who, came in here.items() if came <= at < gone.get(who, at + 1)]
        story.tell(at, Headcount(tuple(seen), story.host), source=Source.TAP)


def _connections(story: _Story) -> None:
    known: set[str] = set()
    for visit in sorted(story.visits, key=lambda one: (one.start, one.connection)):
        who, connection = visit.participant, visit.connection
        direct = who in story.plan.staff or who in known
        known.add(who)
        story.tell(visit.start, Connected(Place.GROUP if direct else Place.WAITING), who, connection)
        if not direct:
            admitted = max(visit.start, story.starts) + story.between(0.1, 1)
            story.tell(min(admitted, visit.stop), Placed(Place.GROUP), who, connection)
        noticed = visit.stop + (DETECTED_AFTER_MS if visit.cause is Cause.LOST else 0)
        gone = Disconnected(visit.cause, from_ms(visit.stop), EVERY_MS)
        story.tell(noticed, gone, who, connection)


def _beats(story: _Story) -> None:
    at = story.opens
    while at < story.ends:
        covers = min(EVERY_MS, story.ends - at)
        at += covers
        seen = tuple(
            Seen(visit.participant, visit.connection, 0, audio=True, video=visit.camera, receiving=True)
            for visit in story.visits
            if visit.start <= at <= visit.stop
        )
        story.tell(at, Beat(seen, EVERY_MS, covers))
