"""Whether a receiver loses so much that its audio should be redundant."""

LOSSY = 0.02
CALM = 0.01
"""Fractions lost: redundancy begins above the first, and goes on while any report is above the second."""

CALM_SECONDS = 15.0
"""Browsers report on audio every 5 s or so: three reports without loss."""


STRETCH = 200
"""Packets of transport-wide feedback that are judged together."""

SUDDEN_LOST, SUDDEN = 4, 0.1
"""So many lost, of a stretch that is not full yet, and so large a part of it, need no more proof."""


FORETOLD = 2.0
"""A full queue loses before it is seen to be one: what was begun so short a time before (s) was for no other loss."""


class RedundancyNeed:
    """Judges a receiver's reports. `LOSSY` and `CALM` lie apart so that it does not flap at the edge."""

    def __init__(self) -> None:
        self._until = float("-inf")
        self._began = float("-inf")
        self._judged = (0, 0)
        self.in_effect = False
        """What `given` was when its audio was made redundant, or plain, last."""

    def reported(self, fraction_lost: float, now: float) -> None:
        """A report on one of its streams came; fraction 0..1, since the last report on that stream."""
        given = self.given(now)
        if fraction_lost > (CALM if given else LOSSY):
            self._began = self._began if given else now
            self._until = now + CALM_SECONDS

    def counted(self, received: int, lost: int, now: float, to_crowd: bool) -> None:
        """Totals of packets, by transport-wide feedback. `to_crowd`: what was lost lately was lost in a queue."""
        packets, missing = received + lost - sum(self._judged), lost - self._judged[1]
        if to_crowd:
            self._judged = (received, lost)
            if now - self._began < FORETOLD:
                self.end()
        elif packets >= STRETCH or (missing >= SUDDEN_LOST and missing >= SUDDEN * packets):
            self._judged = (received, lost)
            self.reported(max(0, missing) / packets, now)

    def end(self) -> None:
        """It does more harm than good; another lossy report may begin it anew."""
        self._until = float("-inf")

    def given(self, now: float) -> bool:
        return now < self._until
