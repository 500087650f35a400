"""Sessions that nobody ended: the last facilitator's browser died and no one came back."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from server.domain.attendance.evidence import SessionEnded
from server.domain.attendance.facts import PresenceFact, Source
from server.services.audit import Audit, AuditEntry
from server.services.facts import Facts
from server.services.live import LiveStates
from server.services.records import FinishSession
from server.services.sessions import Session

AFTER = timedelta(hours=1)
"""How long after its planned end, and after its last proof of life, a session in progress is taken as abandoned."""

log = logging.getLogger(__name__)


class Overdue(Protocol):
    async def in_progress_past(self, planned_end: datetime) -> Sequence[Session]:
        """Of every clinic: sessions in progress whose planned end was before that."""
        ...


class EndAbandoned:
    """Run every few minutes. Ends each abandoned session where its last proof of life was, and derives its records."""

    def __init__(
        self,
        overdue: Overdue,
        facts: Facts,
        live: LiveStates,
        finish: FinishSession,
        audit: Audit,
        new_id: Callable[[], str],
        boot: str,
    ) -> None:
        self._overdue = overdue
        self._facts = facts
        self._live = live
        self._finish = finish
        self._audit = audit
        self._new_id = new_id
        self._boot = boot

    async def __call__(self, now: datetime) -> int:
        """How many it ended. Raises StorageUnavailable."""
        ended = 0
        for session in await self._overdue.in_progress_past(now - AFTER):
            proof = await self._live.last_proof(session.clinic_id, session.id) or session.starts_at
            if proof <= now - AFTER:
                await self._end(session, proof, now)
                ended += 1
        return ended

    async def _end(self, session: Session, at: datetime, now: datetime) -> None:
        fact = PresenceFact(self._new_id(), session.id, Source.SERVER, at, now, self._boot, SessionEnded())
        await self._facts.record(session.clinic_id, [fact])
        await self._finish(session.clinic_id, session.id, at, now)
        await self._audit(AuditEntry(session.clinic_id, now, "session.ended_as_abandoned", session_id=session.id))
        log.warning("ended a session that nobody had ended")
