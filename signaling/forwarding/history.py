"""The last packets of a received stream, for whoever lost one."""

CAPACITY = 512
MAX_AGE = 2.0


class PacketHistory:
    """A ring of received packets by extended sequence number; bounded in packets and in time (s)."""

    def __init__(self, capacity: int = CAPACITY, max_age: float = MAX_AGE) -> None:
        self._capacity = capacity
        self._max_age = max_age
        self._slots: list[tuple[int, float, bytes] | None] = [None] * capacity

    def put(self, sequence: int, now: float, packet: bytes) -> None:
        self._slots[sequence % self._capacity] = (sequence, now, packet)

    def get(self, sequence: int, now: float) -> bytes | None:
        """The packet as it was received, header included, or None when it never came or is too old."""
        slot = self._slots[sequence % self._capacity]
        if slot is None or slot[0] != sequence or now - slot[1] > self._max_age:
            return None
        return slot[2]

    def peek(self, sequence: int) -> bytes | None:
        """The packet, however old, or None when newer ones have taken its place."""
        slot = self._slots[sequence % self._capacity]
        return slot[2] if slot is not None and slot[0] == sequence else None
