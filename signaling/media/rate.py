"""How much a worker has to do, by which rooms are placed."""

import ctypes

from signaling.forwarding.shared import Shared

WINDOW = 1.5
"""Seconds that a rate is measured over at least: shorter ones are answered with the rate before."""


class PacketRate(Shared):
    """`packets` counts what is received and sent; the packet path adds to it."""

    _fields_ = (("packets", ctypes.c_uint64),)
    packets: int

    def __init__(self) -> None:
        super().__init__()
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
