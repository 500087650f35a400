"""What staff elsewhere must learn of by itself: groups left alone, and calls that nobody answers."""

from collections.abc import Callable, Sequence
from datetime import datetime

from server.services.help.calls import HelpCalls
from server.services.help.nudges import Nudges
from server.services.help.on_call import OnCallPlan
from server.services.log.audit import Audit, AuditEntry
from server.services.sessions.attention import Unattended


class HelpWatch:
    """`look` is to be called about once a second."""

    def __init__(
        self,
        calls: HelpCalls,
        on_call: OnCallPlan,
        nudges: Nudges,
        audit: Audit,
        unattended: Callable[[str], Sequence[Unattended]],
    ) -> None:
        """`unattended`: a clinic's live sessions that need staff, as of now."""
        self._calls = calls
        self._on_call = on_call
        self._nudges = nudges
        self._audit = audit
        self._unattended = unattended
        self._known: dict[str, frozenset[tuple[str, str]]] = {}

    async def look(self, clinic_ids: Sequence[str], now: datetime) -> None:
        for clinic_id in clinic_ids:
            await self._groups(clinic_id, now)
            await self._calls.repeat(clinic_id, now)

    async def _groups(self, clinic_id: str, now: datetime) -> None:
        """Open pages are told at once that a group is alone, or no more. That it was, and how many were on call, is
        written down."""
        found = self._unattended(clinic_id)
        known, here = self._known.get(clinic_id, frozenset()), frozenset((one.session, one.reason) for one in found)
        if here == known:
            return
        self._known[clinic_id] = here
        self._nudges.nudge(clinic_id)
        alone = [session for session, reason in sorted(here - known) if reason == "without_staff"]
        for session, who in (await self._on_call.on_call_for(clinic_id, alone, now)).items():
            detail = {"on_call": len(who)}
            await self._audit(AuditEntry(clinic_id, now, "help.group_alone", None, session_id=session, detail=detail))
