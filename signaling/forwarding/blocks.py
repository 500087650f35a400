"""Extension blocks read once for all packets that are laid out alike, as nearly all of a stream are."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from signaling.forwarding.extensions import ABS_SEND_TIME_BYTES, NUMBER_BYTES, mapped
from signaling.forwarding.rtp import TWO_BYTE_PROFILE, Buffer, elements

_MAX_PLANS = 16


class Shape:
    """Where things lie in blocks like the given one: the same heads of elements and padding at the same places.

    All that `extensions` finds by going through a block is known for each block that `fits`.
    """

    def __init__(self, profile: int, block: Buffer, number_id: int = 0, send_time_id: int = 0) -> None:
        self.profile = profile
        self._length = len(block)
        found = list(elements(profile, block))
        self._values = found
        inside = {at for _, value, size in found for at in range(value, value + size)}
        heads = tuple(at for at in range(len(block)) if at not in inside)
        self.heads = heads
        """Where the heads of elements and the padding lie."""
        self._read: Callable[[Buffer], Any] = itemgetter(*heads) if heads else len
        self._heads = self._read(block)
        numbers = [at for it, at, size in found if it == number_id > 0 and size >= NUMBER_BYTES]
        times = [at for it, at, size in found if it == send_time_id > 0 and size == ABS_SEND_TIME_BYTES]
        self.number_at = numbers[0] if numbers else -1
        """As `extensions.number_offset`."""
        self.send_time_at = times[0] if times else -1
        """Where the abs-send-time is, or -1."""
        self._plans: dict[int, tuple[Mapping[int, int], bytes, tuple[slice, ...]]] = {}

    @property
    def key(self) -> tuple[Any, ...]:
        """The same for all layouts that are alike."""
        return self.profile, self._length, self._heads

    def fits(self, profile: int, block: Buffer) -> bool:
        return profile == self.profile and len(block) == self._length and self._read(block) == self._heads

    def mapped(self, block: Buffer, ids: Mapping[int, int]) -> bytearray:
        """As `extensions.mapped`. `ids` must not change."""
        plan = self._plans.get(id(ids))
        if plan is None or plan[0] is not ids:
            plan = self._plan(block, ids)
        result = bytearray(plan[1])
        for kept in plan[2]:
            result[kept] = block[kept]
        return result

    def mapping(self, block: Buffer, ids: Mapping[int, int]) -> tuple[bytes, tuple[slice, ...]]:
        """What `mapped` makes of blocks that fit: these bytes, but those of the block at these places."""
        self.mapped(block, ids)
        _, template, kept = self._plans[id(ids)]
        return template, kept

    def _plan(self, block: Buffer, ids: Mapping[int, int]) -> tuple[Mapping[int, int], bytes, tuple[slice, ...]]:
        template = mapped(self.profile, block, ids)
        two_bytes = self.profile & 0xFFF0 == TWO_BYTE_PROFILE
        kept = tuple(
            slice(at, at + size) for identity, at, size in self._values if template[at - 2 if two_bytes else at - 1]
        )
        if len(self._plans) >= _MAX_PLANS:
            self._plans.clear()
        plan = self._plans[id(ids)] = (ids, template, kept)
        return plan
