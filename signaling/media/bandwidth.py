"""What the lines of clients carry: feedback on what they publish, and the share-out of what they are sent."""

from collections.abc import Callable

from signaling.forwarding import rtcp
from signaling.media.faults import contained
from signaling.media.rooms import Rooms
from signaling.media.transport import Transport

TICKS = 5
"""Timer ticks (of 20 ms) from one turn of a transport to its next."""


class Bandwidth:
    """`send(transport, packet)` sends RTCP."""

    def __init__(self, rooms: Rooms, send: Callable[[Transport, bytes], None]) -> None:
        self._rooms = rooms
        self._send = send

    def tick(self, tick: int, now: float) -> None:
        """To be called about every 20 ms, with a number that goes up: each transport has its turn every TICKS."""
        for transport in self._rooms.transports()[tick % TICKS :: TICKS]:
            with contained("looking after a line"):
                self._turn(transport)

    def _turn(self, transport: Transport) -> None:
        if transport.direction == "publish":
            media = next(iter(transport.incoming), 0)
            for body in transport.arrivals.report(transport.local_ssrc, media):
                self._send(transport, rtcp.transport_feedback(body))
