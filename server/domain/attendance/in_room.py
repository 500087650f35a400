"""Check-ins, check-outs, taps and headcounts -> when somebody was in the physical room."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from server.domain.attendance.facts import Source
from server.domain.attendance.policy import MINUTE_MS
from server.domain.attendance.record import EndReason
from server.domain.attendance.spans import Spans, union
from server.domain.attendance.state import GONE, HERE, NOT_HERE, Count, Mark, Person


class Stay(NamedTuple):
    """Half-open [start, stop); empty when nothing but its opening shows that somebody was there."""

    start: int
    stop: int
    source: Source
    reason: EndReason
    estimated: bool


@dataclass(frozen=True, slots=True)
class InRoom:
    """One person's time in the physical room."""

    stays: tuple[Stay, ...]
    all: Spans
    open_since: int | None
    """The last proof of a stay that nobody closed."""


def in_room(participant: str, person: Person, headcounts: Iterable[Count], ended: int | None) -> InRoom:
    """A stay opens with the first proof and ends where somebody is seen going, else at the last proof: whoever is not
    there any more, or was never counted again, left at an unknown time after it. Whoever was confirmed in the session's
    last minute stayed to its end, though nothing counts beyond the proof."""
    missed = [Mark(count.at, NOT_HERE, Source.TAP) for count in headcounts if participant not in count.present]
    stays: list[Stay] = []
    opened: Mark | None = None
    proof = 0
    for mark in sorted({*person.marks, *missed}):
        if mark.order == HERE:
            opened = opened or mark
            proof = mark.at
        elif opened is not None:
            seen_going = mark.order == GONE
            stop, reason = (mark.at, EndReason.LEFT) if seen_going else (proof, EndReason.LAST_HEADCOUNT)
            stays.append(Stay(opened.at, stop, opened.source, reason, not seen_going))
            opened = None
    if opened is not None:
        stayed = ended is not None and ended - proof <= MINUTE_MS
        reason = EndReason.SESSION_ENDED if stayed else EndReason.LAST_HEADCOUNT
        stays.append(Stay(opened.at, proof, opened.source, reason, not stayed))
    return InRoom(tuple(stays), union((stay.start, stay.stop) for stay in stays), proof if opened is not None else None)
