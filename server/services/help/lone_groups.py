"""Groups without staff: whoever is on call is written to at once, and one more person while nobody comes."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.services.help.on_call import OnCallPlan
from server.services.help.paging import Pager
from server.services.log.audit import Audit, AuditEntry
from server.services.sessions.sessions import OTHERS, Session, Sessions


@dataclass
class _Alone:
    since: datetime
    asked: list[str] = field(default_factory=list)
    """Who was written to because of it."""
    next_at: datetime | None = None
    """When one more is; None: nobody was yet."""


class LoneGroups:
    def __init__(
        self,
        on_call: OnCallPlan,
        sessions: Sessions,
        pager: Pager,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        patience: timedelta,
    ) -> None:
        self._on_call = on_call
        self._sessions = sessions
        self._pager = pager
        self._audit = audit
        self._atomic = atomic
        self._patience = patience
        self._alone: dict[tuple[str, str], _Alone] = {}

    async def look(self, clinic_id: str, sessions: Collection[str], now: datetime) -> None:
        """These are alone now, and no others. That one is, and how many were on call, is written down once."""
        for gone in [one for one in self._alone if one[0] == clinic_id and one[1] not in sessions]:
            del self._alone[gone]
        for one in sorted(sessions):
            alone = self._alone.setdefault((clinic_id, one), _Alone(now))
            if alone.next_at is not None and now < alone.next_at:
                continue
            session = await self._sessions.get(clinic_id, one)
            if session is None:
                continue
            async with self._atomic():
                persons = await self._next(session, alone, now)
                if persons:
                    await self._pager.page(f"{one}:{alone.since.isoformat()}", session, persons, now)
            alone.asked += persons
            alone.next_at = now + self._patience

    async def _next(self, session: Session, alone: _Alone, now: datetime) -> Sequence[str]:
        """None who takes part in it as a trainee or an interpreter, and could not help there."""
        roster = await self._sessions.roster(session.clinic_id, session.id)
        watching = {one.person_id for one in roster if one.role in OTHERS}
        if alone.next_at is None:
            on_call = await self._on_call.on_call(session.clinic_id, session.site_id, now)
            detail = {"on_call": len(on_call)}
            await self._audit(
                AuditEntry(session.clinic_id, now, "help.group_alone", None, session_id=session.id, detail=detail)
            )
            if first := [one for one in on_call if one not in watching]:
                return first
        after = await self._on_call.after(session.clinic_id, session.site_id, now)
        return [one for one in after if one not in watching and one not in alone.asked][:1]
