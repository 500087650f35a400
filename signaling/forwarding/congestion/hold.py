"""How long nothing is stepped up after a step down, and ever longer where steps up have to be taken back."""

LONGEST, FAILED_WITHIN = 32.0, 5.0
"""Where a step up had to be taken back so soon (s), the hold is doubled, up to the first."""


class Hold:
    """`fell` and `rose` say what happened; until `until` it holds, and until `least` even what is sure to fit."""

    def __init__(self, seconds: float) -> None:
        self._first = self._seconds = seconds
        self._rose = float("-inf")
        self.until = self.least = 0.0

    def fell(self, now: float) -> None:
        """There was a step down. Further ones after a single step up make nothing longer."""
        failed, self._rose = now - self._rose < FAILED_WITHIN, float("-inf")
        if failed:
            self._seconds = min(LONGEST, 2 * self._seconds)
        elif now >= self.until:
            self._seconds = self._first
        self.until = max(self.until, now + (self._seconds if failed else self._first))
        self.least = now + self._first

    def rose(self, now: float) -> None:
        """There was a step up."""
        self._rose = now

    def end(self, now: float) -> None:
        """It was in vain."""
        self.until = now
