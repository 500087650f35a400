"""A person's connections -> when they were online, in which place, and why each stretch ended."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from server.domain.attendance.evidence import Cause, Place
from server.domain.attendance.media import Media, seen_by_beats, together
from server.domain.attendance.record import EndReason
from server.domain.attendance.runs import REACH_BEATS, Run, Runs, covering
from server.domain.attendance.spans import Span, Spans, intersection, union
from server.domain.attendance.state import AttendanceState, Connection, Person, seen

COUNTING = frozenset({Place.GROUP, Place.BREAKOUT, Place.SIDEBAR})
"""Places where group or individual time is spent; the others are on the way there."""


class Spot(NamedTuple):
    """A place and which one of its kind: staff are present to a client who is in the same spot."""

    place: Place
    room: str


class Ending(NamedTuple):
    """Why presence ended, and whether the time is only a last proof of life. The lowest reason explains best."""

    reason: EndReason
    estimated: bool


@dataclass(frozen=True, slots=True)
class Online:
    """One person's time online, all connections united."""

    spots: Mapping[Spot, Spans]
    all: Spans
    media: Media
    """All of the time online, as far as anything was ever seen: what nobody saw is as the nearest that was seen, of the
    same connection or, if nothing of it was, of the person's others."""
    has_camera: bool
    """A picture of theirs was seen at some time, from whichever device."""
    without_video: Spans
    """When beats saw that there was no picture."""
    receiving: Spans
    endings: Mapping[int, Ending]
    """By the millisecond at which a connection ended."""


class _Stretch(NamedTuple):
    start: int
    stop: int
    ending: Ending


_OBSERVED = {
    Cause.LEFT: EndReason.LEFT,
    Cause.LOST: EndReason.LOST,
    Cause.REMOVED: EndReason.REMOVED,
    Cause.DENIED: EndReason.DENIED,
    Cause.REPLACED: EndReason.REPLACED,
    Cause.SESSION_ENDED: EndReason.SESSION_ENDED,
}
_BEST_EXPLANATION = (
    EndReason.REMOVED,
    EndReason.DENIED,
    EndReason.LEFT,
    EndReason.SESSION_ENDED,
    EndReason.SERVER_OUTAGE,
    EndReason.LOST,
    EndReason.REPLACED,
    EndReason.ONGOING,
)


def online(person: Person, state: AttendanceState, now: int) -> Online:
    """The person's time online as known at `now` (ms)."""
    spots: defaultdict[Spot, list[Span]] = defaultdict(list)
    everything: list[Span] = []
    lives: list[tuple[Spans, Media]] = []
    receiving: list[Span] = []
    endings: dict[int, Ending] = {}
    for connection in person.connections.values():
        stretches = list(_stretches(connection, state, now))
        alive = union((stretch.start, stretch.stop) for stretch in stretches)
        everything += alive
        in_session: list[Span] = []
        for spot, span in _placed(connection):
            spots[spot] += intersection(alive, (span,))
            in_session += (span,) if spot.place in COUNTING else ()
        lives.append((alive, seen_by_beats(connection, alive, union(in_session), state.every_ms)))
        receiving += _carried(seen(connection.receiving), alive, state.every_ms)
        for stretch in stretches:
            known = endings.get(stretch.stop, stretch.ending)
            endings[stretch.stop] = min(known, stretch.ending, key=_explanation)
    observed = together(media for _, media in lives)
    return Online(
        spots={spot: union(spans) for spot, spans in sorted(spots.items()) if spans},
        all=union(everything),
        media=together(
            (
                observed.reaching(union(span for alive, media in lives if not any(media) for span in alive)),
                *(media.reaching(alive) for alive, media in lives if any(media)),
            )
        ),
        has_camera=any(connection.video for connection in person.connections.values()),
        without_video=union((*observed.audio_only, *observed.silence)),
        receiving=union(receiving),
        endings=endings,
    )


def watched_over(person: Person, state: AttendanceState) -> Mapping[Spot, Spans]:
    """Where the person was, for those whom their presence matters to: when the server fell silent, they were there for
    as long as it was, and not only until each was last heard. Who was lost, or went, was not."""
    spots: defaultdict[Spot, list[Span]] = defaultdict(list)
    for connection in person.connections.values():
        alive = union(_until_silence(connection, state))
        for spot, span in _placed(connection):
            spots[spot] += intersection(alive, (span,))
    return {spot: union(spans) for spot, spans in sorted(spots.items()) if spans}


def _until_silence(connection: Connection, state: AttendanceState) -> Iterator[Span]:
    last_of_all = _FOREVER if connection.end is None else connection.end.at
    for boot, runs in connection.runs.items():
        for run in runs:
            stop = run.last
            watch = covering(state.boots.get(boot, ()), stop)
            fell_silent = watch is not None and watch.last <= stop + REACH_BEATS * state.every_ms
            if watch is not None and fell_silent and stop not in connection.lost:
                stop = max(stop, watch.last)
            yield min(run.first, last_of_all), min(stop, last_of_all)


def _explanation(ending: Ending) -> tuple[int, bool]:
    return _BEST_EXPLANATION.index(ending.reason), ending.estimated


def _stretches(connection: Connection, state: AttendanceState, now: int) -> Iterator[_Stretch]:
    end = connection.end
    for boot, runs in connection.runs.items():
        for run in runs:
            if end is not None and run.last >= end.at:
                yield _Stretch(min(run.first, end.at), end.at, Ending(_OBSERVED[end.cause], False))
            elif run.last in connection.lost:
                yield _Stretch(run.first, run.last, Ending(EndReason.LOST, True))
            else:
                yield _Stretch(run.first, run.last, _unobserved(boot, run, state, now))


def _unobserved(boot: str, run: Run, state: AttendanceState, now: int) -> Ending:
    """Nobody saw the run end: was it the client, the server or the session, or does it go on?"""
    silence = run.last + REACH_BEATS * state.every_ms
    watch = covering(state.boots.get(boot, ()), run.last)
    if watch is not None and watch.last > silence:
        return Ending(EndReason.LOST, True)
    if _server_came_back(boot, run.last, silence, state.boots):
        return Ending(EndReason.SERVER_OUTAGE, True)
    if state.ended is not None and state.ended.at <= silence:
        return Ending(EndReason.SESSION_ENDED, run.last < state.ended.at)
    return Ending(EndReason.SERVER_OUTAGE if now > silence else EndReason.ONGOING, True)


def _server_came_back(boot: str, last: int, silence: int, boots: Mapping[str, Runs]) -> bool:
    return any(runs[-1].last > (silence if other == boot else last) for other, runs in boots.items())


def _carried(seen: Spans, alive: Spans, every_ms: int) -> Spans:
    """What was seen while the connection lived; what the last beat saw is taken to have gone on to the end after it."""
    tails = [(stop, end) for _, stop in seen for _, end in alive if stop < end < stop + every_ms]
    return intersection(union((*seen, *tails)), alive)


_FOREVER = 1 << 62


def _placed(connection: Connection) -> Iterator[tuple[Spot, Span]]:
    """When the connection was in which spot, by what was last said; before anything was said it waits."""
    since, spot = -_FOREVER, Spot(Place.WAITING, "")
    for placement in connection.placements:
        yield spot, (since, placement.at)
        since, spot = placement.at, Spot(placement.place, placement.room)
    yield spot, (since, _FOREVER)
