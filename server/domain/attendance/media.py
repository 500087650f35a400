"""By which media somebody took part: what beats saw, and what that says of the moments that no beat saw.

Sound without a picture (`audio_only` here) is told apart by the whole session: who sent a picture at some time had the
camera off, from whichever device; who never did came by sound alone.

Audio only needs evidence, since a payer may ask about it: two beats in a row that saw sound and no picture, or one with
no picture in a beat beside it. A single beat without a picture next to one with it is a camera that was just starting.
A beat that could not look, since the relay did not answer, says nothing.
"""

from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from server.domain.attendance.policy import MINUTE_MS
from server.domain.attendance.runs import REACH_BEATS
from server.domain.attendance.spans import Span, Spans, difference, intersection, union
from server.domain.attendance.state import Connection, seen


class Media(NamedTuple):
    """Three disjoint sets of time."""

    video: Spans
    audio_only: Spans
    silence: Spans
    """Beats looked for a minute or longer, where media belongs, and saw neither picture nor sound."""

    def reaching(self, spans: Spans) -> "Media":
        """What is said of `spans` as well: each moment in them is as the nearest one that was seen."""
        known = sorted((start, stop, kind) for kind, parts in enumerate(self) for start, stop in parts)
        if not known:
            return self
        found: tuple[list[Span], ...] = tuple([*parts] for parts in self)
        for start, stop in difference(spans, union((a, b) for a, b, _ in known)):
            place = bisect_left(known, stop, key=itemgetter(0))
            before, after = known[max(0, place - 1) : place], known[place : place + 1]
            turn = start if not before else stop if not after else (before[0][1] + after[0][0]) // 2
            turn = min(max(turn, start), stop)
            for one, part in ((before, (start, turn)), (after, (turn, stop))):
                if one:
                    found[one[0][2]].append(part)
        return Media(*(union(parts) for parts in found))


def together(parts: Iterable[Media]) -> Media:
    """Several connections of one person at once: the best that any of them carried."""
    each = tuple(parts)
    video = union(span for one in each for span in one.video)
    audio_only = difference(union(span for one in each for span in one.audio_only), video)
    silence = union(span for one in each for span in one.silence)
    return Media(video, audio_only, difference(silence, union((*video, *audio_only))))


def seen_by_beats(connection: Connection, alive: Spans, in_session: Spans, every_ms: int) -> Media:
    """What beats saw of a connection while it was `alive`; `in_session` is when it was where others could hear it."""
    video, audio, unlooked = seen(connection.video), seen(connection.audio), seen(connection.unlooked)
    least = 2 * every_ms
    edges = {edge for span in video for edge in span}
    audio_only = tuple(
        (start, stop) for start, stop in difference(audio, video) if stop - start >= least or not {start, stop} & edges
    )
    quiet = difference(intersection(alive, in_session), union((*video, *audio, *unlooked)))
    long = max(MINUTE_MS, REACH_BEATS * every_ms)
    return Media(
        intersection(video, alive),
        intersection(audio_only, alive),
        tuple((start, stop) for start, stop in quiet if stop - start >= long),
    )
