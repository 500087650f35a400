"""Asking a publisher for a keyframe: many may want one, it is asked for once, and again until it comes."""

INTERVAL = 0.5


class KeyframeRequests:
    """Coalesces wishes for a keyframe; at most one request in `interval` seconds."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._asked_at = float("-inf")
        self.wanted = False
        self.sent = 0
        """Requests so far."""

    def want(self) -> None:
        self.wanted = True

    def arrived(self) -> None:
        """A keyframe began."""
        self.wanted = False

    def forget(self) -> None:
        """Nobody waits for one any more, or none will come."""
        self.wanted = False

    def due(self, now: float) -> bool:
        """Whether to send a request now; it counts as sent."""
        if not self.wanted or now - self._asked_at < self._interval:
            return False
        self._asked_at = now
        self.sent += 1
        return True
