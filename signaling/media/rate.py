"""How much a worker has to do, by which rooms are placed."""

WINDOW = 1.5
"""Seconds that a rate is measured over at least: shorter ones are answered with the rate before."""


class PacketRate:
    """`packets` counts what is received and sent; the packet path adds to it."""

    def __init__(self) -> None:
        self.packets = 0
        self._since: tuple[float, int] | None = None
        self._rate = 0

    def per_second(self, now: float) -> int:
        """Packets per second since about the last time that was asked."""
        if self._since is None:
            self._since = (now, self.packets)
            return 0
        at, packets = self._since
        if now - at >= WINDOW:
            self._rate = round((self.packets - packets) / (now - at))
            self._since = (now, self.packets)
        return self._rate
