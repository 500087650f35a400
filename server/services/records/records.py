"""Attendance records as stored: versioned, appended, never updated. Ports and the use case that derives them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.domain.attendance.record import AttendanceRecord
from server.services.errors import NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.log.log import Log
from server.services.log.seals import Read, Seals
from server.services.policies.policies import Policies, SessionPolicies
from server.services.records.changes import Changes
from server.services.sessions.live import LiveStates
from server.services.sessions.sessions import Session, Sessions


@dataclass(frozen=True)
class StoredRecord:
    """`version` counts from 1; 0 is a provisional one, derived while the session goes on and not stored."""

    version: int
    derived_at: datetime
    record: AttendanceRecord


@dataclass(frozen=True)
class RecordLine:
    """What lists, hours and exports need of one client's record of one session: what is in force, in the version that
    was signed or else the newest, after amendments."""

    session_id: str
    participant_id: str
    outcome: str
    """Of attendance.record.Outcome, or `entered_in_error`: then nothing counts."""
    countable_ms: int
    in_room_ms: int
    remote_ms: int
    """`in_room_ms + remote_ms` is more than `countable_ms` by what overlaps."""
    signed: bool
    """By everybody who has to, and nothing is open."""


class Records(Protocol):
    """As derived; `lines` alone say what is in force. Whole records that are: `in_force`."""

    async def append(self, clinic_id: str, records: Sequence[AttendanceRecord], now: datetime) -> Mapping[str, int]:
        """Each that differs from its newest version becomes a new one; which, by participant."""
        ...

    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[StoredRecord]:
        """The newest version of each client's record."""
        ...

    async def of_person(
        self, clinic_id: str, person_id: str, session_ids: Collection[str]
    ) -> Mapping[str, StoredRecord]: ...

    async def lines(
        self, clinic_id: str, session_ids: Collection[str] | None = None, person_id: str | None = None
    ) -> Sequence[RecordLine]:
        """Of these sessions, of that client, or both; stored ones alone. One query."""
        ...

    async def version(
        self, clinic_id: str, session_id: str, participant_id: str, version: int
    ) -> StoredRecord | None: ...


class FinishSession:
    """Ends a session, derives its records from the stored facts and seals them in the log. May be repeated: equal
    records stay one version, and what is sealed is not sealed again."""

    def __init__(
        self,
        sessions: Sessions,
        live: LiveStates,
        records: Records,
        seals: Seals,
        log: Log,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        drain: Callable[[], Awaitable[object]],
        policies: Policies,
        propose: Callable[[str, str, Mapping[str, int], datetime], Awaitable[int]],
        changed: Changes,
    ) -> None:
        """`drain`: brings into the database what only a spool holds, as a seal covers rows. `propose(clinic, session,
        new versions by participant, now)`: of records that somebody has signed it makes proposed amendments."""
        self._sessions = sessions
        self._live = live
        self._records = records
        self._seals = seals
        self._log = log
        self._audit = audit
        self._atomic = atomic
        self._drain = drain
        self._policies = policies
        self._propose = propose
        self._changed = changed
        self._deriving = asyncio.Lock()
        """So that the newest version is of whoever read the facts last."""

    async def __call__(self, clinic_id: str, session_id: str, ended_at: datetime, now: datetime) -> None:
        """`ended_at` as in the SESSION_ENDED fact, which must be stored before. Raises NotFound, StorageUnavailable."""
        await self._sessions.finish(clinic_id, session_id, ended_at)
        await self.derive(clinic_id, session_id, now)

    async def derive(self, clinic_id: str, session_id: str, now: datetime) -> None:
        """Store the records as the facts say now. Raises NotFound, StorageUnavailable."""
        session = await self._sessions.get(clinic_id, session_id)
        if session is None:
            raise NotFound
        await self._drain()
        async with self._deriving:
            before = await self._policies.of_session(clinic_id, session)
            read, records = await self._read(clinic_id, session_id, now)
            await self._store(session, read, records, before, now)
        await self._log.try_to_sign(clinic_id, now)

    async def _read(self, clinic_id: str, session_id: str, now: datetime) -> tuple[Read, Sequence[AttendanceRecord]]:
        read = await self._seals.read(clinic_id, session_id)
        self._live.forget(session_id)
        return read, await self._live.records(clinic_id, session_id, now)

    async def _store(
        self,
        session: Session,
        read: Read,
        records: Sequence[AttendanceRecord],
        before: SessionPolicies,
        now: datetime,
    ) -> None:
        """Reading a long session takes half a second, in which a live room could store no beat: so it was read before,
        and is again only when something came between."""
        clinic_id, session_id = session.clinic_id, session.id
        async with self._atomic():
            policies = await self._policies.of_session(clinic_id, session)
            if policies != before or not await self._seals.is_current(clinic_id, session_id, read):
                read, records = await self._read(clinic_id, session_id, now)
            appended = await self._records.append(clinic_id, records, now)
            await self._seals.seal(clinic_id, session_id, policies, now, read)
            if appended:
                proposed = await self._propose(clinic_id, session_id, appended, now)
                detail = {"records": len(appended), "proposed": proposed} if proposed else {"records": len(appended)}
                entry = AuditEntry(clinic_id, now, "attendance.derived", session_id=session_id, detail=detail)
                await self._audit(entry)
            self._changed(clinic_id)
