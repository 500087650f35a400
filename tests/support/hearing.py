"""Members of a room on a real relay worker who notice how long nothing came."""

import time

from signaling.bots.subscriber import Subscriber
from signaling.media.seam import Certificate
from tests.support.relay_room import RelayRoom


class Hearing(Subscriber):
    """Remembers the longest time without a packet."""

    last, longest = 0.0, 0.0

    def _take_rtp(self, datagram: bytes) -> None:
        now = time.monotonic()
        self.longest, self.last = max(self.longest, now - (self.last or now)), now
        super()._take_rtp(datagram)


class HearingRoom(RelayRoom):
    def new_subscriber(self, participant: str) -> Subscriber:
        return Hearing(Certificate(), participant)
