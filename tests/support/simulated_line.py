"""A group on one subscriber's line, in simulated time: estimate, share-out, pacing and probing against a bottleneck."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from signaling.forwarding.congestion import feedback
from signaling.forwarding.congestion.allocate import Demand, Layer
from signaling.forwarding.congestion.arrivals import Arrivals
from signaling.forwarding.congestion.downlink import Downlink

PLAYED_LATER, PLAYED_SOONER = 0.04, 0.05
"""Sound is played so much after it may come at the earliest (s), and so much sooner again with each second after it was
late, as browsers do."""
STEP, SHARE, REPORT = 0.02, 0.1, 0.1
RETRIES = 10
"""How often a receiver asks for a packet, once a round trip."""
AUDIO_OCTETS = 110
AUDIO_BITRATE = 50 * 8 * AUDIO_OCTETS
FRAME_RATE = 25
PACKET_OCTETS = 1100
KEYFRAME = 6
"""A keyframe is so many times as large as another frame."""
RECEIVERS_CLOCK = 1234.5
PAUSES = 1.7


@dataclass
class Line:
    """`rate` bit/s, `delay` s one way, `queue` s at most, `loss` 0 to 1, `jitter` s.

    `pause`: for so long out of every 1.7 s nothing arrives, and then all at once, as with a busy receiver.
    """

    rate: float
    delay: float = 0.03
    queue: float = 0.5
    loss: float = 0.0
    jitter: float = 0.0
    pause: float = 0.0
    nack: bool = False
    """The receiver asks for pictures' packets that it misses."""


@dataclass
class Group:
    """Each member publishes sound and a picture in `layers` (bit/s); this subscriber wants it in `preferred`.

    `motion`: what a layer really has, as a part of that.
    """

    members: int = 3
    layers: tuple[int, ...] = (150_000, 500_000, 1_500_000)
    preferred: int = 2
    speaker: int = 0
    motion: float = 1.0


@dataclass(order=True)
class _Event:
    at: float
    order: int
    run: Callable[[], None] = field(compare=False)


class Simulation:
    """`run(until)` goes on; what happened is in the lists, each with its time."""

    def __init__(self, line: Line, group: Group | None = None, seed: int = 1, probing: bool = True) -> None:
        self.line = line
        self.group = group or Group()
        self.now = 100.0
        self.downlink = Downlink()
        self.layers: list[tuple[float, list[Layer]]] = []
        """The pictures' layers whenever they changed."""
        self.sound_delays: list[tuple[float, float]] = []
        self.sound_lost: list[float] = []
        self.estimates: list[tuple[float, float]] = []
        self.padding = 0
        self.media = 0
        self._probing = probing
        self._random = Random(seed)
        self._events: list[_Event] = []
        self._order = 0
        self._free_at = 0.0
        self._arrivals = Arrivals()
        self._given: list[Layer] = [0] * self.group.members
        self._frames = [0] * self.group.members
        self._keyframe = [True] * self.group.members
        self._shown: list[Layer] = [0] * self.group.members
        self._pictures: list[int] = []
        """Octets of each packet of a picture."""
        self._begun = 0
        """The first packet of the pictures as they are now, after the last switch."""
        self._carried: dict[int, int] = {}
        """By transport-wide number, which packet of a picture it was."""
        self._newest = -1
        self._missing: dict[int, tuple[int, float]] = {}
        """The receiver lacks these: how often it has asked for them, and when last."""
        self.resent = 0
        """Octets."""
        for member in range(self.group.members):
            self._after(member * 0.003, partial(self._speak, member))
            self._after(member * 0.007, partial(self._film, member))
        self._after(0.0, self._tick)
        self._after(0.0, self._share_regularly)
        self._after(REPORT, self._report)

    def run(self, until: float) -> None:
        """Until so many seconds after the start."""
        while self._events and self._events[0].at < 100.0 + until:
            event = heapq.heappop(self._events)
            self.now = event.at
            event.run()

    def share_of(self, layer: Layer, member: int, since: float, until: float) -> float:
        """The part of the time in which a member's picture was at least in this layer."""
        total, at, present = 0.0, since, -2
        for time, layers in [*self.layers, (until + 100.0, self.layers[-1][1])]:
            end = min(max(time - 100.0, since), until)
            if present >= _level(layer):
                total += end - at
            at, present = end, _level(layers[member])
        return total / (until - since)

    def made_up(self, since: float, until: float) -> float:
        """Seconds of sound that a listener's browser had to make up, as it did not come, or not in time."""
        came = [(sent, delay) for sent, delay in self.sound_delays if since <= sent < until]
        least = min(delay for _, delay in came) + PLAYED_LATER
        total, wait, before = 0.02 * sum(since <= sent < until for sent in self.sound_lost), least, since
        for sent, delay in sorted(came):
            wait = max(least, wait - PLAYED_SOONER * (sent - before))
            total += max(0.0, delay - wait)
            wait, before = max(wait, delay), sent
        return total

    def _after(self, wait: float, run: Callable[[], None]) -> None:
        self._order += 1
        heapq.heappush(self._events, _Event(self.now + wait, self._order, run))

    def _speak(self, member: int) -> None:
        self._after(0.02, partial(self._speak, member))
        number = self.downlink.sent.number(AUDIO_OCTETS, self.now)
        self._put(AUDIO_OCTETS, number, self.now)

    def _film(self, member: int) -> None:
        self._after(1 / FRAME_RATE, partial(self._film, member))
        layer = self._shown[member]
        if layer is None:
            return
        octets = self.group.motion * self.group.layers[layer] / FRAME_RATE / 8 * self._random.uniform(0.7, 1.3)
        if self._keyframe[member]:
            self._keyframe[member] = False
            octets *= KEYFRAME
        while octets > 0:
            self._send(max(100, min(PACKET_OCTETS, int(octets))))
            octets -= PACKET_OCTETS

    def _send(self, octets: int) -> None:
        self.media += octets
        self._pictures.append(octets)
        self._send_picture(len(self._pictures) - 1)

    def _send_picture(self, picture: int) -> None:
        octets = self._pictures[picture]
        number = self.downlink.sent.number(octets, self.now)
        self._carried[number] = picture
        if self.downlink.narrow:
            self.downlink.pacer.take(number.to_bytes(4) + bytes(octets - 4))
        else:
            self._put(octets, number)

    def _put(self, octets: int, number: int, sound: float | None = None) -> None:
        """Into the bottleneck."""
        queued = max(0.0, self._free_at - self.now)
        if queued > self.line.queue or self._random.random() < self.line.loss:
            if sound is not None:
                self.sound_lost.append(self.now - 100.0)
            return
        self._free_at = self.now + queued + 8 * octets / self.line.rate
        wait = self._free_at - self.now + self.line.delay + self._random.random() * self.line.jitter
        paused = self.line.pause - (self.now + wait) % PAUSES
        self._after(wait + max(0.0, paused), lambda: self._arrived(number, sound))

    def _arrived(self, number: int, sound: float | None) -> None:
        self._arrivals.take(number & 0xFFFF, self.now + RECEIVERS_CLOCK)
        if sound is not None:
            self.sound_delays.append((sound - 100.0, self.now - sound))
        picture = self._carried.pop(number, None)
        if picture is not None and self.line.nack:
            self._missing.pop(picture, None)
            self._missing |= dict.fromkeys(range(self._newest + 1, picture), (0, 0.0))
            self._newest = max(self._newest, picture)

    def _ask(self) -> None:
        """Once more for what is missing, as browsers do each round trip."""
        for picture, (asked, at) in list(self._missing.items()):
            if self.now - at < 2 * self.line.delay + STEP:
                continue
            self._missing[picture] = asked + 1, self.now
            if asked + 1 == RETRIES:
                del self._missing[picture]
            self._after(self.line.delay, partial(self._asked, picture))

    def _asked(self, picture: int) -> None:
        octets = self._pictures[picture]
        present = picture >= self._begun or not self.downlink.narrow
        if present and self.downlink.repairs(self.now):
            self.resent += octets
            self._send_picture(picture)

    def _report(self) -> None:
        self._after(REPORT, self._report)
        for body in self._arrivals.report(1, 2):
            if self._random.random() >= self.line.loss:
                told = feedback.read(body)
                self._after(self.line.delay, partial(self._told, told))

    def _told(self, told: feedback.TransportFeedback) -> None:
        if self.downlink.acknowledge(told, self.now):
            self._share()

    def _tick(self) -> None:
        self._after(STEP, self._tick)
        self._ask()
        downlink = self.downlink
        for datagram in downlink.drain(self.now):
            self._put(len(datagram), int.from_bytes(datagram[:4]))
        if self._probing and downlink.busy:
            octets = downlink.padding(self.now)
            while octets > 0:
                self._put(250, downlink.sent.number(250, self.now))
                self.padding += 250
                octets -= 250
            downlink.padded(self.now)

    def _share_regularly(self) -> None:
        self._after(SHARE, self._share_regularly)
        self._share()

    def _share(self) -> None:
        demands = [(("voice", member), Demand("audio", (AUDIO_BITRATE,))) for member in range(self.group.members)]
        demands += [
            (("camera", member), Demand("video", self.group.layers, self.group.preferred, member == self.group.speaker))
            for member in range(self.group.members)
        ]
        shared = self.downlink.share(demands, self._probing, self.now)
        self.estimates.append((self.now - 100.0, self.downlink.estimate.bitrate(self.now)))
        given = [self._taken(shared["camera", member]) for member in range(self.group.members)]
        assert all(shared["voice", member] == 0 for member in range(self.group.members))
        if given != self._given or not self.layers:
            self.layers.append((self.now, given))
        for member, layer in enumerate(given):
            if layer != self._given[member]:
                self._switch(member, layer)
        self._given = given

    def _taken(self, allowed: Layer) -> Layer:
        return None if allowed is None else min(allowed, self.group.preferred)

    def _switch(self, member: int, layer: Layer) -> None:
        """At the next keyframe, which comes 150 ms after it was asked for; off at once."""
        if layer is None:
            self._shown[member] = None
            return

        def begin() -> None:
            if self._given[member] == layer:
                self._shown[member] = layer
                self._begun = len(self._pictures)
                self._keyframe[member] = True

        self._after(0.15, begin)


def _level(layer: Layer) -> int:
    return -1 if layer is None else layer
