"""What a record comes to."""

from dataclasses import dataclass
from typing import NamedTuple

ENTERED_IN_ERROR = "entered_in_error"
"""The outcome of a record that should not be there: it counts nothing, and nobody attended by it."""


class Value(NamedTuple):
    """`in_room_ms + remote_ms` is more than `countable_ms` by what overlaps."""

    outcome: str
    countable_ms: int
    in_room_ms: int
    remote_ms: int


NOTHING = Value(ENTERED_IN_ERROR, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Version:
    """A derived record in one of its versions, which count from 1; 0 is one of a session that still goes on."""

    number: int
    value: Value
