"""The way to compiled code for packets that are like one before, and the plans by which it goes.

What the packet path has done with a packet is noted here, and done again by `take_in.c` for those laid out alike: in
order, while nobody waits for a keyframe, nobody wants redundant audio and the tables are the same. `passage.py` does
whatever is otherwise, and everything where nothing was compiled.
"""

import ctypes

from signaling.forwarding.blocks import Shape
from signaling.forwarding.congestion.sent import MASK
from signaling.forwarding.layer import Route, Routes
from signaling.forwarding.output import Entries
from signaling.forwarding.rtp import Layout
from signaling.forwarding.shared import Shared
from signaling.media import incoming as plans
from signaling.media.fan_out import Compiled, Row, address_from, table_of
from signaling.media.incoming import MAX_BLOCK, Incoming, Noted
from signaling.media.places import ADDRESS_OCTETS
from signaling.media.rate import PacketRate
from signaling.media.seam import PacketBuffer, pointer_to, protect_address, unprotect_address
from signaling.media.sockets import Address
from signaling.media.transport import Transport, UdpSocket

UNTAKEN, DONE, OPENED, FOR_OTHERS, NOTHING = range(5)
"""What became of a packet: see `take_in.c`."""

_PADDING = 0x20


class Work(Shared):
    """What `take_in` works on and with: the packet's memory, libsrtp, counters, and what it has to say."""

    _fields_ = (
        ("packet", ctypes.POINTER(ctypes.c_uint8)),
        ("unprotect", ctypes.c_void_p),
        ("protect", ctypes.c_void_p),
        ("rate", ctypes.POINTER(PacketRate)),
        ("mask", ctypes.c_uint32),
        ("refused", ctypes.c_uint32),
        ("unsent", ctypes.c_uint32),
        ("length", ctypes.c_int32),
        ("left", ctypes.c_int32),
        ("plan", ctypes.c_uint32),
        ("now", ctypes.c_double),
        ("address", ctypes.c_uint8 * ADDRESS_OCTETS),
        ("block", ctypes.c_uint8 * MAX_BLOCK),
    )
    refused: int
    unsent: int
    """Packets that libsrtp refused to protect, and that the kernel had no room for."""
    length: int
    """Of the datagram that is left to Python, or of the opened packet."""
    left: int
    """How many more may be taken of this batch."""
    now: float
    """When the datagram was taken."""
    plan: int
    """The plan that it was sent on by."""


class Intake:
    """Takes in what lies in the buffer `received`."""

    def __init__(self, received: PacketBuffer, rate: PacketRate, compiled: Compiled) -> None:
        self.work = Work(unprotect=unprotect_address, protect=protect_address, mask=MASK)
        self.work.packet = ctypes.cast(received.address, ctypes.POINTER(ctypes.c_uint8))
        self.work.rate = ctypes.pointer(rate)
        self._work = pointer_to(ctypes.addressof(self.work))
        self._take_in = compiled.take_in
        self._receive = compiled.receive

    def take(self, transport: Transport, length: int, now: float) -> int:
        """Take the packet of `length` bytes; the outcome."""
        outcome: int = self._take_in(self._work, transport.pointer, length, now)
        return outcome

    def receive(self, udp: UdpSocket, most: int, now: float) -> int:
        """Take at most so many datagrams from a socket; NOTHING, or the outcome of one that is left to Python."""
        places, count = udp.transports.table()
        outcome: int = self._receive(self._work, udp.descriptor, places, count, most, now)
        return outcome

    @property
    def address(self) -> Address:
        """Where the datagram that is left to Python came from."""
        return address_from(bytes(self.work.address))

    def others(self, incoming: Incoming) -> tuple[Noted, bytearray, int]:
        """FOR_OTHERS: how the packet was sent on, its extension block before that, and its length."""
        noted = incoming.noted[self.work.plan]
        return noted, bytearray(self.work.block[: noted.place.payload - noted.place.extension]), self.work.length

    def note(
        self, incoming: Incoming, head: tuple[int, int, int], place: Layout, block: bytes | bytearray, shape: Shape
    ) -> None:
        """A packet in order was sent on: note how.

        `head`: its first byte, its payload type as it came, and that of what was sent on.
        """
        first, payload_type, primary = head
        layer = incoming.layer
        if incoming.revision != layer.revision or not incoming.noted:
            incoming.begin_plans()
        key = (first, payload_type, *shape.key) if place.profile else (first, payload_type)
        in_the_way = layer.awaited or layer.keyframes.wanted or layer.redundant.get(primary)
        if in_the_way or first & _PADDING or len(block) > MAX_BLOCK or any(it.key == key for it in incoming.noted):
            return
        if not incoming.takes_plan():
            return
        made = [_route(route, block, place, shape) for route in layer.routes.get(primary, ())]
        _unmap_alike(made, layer.routes.get(primary, ()))
        others = _others(layer.routes.get(primary, ()))
        array = (plans.Route * len(made))(*made)
        plan = incoming.plan(Noted(key, place, shape, others, (array, layer.routes)))
        plan.routes, plan.count = array, len(made)
        plan.profile, plan.length = place.profile, len(block)
        plan.number_at = place.number - place.extension if place.number else -1
        plan.send_time_at = shape.send_time_at if place.profile else -1
        voice = layer.sound.voice if layer.sound is not None else None
        plan.level_at = (voice.find(place.profile, block) if voice is not None else 0) or -1
        plan.first, plan.payload_type, plan.primary = first, payload_type, primary
        plan.is_redundant, plan.has_others = payload_type != primary, bool(others)
        plan.heads = (*block, *bytes(MAX_BLOCK - len(block)))
        fixed = set(shape.heads) if place.profile else set()
        plan.fixed = tuple(255 if at in fixed else 0 for at in range(MAX_BLOCK))


def _route(route: Route, block: bytes | bytearray, place: Layout, shape: Shape) -> plans.Route:
    table = table_of(route.entries)
    made = plans.Route(count=table.count, is_numbered=route.numbered)
    made.rows = ctypes.cast(table.array, ctypes.POINTER(Row))
    if route.deltas is not None:
        made.is_renumbered, (made.picture, made.tl0) = True, route.deltas
    if place.profile:
        template, kept = shape.mapping(block, route.ids)
        places = {at for piece in kept for at in range(piece.start, piece.stop)}
        size = len(template)
        made.is_mapped = True
        made.block = tuple(template[at] if at < size and at not in places else 0 for at in range(MAX_BLOCK))
        made.kept = tuple(255 if at in places else 0 for at in range(MAX_BLOCK))
    return made


def _unmap_alike(made: list[plans.Route], routes: Routes) -> None:
    """Routes that share a map of ids find the block as the one before left it."""
    for at in range(1, len(made)):
        if routes[at].ids is routes[at - 1].ids:
            made[at].is_mapped = False


def _others(routes: Routes) -> Routes:
    """The same, to those whom compiled code cannot send to."""
    pairs = [(route, table_of(route.entries).others) for route in routes]
    return tuple(route._replace(entries=Entries(others)) for route, others in pairs if others)
