"""A published track: what was received of it lately, who takes it, and the tables by which its packets are sent on.

The tables change with control messages, keyframes and addresses only; a packet's way is a lookup.
"""

from collections.abc import Callable
from typing import NamedTuple

from signaling.forwarding.history import PacketHistory
from signaling.forwarding.keyframes import KeyframeRequests
from signaling.forwarding.missing import Missing
from signaling.forwarding.output import Entry, Output
from signaling.forwarding.rtp import Buffer
from signaling.forwarding.stream import Stream

StartTest = Callable[[Buffer, int, int], bool]
"""(packet, payload offset, packet length) -> whether a receiver can begin here."""

Route = tuple[dict[int, int], tuple[Entry, ...]]
"""Outputs that take the same extension ids: the map of those, and a row for each output."""

_NOWHERE: tuple[Route, ...] = ()

CATCH_UP_AGE = 0.7
CATCH_UP_PACKETS = 64
"""How old (s) and how long ago (packets) a keyframe may be for somebody who comes now to begin with it."""


class Beginning(NamedTuple):
    """The first packet of the last keyframe that was looked for."""

    extended: int
    timestamp: int
    at: float


class Publication:
    """One track of one publisher and its outputs. Not to be changed from the outside except by its methods.

    `begins` is None where any packet will do to begin with (audio); only where it is given is there a history of
    packets. `nack`: the publisher can be asked for a packet again.
    """

    def __init__(self, begins: StartTest | None, nack: bool, send_time_id: int) -> None:
        self.begins = begins
        self.nack = nack
        self.send_time_id = send_time_id
        """The publisher's id of abs-send-time; 0 when not negotiated."""
        self.stream: Stream | None = None
        """The stream that is forwarded."""
        self.history = PacketHistory() if begins is not None else None
        self.missing = Missing()
        self.keyframes = KeyframeRequests()
        self.routes: dict[int, tuple[Route, ...]] = {}
        self.waiting = False
        """Whether some output waits for a packet to begin with."""
        self.packets = 0
        self.octets = 0
        self._outputs: list[Output] = []
        self._counted: dict[Output, tuple[int, int]] = {}
        self._beginning: Beginning | None = None

    def add(self, output: Output) -> None:
        self._outputs.append(output)

    def remove(self, output: Output, now: float) -> None:
        self.set_open(output, False, now)
        self._outputs.remove(output)

    def set_open(self, output: Output, is_open: bool, now: float) -> bool:
        """Let an output have packets, or withhold them; False when that was so already.

        Video that is opened for the first time begins with the last keyframe if that is fresh (see `backlog`): browsers
        ignore a second request within 0.3 s, so whoever comes just after a keyframe would wait long for another. Else
        it waits for the next, which is wanted from then on.
        """
        if output.open == is_open:
            return False
        output.open = is_open
        if not is_open:
            self._stop(output, now)
        elif output.untouched and (beginning := self._fresh_beginning(now)) is not None:
            self._start(output, beginning.extended, beginning.timestamp, now)
        self._rebuild()
        return True

    def use(self, stream: Stream, now: float) -> None:
        """Forward this stream from now on; its outputs begin anew, with the numbering continued."""
        for output in self._outputs:
            self._stop(output, now)
        self.stream = stream
        self.missing = Missing()
        self.forget()
        if self.history is not None:
            self.history.clear()
        self._rebuild()

    def forget(self) -> None:
        """What came until now was for others: nobody who comes later begins with it."""
        self._beginning = None

    def begin(self, extended: int, timestamp: int, now: float) -> None:
        """Start all that wait with this packet, the newest of the stream."""
        self._beginning = Beginning(extended, timestamp, now)
        for output in self._outputs:
            if output.open and not output.live:
                self._start(output, extended, timestamp, now)
        self._rebuild()

    def backlog(self, output: Output, now: float) -> list[bytes]:
        """What an output that was opened this moment has missed since the keyframe that it begins with, as received."""
        if self.history is None or self.stream is None or not output.live:
            return []
        return self._since(output.first, now) or []

    def refresh(self) -> None:
        """Some output's sink changed (another address)."""
        self._rebuild()

    def route_to(self, output: Output, payload_type: int) -> tuple[Route, ...]:
        """The way to one output alone."""
        return self._routes(payload_type, [output])

    def late(self, payload_type: int, extended: int) -> tuple[Route, ...]:
        """The routes of a packet that newer ones have overtaken: not to outputs that began after it."""
        return self._routes(payload_type, [output for output in self._outputs if extended >= output.first])

    def count(self, output: Output) -> None:
        """Bring an output's packet counters up to date."""
        if output in self._counted:
            packets, octets = self._counted[output]
            output.packets += self.packets - packets
            output.octets += self.octets - octets
            self._counted[output] = (self.packets, self.octets)

    @property
    def outputs(self) -> tuple[Output, ...]:
        return tuple(self._outputs)

    @property
    def wanted(self) -> bool:
        """Whether anybody may have its packets now."""
        return any(output.open for output in self._outputs)

    def _fresh_beginning(self, now: float) -> Beginning | None:
        """The last keyframe, if it is fresh and every packet since is there."""
        beginning = self._beginning
        if beginning is None or now - beginning.at > CATCH_UP_AGE or self._since(beginning.extended, now) is None:
            return None
        return beginning

    def _since(self, extended: int, now: float) -> list[bytes] | None:
        """The packets of the stream from this one on; None when they are too many or one is missing."""
        if self.history is None or self.stream is None or self.stream.highest - extended >= CATCH_UP_PACKETS:
            return None
        found = [self.history.get(number, now) for number in range(extended, self.stream.highest + 1)]
        packets = [packet for packet in found if packet is not None]
        return packets if len(packets) == len(found) else None

    def _start(self, output: Output, extended: int, timestamp: int, now: float) -> None:
        assert self.stream is not None
        output.start(self.stream, extended, timestamp, now)
        self._counted[output] = (self.packets, self.octets)

    def _stop(self, output: Output, now: float) -> None:
        self.count(output)
        self._counted.pop(output, None)
        output.stop(now)

    def _rebuild(self) -> None:
        self.waiting = any(output.open and not output.live for output in self._outputs)
        if self.waiting and self.begins is not None:
            self.keyframes.want()
        payload_types = {payload_type for output in self._outputs for payload_type in output.payload_types}
        self.routes = {payload_type: self._routes(payload_type, self._outputs) for payload_type in payload_types}

    def _routes(self, payload_type: int, outputs: list[Output]) -> tuple[Route, ...]:
        groups: dict[tuple[tuple[int, int], ...], list[Entry]] = {}
        for output in outputs:
            if output.live and payload_type in output.payload_types:
                groups.setdefault(output.ids, []).append(output.entry(output.payload_types[payload_type]))
        return tuple((dict(ids), tuple(entries)) for ids, entries in groups.items()) or _NOWHERE
