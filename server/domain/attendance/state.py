"""The state of a session's attendance: what all facts so far amount to, without the facts.

Every part is a set, a union of spans, a minimum or a maximum. Such parts absorb a fact in any order and any number of
times, so no list of known facts is needed; and they grow with interruptions and acts, not with beats.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from server.domain.attendance.evidence import (
    BEAT_MS,
    Beat,
    Cause,
    Connected,
    Disconnected,
    FactKind,
    Headcount,
    Place,
    Placed,
    Stated,
)
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.attendance.runs import REACH_BEATS, Runs, prove
from server.domain.attendance.spans import Spans, add
from server.domain.instants import to_ms

_LEAST_COUNTABLE_LAST = (Place.GROUP, Place.BREAKOUT, Place.SIDEBAR, Place.TALK_FIRST, Place.WAITING, Place.HOLD)
_FINAL = (Cause.REMOVED, Cause.DENIED, Cause.LEFT, Cause.SESSION_ENDED, Cause.REPLACED)


class Placement(NamedTuple):
    """From `at` a connection is in `place`. Of several at one millisecond the last in order holds: an act before the
    place that a connection began in, the less countable before the more."""

    at: int
    acted: bool
    severity: int
    place: Place
    room: str


class End(NamedTuple):
    """A connection's observed end; the earliest holds."""

    at: int
    precedence: int
    cause: Cause


SLACK_MS = 999
"""A beat is observed a moment after the relay was asked, and never the same moment: what two beats in a row saw is one
span unless a second or more lies between."""


class Connection(NamedTuple):
    """What is known of one connection. Runs are kept per boot: after a restart nobody knows what happened between.
    What beats saw is kept with the slack before each span, so that order does not matter; read it by `seen`."""

    runs: Mapping[str, Runs]
    placements: tuple[Placement, ...]
    end: End | None
    lost: tuple[int, ...]
    """Last signs of life after which it was given up."""
    audio: Spans
    video: Spans
    receiving: Spans
    unlooked: Spans
    """Beats to which the relay did not answer."""


class Mark(NamedTuple):
    """An observation of somebody in the physical room: there (0), seen going (1), or not there (2)."""

    at: int
    order: int
    source: Source


HERE, GONE, NOT_HERE = 0, 1, 2


class Statement(NamedTuple):
    """Staff's stated time [start, stop)."""

    start: int
    stop: int
    modality: str
    reason: str
    by: str


class Act(NamedTuple):
    """Something that somebody did at a time; the earliest holds."""

    at: int
    by: str


class Count(NamedTuple):
    """A headcount of the physical room."""

    at: int
    by: str
    present: tuple[str, ...]


class Person(NamedTuple):
    """What is known of one participant."""

    connections: Mapping[str, Connection] = {}
    marks: tuple[Mark, ...] = ()
    statements: tuple[Statement, ...] = ()
    identity: Act | None = None
    signed_in: Act | None = None
    error_ms: int = 0


@dataclass(frozen=True, slots=True)
class AttendanceState:
    """A value: `apply` makes new ones and never changes one. Times are milliseconds since 1970."""

    session: str
    people: Mapping[str, Person] = field(default_factory=dict)
    boots: Mapping[str, Runs] = field(default_factory=dict)
    """Proofs of life of the server itself."""
    every_ms: int = BEAT_MS
    """The slowest beat seen."""
    started: Act | None = None
    ended: Act | None = None
    took_over: Mapping[str, int] = field(default_factory=dict)
    """Staff who were not planned for the session and run it since then."""
    breaks: tuple[tuple[int, bool], ...] = ()
    """When a break began (True) or ended (False)."""
    headcounts: tuple[Count, ...] = ()
    clock_steps: tuple[tuple[int, str, int], ...] = ()


def apply(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    """The state after one more fact; the same for any order and repetition of facts.

    Raises ValueError for a fact of another session.
    """
    if fact.session != state.session:
        raise ValueError("the fact belongs to another session")
    return _APPLY[fact.kind](state, fact)


def apply_all(state: AttendanceState, facts: Iterable[PresenceFact]) -> AttendanceState:
    """`apply` for one fact after the other."""
    for fact in facts:
        state = apply(state, fact)
    return state


def seen(spans: Spans) -> Spans:
    """What beats saw, without the slack that joined it."""
    return tuple((start + SLACK_MS, stop) for start, stop in spans if start + SLACK_MS < stop)


_NOBODY = Person()
_UNKNOWN = Connection({}, (), None, (), (), (), (), ())


def _beat(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    beat: Beat = fact.evidence  # type: ignore[assignment]
    at = to_ms(fact.observed_at)
    since, back, boot = at - beat.covers_ms - SLACK_MS, REACH_BEATS * beat.every_ms, fact.boot
    people = dict(state.people)
    for participant, connection, heard_ms_ago, audio, video, receiving, looked in beat.connections:
        person = people.get(participant, _NOBODY)
        known = person.connections.get(connection, _UNKNOWN)
        heard = at - heard_ms_ago
        changed = Connection(
            _proved(known.runs, boot, heard - back, heard),
            known.placements,
            known.end,
            known.lost,
            add(known.audio, since, at) if audio else known.audio,
            add(known.video, since, at) if video else known.video,
            add(known.receiving, since, at) if receiving else known.receiving,
            known.unlooked if looked else add(known.unlooked, since, at),
        )
        people[participant] = person._replace(
            connections={**person.connections, connection: changed}, error_ms=max(person.error_ms, fact.error_ms)
        )
    boots = _proved(state.boots, boot, at - back, at)
    return replace(state, people=people, boots=boots, every_ms=max(state.every_ms, beat.every_ms))


def _connected(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    connected: Connected = fact.evidence  # type: ignore[assignment]
    at = to_ms(fact.observed_at)

    def change(known: Connection) -> Connection:
        placement = _placement(at, False, connected.place, connected.room)
        return known._replace(
            runs=_proved(known.runs, fact.boot, at, at), placements=_included(known.placements, placement)
        )

    return _with_connection(_with_boot(state, fact), fact, change)


def _placed(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    placed: Placed = fact.evidence  # type: ignore[assignment]
    placement = _placement(to_ms(fact.observed_at), True, placed.place, placed.room)

    def change(known: Connection) -> Connection:
        return known._replace(placements=_included(known.placements, placement))

    return _with_connection(_with_boot(state, fact), fact, change)


def _disconnected(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    gone: Disconnected = fact.evidence  # type: ignore[assignment]
    heard = to_ms(gone.last_heard)

    def change(known: Connection) -> Connection:
        runs = _proved(known.runs, fact.boot, heard - REACH_BEATS * gone.every_ms, heard)
        if gone.cause is Cause.LOST:
            return known._replace(runs=runs, lost=_included(known.lost, heard))
        end = End(heard, _FINAL.index(gone.cause), gone.cause)
        return known._replace(runs=runs, end=_earlier(known.end, end))

    return _with_connection(_with_boot(state, fact), fact, change)


def _server_started(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    return _with_boot(state, fact)


def _session_started(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    return replace(state, started=_earlier(state.started, _act(fact)))


def _session_ended(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    return replace(state, ended=_earlier(state.ended, _act(fact)))


def _staff_took_over(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    by: str = fact.evidence.by  # type: ignore[attr-defined]
    since = _earlier(state.took_over.get(by), to_ms(fact.observed_at))
    return replace(state, took_over={**state.took_over, by: since})


def _break(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    change = (to_ms(fact.observed_at), fact.kind is FactKind.BREAK_STARTED)
    return replace(state, breaks=_included(state.breaks, change))


def _marked(order: int) -> Callable[[AttendanceState, PresenceFact], AttendanceState]:
    def mark(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
        at = to_ms(fact.observed_at)
        seen = _with_mark(state, _whom(fact), Mark(at, order, fact.source), fact.error_ms)
        by = getattr(fact.evidence, "by", "")
        return _with_mark(seen, by, Mark(at, HERE, fact.source), fact.error_ms) if by else seen

    return mark


def _headcount(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    headcount: Headcount = fact.evidence  # type: ignore[assignment]
    at = to_ms(fact.observed_at)
    present = headcount.present if not headcount.by else tuple(sorted({*headcount.present, headcount.by}))
    for participant in present:
        state = _with_mark(state, participant, Mark(at, HERE, fact.source), fact.error_ms)
    return replace(state, headcounts=_included(state.headcounts, Count(at, headcount.by, present)))


def _identity_confirmed(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    return _with_person(
        state, _whom(fact), lambda person: person._replace(identity=_earlier(person.identity, _act(fact)))
    )


def _signed_in(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    act = Act(to_ms(fact.observed_at), _whom(fact))
    return _with_person(state, _whom(fact), lambda person: person._replace(signed_in=_earlier(person.signed_in, act)))


def _stated(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    stated: Stated = fact.evidence  # type: ignore[assignment]
    statement = Statement(to_ms(stated.start), to_ms(stated.stop), stated.modality, stated.reason, stated.by)
    return _with_person(
        state, _whom(fact), lambda person: person._replace(statements=_included(person.statements, statement))
    )


def _clock_stepped(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    step = (to_ms(fact.observed_at), fact.boot, fact.evidence.by_ms)  # type: ignore[attr-defined]
    return replace(state, clock_steps=_included(state.clock_steps, step))


_APPLY: dict[FactKind, Callable[[AttendanceState, PresenceFact], AttendanceState]] = {
    FactKind.CONNECTED: _connected,
    FactKind.DISCONNECTED: _disconnected,
    FactKind.PLACED: _placed,
    FactKind.BEAT: _beat,
    FactKind.SESSION_STARTED: _session_started,
    FactKind.SESSION_ENDED: _session_ended,
    FactKind.STAFF_TOOK_OVER: _staff_took_over,
    FactKind.BREAK_STARTED: _break,
    FactKind.BREAK_ENDED: _break,
    FactKind.CHECKED_IN: _marked(HERE),
    FactKind.CHECKED_OUT: _marked(GONE),
    FactKind.MARKED_PRESENT: _marked(HERE),
    FactKind.MARKED_ABSENT: _marked(NOT_HERE),
    FactKind.HEADCOUNT: _headcount,
    FactKind.IDENTITY_CONFIRMED: _identity_confirmed,
    FactKind.SIGNED_IN: _signed_in,
    FactKind.STATED: _stated,
    FactKind.CLOCK_STEPPED: _clock_stepped,
    FactKind.SERVER_STARTED: _server_started,
}

_Item = TypeVar("_Item", bound=Any)


def _included(items: tuple[_Item, ...], item: _Item) -> tuple[_Item, ...]:
    """`items`, a set in order, with `item`."""
    index = bisect_left(items, item)
    if index < len(items) and items[index] == item:
        return items
    return (*items[:index], item, *items[index:])


def _earlier(known: _Item | None, other: _Item) -> _Item:
    return other if known is None else min(known, other)


def _proved(runs: Mapping[str, Runs], boot: str, reach: int, at: int) -> Mapping[str, Runs]:
    known = runs.get(boot, ())
    proved = prove(known, reach, at)
    return runs if proved is known else {**runs, boot: proved}


def _placement(at: int, acted: bool, place: Place, room: str) -> Placement:
    return Placement(at, acted, _LEAST_COUNTABLE_LAST.index(place), place, room)


def _act(fact: PresenceFact) -> Act:
    return Act(to_ms(fact.observed_at), getattr(fact.evidence, "by", ""))


def _whom(fact: PresenceFact) -> str:
    assert fact.participant is not None  # PresenceFact requires it where the evidence names one
    return fact.participant


def _with_boot(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    at = to_ms(fact.observed_at)
    return replace(state, boots=_proved(state.boots, fact.boot, at, at))


def _with_person(state: AttendanceState, whom: str, change: Callable[[Person], Person]) -> AttendanceState:
    return replace(state, people={**state.people, whom: change(state.people.get(whom, _NOBODY))})


def _with_mark(state: AttendanceState, whom: str, mark: Mark, error_ms: int) -> AttendanceState:
    return _with_person(
        state,
        whom,
        lambda person: person._replace(marks=_included(person.marks, mark), error_ms=max(person.error_ms, error_ms)),
    )


def _with_connection(
    state: AttendanceState, fact: PresenceFact, change: Callable[[Connection], Connection]
) -> AttendanceState:
    assert fact.connection is not None  # PresenceFact requires it where the evidence names one
    connection = fact.connection

    def change_person(person: Person) -> Person:
        changed = change(person.connections.get(connection, _UNKNOWN))
        return person._replace(
            connections={**person.connections, connection: changed}, error_ms=max(person.error_ms, fact.error_ms)
        )

    return _with_person(state, _whom(fact), change_person)
