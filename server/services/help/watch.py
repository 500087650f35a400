"""What staff elsewhere must learn of by itself: groups left alone, and calls that nobody answers."""

from collections.abc import Callable, Sequence
from datetime import datetime

from server.services.help.calls import HelpCalls
from server.services.help.lone_groups import LoneGroups
from server.services.help.nudges import Nudges
from server.services.sessions.attention import Unattended


class HelpWatch:
    """`look` is to be called about once a second."""

    def __init__(
        self,
        calls: HelpCalls,
        lone_groups: LoneGroups,
        nudges: Nudges,
        unattended: Callable[[str], Sequence[Unattended]],
        own: Callable[[str], Sequence[Unattended]],
    ) -> None:
        """`unattended`: a clinic's live sessions that need staff, as of now; `own`: those of them whose room this
        process has."""
        self._calls = calls
        self._lone_groups = lone_groups
        self._nudges = nudges
        self._unattended = unattended
        self._own = own
        self._known: dict[str, frozenset[tuple[str, str]]] = {}

    async def look(self, clinic_ids: Sequence[str], now: datetime) -> None:
        for clinic_id in clinic_ids:
            self._tell_open_pages(clinic_id, self._unattended(clinic_id))
            alone = [one.session for one in self._own(clinic_id) if one.reason == "without_staff"]
            await self._lone_groups.look(clinic_id, alone, now)
            await self._calls.repeat(clinic_id, now)

    def _tell_open_pages(self, clinic_id: str, found: Sequence[Unattended]) -> None:
        """At once that a session needs staff, or no more."""
        here = frozenset((one.session, one.reason) for one in found)
        if here != self._known.get(clinic_id, frozenset()):
            self._known[clinic_id] = here
            self._nudges.nudge_here(clinic_id)
