"""What stands on a line: packets that were sent at once and come one by one tell how fast it carries them, and so how
long the rest will stand."""

from collections import deque
from collections.abc import Sequence

from signaling.forwarding.congestion.delay import QUEUE
from signaling.forwarding.congestion.sent import Sample, SentPackets

_AT_ONCE = 0.005
_LEAST = 0.02
_GAPS = 10


class Backlog:
    """`add` what feedback says; `rate` and `seconds` follow.

    Good where packets are sent in the order of their numbers.
    """

    def __init__(self, sent: SentPackets) -> None:
        self._sent = sent
        self._last: Sample | None = None
        """The newest packet, as having come with the last of those before it."""
        self._gaps: deque[tuple[float, int]] = deque(maxlen=_GAPS)
        """Between the arrivals of one packet and the next, where they were sent at once: seconds, and octets."""
        self.rate: float | None = None
        """At which the line carries what stands on it, bit/s; None where nothing does, or one cannot tell."""

    def clear(self) -> None:
        """What came before says nothing about now."""
        self._last, self.rate = None, None
        self._gaps.clear()

    def add(self, samples: Sequence[Sample], least: float) -> None:
        """Packets by number. `least`: the delay of one that finds the line empty."""
        if not samples:
            return
        newest = samples[-1]
        if newest.arrived - newest.sent <= least + QUEUE:
            self.clear()
            self._last = newest
            return
        for sample in samples:
            self._follow(sample, least)
        self.rate = self._rate()

    def seconds(self, least: float, now: float) -> float:
        """How long a packet that is sent now will stand; 0 where one cannot tell."""
        if self.rate is None or self._last is None:
            return 0.0
        late = self._last.arrived - self._last.sent - least
        return late + 8 * self._sent.under_way / self.rate - (now - self._last.sent)

    def _follow(self, sample: Sample, least: float) -> None:
        last = self._last
        if last is None:
            self._last = sample
        elif sample.number > last.number:
            held_up = sample.arrived - sample.sent > least + _AT_ONCE
            if held_up and sample.sent - last.sent < _AT_ONCE:
                octets = self._sent.sum(last.number + 1, sample.number + 1)
                self._gaps.append((max(0.0, sample.arrived - last.arrived), octets))
            self._last = sample._replace(arrived=max(sample.arrived, last.arrived))

    def _rate(self) -> float | None:
        """Without the longest gap: a receiver, or a radio, that stopped for a moment is no queue."""
        gaps = sorted(self._gaps)[:-1]
        seconds = sum(seconds for seconds, _ in gaps)
        return 8 * sum(octets for _, octets in gaps) / seconds if seconds >= _LEAST else None
