"""How much a subscriber's line takes: the least of what delays, losses and the receiver's own estimate allow."""

from collections import deque

from signaling.forwarding.congestion.delay import DEEP_QUEUE, QUEUE, DelayTrend
from signaling.forwarding.congestion.loss import LOW, LossRule
from signaling.forwarding.congestion.sent import Acknowledgement

START = 512_000
LEAST, MOST = 30_000, 50_000_000
DECREASE, DEEP_DECREASE = 0.85, 0.7
CUT_INTERVAL = 0.2
RISE_INTERVAL = 0.5
SILENCE = 1.0
"""Without feedback for so long, the line was away: what was lost meanwhile says nothing of its rate (s)."""

_NEAR = 0.1
_REMB_HOLDS = 10.0
_METER_SECONDS = 0.5
_LEAST_METERED = 0.1
_LAST = 3
_REPORT_PACKETS = 100


class Meter:
    """The bitrate that arrived lately, on the receiver's clock."""

    def __init__(self) -> None:
        self._arrived: deque[tuple[float, int]] = deque()

    def add(self, arrived: float, octets: int) -> None:
        if self._arrived and arrived < self._arrived[-1][0]:
            arrived = self._arrived[-1][0]
        self._arrived.append((arrived, octets))
        while len(self._arrived) > 2 and arrived - self._arrived[1][0] >= _METER_SECONDS:
            self._arrived.popleft()

    def clear(self) -> None:
        self._arrived.clear()

    @property
    def bitrate(self) -> float | None:
        """None before there is enough to say."""
        return self._over(len(self._arrived))

    @property
    def saturated(self) -> float | None:
        """As much as arrives while there is a queue: that of the last moment, should that be less."""
        rates = [rate for rate in (self.bitrate, self._over(_LAST)) if rate is not None]
        return min(rates) if rates else None

    def _over(self, reports: int) -> float | None:
        last = list(self._arrived)[-reports:]
        span = last[-1][0] - last[0][0] if last else 0.0
        return 8 * sum(octets for _, octets in last[1:]) / span if span >= _LEAST_METERED else None


class Estimate:
    """Told what feedback and reports say; `bitrate(now)` is what may be sent, bit/s.

    Before the first `cut` it is a mere beginning: too little was sent yet to know more.
    """

    def __init__(self) -> None:
        self.cut: float | None = None
        """When there was too much last."""
        self.blind = False
        """It cannot be probed: it rises even when it is not used."""
        self.measured = False
        """There was transport-wide feedback."""
        self.delay = DelayTrend()
        self.loss = LossRule()
        self._bitrate = float(START)
        self._meter = Meter()
        self._capacity: float | None = None
        self._remb: tuple[float, float] | None = None
        self._heard = float("-inf")
        self._risen = 0.0

    def bitrate(self, now: float) -> float:
        if self._remb is not None and now - self._remb[1] < _REMB_HOLDS:
            if self.cut is None:
                return self._remb[0]
            return min(self._bitrate, self._remb[0])
        return self._bitrate

    @property
    def calm(self) -> bool:
        """There is no queue on the way, and no more loss than always."""
        return self.delay.state == "normal" and self.delay.queue < QUEUE and self.loss.excess < LOW

    def acknowledged(self, news: Acknowledgement, now: float, probing: bool = False) -> None:
        """What a transport-wide feedback packet said. `probing`: of packets that were meant to fill the line."""
        self.measured = True
        silent, self._heard = now - self._heard > SILENCE, now
        if silent:
            self.delay.forget()
            self.loss.forget()
            self._meter.clear()
        self.delay.add(news.samples)
        if news.samples:
            self._meter.add(news.samples[-1].arrived, news.octets)
        if self._answered(news) and not probing:
            if self.delay.state == "overuse":
                self._overused(now)
            elif not silent:
                congested = self.delay.queue > QUEUE
                self._lost(self.loss.add(news.received, news.lost - news.recovered, congested, now), now)
        self._rise(now)

    def reported(self, fraction_lost: float, now: float) -> None:
        """A receiver report of a client without transport-wide feedback; 0 to 1, over about a second."""
        if self.measured:
            return
        lost = round(fraction_lost * _REPORT_PACKETS)
        self._lost(self.loss.add(_REPORT_PACKETS - lost, lost, False, now), now)
        self._rise(now)

    def remb(self, bitrate: int, now: float) -> None:
        """The receiver's own estimate: never more than that. Before the first cut it is what is known best."""
        self._remb = (max(LEAST, bitrate), now)

    def assume(self, bitrate: float) -> None:
        """Nothing will tell before losses do."""
        self._bitrate = min(MOST, max(START, bitrate))

    def probed(self, bitrate: float) -> bool:
        """A probe arrived at this rate; False when that is nothing new."""
        before = self._bitrate
        self._bitrate = min(MOST, max(before, bitrate))
        return self._bitrate > before

    def saturated(self, bitrate: float, now: float) -> None:
        """A probe showed that no more than this arrives."""
        self._lower(DECREASE * bitrate, now)

    def _answered(self, news: Acknowledgement) -> bool:
        """Whether this is about packets that were sent under the present bitrate, for long enough to measure it."""
        return self.cut is None or (bool(news.samples) and news.samples[-1].sent > self.cut + CUT_INTERVAL)

    def _overused(self, now: float) -> None:
        arriving = self._meter.saturated
        factor = DEEP_DECREASE if self.delay.queue > DEEP_QUEUE else DECREASE
        if arriving is not None:
            self._capacity = arriving if self._capacity is None else self._capacity + (arriving - self._capacity) / 4
        self._lower(factor * (arriving if arriving is not None else self._bitrate), now)

    def _lost(self, factor: float | None, now: float) -> None:
        if factor is None:
            return
        if factor < 1:
            self._lower(max(factor * self.bitrate(now), DECREASE * (self._meter.bitrate or 0.0)), now)
        elif factor > 1.05:  # it was lowered in vain
            self._bitrate = min(MOST, self._bitrate * factor)

    def _lower(self, bitrate: float, now: float) -> None:
        present = self.bitrate(now) if self.cut is not None else MOST
        self.cut = now
        self._bitrate = max(LEAST, min(present, bitrate))
        self._risen = now
        self.loss.forget()

    def _rise(self, now: float) -> None:
        if now - self._risen < RISE_INTERVAL:
            return
        arriving = self._meter.bitrate
        used = arriving is not None and arriving > 0.75 * (1 - self.loss.loss) * self._bitrate
        if self.calm and (used or self.blind or not self.measured):
            near = self._capacity is not None and abs(self._bitrate - self._capacity) < _NEAR * self._capacity
            self._bitrate = min(MOST, self._bitrate * (1.01 if near else 1.05))
        self._risen = now
