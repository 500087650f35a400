"""Refused commands on their way to the audit trail: the first of a kind at once, the rest of a minute as a count."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from signaling.websocket.ports import RoomAct

TOGETHER = timedelta(minutes=1)
PREFIX = "room.refused."


class Refusals:
    """Somebody who tries again and again makes two entries a minute, not one for each try. Bounded by who was in the
    room and what there is to refuse."""

    def __init__(self) -> None:
        self._since: dict[tuple[str, str], tuple[RoomAct, int]] = {}

    def take(self, act: RoomAct) -> RoomAct | None:
        """The entry to make of this refusal; None: it is counted only."""
        key = act.actor, act.action
        first, more = self._since.get(key, (None, 0))
        if first is not None:
            self._since[key] = first, more + 1
            return None
        self._since[key] = act, 0
        return act

    def over(self, now: datetime, last: bool) -> Iterator[RoomAct]:
        """Counts of which a minute is over at `now`, or all if they are the `last`; each is told once."""
        for key, (first, more) in tuple(self._since.items()):
            if not last and now - first.at < TOGETHER:
                continue
            del self._since[key]
            if more:
                yield replace(first, at=now, detail={"times": str(more)})

    @property
    def is_counting(self) -> bool:
        return any(more for _, more in self._since.values())
