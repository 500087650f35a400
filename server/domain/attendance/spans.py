"""Sets of milliseconds, kept as half-open spans [start, stop): in order, disjoint, never touching, never empty.

A union of sets does not care for the order or the number of times its parts are given; that is what makes attendance
the same however its facts arrive.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter

Span = tuple[int, int]
Spans = tuple[Span, ...]

_start = itemgetter(0)
_stop = itemgetter(1)


def add(spans: Spans, start: int, stop: int) -> Spans:
    """The union with [start, stop); `spans` itself when that adds nothing."""
    if stop <= start:
        return spans
    if spans and spans[-1][0] <= start <= spans[-1][1]:  # nearly always: it goes on where it was
        return spans if stop <= spans[-1][1] else (*spans[:-1], (spans[-1][0], stop))
    first = bisect_left(spans, start, key=_stop)
    after = bisect_right(spans, stop, lo=first, key=_start)
    if first < after:
        start, stop = min(start, spans[first][0]), max(stop, spans[after - 1][1])
        if after - first == 1 and spans[first] == (start, stop):
            return spans
    return (*spans[:first], (start, stop), *spans[after:])


def union(parts: Iterable[Span]) -> Spans:
    """The union of any spans, in any order; empty ones vanish."""
    joined: list[Span] = []
    for start, stop in sorted(parts):
        if stop <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return tuple(joined)


def intersection(left: Spans, right: Spans) -> Spans:
    """What is in both."""
    both: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, stop = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < stop:
            both.append((start, stop))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(both)


def difference(left: Spans, right: Spans) -> Spans:
    """What is in `left` and not in `right`."""
    rest: list[Span] = []
    first = 0
    for start, stop in left:
        while first < len(right) and right[first][1] <= start:
            first += 1
        for hole in range(first, len(right)):
            hole_start, hole_stop = right[hole]
            if hole_start >= stop:
                break
            if start < hole_start:
                rest.append((start, hole_start))
            start = max(start, hole_stop)
        if start < stop:
            rest.append((start, stop))
    return tuple(rest)


def bridged(spans: Spans, gap: int) -> Spans:
    """Gaps of at most `gap` filled."""
    joined: list[Span] = []
    for start, stop in spans:
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return tuple(joined)


def total(spans: Iterable[Span]) -> int:
    """The length of all together."""
    return sum(stop - start for start, stop in spans)
