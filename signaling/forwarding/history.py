"""The last packets of a received stream, for whoever lost one."""

import ctypes
import mmap

from signaling.forwarding.shared import Shared

CAPACITY = 512
OCTETS = 512 * 1024
MAX_AGE = 2.0


class Slot(ctypes.Structure):
    """Where a packet lies: `start` counts all octets ever put."""

    _fields_ = (
        ("sequence", ctypes.c_int64),
        ("start", ctypes.c_uint64),
        ("at", ctypes.c_double),
        ("length", ctypes.c_uint32),
    )
    sequence: int
    start: int
    at: float
    length: int


class PacketHistory(Shared):
    """A ring of received packets by extended sequence number; bounded in packets, in octets and in time (s).

    A packet lies in one piece, at `start` modulo the ring's size of its slot, sequence modulo CAPACITY.
    """

    _fields_ = (
        ("end", ctypes.c_uint64),
        ("slots", ctypes.POINTER(Slot)),
        ("octets", ctypes.POINTER(ctypes.c_uint8)),
    )
    end: int
    """All octets ever put, and those left out where a packet would not have fitted before the ring's end."""

    def __init__(self, max_age: float = MAX_AGE) -> None:
        super().__init__()
        self._max_age = max_age
        self._slots = (Slot * CAPACITY)()
        self._view = memoryview(mmap.mmap(-1, OCTETS))  # the kernel gives pages as they are written first
        self.slots = self._slots
        self.octets = (ctypes.c_uint8 * OCTETS).from_buffer(self._view)

    def put(self, sequence: int, now: float, packet: bytes | memoryview) -> None:
        length, at = len(packet), self.end % OCTETS
        if at + length > OCTETS:
            self.end += OCTETS - at
            at = 0
        self._slots[sequence % CAPACITY] = Slot(sequence, self.end, now, length)
        self._view[at : at + length] = packet
        self.end += length

    def get(self, sequence: int, now: float) -> bytes | None:
        """The packet as it was received, header included, or None when it never came or is too old."""
        slot = self._find(sequence)
        return self._packet(slot) if slot is not None and now - slot.at <= self._max_age else None

    def peek(self, sequence: int) -> bytes | None:
        """The packet, however old, or None when newer ones have taken its place."""
        slot = self._find(sequence)
        return self._packet(slot) if slot is not None else None

    def _find(self, sequence: int) -> Slot | None:
        slot: Slot = self._slots[sequence % CAPACITY]
        is_there = slot.sequence == sequence and slot.length and self.end - slot.start <= OCTETS
        return slot if is_there else None

    def _packet(self, slot: Slot) -> bytes:
        at = slot.start % OCTETS
        return bytes(self._view[at : at + slot.length])
