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
    unconfirmed: Mark | None
    """The last proof that they were there, if nobody saw them go since and staff did not take it back."""


def in_room(participant: str, person: Person, headcounts: Iterable[Count], ended: int | None) -> InRoom:
    """A stay opens with the first proof and ends where somebody is seen going, else at the last proof: whoever is not
    there any more, or was never counted again, left at an unknown time after it. Whoever was confirmed in the session's
    last minute stayed to its end, though nothing counts beyond the proof."""
    missed = [Mark(count.at, NOT_HERE, Source.TAP) for count in headcounts if participant not in count.present]
    stays: list[Stay] = []
    taken_back = {mark.at for mark in person.marks if mark.order == NOT_HERE}
    opened: Mark | None = None
    unconfirmed: Mark | None = None
    proof = 0
    for mark in sorted({*person.marks, *missed}):
        if mark.order == HERE:
            opened = opened or mark
            proof, unconfirmed = mark.at, mark
        elif opened is not None:
            seen_going = mark.order == GONE
            stop, reason = (mark.at, EndReason.LEFT) if seen_going else (proof, EndReason.LAST_HEADCOUNT)
            stays.append(Stay(opened.at, stop, opened.source, reason, not seen_going))
            opened = None
            if seen_going or mark.at in taken_back:
                unconfirmed = None
    if opened is not None:
        stayed = ended is not None and ended - proof <= MINUTE_MS
        reason = EndReason.SESSION_ENDED if stayed else EndReason.LAST_HEADCOUNT
        stays.append(Stay(opened.at, proof, opened.source, reason, not stayed))
    return InRoom(
        stays=tuple(stays),
        all=union((stay.start, stay.stop) for stay in stays),
        open_since=proof if opened is not None else None,
        unconfirmed=unconfirmed,
    )
