"""When something that did not go out is tried again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MESSAGES = tuple(timedelta(minutes=one) for one in (1, 2, 5, 10, 20, 40, 60, 60, 60, 60))
"""Of messages to people: for some hours, which is longer than most of them are of use."""
RECORDS = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 120, 240, 480, *[720] * 10))
"""Of records to another system: for more than five days."""


def next_try(pauses: Sequence[timedelta], attempts: int, now: datetime) -> datetime | None:
    """After so many attempts; None when there were enough."""
    return now + pauses[attempts - 1] if attempts <= len(pauses) else None
