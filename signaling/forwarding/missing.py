"""Holes in a received stream: what to ask the publisher for again, how often, and when to give up."""

MAX_HOLES = 128
MAX_ASKS = 5
FIRST_ASK_AFTER = 0.01
ASK_AGAIN_AFTER = 0.08
FORGET_AFTER = 1.0


class Missing:
    """The missing packets of one stream by extended sequence number; bounded in number, tries and time (s)."""

    def __init__(self) -> None:
        self._holes: dict[int, tuple[float, float, int]] = {}  # found at, next ask at, asks so far

    def __bool__(self) -> bool:
        return bool(self._holes)

    def __len__(self) -> int:
        return len(self._holes)

    def found(self, first: int, end: int, now: float) -> bool:
        """Note that [first, end) did not come; False when that is more than asking again can heal."""
        if len(self._holes) + end - first > MAX_HOLES:
            self._holes.clear()
            return False
        for sequence in range(first, end):
            self._holes[sequence] = (now, now + FIRST_ASK_AFTER, 0)  # mere reordering mends itself meanwhile
        return True

    def filled(self, sequence: int) -> bool:
        """Note that a packet came after all; False when it was not missing, or is not waited for any more."""
        return self._holes.pop(sequence, None) is not None

    def due(self, now: float) -> list[int]:
        """What to ask for now, in order, as 16-bit sequence numbers; each is counted as asked."""
        asked = []
        for sequence, (since, ask_at, asks) in list(self._holes.items()):
            if now - since > FORGET_AFTER:
                del self._holes[sequence]
            elif now >= ask_at and asks < MAX_ASKS:
                asked.append(sequence & 0xFFFF)
                self._holes[sequence] = (since, now + ASK_AGAIN_AFTER, asks + 1)
        return asked
