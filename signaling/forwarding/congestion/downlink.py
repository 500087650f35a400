"""One subscriber's line: what it was found to take, what is therefore sent to it, and when to try for more."""

from collections.abc import Hashable, Iterator, Mapping, Sequence, Set

from signaling.forwarding.congestion.allocate import Demand, Layer, allocate, least, needed, next_needed
from signaling.forwarding.congestion.delay import DEEP_QUEUE
from signaling.forwarding.congestion.estimate import Estimate, Retry
from signaling.forwarding.congestion.feedback import TransportFeedback
from signaling.forwarding.congestion.hold import Hold
from signaling.forwarding.congestion.pacer import Pacer
from signaling.forwarding.congestion.probe import Prober
from signaling.forwarding.congestion.sent import SentPackets

HOLD = 8.0
"""Seconds after a step down in which nothing is stepped up."""
GONE_HOLD = 1.0
"""The same for a picture that is gone altogether: better a small one than none."""
DRAIN = 1.0
"""Where much waits on the line, no picture is sent until that is gone, at most so long (s): sound goes before."""
MARGIN = 0.9
"""Of a line that has been too narrow, what a step up may fill."""
AMPLE = 0.5
"""A step up that fits into so much of it is not held for longer because others had to be taken back."""
IN_VAIN = 1.0
"""Seconds without a probe after one that told nothing new."""
RETRY_AFTER = 0.7
"""Seconds without a probe after a cut, and after pictures go on: they do so with a keyframe."""
CONTRADICTED = 0.5
"""A probe that fills a strained line at less than this part of what it was believed to take is right."""
AT_EASE_AFTER = 30.0
AT_EASE = 1.2
"""A line with so much more than needed for so long counts as wide again."""


class Downlink:
    """`share` at most every 100 ms; `padding` about every 20 ms; what clients say whenever they do."""

    def __init__(self) -> None:
        self.sent = SentPackets()
        self.estimate = Estimate(self.sent)
        self.pacer = Pacer(self.sent)
        self.received = self.lost = 0
        """Packets, as feedback tells."""
        self.narrow = False
        """Less than everybody's wish fits: pictures are paced."""
        self.wide = False
        """Everything fits with ease: `share` rarely."""
        self.settled = False
        """`share` would change nothing: everything fitted with ease, and nothing was opened or shut since."""
        self._prober = Prober()
        self._given: dict[Hashable, Layer] = {}
        self._hold, self._gone_hold = Hold(HOLD), Hold(GONE_HOLD)
        self._in_use = 0.0
        self._retry = Retry()
        self._drained = 0.0
        self._stood = 0
        """The first packet after those that stood on the line at the last cut."""
        self._shared = 0.0
        self._target: float | None = None

    @property
    def strained(self) -> bool:
        """There was too much for the line, not long ago. Before that nothing is paused on suspicion."""
        return self.estimate.cut is not None

    @property
    def busy(self) -> bool:
        """Something may have to be sent about every 20 ms."""
        return self._target is not None or self._prober.sending or len(self.pacer) > 0

    @property
    def at_rest(self) -> bool:
        """Everything fits with ease, there is no queue and no loss to speak of, and nothing is tried: what is reported
        may be taken a little later, and more of it at once."""
        return self.wide and self.estimate.calm and not self._prober.active

    def acknowledge(self, feedback: TransportFeedback, now: float) -> bool:
        """Transport-wide feedback came; True when it says that there is too much: `share` anew at once."""
        news = self.sent.acknowledge(feedback, every=self._prober.active)
        if news is None:
            return False
        self.received += news.received
        self.lost += news.lost - news.recovered
        cut = self.estimate.cut
        filled = bool(news.samples) and self._prober.filled(news.samples[0].sent)
        self.estimate.acknowledged(news, now, filled, self.narrow)
        if self.estimate.in_vain:
            self._retry = self.estimate.retry
            self._hold.end(now)
            self._gone_hold.end(now)
            self._drained = now
        result = self._prober.take(news.samples, self.sent, now)
        if self.estimate.cut != cut:
            self._prober.put_off(now + RETRY_AFTER)
            self._retry = self.estimate.retry
        elif result is not None:
            self._retry = Retry(0.0 if result.full else self._retry.least)
            if result.full and 0 < result.rate < (CONTRADICTED if self.strained else 1.0) * self._in_use:
                self.estimate.saturated(result.rate, now)
            elif not self.estimate.probed(result.rate):
                self._prober.put_off(now + IN_VAIN)
        if self.estimate.cut == cut:
            return False
        if self.estimate.queue > DEEP_QUEUE:
            self._drained, self._stood = now + DRAIN, self.sent.end
        return True

    def settle(self, need: int, now: float) -> None:
        """Stay `settled` only if all is given that there is, and so it would be with `need` bit/s wanted now."""
        self.settled = self.settled and self.wide and not self.strained and self.estimate.bitrate(now) >= AT_EASE * need

    def share(
        self, demands: Sequence[tuple[Hashable, Demand]], probing: bool, now: float, numbered: bool = True
    ) -> dict[Hashable, Layer]:
        """The highest layer for each. `probing`: padding can be sent here; `numbered`: there will be feedback."""
        self.estimate.blind = not probing
        wanted = [demand for _, demand in demands]
        need = needed(wanted)
        if not numbered and not self.strained:
            self.estimate.assume(AT_EASE * need)
        bitrate = self.estimate.bitrate(now)
        cut = self.estimate.cut
        if cut is not None and now - cut > AT_EASE_AFTER and bitrate > AT_EASE * need:
            self.estimate.cut = None
        if not self.strained and bitrate >= need:
            return self._give_all(demands, bitrate, need)
        budget = bitrate if self.strained else max(bitrate, least(wanted))
        most = allocate(wanted, budget)
        careful = allocate(wanted, MARGIN * budget) if self.strained else most
        roomy = allocate(wanted, AMPLE * budget) if self.strained else most
        given: dict[Hashable, Layer] = {}
        fallen, risen = set[int](), set[int]()
        for (key, demand), upper, lower, sure in zip(demands, most, careful, roomy, strict=True):
            given[key] = layer = self._settle(key, upper, lower, sure, now)
            before, after = _level(self._given.get(key)), _level(layer)
            if demand.media == "video" and after < before and after < _level(demand.preferred):
                fallen.add(after)
            elif key in self._given and after > before:
                risen.add(before)
        self._note_steps(fallen if bitrate < self._shared else set(), risen, now)
        self._in_use = budget
        self._given, self._shared = _seen(demands, given), bitrate
        self.narrow = self.strained and bitrate < AT_EASE * need
        self.wide = self.settled = False
        self._target = self._next_target(wanted, bitrate, need) if probing else None
        if (risen and self.strained) or self._draining(now):
            self._prober.put_off(now + RETRY_AFTER)
        if self._draining(now):
            return {key: given[key] if demand.media == "audio" else None for key, demand in demands}
        if not self.strained:
            return {key: self._generous(demand, given[key]) for key, demand in demands}
        return given

    def _give_all(self, demands: Sequence[tuple[Hashable, Demand]], bitrate: float, need: int) -> dict[Hashable, Layer]:
        """All that is wanted, and more than now where that may soon be: a tile that grows need not wait."""
        self._given = _seen(demands, {key: demand.preferred for key, demand in demands})
        self._shared, self._in_use = bitrate, bitrate
        self.narrow, self._target = False, None
        self.wide = self.settled = bitrate >= AT_EASE * need and bool(demands)
        return {key: len(demand.bitrates) - 1 for key, demand in demands}

    def padding(self, now: float) -> int:
        """Octets of padding to send now; say `padded` when that is done."""
        if self._target is not None and self._prober.ready(now) and (self.estimate.calm or not self.estimate.measured):
            self._prober.begin(self._target, self.sent, now)
        return self._prober.padding(self.sent, now)

    def padded(self, now: float) -> None:
        """The padding asked for has been sent."""
        self._prober.stepped(self.sent, now)

    def repairs(self, now: float) -> bool:
        """Whether a picture's packet may be sent once more now: on a narrow line what was lost was too much already."""
        if not self.narrow:
            return True
        return not self._draining(now) and not self.pacer.full(self.estimate.bitrate(now))

    def drain(self, now: float) -> Iterator[bytes]:
        """The packets whose time has come, of those that were queued; all where the line is no longer narrow."""
        if not self.narrow:
            return self.pacer.flush(now)
        return self.pacer.drain(self.estimate.bitrate(now), self.estimate.delay.queue > DEEP_QUEUE, now)

    def _draining(self, now: float) -> bool:
        return now < self._drained and self.sent.reported < self._stood

    def _note_steps(self, fallen: Set[int], risen: Set[int], now: float) -> None:
        """Pictures fell to these layers, or rose from these."""
        if fallen:
            self._hold.fell(now)
        elif risen - {NOTHING}:
            self._hold.rose(now)
        if NOTHING in fallen:
            self._gone_hold.fell(now)
        elif NOTHING in risen:
            self._gone_hold.rose(now)

    def _settle(self, key: Hashable, upper: Layer, lower: Layer, sure: Layer, now: float) -> Layer:
        """Stay where one is between the two; up only when the hold is over, which is never long for what is `sure`, and
        short for a picture that is gone."""
        if key not in self._given:
            return lower
        before = self._given[key]
        if _level(before) > _level(upper):
            return upper
        if now < self._hold.until:
            held = 0 if before is None and lower is not None and now >= self._gone_hold.until else before
            lower = max(held, sure, key=_level) if now >= self._hold.least else held
        return max(before, lower, key=_level)

    def _generous(self, demand: Demand, layer: Layer) -> Layer:
        """Where all is given that its tile deserves, a tile that grows need not wait for the next sharing."""
        return len(demand.bitrates) - 1 if demand.preferred is None or layer == demand.preferred else layer

    def _next_target(self, demands: Sequence[Demand], bitrate: float, need: int) -> float | None:
        if next_needed(demands, MARGIN * bitrate if self.strained else bitrate) is None:
            return None
        least, most = self._retry
        return min(need / MARGIN * 1.1, most, max(least, self._prober.factor * bitrate))


def _seen(demands: Sequence[tuple[Hashable, Demand]], given: Mapping[Hashable, Layer]) -> dict[Hashable, Layer]:
    """What was given of that which was wanted: a tile that comes into view is new, and need not wait for a hold."""
    return {key: given[key] for key, demand in demands if demand.preferred is not None}


NOTHING = -1
"""The level of no layer at all."""


def _level(layer: Layer) -> int:
    return NOTHING if layer is None else layer
