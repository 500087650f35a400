"""The packet path: from a datagram in a socket to the datagrams that go out for it, synchronously, over bytes.

Nothing here waits, makes a task or parses more than a header. What becomes of an authentic packet is in `passage.py`.
"""

import socket
from collections import Counter
from collections.abc import Callable, Iterable

from signaling.forwarding.layer import Layer
from signaling.forwarding.rtp import HEADER_BYTES
from signaling.media.fan_out import REFUSED, UNSENT, Compiled, FanOut
from signaling.media.incoming import Incoming
from signaling.media.intake import DONE, NOTHING, OPENED, UNTAKEN, Intake
from signaling.media.passage import Passage
from signaling.media.rate import PacketRate
from signaling.media.seam import MAX_DATAGRAM, PacketBuffer, unprotect
from signaling.media.sockets import Address
from signaling.media.transport import MAX_RTCP, Endpoint, Transport, UdpSocket

BATCH = 64
"""Datagrams taken per wakeup of a socket, so that other sockets and timers get their turn under a flood."""


class PacketPath:
    """Reads sockets, sorts datagrams (RFC 7983), opens RTP and sends it on.

    `compiled` does what is alike from packet to packet, where it was built. The callbacks take what is not RTP:
    `on_stun(datagram, endpoint, address)`, `on_dtls(transport, datagram)`, `on_rtcp(transport, packet, now)`.
    `bind(transport, packet)` says what an undeclared SSRC belongs to, or None, and
    `on_bound(transport, ssrc, incoming, now)` that the packet proved authentic.
    `whose(datagram, endpoint, address, now)` guesses transports for media from an address that no check came from, and
    `follow(transport, endpoint, address, datagram, now)` is told that the guess was right. For `on_begun` and `attend`
    see `Passage`.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        on_stun: Callable[[memoryview, Endpoint, Address], None],
        on_dtls: Callable[[Transport, bytes], None],
        on_rtcp: Callable[[Transport, bytes, float], None],
        bind: Callable[[Transport, memoryview], Incoming | None],
        on_bound: Callable[[Transport, int, Incoming, float], None],
        whose: Callable[[bytes, Endpoint, Address, float], Iterable[Transport]],
        follow: Callable[[Transport, Endpoint, Address, bytes, float], None],
        on_begun: Callable[[Transport, float], None],
        attend: Callable[[Transport, Layer, float], None],
        compiled: Compiled | None,
    ) -> None:
        self._clock = clock
        self._on_stun = on_stun
        self._on_dtls = on_dtls
        self._on_rtcp = on_rtcp
        self._bind = bind
        self._on_bound = on_bound
        self._whose = whose
        self._follow = follow
        self._received = PacketBuffer()
        self._dropped: Counter[str] = Counter()
        self.rate = PacketRate()
        self._compiled = compiled
        """Unloaded when nobody has it any more, whoever has its functions."""
        self._intake = None if compiled is None else Intake(self._received, self.rate, compiled)
        fan_out = FanOut(self._received, self._dropped, compiled)
        self._passage = Passage(self._received, fan_out, self.rate, self._intake, on_begun, attend)
        self.catch_up = self._passage.catch_up

    @property
    def dropped(self) -> Counter[str]:
        """Datagrams that no transport could be charged with, by reason."""
        counted = self._dropped.copy()
        if self._intake is not None:
            counted[REFUSED] += self._intake.work.refused
            counted[UNSENT] += self._intake.work.unsent
        return +counted

    def readable(self, endpoint: socket.socket, udp: UdpSocket) -> None:
        """Take what waits in a socket, at most a batch."""
        intake = self._intake
        if intake is not None:
            work, left = intake.work, BATCH
            while left and (outcome := intake.receive(udp, left, self._clock())) != NOTHING:
                left, address = work.left, intake.address
                if outcome == UNTAKEN:
                    self._sort(work.length, udp, address)
                else:
                    self._taken(intake, outcome, udp.transports[address], work.now)
            return
        receive = endpoint.recvfrom_into
        view = self._received.view
        for _ in range(BATCH):
            try:
                length, address = receive(view, MAX_DATAGRAM)
            except OSError:
                return
            self._sort(length, udp, address)

    def take(self, datagram: memoryview, endpoint: Endpoint, address: Address) -> None:
        """Take what came otherwise than from a UDP socket, of at most MAX_DATAGRAM bytes."""
        length = len(datagram)
        self._received.view[:length] = datagram
        self._sort(length, endpoint, address)

    def _sort(self, length: int, endpoint: Endpoint, address: Address) -> None:
        view = self._received.view
        first = view[0] if length else 255
        if 127 < first < 192:
            transport = endpoint.transports.get(address)
            if transport is None or transport.inbound is None:
                self._take_from_elsewhere(length, endpoint, address)
            elif length < HEADER_BYTES:
                transport.dropped += 1
            elif 191 < view[1] < 224:  # RFC 5761 4
                self._rtcp(transport, length)
            else:
                self._rtp(transport, length)
        elif first < 4:
            self._on_stun(view[:length], endpoint, address)
        elif 19 < first < 64:
            transport = endpoint.transports.get(address)
            if transport is None:
                self._dropped["DTLS from an unknown address"] += 1
            else:
                self._on_dtls(transport, bytes(view[:length]))
        else:
            self._dropped["neither STUN, DTLS nor media" if length else "empty"] += 1

    def _take_from_elsewhere(self, length: int, endpoint: Endpoint, address: Address) -> None:
        """Media from an address that no check came from: a silent client's own, if its keys fit."""
        view, now = self._received.view, self._clock()
        if length >= HEADER_BYTES and address not in endpoint.transports:
            packet = bytes(view[:length])
            for transport in self._whose(packet, endpoint, address, now):
                before = transport.heard
                view[:length] = packet  # what was tried with the wrong keys is garbled
                if 191 < packet[1] < 224:
                    self._rtcp(transport, length)
                else:
                    self._rtp(transport, length)
                if transport.heard != before:
                    self._follow(transport, endpoint, address, packet, now)
                    return
        self._dropped["media from an unknown address"] += 1

    def _rtcp(self, transport: Transport, length: int) -> None:
        buffer = self._received
        sender = int.from_bytes(buffer.view[4:8], "big")
        packet = buffer.unprotect_rtcp(transport.inbound, length) if transport.admits_rtcp_of(sender) else None
        if packet is None:
            transport.dropped += 1
            return
        now = self._clock()
        transport.rtcp_senders.add(sender)
        transport.heard = now
        transport.bytes_received += length
        transport.rtcp_lately += length
        if transport.rtcp_lately > MAX_RTCP:
            transport.dropped += 1
            return
        self._on_rtcp(transport, packet, now)

    def _rtp(self, transport: Transport, length: int) -> None:
        now = self._clock()
        if self._intake is not None:
            outcome = self._intake.take(transport, length, now)
            if outcome != UNTAKEN:
                self._taken(self._intake, outcome, transport, now)
                return
        buffer = self._received
        view = buffer.view
        ssrc = int.from_bytes(view[8:12], "big")
        incoming = bound = transport.incoming.get(ssrc)
        if incoming is None:
            incoming = self._bind(transport, view[:length])
        if incoming is None:
            transport.dropped += 1
            return
        buffer.length[0] = length
        if unprotect(transport.inbound, buffer.memory, buffer.length):
            transport.dropped += 1
            return
        transport.heard_at = now
        transport.bytes_received += length
        self.rate.packets += 1
        if incoming.video:
            transport.video_packets += 1
        else:
            transport.audio_packets += 1
        if transport.audio_packets + transport.video_packets > transport.packets_until:
            transport.dropped += 1
            return
        if bound is None:
            self._on_bound(transport, ssrc, incoming, now)
        self._passage.opened(transport, incoming, buffer.length[0], now)

    def _taken(self, intake: Intake, outcome: int, transport: Transport, now: float) -> None:
        """Do what compiled code has left of an authentic packet."""
        if outcome != DONE:
            incoming = transport.incoming[int.from_bytes(self._received.view[8:12], "big")]
            if outcome == OPENED:
                self._passage.opened(transport, incoming, intake.work.length, now)
            else:
                self._passage.to_others(*intake.others(incoming), now)
