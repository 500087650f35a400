"""What time it is in a session: in a live room that of its own clock, which no step of the wall clock touches."""

from collections.abc import Callable
from datetime import datetime

Reckon = Callable[[str, datetime], datetime]
"""(session id, now by the wall clock) -> now as the session's live room has it; the same when there is none."""


class Reckoning:
    """Goes by the wall clock until it is told of live rooms."""

    def __init__(self) -> None:
        self._reckon: Reckon = lambda _, now: now

    def go_by(self, reckon: Reckon) -> None:
        self._reckon = reckon

    def __call__(self, session_id: str, now: datetime) -> datetime:
        return self._reckon(session_id, now)
