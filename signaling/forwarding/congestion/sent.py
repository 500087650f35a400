"""The packets sent to one subscriber by transport-wide number, until its feedback tells what became of them."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from signaling.forwarding.congestion.feedback import TICKS_PER_SECOND, TransportFeedback

CAPACITY = 2048
MASK = CAPACITY - 1
UNSENT = float("inf")
"""The time of sending of a numbered packet that still waits."""
MAX_SAMPLES = 10
"""Packets of each feedback whose delay is looked at; the others are only counted."""

_MAX_LOST = 512


class Sample(NamedTuple):
    """One packet that came: when it was sent and when it arrived, each on its own side's clock (s)."""

    number: int
    sent: float
    arrived: float


class Acknowledgement(NamedTuple):
    """What a feedback packet says that was not known before.

    `recovered`: packets that were taken for lost and came after all.
    """

    received: int
    lost: int
    recovered: int
    octets: int
    samples: list[Sample]


class SentPackets:
    """A ring, written by the packet path without a call: `at` and `octets` at `number & MASK`, then `next[0]`.

    Arrays of C types, so that a compiled packet path can write them too, at their `addresses`.
    """

    __slots__ = ("_arrival", "_lost", "addresses", "at", "fresh", "next", "octets", "reported")

    def __init__(self) -> None:
        self.next = array("Q", (0,))
        """One item: the extended number of the next packet."""
        self.at = array("d", bytes(8 * CAPACITY))
        self.octets = array("I", bytes(4 * CAPACITY))
        self.addresses = tuple(each.buffer_info()[0] for each in (self.next, self.at, self.octets))
        self.fresh = False
        """Whether the packet that is being sent is the last one numbered, rather than one without a number."""
        self.reported = 0
        """Of the packets before this one it is known what became of them."""
        self._lost: dict[int, bool] = {}
        """Numbers that others have overtaken, with whether they were counted as lost; those sent later were not."""
        self._arrival: tuple[int, float] = (0, 0.0)

    @property
    def end(self) -> int:
        """The extended number of the next packet."""
        return self.next[0]

    @property
    def under_way(self) -> int:
        """Octets of the packets that nothing was said of yet."""
        return self.sum(self.reported, self.end)

    def number(self, octets: int, now: float) -> int:
        """Note one packet that is sent elsewhere than in the packet path; its extended number."""
        number = self.next[0]
        self.at[number & MASK] = now
        self.octets[number & MASK] = octets
        self.next[0] = number + 1
        self.fresh = True
        return number

    def sum(self, start: int, end: int) -> int:
        """Octets of the packets from one number to before another."""
        if end <= start:
            return 0
        first, last = start & MASK, (end - 1) & MASK
        if first <= last:
            return sum(self.octets[first : last + 1])
        return sum(self.octets[first:]) + sum(self.octets[: last + 1])

    def acknowledge(self, feedback: TransportFeedback, every: bool = False) -> Acknowledgement | None:
        """None for what was never sent or is too long ago. `every`: samples of all packets, not of a few."""
        sent = self.end
        base = sent - ((sent - feedback.base) & 0xFFFF)
        end = base + feedback.reported
        if base < 0 or end > sent or base < sent - CAPACITY:
            return None
        offsets = feedback.offsets
        known = max(base, min(end, self.reported))
        skip = bisect_left(offsets, known - base)
        late = [base + offset for offset in offsets[:skip] if base + offset in self._lost]
        recovered = sum(self._lost.pop(number) for number in late)
        received, lost, octets = len(offsets) - skip, 0, self.sum(known, end)
        if received < end - known or late:
            missing = self._missing(known, end, base, offsets[skip:])
            lost = self._note_lost(missing, self.at[(base + offsets[-1]) & MASK] if offsets else UNSENT)
            octets += self._octets(late) - self._octets(missing)
        self.reported = max(self.reported, end)
        step = 1 if every else max(1, received // MAX_SAMPLES)
        samples = self._samples(base, offsets[skip::step], feedback.times[skip::step])
        return Acknowledgement(received + len(late) - recovered, lost, recovered, octets, samples)

    def _missing(self, start: int, end: int, base: int, offsets: Sequence[int]) -> list[int]:
        there = {base + offset for offset in offsets}
        return [number for number in range(start, end) if number not in there]

    def _note_lost(self, missing: Sequence[int], newest: float) -> int:
        """How many of the missing packets are lost, as they were sent no later than the newest that came."""
        found_lost = {number: self.at[number & MASK] <= newest for number in missing}
        self._lost.update(found_lost)
        while len(self._lost) > _MAX_LOST:
            del self._lost[next(iter(self._lost))]
        return sum(found_lost.values())

    def _octets(self, numbers: Sequence[int]) -> int:
        return sum(self.octets[number & MASK] for number in numbers)

    def _samples(self, base: int, offsets: Sequence[int], times: Sequence[int]) -> list[Sample]:
        """Arrival times go on where the 32 bits of the receiver's clock wrap. Who says that something came which still
        waits to be sent lies."""
        samples, at = [], self.at
        before, seconds = self._arrival
        for offset, ticks in zip(offsets, times, strict=True):
            seconds += (((ticks - before + 0x80000000) & 0xFFFFFFFF) - 0x80000000) / TICKS_PER_SECOND
            before = ticks
            sent = at[base + offset & MASK]
            if sent < UNSENT:
                samples.append(Sample(base + offset, sent, seconds))
        self._arrival = before, seconds
        return samples
