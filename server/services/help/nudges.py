"""Tells open pages of staff that there is something new to look at; what it is they ask for themselves."""

from collections.abc import Callable

Nudge = Callable[[], None]


class Nudges:
    """Of the pages that this process serves."""

    def __init__(self) -> None:
        self._pages: dict[str, set[Nudge]] = {}

    def subscribe(self, clinic_id: str, nudge: Nudge) -> Callable[[], None]:
        """`nudge` is called on the event loop whenever something changed, until what comes back is called."""
        self._pages.setdefault(clinic_id, set()).add(nudge)
        return lambda: self._pages[clinic_id].discard(nudge)

    def nudge(self, clinic_id: str) -> None:
        for each in tuple(self._pages.get(clinic_id, ())):
            each()
