"""Pictures on their way into a narrow line: a keyframe goes out over some time, and sound passes it by."""

from collections import deque
from collections.abc import Iterator

from signaling.forwarding.congestion.sent import MASK, UNSENT, SentPackets

FACTOR = 1.5
"""How much faster than the estimate: what is sent now was already made."""
LONGEST_WAIT = 0.25
DEEP_FACTOR, DEEP_LONGEST_WAIT = 0.3, 1.0
MAX_PACKETS = 512
_LONGEST_STEP = 0.04


class Pacer:
    """A bounded queue of protected packets. Its `take` stands where a socket's send function would."""

    def __init__(self, sent: SentPackets) -> None:
        self._sent = sent
        self._queue: deque[tuple[bytes, int | None]] = deque()
        """Packets, each with its number if it has one."""
        self.octets = 0
        """That wait."""
        self._drained = 0.0
        self._credit = 0.0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._queue)

    def full(self, bitrate: float) -> bool:
        """Whether so much waits that it will have to go faster than the line takes it."""
        return 8 * self.octets > LONGEST_WAIT * bitrate

    def take(self, datagram: bytes | memoryview, _address: object = None) -> int:
        """Queue a packet that was numbered just now, or not; when the queue is full it is lost, as in a full router."""
        if len(self._queue) >= MAX_PACKETS:
            self.dropped += 1
        else:
            number = self._sent.end - 1 if self._sent.fresh else None
            if number is not None:
                self._sent.at[number & MASK] = UNSENT
            self._queue.append((bytes(datagram), number))
            self.octets += len(datagram)
        return len(datagram)

    def drain(self, bitrate: float, deep: bool, now: float) -> Iterator[bytes]:
        """What may go now, at so many bit/s of the line, or faster where the queue would take LONGEST_WAIT.

        `deep`: much waits on the line itself, so that it is given time.
        """
        elapsed = min(_LONGEST_STEP, now - self._drained)
        self._drained = now
        factor, wait = (DEEP_FACTOR, DEEP_LONGEST_WAIT) if deep else (FACTOR, LONGEST_WAIT)
        pace = max(factor * bitrate, 8 * self.octets / wait) if self._queue else 0.0
        self._credit = min(0.0, self._credit) + pace * elapsed / 8
        while self._queue and self._credit > 0:
            yield self._pop(now)

    def flush(self, now: float) -> Iterator[bytes]:
        """Everything, in order."""
        while self._queue:
            yield self._pop(now)

    def clear(self) -> None:
        """Nothing of it may go any more."""
        self._queue.clear()
        self.octets = 0

    def _pop(self, now: float) -> bytes:
        datagram, number = self._queue.popleft()
        self.octets -= len(datagram)
        self._credit -= len(datagram)
        if number is not None:
            self._sent.at[number & MASK] = now
        return datagram
