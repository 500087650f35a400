"""What losses say of a line: too much is sent, or the line loses anyway.

The rule of draft-ietf-rmcat-gcc-02, 6: up by a twentieth below 2 %, down by half the loss above 10 %. What radio loses
by itself is learnt and left out of account: loss that stays while delays are flat, and loss that sending less does not
change. So random loss starves nobody.
"""

SECONDS = 1.0
PACKETS = 40
LOW, HIGH = 0.02, 0.1
MOST_INHERENT, MOST_PROVEN = 0.12, 0.3
"""How much loss may be taken for the line's own: as it is, and when sending less has been tried in vain."""

_IMPROVED = 0.67
_LEARN, _UNLEARN = 0.25, 0.5


class LossRule:
    """`add` returns by what to multiply the bitrate at the end of each stretch of a second or more, else None."""

    def __init__(self) -> None:
        self.loss = 0.0
        """Of the last stretch, 0 to 1."""
        self.inherent = 0.0
        self._since: float | None = None
        self._received = self._lost = 0
        self._tried: tuple[float, float] | None = None

    def forget(self) -> None:
        """Begin the stretch anew: what was lost lately has another reason."""
        self._since, self._received, self._lost = None, 0, 0

    @property
    def excess(self) -> float:
        """Loss beyond the line's own, as a part of what the line would let through."""
        return max(0.0, self.loss - self.inherent) / (1 - self.inherent)

    def add(self, received: int, lost: int, congested: bool, now: float) -> float | None:
        """`congested`: delays say that there is a queue."""
        if self._since is None:
            self._since = now
        self._received += received
        self._lost += lost
        total = self._received + self._lost
        if now - self._since < SECONDS or total < PACKETS:
            return None
        self.loss = max(0.0, self._lost / total)
        self._since, self._received, self._lost = now, 0, 0
        return self._judge(congested)

    def _judge(self, congested: bool) -> float:
        excess, tried = self.excess, self._tried
        if excess <= HIGH:
            self._tried = None
            self._learn(congested)
            return 1.05 if excess < LOW else 1.0
        if not congested and tried is not None and self.loss > _IMPROVED * tried[0]:
            self._tried = None
            self.inherent = min(MOST_PROVEN, self.loss)
            return 1 / tried[1]
        factor = 1 - excess / 2
        self._tried = None if congested else (self.loss, factor)
        return factor

    def _learn(self, congested: bool) -> None:
        change = self.loss - self.inherent
        if change < 0:
            self.inherent += _UNLEARN * change
        elif not congested and self.inherent < MOST_INHERENT:
            self.inherent = min(MOST_INHERENT, self.inherent + _LEARN * change)
