"""How much a subscriber's line takes: the least of what delays, losses and the receiver's own estimate allow."""

from typing import NamedTuple

from signaling.forwarding.congestion.backlog import Backlog
from signaling.forwarding.congestion.delay import DEEP_QUEUE, QUEUE, DelayTrend
from signaling.forwarding.congestion.loss import LOW, LossRule
from signaling.forwarding.congestion.meter import Meter
from signaling.forwarding.congestion.sent import Acknowledgement, SentPackets
from signaling.forwarding.congestion.trial import Trial

START = 512_000
LEAST, MOST = 30_000, 50_000_000
DECREASE, DEEP_DECREASE = 0.85, 0.7
RECOVERY = 0.85
"""After a cut for what may have been a moment's it is tried once whether nearly as much as before fits again."""
CUT_INTERVAL = 0.2
RISE_INTERVAL = 0.5
SILENCE = 1.0
"""Without feedback for so long, the line was away: what was lost meanwhile says nothing of its rate (s)."""

_NEAR = 0.1
_REMB_HOLDS = 10.0
_AT_ONCE = 2.5
"""How much more than what arrived is tried again at once: were that all that fits, some 100 ms of it would queue."""
_REPORT_PACKETS = 100


class Retry(NamedTuple):
    """What the next probe after a cut is to try at least and at most, bit/s."""

    least: float = 0.0
    most: float = MOST


class Estimate:
    """Told what feedback and reports say; `bitrate(now)` is what may be sent, bit/s.

    Before the first `cut` it is a mere beginning: too little was sent yet to know more.
    """

    def __init__(self, sent: SentPackets) -> None:
        self.cut: float | None = None
        """When there was too much last."""
        self.blind = False
        """It cannot be probed: it rises even when it is not used."""
        self.measured = False
        """There was transport-wide feedback."""
        self.in_vain = False
        """It was just found that it was lowered for a queue that is none."""
        self.queue = 0.0
        """How long the queue has become since what was seen of it was sent (s)."""
        self.retry = Retry()
        self.delay = DelayTrend()
        self.loss = LossRule()
        self._bitrate = float(START)
        self._meter = Meter()
        self._backlog = Backlog(sent)
        self._capacity: float | None = None
        self._trial: Trial | None = None
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
        return self.delay.state != "overuse" and self.delay.queue < QUEUE and self.loss.excess < LOW

    def acknowledged(self, news: Acknowledgement, now: float, probing: bool = False, paced: bool = False) -> None:
        """What a transport-wide feedback packet said. `probing`: of packets that were meant to fill the line.
        `paced`: packets are sent in another order than they are numbered."""
        self.measured = True
        silent, self._heard = now - self._heard > SILENCE, now
        self.in_vain = False
        if silent:
            self._trial = None
            self.delay.forget()
            self.loss.forget()
            self._meter.clear()
            self._backlog.clear()
        self.delay.add(news.samples)
        if paced:
            self._backlog.clear()
        else:
            self._backlog.add(news.samples, self.delay.least)
        if news.samples:
            self._meter.add(news.samples[-1].arrived, news.octets)
        if self._answered(news) and not probing:
            tried = self._tried(now)
            self.queue = max(self.delay.queue, self._backlog.seconds(self.delay.least, now))
            if self.delay.state == "overuse" or self.queue > DEEP_QUEUE > self.delay.queue:
                self._overused(now)
            elif not silent and not tried:
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
        """To a part of what the line is seen to carry, or of what arrives; else to that part of what is believed."""
        queue, before, trial, rate = self.delay.queue, self.bitrate(now), self._trial, self._backlog.rate
        arriving = rate or self._meter.bitrate
        if not arriving:
            self._lower(DECREASE * before, now)
            return
        grown = trial is not None and trial.grown(queue)
        if trial is not None and not grown and trial.lasts(now):
            return
        if trial is None or grown:
            self._trial = Trial(now, queue, arriving, before if trial is None else trial.before)
        deep = self.queue > DEEP_QUEUE
        if deep or grown or rate:
            self._capacity = arriving if self._capacity is None else self._capacity + (arriving - self._capacity) / 4
            self._lower((DEEP_DECREASE if deep else DECREASE) * arriving, now)
            self.retry = Retry()
        else:
            self._lower(DECREASE * max(before, arriving), now)
            self.retry = Retry(most=_AT_ONCE * arriving)

    def _tried(self, now: float) -> bool:
        """Whether a queue is none, but the way has become longer; what delays were before is no measure then."""
        trial = self._trial
        if trial is None:
            return False
        if self.delay.queue <= QUEUE:
            self._trial = None
            return False
        arriving = self._meter.bitrate
        if arriving is None or not trial.in_vain(self.delay.queue, arriving, now):
            return False
        self.in_vain = True
        self.retry = Retry(RECOVERY * trial.before, _AT_ONCE * trial.arriving)
        self._trial = None
        self.delay.forget()
        self.loss.forget()
        return True

    def _lost(self, factor: float | None, now: float) -> None:
        if factor is None:
            return
        if factor < 1:
            self._lower(max(factor * self.bitrate(now), DECREASE * (self._meter.bitrate or 0.0)), now)
        elif factor > 1.05:  # it was lowered in vain
            self._bitrate = min(MOST, self._bitrate * factor)

    def _lower(self, bitrate: float, now: float) -> None:
        self.retry = Retry(RECOVERY * self.bitrate(now))
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
