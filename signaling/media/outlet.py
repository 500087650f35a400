"""Packets that the relay makes itself, protected and sent: reports, requests, retransmissions, padding."""

from signaling.forwarding.extensions import number_offset
from signaling.forwarding.rtp import layout
from signaling.media.seam import PacketBuffer
from signaling.media.transport import Transport


class Outlet:
    """Sends single packets, each True when it went out."""

    def __init__(self) -> None:
        self._buffer = PacketBuffer()

    def rtcp(self, transport: Transport, packet: bytes) -> bool:
        """A compound packet."""
        if transport.outbound is None:
            return False
        protected = self._buffer.protect_rtcp(transport.outbound, packet)
        if protected is None or not transport.send(protected):
            return False
        transport.rtcp_packets_sent += 1
        transport.rtcp_bytes_sent += len(protected)
        return True

    def rtp(self, transport: Transport, packet: bytes, number_id: int, now: float, paced: bool = False) -> bool:
        """One packet on a subscribe transport, numbered there if it has a place for that under `number_id`. `paced`: it
        waits its turn behind what waits already."""
        if transport.outbound is None:
            return False
        transport.downlink.sent.fresh = False
        if number_id:
            packet = _numbered(transport, packet, number_id, now)
        protected = self._buffer.protect_rtp(transport.outbound, packet)
        if protected is None:
            return False
        if paced:
            return transport.downlink.pacer.take(protected) > 0
        return transport.send(protected)


def _numbered(transport: Transport, packet: bytes, number_id: int, now: float) -> bytes:
    place = layout(packet, len(packet))
    at = number_offset(place.profile, packet[place.extension : place.payload], number_id) if place.profile else -1
    if at < 0:
        return packet
    number = transport.downlink.sent.number(len(packet), now) & 0xFFFF
    at += place.extension
    return packet[:at] + number.to_bytes(2, "big") + packet[at + 2 :]
