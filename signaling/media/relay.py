"""The relay put together: sockets, packet path, rooms, connections and timers, behind one function for requests."""

import asyncio
import os
import secrets
from collections.abc import Callable, Sequence
from socket import socket

from signaling.control import messages as m
from signaling.control.parameters import IceCandidate
from signaling.forwarding.output import Output
from signaling.forwarding.publication import Publication
from signaling.media import binding
from signaling.media.bandwidth import Bandwidth
from signaling.media.connections import Connections
from signaling.media.counters import counters, totals
from signaling.media.fan_out import Compiled
from signaling.media.faults import contained
from signaling.media.feedback import REPORT_INTERVAL, VIDEO_BITRATE, Feedback
from signaling.media.incoming import Incoming
from signaling.media.layers import Layers
from signaling.media.outlet import Outlet
from signaling.media.packets import PacketPath
from signaling.media.room import Room
from signaling.media.rooms import Rooms
from signaling.media.speaking import Speaking
from signaling.media.tcp import TcpListeners
from signaling.media.ticking import TICK, Ticking
from signaling.media.transport import Transport, UdpSocket

TURN_TICKS = 5
"""Ticks from one turn of a room to its next."""
SPEAKING_TURNS = 2
"""Turns from one look at who speaks to the next: to have the floor takes half a second anyway."""
LIVENESS_TICKS = 25
REPORT_TICKS = round(REPORT_INTERVAL / TICK)
_REPORT_TURNS = REPORT_TICKS // TURN_TICKS


class Relay:
    """Owns the sockets it is given: those of UDP, and those that listen for ICE-TCP.

    `tell` gets the events that the app should know of.
    """

    def __init__(
        self,
        sockets: list[socket],
        announced: tuple[IceCandidate, ...],
        clock: Callable[[], float],
        tell: Callable[[m.EventBody], None],
        video_bitrate: int = VIDEO_BITRATE,
        listening: Sequence[socket] = (),
        compiled: Compiled | None = None,
        loudest: int = 0,
    ) -> None:
        self._clock = clock
        self._tell = tell
        self._sockets = sockets
        self._boot = secrets.token_hex(8)
        self._connections = Connections(clock, announced, self._on_state, self._on_moved)
        self._rooms = Rooms(clock, self._connections, self._on_opened)
        outlet = Outlet()
        self._bandwidth = Bandwidth(self._rooms, outlet, self._wake)
        self._feedback = Feedback(clock, self._rooms, outlet, self._bandwidth, self._wake, video_bitrate)
        self._speaking = Speaking(loudest)
        self._layers = Layers(self._feedback.attend_to_all, tell)
        self._packets = PacketPath(
            clock,
            on_stun=self._connections.on_stun,
            on_dtls=self._connections.on_dtls,
            on_rtcp=self._feedback.receive,
            bind=self._bind,
            on_begun=self._feedback.report,  # a publisher that hears early what it may send starts well
            on_bound=self._on_bound,
            attend=self._feedback.attend,
            whose=self._connections.whose,
            follow=self._connections.follow,
            compiled=compiled,
        )
        loop = asyncio.get_running_loop()
        for endpoint in sockets:
            loop.add_reader(endpoint, self._packets.readable, endpoint, UdpSocket(endpoint.sendto, endpoint.fileno()))
        self._tcp = TcpListeners(listening, self._packets.take, self._connections.lost, clock)
        self._ticking = Ticking(loop, self._on_tick, self._ahead)

    def handle(self, request: m.Request) -> m.ResponseBody | None:
        """Carry out one request; ControlError says why not."""
        match request.body:
            case m.Hello(protocol=protocol):
                if protocol != m.PROTOCOL_VERSION:
                    raise m.ControlError("unsupported_protocol", f"this worker speaks {m.PROTOCOL_VERSION}")
                return self._welcome()
            case m.ReadCounters(detail=detail):
                return self._counters(request.room, detail)
            case _:
                return self._rooms.change(request)

    async def close(self) -> None:
        """Say goodbye to every client and let go of the sockets."""
        self._ticking.stop()
        for transport in self._rooms.transports():
            self._connections.close(transport)
        await self._connections.ended()
        self._tcp.close()
        for endpoint in self._sockets:
            asyncio.get_running_loop().remove_reader(endpoint)
            endpoint.close()

    def _welcome(self) -> m.Welcome:
        now = self._clock()
        rooms = list(self._rooms.rooms.values())
        return m.Welcome(
            protocol=m.PROTOCOL_VERSION,
            boot=self._boot,
            pid=os.getpid(),
            rooms=tuple(m.RoomStatus(room=room.name, epoch=room.epoch) for room in rooms),
            packets_per_s=self._packets.rate.per_second(now),
            new_rooms=sum(1 for room in rooms if now - room.opened_at < m.SETTLING),
        )

    def _counters(self, name: str, detail: bool) -> m.Counters:
        rooms = list(self._rooms.rooms.values())
        if name:
            rooms = [room for room in rooms if room.name == name]
            if not rooms:
                raise m.ControlError("not_found", "the room is not open")
        refused = {"not an authentic connectivity check": self._connections.refused}
        dropped = {**self._packets.dropped, **self._tcp.dropped, **refused}
        counted = counters(rooms, dropped, detail, self._clock())
        return counted if name else counted.model_copy(update={"totals": totals(rooms, self._rooms.past)})

    def _on_state(self, transport: Transport, now: float) -> None:
        room = self._rooms.rooms.get(transport.room)
        if room is not None:
            room.moved(transport)
            room.regate(now)
        heard = transport.last_heard(now)
        self._tell(
            m.TransportChanged(room=transport.room, transport=transport.name, state=transport.state, last_heard=heard)
        )

    def _on_opened(self, publisher: Transport, publication: Publication, output: Output, now: float) -> None:
        self._packets.catch_up(publication, output, now)
        self._feedback.attend_to_all(publisher, publication, now)

    def _on_moved(self, transport: Transport) -> None:
        room = self._rooms.rooms.get(transport.room)
        if room is not None:
            room.moved(transport)

    def _bind(self, transport: Transport, packet: memoryview) -> Incoming | None:
        ssrc = int.from_bytes(packet[8:12], "big")
        return binding.by_mid(self._rooms.publications_of(transport), packet, ssrc)

    def _on_bound(self, transport: Transport, ssrc: int, incoming: Incoming, now: float) -> None:
        records = self._rooms.publications_of(transport)
        record = next(record for record in records if record.publication is incoming.publication)
        binding.bound(record, ssrc, incoming, now)

    def _wake(self) -> None:
        """Somebody has become busy who wants every tick."""
        self._ticking.wake()

    def _ahead(self, tick: int) -> int:
        """After how many ticks there is a room's turn, or anything else to do."""
        if self._feedback.busy or self._bandwidth.busy:
            return 1
        with_turns = max(1, len(self._rooms.rooms))
        return next(steps for steps in range(1, TURN_TICKS + 1) if (tick + steps) % TURN_TICKS < with_turns)

    def _on_tick(self, tick: int) -> None:
        now = self._clock()
        self._feedback.tick(now)
        self._bandwidth.tick(now)
        turn, rest = divmod(tick, TURN_TICKS)
        rooms = list(self._rooms.rooms.values())[rest::TURN_TICKS]
        if rooms:
            self._feedback.read_waiting()
        for index, room in enumerate(rooms):
            self._look_after(room, turn + index, now)
        if tick % LIVENESS_TICKS == 0:
            self._connections.check_liveness(now)
            self._tcp.look_after()

    def _look_after(self, room: Room, turn: int, now: float) -> None:
        """All of a room's regular work at once, while the CPU remembers it; packets wait for one room's at most."""
        self._layers.look_after(room, turn, now)
        if turn % SPEAKING_TURNS == 0:
            self._speaking.look_after(room, now)
        self._bandwidth.look_after(room, turn, now)
        if turn % _REPORT_TURNS == 0:
            for transport in room.transports.values():
                with contained("reporting to a client"):
                    self._feedback.report(transport, now)
