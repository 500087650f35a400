"""Tells open pages of staff that there is something new to look at; what it is they ask for themselves."""

from collections.abc import Callable

Nudge = Callable[[], None]


class Nudges:
    """Of the pages that this process serves; `elsewhere` may be told of each clinic, for those of others."""

    def __init__(self) -> None:
        self._pages: dict[str, set[Nudge]] = {}
        self.elsewhere: Callable[[str], None] = lambda clinic_id: None

    def subscribe(self, clinic_id: str, nudge: Nudge) -> Callable[[], None]:
        """`nudge` is called on the event loop whenever something changed, until what comes back is called."""
        self._pages.setdefault(clinic_id, set()).add(nudge)
        return lambda: self._pages[clinic_id].discard(nudge)

    def nudge(self, clinic_id: str) -> None:
        self.nudge_here(clinic_id)
        self.elsewhere(clinic_id)

    def nudge_here(self, clinic_id: str) -> None:
        """Another process says that something changed."""
        for each in tuple(self._pages.get(clinic_id, ())):
            each()
