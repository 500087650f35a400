"""Trying whether a line takes more: padding beside the media for a moment, and how fast it all arrived."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from signaling.forwarding.congestion.sent import MASK, Sample, SentPackets

SECONDS = 0.08
STEP = 0.02
"""Padding goes out in steps; the first only opens the measurement."""
FIRST_FACTOR, FACTOR, LEAST_FACTOR = 3.0, 2.0, 1.25
"""How much more than the estimate is tried: at first, after a success, and after some failures."""
MAX_STEP_OCTETS = 24_000
AGAIN_AFTER = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""After a probe that failed, doubled with each (s)."""
UNTOLD_PAUSE = 1.0
"""At most so long after one that told nothing (s). The next that tells nothing failed: so slow is the line itself."""

_STRETCH = 1.1
_INTERRUPTION = 0.05
_LATE = 1.5
_AFTERMATH = 0.25
_LOSSY = 0.3


class Result(NamedTuple):
    """How fast a probe arrived, bit/s, and whether the line was full with it."""

    rate: float
    full: bool


class Prober:
    """`begin` one when `ready`; `padding` at every step says how much; `take` what arrived and get the rate.

    One at a time, each for SECONDS at a bounded rate.
    """

    def __init__(self) -> None:
        self._target = 0.0
        self._began = float("-inf")
        self._after = 0.0
        self._pause = FIRST_PAUSE
        self.factor = FIRST_FACTOR
        self._sending = False
        self._waiting = False
        self._untold = False
        self._first = self._opened = self._step_began = self._last = 0
        self._samples: list[Sample] = []

    def ready(self, now: float) -> bool:
        return not self._sending and not self._waiting and now >= self._after

    def filled(self, sent: float) -> bool:
        """Whether a packet sent at this time may have stood behind a probe."""
        return self._sending or sent < self._began + SECONDS + _AFTERMATH

    @property
    def sending(self) -> bool:
        """It has begun, and is to be told of further steps."""
        return self._sending

    @property
    def active(self) -> bool:
        """Whether every packet's arrival matters."""
        return self._sending or self._waiting

    def put_off(self, until: float) -> None:
        """The line has too much as it is: no probe before long."""
        self._sending = self._waiting = False
        self._after = max(self._after, until)

    def begin(self, target: float, sent: SentPackets, now: float) -> None:
        """Try to send `target` bit/s in all."""
        self._target = target
        self._began = now
        self._sending = True
        self._first = self._opened = self._step_began = sent.end
        self._samples = []

    def padding(self, sent: SentPackets, now: float) -> int:
        """Octets of padding to send now, in one step about STEP after the last."""
        if not self._sending:
            return 0
        media = sent.sum(self._step_began, sent.end)
        if self._step_began == self._first:
            media = 0
        return max(0, min(MAX_STEP_OCTETS, int(self._target * STEP / 8) - media))

    def stepped(self, sent: SentPackets, now: float) -> None:
        """This step's padding is sent."""
        if not self._sending:
            return
        if self._opened == self._first:
            self._opened = sent.end
        self._step_began = sent.end
        if now - self._began >= SECONDS - STEP / 4:
            self._sending, self._waiting, self._last = False, True, sent.end

    def take(self, samples: Iterable[Sample], sent: SentPackets, now: float) -> Result | None:
        """What became of a probe, once all of it has arrived or is overdue; None before, and where one cannot tell."""
        if not self.active:
            return None
        self._samples += [sample for sample in samples if sample.number >= self._first]
        done = self._waiting and (
            any(sample.number >= self._last - 1 for sample in self._samples) or now - self._began > SECONDS + _LATE
        )
        if not done:
            return None
        self._waiting = False
        result = self._result(sent)
        if not result.full:
            self._after, self._pause, self.factor = now + AGAIN_AFTER, FIRST_PAUSE, FACTOR
            self._untold = False
            return result
        interrupted, again = self._interrupted(), self._untold
        self._untold = interrupted
        if interrupted and not again:
            self._after = now + min(UNTOLD_PAUSE, self._pause)
            return None
        self._after, self._pause = now + self._pause, min(LONGEST_PAUSE, 2 * self._pause)
        self.factor = max(LEAST_FACTOR, (1 + self.factor) / 2)
        return result

    def _interrupted(self) -> bool:
        """Whether somebody stopped for a moment, the relay or the receiver: then times say little of the line."""
        probe = [sample for sample in self._samples if sample.number < self._last]
        sendings = sorted(sample.sent for sample in probe)
        arrivals = sorted(sample.arrived for sample in probe)
        gaps = (later - earlier for times in (sendings, arrivals) for earlier, later in pairwise(times))
        return max(gaps, default=0.0) > _INTERRUPTION

    def _result(self, sent: SentPackets) -> Result:
        opening = [sample for sample in self._samples if sample.number < self._opened]
        rest = [sample for sample in self._samples if self._opened <= sample.number < self._last]
        if not opening or not rest:
            return Result(0.0, True)
        newest = max(sample.sent for sample in rest)
        numbers = [number & MASK for number in range(self._opened, self._last)]
        gone_out = [number for number in numbers if sent.at[number] <= newest]  # pictures wait in the pacer
        if len(rest) < (1 - _LOSSY) * len(gone_out):
            return Result(0.0, True)
        spread = newest - max(sample.sent for sample in opening)
        arrival = max(sample.arrived for sample in rest) - max(sample.arrived for sample in opening)
        octets = sum(sent.octets[number] for number in gone_out)
        return Result(8 * octets / max(spread, arrival, STEP), arrival > _STRETCH * max(spread, STEP))
