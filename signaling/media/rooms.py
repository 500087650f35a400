"""All rooms of the worker, and the way from a control request to the change that it asks for."""

from collections.abc import Callable

from signaling.control import messages as m
from signaling.media.connections import Connections
from signaling.media.counters import Sums
from signaling.media.records import PublicationRecord, SubscriptionRecord
from signaling.media.room import MAX_TRANSPORTS, Opened, Room
from signaling.media.transport import Transport

MAX_CLOSED_ROOMS = 4096
"""Closed rooms whose epoch is remembered, so that a stale owner cannot open them again."""


class Rooms:
    """Checks the epoch, finds the room, lets it change. What touches the network is done by `connections`."""

    def __init__(
        self,
        clock: Callable[[], float],
        connections: Connections,
        opened: Opened,
    ) -> None:
        self._clock = clock
        self._connections = connections
        self._opened = opened
        self._closed: dict[str, int] = {}
        self.rooms: dict[str, Room] = {}
        self.past = Sums()
        """What closed transports have carried."""

    def change(self, request: m.Request) -> m.ResponseBody | None:
        """Carry out a request about one room; ControlError says why not."""
        now = self._clock()
        room = self._room(request, now)
        match request.body:
            case m.OpenRoom():
                room.tell_again()
            case m.CloseRoom():
                self._close(room, now)
            case m.KeepNote() as body:
                room.keep_note(body)
            case m.ReadNotes():
                return room.read_notes()
            case m.CreateTransport() as body:
                return self._create_transport(room, body)
            case m.ConnectTransport() as body:
                self._connections.connect(room.transport(body.transport), body, now)
            case m.RestartIce() as body:
                return m.IceRestarted(ice=self._connections.restart(room.transport(body.transport)))
            case m.CloseTransport() as body:
                transport = room.close_transport(body, now)
                if transport is not None:
                    self._let_go(transport)
            case m.SetScope() as body:
                room.set_scope(body, now)
            case m.CreatePublication() as body:
                room.create_publication(body, now)
            case m.PausePublication() as body:
                room.pause_publication(body, now)
            case m.ClosePublication() as body:
                room.close_publication(body, now)
            case m.CreateSubscription() as body:
                room.create_subscription(body, now)
            case m.PauseSubscription() as body:
                room.pause_subscription(body, now)
            case m.SetPreferredLayer() as body:
                room.set_preferred_layer(body, now)
            case m.CloseSubscription() as body:
                room.close_subscription(body, now)
            case _:
                raise m.ControlError("wrong_state", f"{request.body.kind} is not about a room")
        return None

    def publications_of(self, transport: Transport) -> list[PublicationRecord]:
        room = self.rooms.get(transport.room)
        return room.of_transport(transport) if room is not None else []

    def subscriptions_of(self, transport: Transport) -> list[SubscriptionRecord]:
        room = self.rooms.get(transport.room)
        return room.of_subscriber(transport) if room is not None else []

    def subscription(self, transport: Transport, ssrc: int) -> SubscriptionRecord | None:
        """The open subscription that sends under `ssrc` (its repairs included) on a transport."""
        room, output = self.rooms.get(transport.room), transport.outputs.get(ssrc)
        return room.by_output.get(output) if room is not None and output is not None else None

    def transports(self) -> list[Transport]:
        return [transport for room in self.rooms.values() for transport in room.transports.values()]

    def _room(self, request: m.Request, now: float) -> Room:
        room = self.rooms.get(request.room)
        known = room.epoch if room is not None else self._closed.get(request.room, 0)
        if request.epoch < known:
            raise m.ControlError("stale_epoch", f"the room's epoch is {known}")
        if room is None:
            if isinstance(request.body, m.CloseRoom):
                return Room(request.room, request.epoch, now, self._opened)
            if not isinstance(request.body, m.OpenRoom) or not request.room:
                raise m.ControlError("not_found", "the room is not open")
            room = self.rooms[request.room] = Room(request.room, request.epoch, now, self._opened)
        room.epoch = request.epoch
        return room

    def _create_transport(self, room: Room, body: m.CreateTransport) -> m.TransportCreated:
        transport = room.transports.get(body.transport)
        if transport is None:
            if len(room.transports) >= MAX_TRANSPORTS:
                raise m.ControlError("refused", "the room has too many transports")
            transport = Transport(body.transport, room.name, body.direction, body.scope)
            room.transports[body.transport] = transport
            self._connections.open(transport)
        elif transport.direction != body.direction or transport.first_scope != body.scope:
            raise m.ControlError("conflict", f"transport {body.transport} exists with other content")
        return self._connections.describe(transport)

    def _let_go(self, transport: Transport) -> None:
        self.past.add(transport)
        self._connections.close(transport)

    def _close(self, room: Room, now: float) -> None:
        for name in list(room.transports):
            transport = room.close_transport(m.CloseTransport(transport=name), now)
            if transport is not None:
                self._let_go(transport)
        self.rooms.pop(room.name, None)
        self._closed.pop(room.name, None)
        self._closed[room.name] = room.epoch
        if len(self._closed) > MAX_CLOSED_ROOMS:
            del self._closed[next(iter(self._closed))]
