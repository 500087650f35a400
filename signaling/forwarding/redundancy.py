"""Whether a receiver loses so much that its audio should be redundant."""

LOSSY = 0.02
CALM = 0.01
"""Fractions lost: redundancy begins above the first, and goes on while any report is above the second."""

CALM_SECONDS = 15.0
"""Browsers report on audio every 5 s or so: three reports without loss."""


class RedundancyNeed:
    """Judges a receiver's reports. `LOSSY` and `CALM` lie apart so that it does not flap at the edge."""

    def __init__(self) -> None:
        self._until = float("-inf")

    def reported(self, fraction_lost: float, now: float) -> None:
        """A report on one of its streams came; fraction 0..1, since the last report on that stream."""
        if fraction_lost > (CALM if self.given(now) else LOSSY):
            self._until = now + CALM_SECONDS

    def end(self) -> None:
        """It does more harm than good; another lossy report may begin it anew."""
        self._until = float("-inf")

    def given(self, now: float) -> bool:
        return now < self._until
