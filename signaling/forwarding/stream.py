"""What is known of one received RTP stream (one SSRC): order, loss, jitter, and its sender's clock."""

import ctypes
from collections import deque
from typing import NamedTuple

from signaling.forwarding.shared import Shared

_HALF = 0x8000
_SEQUENCES = 0x10000
_LATELY = 5
"""Reports: as long as browsers take for one on audio."""

WRAP = 0x40000000
"""A change of transit time as large as this is the timestamp's wrap, not jitter."""


class SenderClock(NamedTuple):
    """The publisher's sender report: its wall clock and the RTP timestamp of the same instant (RFC 3550 6.4.1)."""

    ntp: int
    """NTP time, 32.32 bits fixed point."""
    timestamp: int
    arrived: float


class LossReport(NamedTuple):
    """One reception report block's content; `fraction_lost` in 1/256, `jitter` in timestamp units."""

    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    since_last_report: int


class Stream(Shared):
    """Reception statistics after RFC 3550 A.1, A.3 and A.8, with sequence numbers extended beyond 16 bits."""

    _fields_ = (
        ("base", ctypes.c_int64),
        ("highest", ctypes.c_int64),
        ("received", ctypes.c_uint64),
        ("recovered", ctypes.c_uint64),
        ("transit", ctypes.c_double),
        ("jitter", ctypes.c_double),
        ("ssrc", ctypes.c_uint32),
        ("clock_rate", ctypes.c_uint32),
        ("last_timestamp", ctypes.c_uint32),
    )
    base: int
    highest: int
    """Extended sequence number of the newest packet; -1 before the first."""
    received: int
    recovered: int
    """Packets that were lost and came otherwise: as a retransmission, or as a copy in another."""
    transit: float
    jitter: float
    """In timestamp units."""
    ssrc: int
    clock_rate: int
    last_timestamp: int

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        super().__init__(base=-1, highest=-1, ssrc=ssrc, clock_rate=clock_rate)
        self.clock: SenderClock | None = None
        self._expected_prior = 0
        self._received_prior = 0
        self._recovered_prior = 0
        self._unhealed: deque[tuple[int, int]] = deque(maxlen=_LATELY)

    def receive(self, sequence: int, timestamp: int, now: float) -> int:
        """Note one packet; its extended sequence number, which is below `highest` when the packet is late."""
        self.received += 1
        highest = self.highest
        if highest < 0:
            # One cycle of room below, so that packets from before the first one stay positive.
            self.base = self.highest = sequence + _SEQUENCES
            self.last_timestamp = timestamp
            self.transit = now * self.clock_rate - timestamp
            return self.highest
        extended = self.extend(sequence)
        if extended > highest:
            self.highest = extended
            if timestamp != self.last_timestamp:  # the packets of one frame share a timestamp
                self.last_timestamp = timestamp
                transit = now * self.clock_rate - timestamp
                change = abs(transit - self.transit)
                self.transit = transit
                if change < WRAP:
                    self.jitter += (change - self.jitter) / 16
        return extended

    def extend(self, sequence: int) -> int:
        """The extended number, nearest to the newest packet's, of a 16-bit sequence number."""
        return self.highest + ((sequence - self.highest + _HALF) & 0xFFFF) - _HALF

    @property
    def last_frame_at(self) -> float:
        """When the first packet of the newest timestamp came."""
        return (self.transit + self.last_timestamp) / self.clock_rate

    def at_time_of(self, other: "Stream", timestamp: int) -> int | None:
        """The timestamp that `other`, of the same publisher, gives to the instant which this stream calls `timestamp`.

        As the sender reports of both tell; None before they came. Modulo 2^32.
        """
        ours, theirs = self.clock, other.clock
        if ours is None or theirs is None:
            return None
        apart = (ours.ntp - theirs.ntp + (1 << 63)) % (1 << 64) - (1 << 63)
        return theirs.timestamp + round(apart * other.clock_rate / (1 << 32)) + timestamp - ours.timestamp

    @property
    def lost(self) -> int:
        """Packets expected and not received so far; duplicates may make it negative."""
        return self.highest - self.base + 1 - self.received if self.highest >= 0 else 0

    @property
    def lost_lately(self) -> float:
        """The fraction (0..1) that was lost and did not come otherwise either, over the last few reports."""
        unhealed, expected = map(sum, zip(*self._unhealed, strict=True)) if self._unhealed else (0, 1)
        return unhealed / expected

    def report(self, now: float) -> LossReport:
        """The block of the next receiver report; the fraction is since the last call."""
        expected = self.highest - self.base + 1
        expected_interval = expected - self._expected_prior
        lost_interval = expected_interval - (self.received - self._received_prior)
        self._expected_prior, self._received_prior = expected, self.received
        recovered_interval, self._recovered_prior = self.recovered - self._recovered_prior, self.recovered
        if expected_interval > 0:
            self._unhealed.append((max(0, lost_interval - recovered_interval), expected_interval))
        fraction = 0
        if expected_interval > 0 and lost_interval > 0:
            fraction = min(255, (lost_interval << 8) // expected_interval)
        last_report = since = 0
        if self.clock is not None:
            last_report = self.clock.ntp >> 16 & 0xFFFFFFFF
            since = min(0xFFFFFFFF, int((now - self.clock.arrived) * 65536))
        lost = max(-0x800000, min(0x7FFFFF, self.lost))
        highest = (self.highest - _SEQUENCES) & 0xFFFFFFFF
        return LossReport(fraction, lost, highest, int(self.jitter), last_report, since)
