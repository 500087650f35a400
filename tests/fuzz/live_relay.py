"""A whole relay with a publisher and a subscriber, to whom arbitrary packets are given, authentic as a client's are."""

import asyncio
import itertools
import logging
import struct
from collections.abc import Callable, Iterator, Sequence

from signaling.forwarding import rtcp
from signaling.media.compiled import compiled
from signaling.media.relay import REPORT_TICKS
from tests.support.peer import KEYFRAME, Peer, packet
from tests.support.relay import TestRelay, audio, video

LONGEST_LIFE = 300
"""Inputs that one relay is given before the next one takes its place."""
_STEPS = 0.0, 0.005, 0.02, 0.1, 0.5, 1.0, 2.0, 4.0
"""Seconds that pass after a packet."""
_BY_SUBSCRIBER = 0x80
_RAW_NUMBER = 0xF0


def relay_seeds(packets: Sequence[bytes]) -> tuple[bytes, ...]:
    """Inputs for `live_relay`: each packet from either side, and all of them one after the other."""
    each = [_entry(at % len(_STEPS) | side, it) for at, it in enumerate(packets) for side in (0, _BY_SUBSCRIBER)]
    return (*each, b"".join(each))


def live_relay() -> Callable[[bytes], None]:
    """An input is entries of a control byte, a length of two bytes, and an RTP or RTCP packet of that length."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    attempts = _Attempts(loop)
    return lambda data: loop.run_until_complete(attempts.run(data))


def _entry(control: int, datagram: bytes) -> bytes:
    return struct.pack("!BH", control, len(datagram)) + datagram


def _entries(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 3 <= len(data):
        control, length = struct.unpack_from("!BH", data, position)
        yield control, data[position + 3 : position + 3 + length]
        position += 3 + length


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class _Failures(logging.Handler):
    """What the relay contained and logged, or asyncio would have: a fault all the same."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class _Attempts:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._failures = _Failures()
        logging.getLogger().addHandler(self._failures)
        logging.getLogger("signaling").setLevel(logging.ERROR)
        loop.set_exception_handler(lambda _, context: self._failures.records.append(_record(context)))
        self._call: _Call | None = None
        self._halves = itertools.cycle((compiled(), None))
        """With the compiled half of the packet path, and without."""

    async def run(self, data: bytes) -> None:
        if self._call is None or self._call.inputs >= LONGEST_LIFE:
            if self._call is not None:
                await self._call.close()
            TestRelay.compiled = next(self._halves)
            self._call = await _Call.begin()
        try:
            await self._call.take(data)
            if self._failures.records:
                record = self._failures.records[0]
                raise AssertionError(record.getMessage()) from (record.exc_info or (None, None))[1]
        except BaseException:
            self._failures.records.clear()
            self._call = None
            raise


def _record(context: dict) -> logging.LogRecord:
    error = context.get("exception")
    info = (type(error), error, error.__traceback__) if error is not None else None
    return logging.LogRecord("asyncio", logging.ERROR, __file__, 0, str(context["message"]), None, info)


class _Call:
    """Somebody publishes, somebody subscribes; beside them two others, whose call must go on."""

    publisher: Peer
    subscriber: Peer
    speaker: Peer
    listener: Peer

    def __init__(self) -> None:
        self.inputs = 0
        self.clock = _Clock()
        self.relay = TestRelay(clock=self.clock)
        self._sequences: dict[int, int] = {}
        self._carried = 0

    @classmethod
    async def begin(cls) -> "_Call":
        call = cls()
        relay = call.relay
        call.publisher, call.subscriber = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
        relay.publish("a", "voice", audio("0", ssrc=1000))
        relay.publish("a", "camera", video("1", ssrc=2000, rtx=2001))
        relay.publish("a", "screen", video("2", ssrc=None))
        relay.subscribe("b", "s", "voice", audio("0", ssrc=5000))
        relay.subscribe("b", "t", "camera", video("1", ssrc=6000, rtx=6001))
        relay.subscribe("b", "u", "screen", video("2", ssrc=6500, rtx=6501))
        call.speaker, call.listener = await relay.peer("d", "publish"), await relay.peer("e", "subscribe")
        relay.publish("d", "other", audio("0", ssrc=4000))
        relay.subscribe("e", "v", "other", audio("0", ssrc=7000))
        relay.relay._ticking.stop()  # ticks come from here, by the clock that stands still
        for peer in (call.publisher, call.subscriber, call.speaker, call.listener):
            call._at_once(peer)
        return call

    async def close(self) -> None:
        await self.relay.close()

    async def take(self, data: bytes) -> None:
        self.inputs += 1
        for control, datagram in _entries(data):
            if len(datagram) < 12:
                continue
            peer = self.subscriber if control & _BY_SUBSCRIBER else self.publisher
            peer.send_if_possible(self._numbered(bytes((0x80 | datagram[0] & 0x3F,)) + datagram[1:]))
            self.clock.now += _STEPS[control & 7]
            self.relay.relay._on_tick(self.inputs % REPORT_TICKS)
        await self._the_others_go_on()

    def _numbered(self, datagram: bytes) -> bytes:
        """RTP counts on from its SSRC's last number, unless the input insists: libsrtp would not send what is old."""
        if 192 <= datagram[1] < 224:
            return datagram
        ssrc, number = int.from_bytes(datagram[8:12]), int.from_bytes(datagram[2:4])
        if number >> 8 != _RAW_NUMBER:
            number = (self._sequences.get(ssrc, 30000) + 1 + (number & 0x0F) - (number >> 4 & 0x03)) & 0xFFFF
        self._sequences[ssrc] = number
        return datagram[:2] + number.to_bytes(2) + datagram[4:]

    async def _the_others_go_on(self) -> None:
        for peer in (self.publisher, self.subscriber, self.speaker, self.listener):
            peer.send_rtcp(rtcp.receiver_report(1))
        self._carried += 1
        heard = len(self.listener.rtp)
        self.speaker.send_rtp(packet(4000, self._carried, 960 * self._carried, KEYFRAME))
        async with asyncio.timeout(5):
            await self.listener.until(lambda: len(self.listener.rtp) > heard)
        for peer in (self.subscriber, self.listener):
            peer.rtp.clear()
            peer.rtcp.clear()

    def _at_once(self, peer: Peer) -> None:
        """From now on the peer's datagrams are not sent, but given to the relay as if they had just come."""
        relay = self.relay.relay
        transport = next(it for it in relay._rooms.transports() if it.state == "connected" and _is(it, peer))
        assert transport.path is not None
        endpoint, address = transport.path
        peer.send_raw = lambda datagram: relay._packets.take(memoryview(datagram), endpoint, address)  # type: ignore[method-assign]


def _is(transport, peer: Peer) -> bool:
    return transport.ice == peer.relay.ice
