"""An address that a client's media alone has led to, until it is confirmed or the client is seen elsewhere."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from signaling.media.transport import Path


class Trial(NamedTuple):
    """`former`: where the client was before. `until`: when a connectivity check must have come from where it is now.
    `datagram`: what led there, as it came."""

    former: "Path"
    until: float
    datagram: bytes

    def is_copied_in(self, datagram: bytes) -> bool:
        """Whether the client has sent from its former address what led away from there: that was a copy of it."""
        return datagram == self.datagram

    def is_over_with(self, datagram: bytes) -> bool:
        """Whether authentic media from the former address was sent after what led away from there, not just delayed.

        Told by the sequence number; what has none, or another stream's, is taken for newer.
        """
        if _is_rtcp(datagram) or _is_rtcp(self.datagram) or datagram[8:12] != self.datagram[8:12]:
            return True
        newer = _sequence(datagram) - _sequence(self.datagram)
        return 0 < newer & 0xFFFF < 0x8000


def _is_rtcp(datagram: bytes) -> bool:
    return 191 < datagram[1] < 224


def _sequence(datagram: bytes) -> int:
    return int.from_bytes(datagram[2:4], "big")
