"""One received RTP stream of a publication: what came lately, who takes it, and the tables by which it is sent on.

The tables change with control messages, keyframes and addresses only; a packet's way is a lookup.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from signaling.forwarding.history import PacketHistory
from signaling.forwarding.keyframes import KeyframeRequests
from signaling.forwarding.missing import Missing
from signaling.forwarding.output import Entries, Entry, Output
from signaling.forwarding.rtp import Buffer
from signaling.forwarding.shared import Shared
from signaling.forwarding.sound import Sound
from signaling.forwarding.stream import Stream
from signaling.forwarding.vp8 import UNCHANGED, Deltas

StartTest = Callable[[Buffer, int, int], bool]
"""(packet, payload offset, packet length) -> whether a receiver can begin here."""


class Route(NamedTuple):
    """Outputs that take the same: the map of extension ids, what is added to the numbers of a VP8 payload descriptor
    (None: nothing), and a row for each output."""

    ids: dict[int, int]
    """One object for all routes of a packet that share it."""
    deltas: Deltas | None
    numbered: bool
    """Whether they take a transport-wide number."""
    entries: Entries


Routes = tuple[Route, ...]
"""Those without deltas first, so that they find the packet as it came."""

NOWHERE: Routes = ()

HEADER_AND_TAG = 12 + 16
"""Bytes of a packet besides its payload: RTP header and SRTP tag."""

CATCH_UP_AGE = 0.7
CATCH_UP_PACKETS = 64
"""How old (s) and how long ago (packets) a keyframe may be for somebody who comes now to begin with it."""

WINDOW = 1.0
MIN_WINDOW = 0.15
"""Seconds over which bitrates are measured, and after which there is one."""

STILL_FLOWS = 0.6
"""Seconds without a packet that a layer is believed to flow: longer than between the frames of a camera in the dark,
shorter than a frozen picture is patiently looked at."""


class Beginning(NamedTuple):
    """The first packet of the last keyframe that was looked for."""

    extended: int
    timestamp: int
    at: float


class Sample(NamedTuple):
    at: float
    packets: int
    octets: int


class Layer(Shared):
    """Not to be changed from the outside except by its methods, and by the packet path what that counts and clears.

    `begins` is None where any packet will do to begin with (audio); only where it is given is there a history of
    packets. `nack`: the publisher can be asked for a packet again.
    """

    _fields_ = (
        ("packets", ctypes.c_uint64),
        ("octets", ctypes.c_uint64),
        ("revision", ctypes.c_uint32),
        ("awaited", ctypes.c_uint32),
    )
    packets: int
    octets: int
    """Of payload, and only of packets that came in order."""
    revision: int
    """Another when the tables are."""
    awaited: int
    """How many are `waiting`."""

    def __init__(
        self,
        index: int,
        rid: str | None,
        begins: StartTest | None,
        nack: bool,
        sound: Sound | None = None,
    ) -> None:
        super().__init__()
        self.index = index
        """Its place among the publication's layers, the lowest first."""
        self.rid = rid
        self.begins = begins
        self.nack = nack
        self.sound = sound
        self.stream: Stream | None = None
        """The stream that is forwarded."""
        self.flows = False
        """Whether packets come, as far as is known."""
        self.history = PacketHistory() if begins is not None else None
        self.missing = Missing()
        self.keyframes = KeyframeRequests()
        self.routes: dict[int, Routes] = {}
        self.redundant: dict[int, tuple[tuple[int, Routes], ...]] = {}
        """By payload type, the ways to outputs that take redundant audio, with what they call its frames' codec."""
        self.waiting: list[Output] = []
        """Outputs that take this layer from its next keyframe on."""
        self._taking: dict[Output, tuple[int, int]] = {}
        """Who takes it, with `packets` and `octets` as they were when the output's own were up to date."""
        self._beginning: Beginning | None = None
        self._forgotten = -1
        """The newest packet that was for others only (see `forget`)."""
        self._samples: deque[Sample] = deque()
        self._seen_at = float("-inf")

    @property
    def taking(self) -> tuple[Output, ...]:
        """The outputs that get its packets now."""
        return tuple(self._taking)

    @property
    def wanted(self) -> bool:
        """Whether anybody takes it, or waits for it."""
        return bool(self._taking or self.waiting)

    def wait(self, output: Output) -> None:
        """Let an output take this layer from its next keyframe on."""
        if output not in self.waiting:
            self.waiting.append(output)
            self.awaited = len(self.waiting)

    def give_up(self, output: Output) -> None:
        """An output waits no more."""
        self.waiting.remove(output)
        self.awaited = len(self.waiting)

    def use(self, stream: Stream) -> None:
        """Forward this stream from now on; nobody takes the former one any more."""
        self.stream = stream
        self.flows = True
        self.missing = Missing()
        self.forget()
        if self.history is not None:
            self.history = PacketHistory()
        if self.sound is not None:
            self.sound.begin_anew()
        self._samples.clear()

    def forget(self) -> None:
        """What came until now was for others: nobody who comes later begins with it."""
        self._beginning = None
        self._forgotten = self.stream.highest if self.stream is not None else -1

    def begun(self, extended: int, timestamp: int, now: float) -> None:
        """The newest packet of the stream begins a keyframe, or is one that anybody can begin with."""
        self.flows = True
        self._beginning = Beginning(extended, timestamp, now)

    def fresh_beginning(self, now: float) -> Beginning | None:
        """The last keyframe, if it is fresh and every packet since is there."""
        beginning = self._beginning
        if beginning is None or self.stream is None or not self.reaches(beginning.extended, beginning.timestamp):
            return None
        complete = len(self.since(beginning.extended, now)) == self.stream.highest - beginning.extended + 1
        return beginning if complete and now - beginning.at <= CATCH_UP_AGE else None

    def reaches(self, extended: int, timestamp: int) -> bool:
        """Whether this packet is near enough to the newest for somebody to begin with it and catch up."""
        stream = self.stream
        if stream is None or stream.highest - extended >= CATCH_UP_PACKETS or extended <= self._forgotten:
            return False
        return (stream.last_timestamp - timestamp) & 0xFFFFFFFF <= CATCH_UP_AGE * stream.clock_rate

    def since(self, extended: int, now: float) -> list[bytes]:
        """The packets of the stream from this one on, as far as they came."""
        if self.history is None or self.stream is None:
            return []
        found = [self.history.get(number, now) for number in range(extended, self.stream.highest + 1)]
        return [packet for packet in found if packet is not None]

    def join(self, output: Output, extended: int, timestamp: int, now: float) -> None:
        """Let an output have the packets from this one on; followed by `rebuild`."""
        assert self.stream is not None
        others = {other.deltas: None for other in self._taking}
        output.start(self.stream, self.history, extended, timestamp, now, others)
        self._taking[output] = (self.packets, self.octets)
        if self.sound is not None:
            self.sound.sender.clear(extended)  # what was before is not for who comes now

    def leave(self, output: Output, now: float) -> None:
        """Withhold packets from an output that had them; followed by `rebuild`."""
        self.count(output)
        del self._taking[output]
        output.stop(now)

    def count(self, output: Output) -> None:
        """Bring the packet counters of an output that takes this layer up to date."""
        packets, octets = self._taking[output]
        output.packets += self.packets - packets
        output.octets += self.octets - octets
        self._taking[output] = (self.packets, self.octets)

    def rebuild(self) -> None:
        """Make the tables anew: outputs have come or gone, or a sink is another."""
        self.revision = self.revision + 1 & 0xFFFFFFFF
        payload_types = {payload_type for output in self._taking for payload_type in output.payload_types}
        plain = [output for output in self._taking if not output.redundant]
        self.routes = {payload_type: _routes(payload_type, plain) for payload_type in payload_types}
        self.redundant = {
            payload_type: routes
            for payload_type in payload_types
            if (routes := _redundant(payload_type, [output for output in self._taking if output.redundant]))
        }

    def route_to(self, output: Output, payload_type: int) -> Routes:
        """The way to one output alone."""
        return _routes(payload_type, [output])

    def late(self, payload_type: int, extended: int) -> Routes:
        """The routes of a packet that newer ones have overtaken: not to outputs that began after it."""
        return _routes(payload_type, [output for output in self._taking if extended >= output.first])

    def measure(self, now: float) -> bool:
        """To be called several times a second; False when no packet came for a while."""
        samples = self._samples
        if not samples or self.packets > samples[-1].packets:
            self._seen_at = now
        samples.append(Sample(now, self.packets, self.octets))
        while len(samples) > 2 and samples[1].at <= now - WINDOW:
            samples.popleft()
        return now - self._seen_at < STILL_FLOWS

    def bitrate(self, now: float) -> float:
        """Bit/s received over about the last second, without header extensions; 0 when it does not flow."""
        if not self._samples or now - self._samples[0].at < MIN_WINDOW:
            return 0.0
        at, packets, octets = self._samples[0]
        return 8 * (self.octets - octets + (self.packets - packets) * HEADER_AND_TAG) / (now - at)


def _redundant(payload_type: int, outputs: Iterable[Output]) -> tuple[tuple[int, Routes], ...]:
    groups: dict[int, list[Output]] = {}
    for output in outputs:
        if payload_type in output.payload_types:
            groups.setdefault(output.payload_types[payload_type], []).append(output)
    return tuple((inner, _routes(payload_type, group, red=True)) for inner, group in groups.items())


def _routes(payload_type: int, outputs: Iterable[Output], red: bool = False) -> Routes:
    groups: dict[tuple[tuple[tuple[int, int], ...], Deltas, bool], list[Entry]] = {}
    for output in outputs:
        if payload_type in output.payload_types:
            deltas = output.deltas if payload_type in output.described else UNCHANGED
            outgoing = output.red if red else output.payload_types[payload_type]
            groups.setdefault((output.ids, deltas, output.number_id > 0), []).append(output.entry(outgoing))
    if not groups:
        return NOWHERE
    maps = {ids: dict(ids) for ids, _, _ in groups}
    ordered = sorted(groups.items(), key=lambda group: (group[0][1] != UNCHANGED, group[0][0]))
    return tuple(
        Route(maps[ids], None if deltas == UNCHANGED else deltas, numbered, Entries(entries))
        for (ids, deltas, numbered), entries in ordered
    )
