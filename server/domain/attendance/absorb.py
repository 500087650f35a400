"""A presence fact goes into the state of its session's attendance: one function for each kind of evidence."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from server.domain.attendance.evidence import (
    Answered,
    Beat,
    BreakEnded,
    BreakStarted,
    Cause,
    CheckedIn,
    CheckedOut,
    ChecksOverridden,
    ClockStepped,
    Connected,
    Disconnected,
    Evidence,
    Headcount,
    IdentityConfirmed,
    MarkedAbsent,
    MarkedPresent,
    Place,
    Placed,
    Redirected,
    RoomCarried,
    ServerStarted,
    SessionEnded,
    SessionStarted,
    SignedIn,
    StaffTookOver,
    Stated,
)
from server.domain.attendance.facts import PresenceFact
from server.domain.attendance.runs import REACH_BEATS, Runs, prove
from server.domain.attendance.spans import add
from server.domain.attendance.state import (
    GONE,
    HERE,
    NOT_HERE,
    SLACK_MS,
    Act,
    AttendanceState,
    Connection,
    Count,
    End,
    Joining,
    Mark,
    Override,
    Person,
    Placement,
    Redirect,
    Said,
    Statement,
)
from server.domain.instants import to_ms

_LEAST_COUNTABLE_LAST = (Place.GROUP, Place.BREAKOUT, Place.SIDEBAR, Place.TALK_FIRST, Place.WAITING, Place.HOLD)
_FINAL = (Cause.REMOVED, Cause.DENIED, Cause.LEFT, Cause.SESSION_ENDED, Cause.REPLACED)
_NOBODY = Person()
_UNKNOWN = Connection({}, (), None, (), (), (), (), ())


def apply(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    """The state after one more fact; the same for any order and repetition of facts.

    Raises ValueError for a fact of another session.
    """
    if fact.session != state.session:
        raise ValueError("the fact belongs to another session")
    return _ABSORB[type(fact.evidence)](state, fact, fact.evidence)


def apply_all(state: AttendanceState, facts: Iterable[PresenceFact]) -> AttendanceState:
    """`apply` for one fact after the other."""
    for fact in facts:
        state = apply(state, fact)
    return state


def _beat(state: AttendanceState, fact: PresenceFact, beat: Beat) -> AttendanceState:
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
        connections, marks, statements, identity, signed_in, joining, error_ms = person
        people[participant] = Person(
            *({**connections, connection: changed}, marks, statements, identity, signed_in, joining),
            max(error_ms, fact.error_ms),
        )
    boots = _proved(state.boots, boot, at - back, at)
    return replace(state, people=people, boots=boots, every_ms=max(state.every_ms, beat.every_ms))


def _connected(state: AttendanceState, fact: PresenceFact, connected: Connected) -> AttendanceState:
    at = to_ms(fact.observed_at)

    def change(known: Connection) -> Connection:
        placement = _placement(at, False, connected.place, connected.room)
        return known._replace(
            runs=_proved(known.runs, fact.boot, at, at), placements=_included(known.placements, placement)
        )

    return _with_connection(_with_boot(state, fact), fact, change)


def _placed(state: AttendanceState, fact: PresenceFact, placed: Placed) -> AttendanceState:
    placement = _placement(to_ms(fact.observed_at), True, placed.place, placed.room)

    def change(known: Connection) -> Connection:
        return known._replace(placements=_included(known.placements, placement))

    return _with_connection(_with_boot(state, fact), fact, change)


def _disconnected(state: AttendanceState, fact: PresenceFact, gone: Disconnected) -> AttendanceState:
    heard = to_ms(gone.last_heard)

    def change(known: Connection) -> Connection:
        runs = _proved(known.runs, fact.boot, heard - REACH_BEATS * gone.every_ms, heard)
        if gone.cause is Cause.LOST:
            return known._replace(runs=runs, lost=_included(known.lost, heard))
        end = End(heard, _FINAL.index(gone.cause), gone.cause)
        return known._replace(runs=runs, end=_earlier(known.end, end))

    return _with_connection(_with_boot(state, fact), fact, change)


def _server_started(state: AttendanceState, fact: PresenceFact, _: ServerStarted) -> AttendanceState:
    return _with_boot(state, fact)


def _session_started(state: AttendanceState, fact: PresenceFact, begun: SessionStarted) -> AttendanceState:
    return replace(state, started=_earlier(state.started, _act(fact, begun.by)))


def _session_ended(state: AttendanceState, fact: PresenceFact, over: SessionEnded) -> AttendanceState:
    return replace(state, ended=_earlier(state.ended, _act(fact, over.by)))


def _staff_took_over(state: AttendanceState, fact: PresenceFact, it: StaffTookOver) -> AttendanceState:
    since = _earlier(state.took_over.get(it.by), to_ms(fact.observed_at))
    return replace(state, took_over={**state.took_over, it.by: since})


def _break_started(state: AttendanceState, fact: PresenceFact, _: BreakStarted) -> AttendanceState:
    return replace(state, breaks=_included(state.breaks, (to_ms(fact.observed_at), True)))


def _break_ended(state: AttendanceState, fact: PresenceFact, _: BreakEnded) -> AttendanceState:
    return replace(state, breaks=_included(state.breaks, (to_ms(fact.observed_at), False)))


def _checked_in(state: AttendanceState, fact: PresenceFact, _: CheckedIn) -> AttendanceState:
    return _marked(state, fact, HERE, by="")


def _checked_out(state: AttendanceState, fact: PresenceFact, out: CheckedOut) -> AttendanceState:
    return _marked(state, fact, GONE, out.by)


def _marked_present(state: AttendanceState, fact: PresenceFact, marked: MarkedPresent) -> AttendanceState:
    return _marked(state, fact, HERE, marked.by)


def _marked_absent(state: AttendanceState, fact: PresenceFact, marked: MarkedAbsent) -> AttendanceState:
    return _marked(state, fact, NOT_HERE, marked.by)


def _headcount(state: AttendanceState, fact: PresenceFact, headcount: Headcount) -> AttendanceState:
    at = to_ms(fact.observed_at)
    present = headcount.present if not headcount.by else tuple(sorted({*headcount.present, headcount.by}))
    for participant in present:
        state = _with_mark(state, participant, Mark(at, HERE, fact.source), fact.error_ms)
    return replace(state, headcounts=_included(state.headcounts, Count(at, headcount.by, present)))


def _identity_confirmed(state: AttendanceState, fact: PresenceFact, confirmed: IdentityConfirmed) -> AttendanceState:
    act = _act(fact, confirmed.by)
    return _with_person(state, _whom(fact), lambda person: person._replace(identity=_earlier(person.identity, act)))


def _signed_in(state: AttendanceState, fact: PresenceFact, _: SignedIn) -> AttendanceState:
    act = _act(fact, by=_whom(fact))
    return _with_person(state, _whom(fact), lambda person: person._replace(signed_in=_earlier(person.signed_in, act)))


def _answered(state: AttendanceState, fact: PresenceFact, it: Answered) -> AttendanceState:
    said = Said(to_ms(fact.observed_at), it.by, it.answers)
    return _joining(state, fact, lambda known: known._replace(said=max(known.said or said, said, key=_later)))


def _later(said: Said) -> tuple[int, bool, Said]:
    """Of what was answered in one millisecond what wants a private word holds."""
    return said.at, not said.answers.all_well, said


def _overridden(state: AttendanceState, fact: PresenceFact, it: ChecksOverridden) -> AttendanceState:
    override = Override(to_ms(fact.observed_at), it.by, it.why, it.reason)
    return _joining(state, fact, lambda known: known._replace(overrides=_included(known.overrides, override)))


def _redirected(state: AttendanceState, fact: PresenceFact, it: Redirected) -> AttendanceState:
    redirect = Redirect(to_ms(fact.observed_at), it.by, it.way, it.reason)
    return _joining(state, fact, lambda known: known._replace(redirects=_included(known.redirects, redirect)))


def _stated(state: AttendanceState, fact: PresenceFact, stated: Stated) -> AttendanceState:
    statement = Statement(to_ms(stated.start), to_ms(stated.stop), stated.modality, stated.reason, stated.by)
    return _with_person(
        state, _whom(fact), lambda person: person._replace(statements=_included(person.statements, statement))
    )


def _clock_stepped(state: AttendanceState, fact: PresenceFact, it: ClockStepped) -> AttendanceState:
    step = (to_ms(fact.observed_at), fact.boot, it.by_ms)
    return replace(state, clock_steps=_included(state.clock_steps, step))


def _room_carried(state: AttendanceState, fact: PresenceFact, it: RoomCarried) -> AttendanceState:
    at = to_ms(fact.observed_at)
    return replace(state, carried=add(state.carried, at - it.covers_ms - SLACK_MS, at))


_E = TypeVar("_E", bound=Evidence)
_Absorb = Callable[[AttendanceState, PresenceFact, _E], AttendanceState]


def _of(evidence: type[_E], absorb: _Absorb[_E]) -> tuple[type[Evidence], _Absorb[Any]]:
    """An entry of the table: what is absorbed is what the function takes."""
    return evidence, absorb


_ABSORB: Mapping[type[Evidence], _Absorb[Any]] = dict(
    [
        _of(Connected, _connected),
        _of(Disconnected, _disconnected),
        _of(Placed, _placed),
        _of(Beat, _beat),
        _of(SessionStarted, _session_started),
        _of(SessionEnded, _session_ended),
        _of(StaffTookOver, _staff_took_over),
        _of(BreakStarted, _break_started),
        _of(BreakEnded, _break_ended),
        _of(CheckedIn, _checked_in),
        _of(CheckedOut, _checked_out),
        _of(MarkedPresent, _marked_present),
        _of(MarkedAbsent, _marked_absent),
        _of(Headcount, _headcount),
        _of(IdentityConfirmed, _identity_confirmed),
        _of(SignedIn, _signed_in),
        _of(Answered, _answered),
        _of(ChecksOverridden, _overridden),
        _of(Redirected, _redirected),
        _of(Stated, _stated),
        _of(ClockStepped, _clock_stepped),
        _of(ServerStarted, _server_started),
        _of(RoomCarried, _room_carried),
    ]
)

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


def _act(fact: PresenceFact, by: str) -> Act:
    return Act(to_ms(fact.observed_at), by)


def _whom(fact: PresenceFact) -> str:
    assert fact.participant is not None  # PresenceFact requires it where the evidence names one
    return fact.participant


def _with_boot(state: AttendanceState, fact: PresenceFact) -> AttendanceState:
    at = to_ms(fact.observed_at)
    return replace(state, boots=_proved(state.boots, fact.boot, at, at))


def _with_person(state: AttendanceState, whom: str, change: Callable[[Person], Person]) -> AttendanceState:
    return replace(state, people={**state.people, whom: change(state.people.get(whom, _NOBODY))})


def _joining(state: AttendanceState, fact: PresenceFact, change: Callable[[Joining], Joining]) -> AttendanceState:
    return _with_person(state, _whom(fact), lambda person: person._replace(joining=change(person.joining)))


def _with_mark(state: AttendanceState, whom: str, mark: Mark, error_ms: int) -> AttendanceState:
    return _with_person(
        state,
        whom,
        lambda person: person._replace(marks=_included(person.marks, mark), error_ms=max(person.error_ms, error_ms)),
    )


def _marked(state: AttendanceState, fact: PresenceFact, order: int, by: str) -> AttendanceState:
    """`by` was in the room too; empty for nobody."""
    at = to_ms(fact.observed_at)
    seen = _with_mark(state, _whom(fact), Mark(at, order, fact.source), fact.error_ms)
    return _with_mark(seen, by, Mark(at, HERE, fact.source), fact.error_ms) if by else seen


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
