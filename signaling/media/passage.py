"""The way of an authentic packet: counted, kept, and sent on to everybody who takes it, in the buffer that it lies in.

Tables are filled elsewhere (`rooms.py`, `forwarding/publication.py`); here they are looked up.
"""

from collections.abc import Callable

from signaling.forwarding import vp8
from signaling.forwarding.blocks import Shape
from signaling.forwarding.extensions import send_time
from signaling.forwarding.layer import Layer, Routes
from signaling.forwarding.output import Output, original
from signaling.forwarding.publication import Publication
from signaling.forwarding.red import Frame
from signaling.forwarding.rtp import HEADER, Layout, layout
from signaling.forwarding.sound import Sound
from signaling.forwarding.stream import Stream
from signaling.media.fan_out import FanOut
from signaling.media.incoming import Incoming, Noted
from signaling.media.intake import Intake
from signaling.media.rate import PacketRate
from signaling.media.seam import MAX_DATAGRAM, PacketBuffer
from signaling.media.transport import Transport

MAX_MISORDER = 100
"""How many packets may have overtaken one that cannot be asked for again (RFC 3550 A.1)."""


class Passage:
    """`on_begun(transport, now)` is told of a stream's first packet, `attend(transport, layer, now)` when a keyframe or
    missing packets should be asked for. `intake` is told how packets in order were sent on."""

    def __init__(
        self,
        received: PacketBuffer,
        fan_out: FanOut,
        rate: PacketRate,
        intake: Intake | None,
        on_begun: Callable[[Transport, float], None],
        attend: Callable[[Transport, Layer, float], None],
    ) -> None:
        self._received = received
        self._fan_out = fan_out
        self._intake = intake
        self._on_begun = on_begun
        self._attend = attend
        self._block, self._shape = bytearray(), Shape(0, b"")
        """The extension block of the packet in the buffer, where it has one."""
        self._rate = rate

    def opened(self, transport: Transport, incoming: Incoming, length: int, now: float) -> None:
        """Send an authentic packet on."""
        view, layer, stream = self._received.view, incoming.layer, incoming.stream
        try:
            place = self._layout(length, incoming.publication, incoming)
        except ValueError:
            transport.dropped += 1
            return
        first, second, sequence, timestamp, _ = HEADER.unpack_from(view)
        if place.number:
            transport.arrivals.take(view[place.number] << 8 | view[place.number + 1], now)
        if incoming.repairs is not None:
            self._repaired(incoming, length, now)
            return
        if second & 0x7F not in incoming.publication.payload_types:
            transport.dropped += 1
            return
        previous = stream.highest
        extended = stream.receive(sequence, timestamp, now)
        if previous < 0:
            self._on_begun(transport, now)
        if layer.stream is not stream:
            return
        if layer.sound is not None:
            primary = self._hear(transport, incoming, layer.sound, place, length, extended, now)
            if primary is None:
                stream.highest = max(previous, stream.base)  # what is not sent on may not move the numbers
        else:
            primary = self._see(transport, incoming, place, length, previous, extended, now)
        if self._intake is not None and primary is not None and extended > previous:
            self._intake.note(incoming, (first, second & 0x7F, primary), place, self._block, self._shape)

    def to_others(self, noted: Noted, block: bytearray, length: int, now: float) -> None:
        """Send what compiled code has sent on to those whom it cannot send to. `block`: as it was before that."""
        self._shape = noted.shape
        self._forward(noted.others, noted.place, block, length, now)

    def catch_up(self, publication: Publication, output: Output, now: float) -> None:
        """Send somebody who was let in this moment what came since the keyframe that they begin with.

        As it lies in the history: what is sent again later under the same number must be the very same.
        """
        view = self._received.view
        for packet in publication.backlog(output, now):
            length = len(packet)
            view[:length] = packet
            place = self._layout(length, publication, None)
            block = self._block if place.profile else b""
            self._forward(publication.route_to(output, view[1] & 0x7F), place, block, length, now)
            output.packets += 1
            output.octets += length - place.payload

    def _see(
        self,
        transport: Transport,
        incoming: Incoming,
        place: Layout,
        length: int,
        previous: int,
        extended: int,
        now: float,
    ) -> int | None:
        """A picture's packet: kept, and sent on. Its payload type, None where it is not in order."""
        view, layer, stream = self._received.view, incoming.layer, incoming.stream
        late = extended < stream.highest
        if late and not (layer.missing.filled(extended) if layer.nack else _is_late(layer, stream, extended)):
            return None
        block = self._stamped(place, now) if place.profile else b""
        if layer.history is not None:
            layer.history.put(extended, now, view[:length])
        if late:
            self._late(incoming, place, block, length, extended, now)
            return None
        if extended > previous + 1 and previous >= 0 and layer.nack:
            if not layer.missing.found(previous + 1, extended, now):
                layer.keyframes.want()
            self._attend(transport, layer, now)
        if layer.waiting or layer.keyframes.wanted:
            begins = layer.begins
            if begins is None or begins(view, place.payload, length):
                layer.keyframes.arrived()
                incoming.publication.begin(layer, extended, int.from_bytes(view[4:8], "big"), now)
        layer.packets += 1
        layer.octets += length - place.payload
        payload_type = view[1] & 0x7F
        routes = layer.routes.get(payload_type, ())
        if routes:
            self._forward(routes, place, block, length, now)
        return payload_type

    def _hear(
        self,
        transport: Transport,
        incoming: Incoming,
        sound: Sound,
        place: Layout,
        length: int,
        extended: int,
        now: float,
    ) -> int | None:
        """Audio: unwrapped where it came redundant, and made so for those who lose.

        The payload type of what it brought itself; None when that is nothing new.
        """
        view = self._received.view
        first, second, _, timestamp, _ = HEADER.unpack_from(view)
        if first & 0x20:
            first, length = first & ~0x20, max(place.payload, length - view[length - 1])
        block = self._stamped(place, now) if place.profile else b""
        if sound.voice is not None:
            sound.voice.hear(place.profile, block, now)
        payload = bytes(view[place.payload : length])
        primary = None
        try:
            for payload_type, frame in sound.take(extended, timestamp, second & 0x7F, payload):
                if payload_type == sound.red or payload_type not in incoming.publication.payload_types:
                    raise ValueError("not what was negotiated")
                is_copy = frame.extended != extended
                head = payload_type if is_copy else second & 0x80 | payload_type
                self._sound(incoming, sound, place, block, frame, is_copy, first, head, now)
                if not is_copy:
                    primary = payload_type
        except ValueError:
            transport.dropped += 1
        return primary

    def _sound(
        self,
        incoming: Incoming,
        sound: Sound,
        place: Layout,
        block: bytes | bytearray,
        frame: Frame,
        is_copy: bool,
        first: int,
        second: int,
        now: float,
    ) -> None:
        """Send one frame of sound on, with the header extensions of the packet that brought it."""
        view, layer = self._received.view, incoming.layer
        extended, timestamp, payload = frame
        length = place.payload + len(payload)
        view[place.payload : length] = payload
        HEADER.pack_into(view, 0, first, second, extended & 0xFFFF, timestamp, incoming.stream.ssrc)
        highest = incoming.stream.highest
        late = extended < highest
        if extended <= highest - MAX_MISORDER:
            return
        if is_copy:
            incoming.stream.recovered += 1
        if late:
            routes = layer.late(second & 0x7F, extended)
        else:
            if layer.waiting or layer.keyframes.wanted:
                layer.keyframes.arrived()
                incoming.publication.begin(layer, extended, timestamp, now)
            layer.packets += 1
            layer.octets += len(payload)
            routes = layer.routes.get(second & 0x7F, ())
        if routes:
            self._forward(routes, place, block, length, now)
        if layer.redundant:
            for inner, redundant in () if late else layer.redundant.get(second & 0x7F, ()):
                made = sound.sender.payload(extended, timestamp, inner, payload, MAX_DATAGRAM - place.payload)
                length = place.payload + len(made)
                view[place.payload : length] = made
                self._forward(redundant, place, block, length, now)
            sound.sender.keep(extended, timestamp, payload)

    def _repaired(self, incoming: Incoming, length: int, now: float) -> None:
        """A retransmission: put the packet that it repairs where it belongs, unless nobody waits for that.

        What came and was sent on may not be sent on again: our sending time in it would be another, and two contents
        under one number give the key of AES-GCM away.
        """
        view, layer, stream = self._received.view, incoming.layer, incoming.stream
        assert incoming.repairs is not None
        payload_type = incoming.repairs.get(view[1] & 0x7F)
        history = layer.history
        if payload_type is None or history is None or layer.stream is not stream or stream.highest < 0:
            return
        try:
            length = original(view, length, payload_type, stream.ssrc)
        except ValueError:
            return  # mere padding, sent to probe the line
        extended = stream.extend(view[2] << 8 | view[3])
        if not layer.missing.filled(extended):
            return
        stream.recovered += 1
        place = self._layout(length, incoming.publication, incoming)
        block = self._stamped(place, now) if place.profile else b""
        history.put(extended, now, view[:length])
        self._late(incoming, place, block, length, extended, now)

    def _late(
        self, incoming: Incoming, place: Layout, block: bytes | bytearray, length: int, extended: int, now: float
    ) -> None:
        """A picture's packet that newer ones have overtaken, kept by now. Somebody may wait to begin with it."""
        view, layer = self._received.view, incoming.layer
        begins = layer.waiting and layer.begins is not None and layer.begins(view, place.payload, length)
        timestamp = int.from_bytes(view[4:8], "big")
        self._forward(layer.late(view[1] & 0x7F, extended), place, block, length, now)
        if begins:
            for output in incoming.publication.begin_late(layer, extended, timestamp, now):
                self.catch_up(incoming.publication, output, now)

    def _layout(self, length: int, publication: Publication, incoming: Incoming | None) -> Layout:
        """Of the received packet; ValueError where it is not well-formed."""
        view = self._received.view
        place = layout(view, length)
        profile, extension, payload, _ = place
        if not profile:
            self._block = bytearray()
            return place
        block = self._block = bytearray(view[extension:payload])
        shape = incoming.shape if incoming is not None else None
        if shape is None or not shape.fits(profile, block):
            shape = Shape(profile, block, publication.number_id, publication.send_time_id)
            if incoming is not None:
                incoming.shape = shape
        self._shape = shape
        return place if shape.number_at < 0 else Layout(profile, extension, payload, extension + shape.number_at)

    def _stamped(self, place: Layout, now: float) -> bytearray:
        """The extension block, with our sending time written into it, here and in the received packet."""
        block, at = self._block, self._shape.send_time_at
        if at >= 0:
            stamp = send_time(now)
            block[at : at + 3] = stamp
            start = place.extension + at
            self._received.view[start : start + 3] = stamp
        return block

    def _forward(self, routes: Routes, place: Layout, block: bytes | bytearray, length: int, now: float) -> None:
        """Send the received packet on to every entry of the routes."""
        view, fan_out, shape = self._received.view, self._fan_out, self._shape
        mapped_by, descriptor = None, None
        for ids, deltas, numbered, entries in routes:
            if ids is not mapped_by and place.profile:
                view[place.extension : place.payload] = shape.mapped(block, ids)
                mapped_by = ids
            if deltas is not None:
                descriptor = descriptor or vp8.read(view, place.payload, length)
                vp8.renumber(view, descriptor, deltas)
            self._rate.packets += len(entries)
            fan_out(entries, length, place.number if numbered else 0, now)


def _is_late(layer: Layer, stream: Stream, extended: int) -> bool:
    """Whether a packet of a picture has only been overtaken, rather than sent on before under the same number."""
    history = layer.history
    return extended > stream.highest - MAX_MISORDER and (history is None or history.peek(extended) is None)
