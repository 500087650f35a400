"""Asking a publisher for a keyframe: many may want one, it is asked for once, and again until it comes."""

import ctypes

from signaling.forwarding.shared import Shared

INTERVAL = 0.5

KEYFRAMES = 8.0
KEYFRAME_EVERY = 3.0
"""What a subscription may cause: so many at once, and one more after so many seconds. That is plenty for coming, for
tiles that change and for a decoder that has lost its way, and little enough that one subscriber spoils no picture for
the others, whatever they ask for."""


class Allowance:
    """How many keyframes one subscription may still cause."""

    __slots__ = ("_at", "_left")

    def __init__(self) -> None:
        self._left = KEYFRAMES
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """Whether there was one left; if so it is gone."""
        if self._at is not None:
            self._left = min(KEYFRAMES, self._left + (now - self._at) / KEYFRAME_EVERY)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class KeyframeRequests(Shared):
    """Coalesces wishes for a keyframe; at most one request in `interval` seconds.

    Of all who wish for the same one, only one spends of their allowance. Who has none left gets what others cause, or
    waits until there is some.
    """

    _fields_ = (("wanted", ctypes.c_bool),)
    wanted: bool
    """One is asked for: the next that comes is looked for among the packets."""

    def __init__(self, interval: float = INTERVAL) -> None:
        super().__init__()
        self._interval = interval
        self._asked_at = float("-inf")
        self._wishing: dict[Allowance, None] = {}
        self.sent = 0
        """Requests so far."""

    @property
    def pending(self) -> bool:
        """Whether one is asked for, or somebody wishes that it were."""
        return self.wanted or bool(self._wishing)

    def want(self, allowance: Allowance | None = None) -> None:
        """`allowance`: of the subscription whose wish it is; None where nobody can go on without."""
        if allowance is None:
            self.wanted = True
        elif not self.wanted:
            self._wishing[allowance] = None

    def arrived(self) -> None:
        """A keyframe began."""
        self.forget()

    def forget(self) -> None:
        """Nobody waits for one any more, or none will come."""
        self.wanted = False
        self._wishing.clear()

    def due(self, now: float) -> bool:
        """Whether to send a request now; it counts as sent. One is asked for again until it comes."""
        if now - self._asked_at < self._interval:
            return False
        self.wanted = self.wanted or any(allowance.take(now) for allowance in self._wishing)
        if self.wanted:
            self._asked_at = now
            self.sent += 1
        return self.wanted
