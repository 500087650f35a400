"""How good a participant's connection is, from what the relay counts: what is measured, and what is shown of it.

Shown is calmer than measured: a grade is entered at one limit and left at a lower one, worse is believed the second
time and better the third, so that nothing flickers. Only silence is believed at once.
"""

from dataclasses import dataclass

from signaling.control.messages import TransportState
from signaling.protocol.views import Quality

SILENCE = 5000
"""Milliseconds without anything authentic from a transport after which it counts as lost; as the relay has it."""
FEWEST = 25
"""Packets below which a share of lost ones says nothing: more looks are taken together."""
STALE = 10_000
"""Milliseconds after which, with fewer packets than that, nothing is known of loss any more."""


@dataclass(frozen=True, slots=True)
class Totals:
    """One transport at a look: counted since it was made. `at` and `last_heard` in ms, the latter ago."""

    at: int
    state: TransportState
    last_heard: int | None
    expected: int
    """Packets that were sent to whoever counts: the relay what is published, the browser what is subscribed to."""
    lost: int
    octets: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One direction, lately. `loss`: 0..1, None when too little was sent to tell; `bitrate` in bit/s."""

    silent: bool = False
    loss: float | None = None
    bitrate: int = 0
    last: Totals | None = None
    """At the last look."""
    base: Totals | None = None
    """Since when loss is counted for the next time."""


@dataclass(frozen=True, slots=True)
class Line:
    """A participant's line, lately. `round_trip` in ms; what is None is not known (yet)."""

    up: Flow | None
    down: Flow | None
    round_trip: float | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """What is shown, and how often in a row something else was measured."""

    shown: Quality
    other: Quality | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """Above `enter` a line is as bad as that; it stays so until it is at or below `leave`."""

    loss: tuple[float, float]
    round_trip: tuple[float, float]


LIMITS: dict[Quality, Limit] = {
    "poor": Limit(loss=(0.10, 0.06), round_trip=(600, 450)),
    "fair": Limit(loss=(0.03, 0.015), round_trip=(300, 230)),
}
"""(enter, leave). Redundant sound hides 3 % and survives 10 % audibly; from 300 ms people begin to interrupt each other
(ITU-T G.114), at 600 ms they cannot talk."""
ORDER: tuple[Quality, ...] = ("lost", "poor", "fair", "good")
WORSE_AFTER, BETTER_AFTER = 2, 3
"""So many looks in a row must agree."""


def flow(before: Flow | None, now: Totals) -> Flow | None:
    """One direction after one more look; None where it is not connected yet."""
    if now.state in ("new", "connecting"):
        return None
    silent = now.state != "connected" or now.last_heard is None or now.last_heard > SILENCE
    if before is None or before.last is None or before.base is None or now.at <= before.last.at:
        return Flow(silent, last=now, base=now)
    bitrate = round(max(0, now.octets - before.last.octets) * 8000 / (now.at - before.last.at))
    expected, lost = now.expected - before.base.expected, now.lost - before.base.lost
    if expected < 0 or lost > expected:  # a publication was closed, and what was counted on it is gone
        return Flow(silent, before.loss, bitrate, now, now)
    if expected >= FEWEST:
        return Flow(silent, max(0, lost) / expected, bitrate, now, now)
    if now.at - before.base.at >= STALE:
        return Flow(silent, None, bitrate, now, now)
    return Flow(silent, before.loss, bitrate, now, before.base)


def grade(before: Grade | None, line: Line) -> Grade | None:
    """What to show after one more look; None while nothing is known."""
    flows = [one for one in (line.up, line.down) if one is not None]
    if not flows:
        return before
    shown = before.shown if before is not None else None
    measured = _measured(flows, line.round_trip, shown)
    if before is None or shown is None or measured == "lost" or shown == "lost":
        return Grade(measured)
    if measured == shown:
        return Grade(shown)
    times = before.times + 1 if before.other == measured else 1
    enough = WORSE_AFTER if ORDER.index(measured) < ORDER.index(shown) else BETTER_AFTER
    return Grade(measured) if times >= enough else Grade(shown, measured, times)


def _measured(flows: list[Flow], round_trip: float | None, shown: Quality | None) -> Quality:
    if all(one.silent for one in flows):
        return "lost"
    if any(one.silent for one in flows):
        return "poor"
    loss = max((one.loss for one in flows if one.loss is not None), default=0.0)
    for quality, limit in LIMITS.items():
        at = 1 if shown is not None and ORDER.index(shown) <= ORDER.index(quality) else 0
        if loss > limit.loss[at] or (round_trip or 0.0) > limit.round_trip[at]:
            return quality
    return "good"
