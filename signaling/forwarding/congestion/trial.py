"""Whether a queue is one: it drains when less is sent. What stays is a longer way, or somebody else's queue."""

from typing import NamedTuple

from signaling.forwarding.congestion.delay import QUEUE

SECONDS = 1.0
_GROWN = 0.02
_BY_FAR = 3


class Trial(NamedTuple):
    """Less is sent because of a queue: since when, how long it was then (s), what arrived, and the estimate before."""

    since: float
    queue: float
    arriving: float
    before: float

    def lasts(self, now: float) -> bool:
        """Whether it is too early to tell."""
        return now - self.since < SECONDS

    def grown(self, queue: float) -> bool:
        """Whether it is clearly longer than it was: what is sent is still too much."""
        return queue > self.queue + _GROWN

    def in_vain(self, queue: float, arriving: float, now: float) -> bool:
        """Whether it is by far longer than it would be now, if what arrived then was what the line carries."""
        drained = min(self.queue, (now - self.since) * (1 - arriving / self.arriving))
        return not self.lasts(now) and drained >= QUEUE and self.queue - queue < drained / _BY_FAR
