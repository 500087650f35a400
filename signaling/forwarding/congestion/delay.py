"""Queues on the way, seen in the delay of packets: a trendline with an adaptive threshold (draft-ietf-rmcat-gcc-02).

Only differences are used, so the two clocks need not agree. Besides the trend a queue must really be there: the least
delay of late must exceed the least known by QUEUE, so that jitter and a receiver busy for a moment count little.
"""

from collections import deque
from collections.abc import Iterable
from typing import Literal

from signaling.forwarding.congestion.sent import Sample

State = Literal["normal", "overuse", "underuse"]

WINDOW = 20
"""Groups of packets over which the trend is taken."""
QUEUE = 0.03
DEEP_QUEUE = 0.15
"""So much that grows is too much without waiting for a trend."""
BASE_SECONDS = 10.0
"""The least delay is that of the present and the former such stretch, so that another route becomes the measure."""

_GROUP = 0.02
_BURST = 0.005
_SMOOTHING = 0.9
_GAIN = 4.0
_MAX_DELTAS = 60
_FIRST_THRESHOLD, _LEAST_THRESHOLD, _MOST_THRESHOLD = 12.5, 6.0, 600.0
_UP, _DOWN = 0.0087, 0.039
_FAR_OFF = 15.0
_MAX_STEP = 0.1
_LATELY, _LATELY_SECONDS = 3, 0.1


class DelayTrend:
    """`add` what feedback says; `state` and `queue` (s) follow."""

    def __init__(self) -> None:
        self.state: State = "normal"
        self.queue = 0.0
        """How much longer packets take now than they need to, seconds."""
        self._group: Sample | None = None
        self._group_began = 0.0
        self._taken = False
        """The group is complete: something came later than what comes at once with it."""
        self._previous: Sample | None = None
        self._points: deque[tuple[float, float]] = deque(maxlen=WINDOW)
        self._lately: deque[Sample] = deque(maxlen=_LATELY)
        self._accumulated = self._smoothed = 0.0
        self._deltas = 0
        self._threshold = _FIRST_THRESHOLD
        self._threshold_at: float | None = None
        self._trend = 0.0
        self._base = self._former_base = float("inf")
        self._base_since = float("-inf")

    @property
    def least(self) -> float:
        """The delay of a packet that finds no queue, on two clocks; infinite before there was one."""
        return min(self._base, self._former_base)

    def forget(self) -> None:
        """What came before says nothing about now: begin anew."""
        self.__init__()  # type: ignore[misc]

    def add(self, samples: Iterable[Sample]) -> None:
        """Packets in any order within one feedback; of those sent in 20 ms, or come at once, the least delayed speaks.

        So a receiver, or a radio, that stopped for a moment and then delivers everything does not look like a queue.
        """
        for sample in sorted(samples, key=lambda sample: sample.sent):
            group = self._group
            if group is not None and not self._taken and sample.arrived - group.arrived >= _BURST:
                self._take(group)
                self._taken = True
            if group is not None and (sample.sent - self._group_began < _GROUP or self._belongs_to_burst(sample)):
                if not self._taken and _delay(sample) < _delay(group):
                    self._group = sample
                continue
            if group is not None and not self._taken:
                self._take(group)
            self._group, self._group_began, self._taken = sample, sample.sent, False
        if len(self._points) == WINDOW and (self.queue > QUEUE or self.state != "normal"):
            self._judge()

    def _belongs_to_burst(self, sample: Sample) -> bool:
        """Whether it came at once with the group though it was sent later: something held all of them up together."""
        assert self._group is not None
        waited = sample.arrived - self._group.arrived
        return waited < min(_BURST, sample.sent - self._group.sent)

    def _take(self, group: Sample) -> None:
        delay, previous = _delay(group), self._previous
        if previous is not None and group.sent <= previous.sent:
            return
        if group.arrived - self._base_since > BASE_SECONDS:
            self._former_base, self._base, self._base_since = self._base, delay, group.arrived
        self._base = min(self._base, delay)
        self._lately.append(group)
        base, oldest = self.least, _delay(self._lately[0])
        self.queue = min(_delay(it) for it in self._lately if group.arrived - it.arrived < _LATELY_SECONDS) - base
        if min(map(_delay, self._lately)) - base > DEEP_QUEUE and delay >= oldest:
            self.state = "overuse"
        self._previous = group
        if previous is None:
            return
        spread = group.sent - previous.sent
        self._accumulated += ((group.arrived - previous.arrived) - spread) * 1000
        self._smoothed = _SMOOTHING * self._smoothed + (1 - _SMOOTHING) * self._accumulated
        self._points.append((group.arrived * 1000, self._smoothed))
        self._deltas = min(_MAX_DELTAS, self._deltas + 1)

    def _judge(self) -> None:
        now, slope = self._points[-1][0] / 1000, _slope(self._points)
        trend = self._deltas * slope * _GAIN
        if trend > self._threshold and self.queue > QUEUE:
            if slope >= self._trend:
                self.state = "overuse"
        else:
            if self.queue < DEEP_QUEUE or slope < 0:
                self.state = "underuse" if trend < -self._threshold else "normal"
        self._trend = slope
        self._adapt(abs(trend), now)

    def _adapt(self, trend: float, now: float) -> None:
        """Let the threshold follow the trend, so that a flow with losses for feedback does not push this one away."""
        step = min(_MAX_STEP, now - self._threshold_at) * 1000 if self._threshold_at is not None else 0.0
        self._threshold_at = now
        if trend > self._threshold + _FAR_OFF:
            return
        rate = _DOWN if trend < self._threshold else _UP
        self._threshold += rate * (trend - self._threshold) * step
        self._threshold = min(_MOST_THRESHOLD, max(_LEAST_THRESHOLD, self._threshold))


def _delay(sample: Sample) -> float:
    return sample.arrived - sample.sent


def _slope(points: deque[tuple[float, float]]) -> float:
    """Of the line of least squares."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
