"""A relay without a network: one camera in layers, subscribers, real SRTP, and a clock that only a test moves."""

import secrets
import socket
from contextlib import suppress

from pylibsrtp import Policy, Session

from signaling.control import messages as m
from signaling.control.parameters import RtpParameters
from signaling.forwarding import rtcp
from signaling.media.relay import Relay
from signaling.media.sockets import Address
from signaling.media.transport import Path, Transport
from tests.support.camera import LayerSource, Seen, camera, seen, undo_repair
from tests.support.relay import layered

_PROFILE, _KEY_BYTES = Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 28
_WINDOW = 1024


class Line:
    """A client's end: what it is sent, and an endpoint of the relay with only this client behind it."""

    descriptor = -1

    def __init__(self, number: int) -> None:
        self.address: Address = ("192.0.2.1", number)
        self.transports: dict[Address, Transport] = {}
        self.sent: list[bytes] = []
        keys = secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_KEY_BYTES)
        self.theirs = _session(keys[0], Policy.SSRC_ANY_OUTBOUND)
        self.relays_inbound = _session(keys[0], Policy.SSRC_ANY_INBOUND)
        self.relays_outbound = _session(keys[1], Policy.SSRC_ANY_OUTBOUND)
        self.received = _session(keys[1], Policy.SSRC_ANY_INBOUND)

    def send(self, datagram: bytes | memoryview, address: Address) -> int:
        self.sent.append(bytes(datagram))
        return len(datagram)

    def close(self) -> None:
        """Let go of what it holds."""

    def forget(self, address: Address) -> None:
        self.transports.pop(address, None)

    def attach(self, transport: Transport) -> None:
        self.transports[self.address] = transport
        transport.inbound = self.relays_inbound._srtp[0]
        transport.outbound = self.relays_outbound._srtp[0]
        path: Path = (self, self.address)
        transport.path = path
        transport.paths[path] = None
        transport.state = "connected"

    def reports(self) -> list[rtcp.Report]:
        """What the relay's RTCP says since the last call."""
        datagrams = [one for one in self.sent if 192 <= one[1] < 224]
        self.sent = [one for one in self.sent if not 192 <= one[1] < 224]
        return [report for one in datagrams for report in rtcp.parse(self.received.unprotect_rtcp(one))]


class UdpLine(Line):
    """One that the relay reaches through a UDP socket."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._out, self._in = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self._in.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._in.bind(("127.0.0.1", 0))
        self._in.setblocking(False)
        self.address = self._in.getsockname()
        self.descriptor = self._out.fileno()

    def send(self, datagram: bytes | memoryview, address: Address) -> int:
        return self._out.sendto(datagram, address)

    @property
    def sent(self) -> list[bytes]:
        with suppress(BlockingIOError):
            while True:
                self._arrived.append(self._in.recv(2048))
        return self._arrived

    @sent.setter
    def sent(self, those: list[bytes]) -> None:
        self._arrived = those

    def close(self) -> None:
        self._out.close()
        self._in.close()


class Viewer:
    """A subscriber. `arrived`: what came, as sent first, by sequence number; `again`: what came once more."""

    def __init__(self, studio: "Studio", name: str, rtp: RtpParameters, line: Line) -> None:
        self.name = name
        self.line = line
        self.transport = studio.join(name, "subscribe", self.line)
        studio.ask(m.CreateSubscription(transport=name, subscription=name, publication="camera", rtp=rtp))
        self.record = studio.room.subscriptions[name]
        self.arrived: list[Seen] = []
        self.again: list[tuple[int, Seen]] = []
        self._datagrams: dict[tuple[int, int], bytes] = {}

    def take(self) -> None:
        """Look at what was sent since. One number under one SSRC must never stand for two contents."""
        sent, self.line.sent = self.line.sent, []
        for datagram in sent:
            if 192 <= datagram[1] < 224:
                continue
            number = int.from_bytes(datagram[2:4], "big")
            ssrc = int.from_bytes(datagram[8:12], "big")
            known = self._datagrams.setdefault((ssrc, number), datagram)
            assert known == datagram, "one sequence number was used for two contents"
            if known is not datagram:
                self.again.append((number, self.arrived_as(number)))
                continue
            packet = self.line.received.unprotect(datagram)
            if ssrc == self.record.output.ssrc:
                self.arrived.append(seen(packet))
            else:
                original, packet = undo_repair(packet)
                self.again.append((original, seen(packet)))

    def arrived_as(self, number: int) -> Seen:
        return next(one for one in self.arrived if one.sequence == number)


class Studio:
    """`relay` may have been used by others before: each studio is a room of its own."""

    def __init__(
        self,
        relay: Relay,
        clock: list[float],
        room: str,
        source: RtpParameters | None = None,
        media: m.MediaKind = "video",
    ) -> None:
        self.relay = relay
        self.clock = clock
        self._name = room
        self.ask(m.OpenRoom())
        self.room = relay._rooms.rooms[room]
        self.viewers: list[Viewer] = []
        self._lines: list[Line] = []
        self.line = Line(1)
        self.transport = self.join("alice", "publish", self.line)
        self.layers: tuple[LayerSource, ...] = camera()
        source = source or layered()
        self.ask(m.CreatePublication(transport="alice", publication="camera", media=media, rtp=source))
        self.record = self.room.publications["camera"]

    def ask(self, body: m.RequestBody) -> None:
        self.relay.handle(m.Request(request=1, room=self._name, epoch=1, body=body))

    def join(self, name: str, direction: m.Direction, line: Line) -> Transport:
        self.ask(m.CreateTransport(transport=name, direction=direction, scope="group"))
        transport = self.room.transports[name]
        line.attach(transport)
        self.room.moved(transport)
        self.room.regate(self.clock[0])
        return transport

    def view(self, name: str, rtp: RtpParameters, line: Line | None = None) -> Viewer:
        viewer = Viewer(self, name, rtp, line or Line(len(self.viewers) + 2))
        self.viewers.append(viewer)
        return viewer

    def send(self, packet: bytes) -> None:
        """Alice's packet arrives."""
        datagram = self.line.theirs.protect(packet)
        self.relay._packets.take(memoryview(datagram), self.line, self.line.address)
        for viewer in self.viewers:
            viewer.take()

    def ticks(self, count: int) -> None:
        for _ in range(count):
            self.clock[0] += 0.02
            self.relay._on_tick(round(self.clock[0] / 0.02))
            for viewer in self.viewers:
                viewer.take()

    def report(self, viewer: Viewer, packet: bytes) -> None:
        """The viewer's RTCP arrives."""
        self.relay._feedback.receive(viewer.transport, packet, self.clock[0])
        viewer.take()

    def listen(self, name: str, rtp: RtpParameters, line: Line) -> None:
        """Somebody takes what is published; what comes lies in the line."""
        self.join(name, "subscribe", line)
        self.ask(m.CreateSubscription(transport=name, subscription=name, publication="camera", rtp=rtp))
        self._lines.append(line)

    def close(self) -> None:
        self.ask(m.CloseRoom())
        for line in self._lines + [viewer.line for viewer in self.viewers]:
            line.close()


def _session(key: bytes, kind: int) -> Session:
    policy = Policy(key=key, ssrc_type=kind, srtp_profile=_PROFILE)
    policy.allow_repeat_tx = True
    policy.window_size = _WINDOW
    return Session(policy)
