"""When packets came, by transport-wide sequence number, and the feedback that says so."""

import ctypes
from collections.abc import Sequence

from signaling.forwarding.congestion import feedback
from signaling.forwarding.shared import Shared

MAX_FRESH = 4096
MAX_SPAN = 1000
"""Packets that one feedback packet speaks of: it fits a datagram at the worst."""
MAX_BEHIND = 500
"""How far behind the newest a late packet may be to be reported still."""

_MAX_REPORTED = 400
_FAR_APART = 0x7000
_SOON = _FAR_APART / feedback.TICKS_PER_SECOND


class Arrivals(Shared):
    """Of one publish transport. `take` each packet; `report` about every 50 to 100 ms; bounded however much comes.

    What came late is reported with everything known since, so that nobody takes a received packet for lost.
    """

    _fields_ = (
        ("fresh", ctypes.c_uint32),
        ("numbers", ctypes.POINTER(ctypes.c_uint16)),
        ("at", ctypes.POINTER(ctypes.c_double)),
    )
    fresh: int
    """How many came since the last report: so many of `numbers` and `at` (s) hold."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers, self._at = (ctypes.c_uint16 * MAX_FRESH)(), (ctypes.c_double * MAX_FRESH)()
        self.numbers, self.at = self._numbers, self._at
        self._times: dict[int, int] = {}
        """Arrivals in ticks by extended number; those reported already too, as far back as MAX_BEHIND."""
        self._highest = -1
        self._next = 0
        self._reports = 0

    def take(self, number: int, now: float) -> None:
        """A packet with this 16-bit number came."""
        fresh = self.fresh
        if fresh < MAX_FRESH:
            self._numbers[fresh] = number
            self._at[fresh] = now
            self.fresh = fresh + 1

    def report(self, sender: int, media: int) -> list[bytes]:
        """Bodies of feedback packets on what came since the last call, each of at most about 1,100 bytes."""
        count, self.fresh = self.fresh, 0
        if not count:
            return []
        numbers, at = self._numbers[:count], self._at[:count]
        begin = self._next & 0xFFFF
        follow = self._highest >= 0 and numbers == list(range(begin, begin + count))
        if follow and count <= _MAX_REPORTED and at[-1] - at[0] < _SOON:
            return [self._go_on(at, sender, media)]
        fresh = list(zip(numbers, at, strict=True))
        lowest = self._note(fresh)
        if lowest is None:  # all too old: the sender counts from elsewhere now
            self._highest = -1
            self._times.clear()
            lowest = self._note(fresh)
        assert lowest is not None
        begin = max(min(lowest, self._next), self._highest - MAX_SPAN + 1)
        self._next = self._highest + 1
        bodies = [self._write(base, part, sender, media) for base, part in self._parts(begin)]
        self._forget()
        return bodies

    def _go_on(self, at: list[float], sender: int, media: int) -> bytes:
        """What came is what came next, as nearly always."""
        base, times = self._next, [int(now * feedback.TICKS_PER_SECOND) for now in at]
        self._next += len(times)
        self._highest = self._next - 1
        self._times.update(zip(range(base, self._next), times, strict=True))
        self._forget()
        return self._write(base, times, sender, media)

    def _forget(self) -> None:
        if len(self._times) > 2 * MAX_BEHIND:
            oldest = self._highest - MAX_BEHIND
            self._times = {number: time for number, time in self._times.items() if number > oldest}

    def _note(self, fresh: list[tuple[int, float]]) -> int | None:
        """Take in what came; the lowest number that is new, None when there is none."""
        lowest = None
        highest, times = self._highest, self._times
        if highest < 0:
            highest = fresh[0][0] + 0x10000
            self._next = highest
        for number, now in fresh:
            extended = highest + ((number - highest + 0x8000) & 0xFFFF) - 0x8000
            if extended <= highest - MAX_BEHIND:
                continue
            if extended not in times:
                times[extended] = int(now * feedback.TICKS_PER_SECOND)
            lowest = extended if lowest is None else min(lowest, extended)
            highest = max(highest, extended)
        self._highest = highest if lowest is not None else self._highest
        return lowest

    def _parts(self, begin: int) -> list[tuple[int, list[int | None]]]:
        """First number and arrivals, None for what did not come, cut where one packet cannot say it all."""
        parts: list[tuple[int, list[int | None]]] = []
        missing, previous, room = 0, 0, 0
        base = begin
        for number in range(begin, self._highest + 1):
            time = self._times.get(number)
            if time is None:
                missing += 1
                continue
            if not room or abs(time - previous) > _FAR_APART:
                parts.append((base, []))
                room = _MAX_REPORTED
            parts[-1][1].extend((*(None,) * missing, time))
            missing, previous, room, base = 0, time, room - 1, number + 1
        return parts

    def _write(self, base: int, times: Sequence[int | None], sender: int, media: int) -> bytes:
        self._reports += 1
        return feedback.write(sender, media, base, self._reports - 1, times)
