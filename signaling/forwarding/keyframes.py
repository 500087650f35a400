"""Asking a publisher for a keyframe: many may want one, it is asked for once, and again until it comes."""

INTERVAL = 0.5
BURST = 2


class KeyframeRequests:
    """Coalesces wishes for a keyframe; one request in `interval` seconds, and `BURST` after a while without.

    The second of a burst is for who comes just after a keyframe was sent: they need not wait for the interval. A
    request that was not answered is never repeated sooner.
    """

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._asked_at = float("-inf")
        self._answered = True
        self._saved = float(BURST)
        self.wanted = False
        self.sent = 0
        """Requests so far."""

    def want(self) -> None:
        self.wanted = True

    def arrived(self) -> None:
        """A keyframe began."""
        self.wanted = False
        self._answered = True

    def due(self, now: float) -> bool:
        """Whether to send a request now; it counts as sent."""
        since = now - self._asked_at
        saved = min(self._saved + since / self._interval, float(BURST))
        if not self.wanted or saved < 1 or (since < self._interval and not self._answered):
            return False
        self._asked_at, self._saved, self._answered = now, saved - 1, False
        self.sent += 1
        return True
