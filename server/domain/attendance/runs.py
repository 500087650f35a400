"""Runs: proofs of life joined into stretches of presence.

A proof of life at `at` also says that whoever gave it was being watched since `reach`, some beats earlier: if there is
another proof in [reach, at], nothing was missed in between. So each proof is the closed interval [reach, at] with a
point at its end; intervals that meet are one run, and a run proves presence from its first point to its last. A union
of intervals with a minimum and a maximum of points is the same in any order and however often a proof is given, and
its size is the number of interruptions, not of proofs.
"""

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import NamedTuple

REACH_BEATS = 3
"""A proof reaches back so many beats: two missing beats are bridged, three are an interruption."""


class Run(NamedTuple):
    """Presence in [first, last), in milliseconds; `reach` <= `first` is how far back its proofs reach."""

    reach: int
    first: int
    last: int


Runs = tuple[Run, ...]

_reach = attrgetter("reach")
_last = attrgetter("last")


def prove(runs: Runs, reach: int, at: int) -> Runs:
    """`runs` (in order, disjoint) with one more proof; `runs` itself when it adds nothing."""
    if runs and runs[-1].reach <= reach <= runs[-1].last and runs[-1].first <= at:  # nearly always: it goes on
        last = runs[-1]
        return runs if at <= last.last else (*runs[:-1], Run(last.reach, last.first, at))
    start = bisect_left(runs, reach, key=_last)
    stop = bisect_right(runs, at, lo=start, key=_reach)
    if start == stop:
        return (*runs[:start], Run(reach, at, at), *runs[stop:])
    earliest, latest = runs[start], runs[stop - 1]
    merged = Run(min(reach, earliest.reach), min(at, earliest.first), max(at, latest.last))
    if merged == earliest and stop - start == 1:
        return runs
    return (*runs[:start], merged, *runs[stop:])


def covering(runs: Runs, at: int) -> Run | None:
    """The run that watched over `at`, if any."""
    index = bisect_left(runs, at, key=_last)
    return runs[index] if index < len(runs) and runs[index].reach <= at else None
