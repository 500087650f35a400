"""What a long export reads: records as they are stored, page by page, so that a clinic's years need little memory."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Protocol

from server.services.access.scope import Scope
from server.services.errors import NotFound
from server.services.people import People, Person
from server.services.sessions.sessions import Schedule, Session, Sessions

Whose = Collection[str] | None
"""On whose rosters sessions are looked for; None: on everybody's."""


class CompactRecord(SimpleNamespace):
    """An `AttendanceRecord` as its JSON has it: codes and times are their texts, intervals and acts mappings. Reading
    one costs a tenth of a whole record."""

    session: str
    participant: str
    outcome: str
    reason: str
    countable_ms: int
    in_room_ms: int
    remote_ms: int
    overlap_ms: int
    individual_ms: int
    video_ms: int
    waiting_ms: int
    break_ms: int
    without_staff_ms: int
    outage_ms: int
    first_at: str | None
    last_at: str | None
    late_by_ms: int
    early_by_ms: int
    intervals: Sequence[Mapping[str, Any]]
    flags: Sequence[str]
    statements: Sequence[str]
    identity_confirmed: Mapping[str, str] | None
    signed_in: Mapping[str, str] | None
    scheduled_start: str
    scheduled_end: str
    started_at: str | None
    ended_at: str | None
    time_zone: str
    policy_version: str
    camera_off_ms: int | None = None
    """None, as the next two, of a record that was stored before they were told apart."""
    audio_only_ms: int | None = None
    phone_ms: int | None = None


@dataclass(frozen=True, slots=True)
class CompactStored:
    """The version of a record that is in force, with outcome and minutes as amendments made them."""

    version: int
    derived_at: datetime
    record: CompactRecord
    signed: bool
    """By everybody who has to, and nothing is open."""


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One client's record of one session. `schedule` has facilitators, and neither clients nor roster."""

    person: Person
    stored: CompactStored
    schedule: Schedule


class StoredLines(Protocol):
    """Reads in pages."""

    def held(self, clinic_id: str, start: datetime, end: datetime, whose: Whose) -> AsyncIterator[Sequence[Session]]:
        """Finished sessions that overlap [start, end), by start."""
        ...

    async def newest(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, Sequence[CompactStored]]:
        """By session."""
        ...

    async def facilitators(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Person ids by session."""
        ...


class ExportLines:
    def __init__(self, stored: StoredLines, sessions: Sessions, people: People) -> None:
        self._stored = stored
        self._sessions = sessions
        self._people = people

    async def read(self, scope: Scope, start: datetime, end: datetime) -> AsyncIterator[list[ExportLine]]:
        """Stored records of finished sessions that the scope lets one read, by start and within a session by legal
        name. People are looked up once."""
        clinic_id = scope.clinic_id
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        programs = await self._sessions.programs(clinic_id)
        known: dict[str, Person] = {}
        async for page in self._stored.held(clinic_id, start, end, scope.whose):
            ids = [one.id for one in page]
            newest = await self._stored.newest(clinic_id, ids)
            facilitators = await self._stored.facilitators(clinic_id, ids)
            rosters = {} if scope.everything else await self._sessions.rosters(clinic_id, ids)
            wanted = {who for found in facilitators.values() for who in found}
            wanted.update(one.record.participant for found in newest.values() for one in found)
            if wanted - known.keys():
                known.update(await self._people.persons(clinic_id, wanted - known.keys()))
            lines: list[ExportLine] = []
            for session in page:
                staff = sorted((known[who] for who in facilitators.get(session.id, ()) if who in known), key=_by_name)
                program = programs.get(session.program_id or "")
                schedule = Schedule(session, clinic, program, tuple(staff), (), ())
                of_session = [
                    ExportLine(known[one.record.participant], one, schedule)
                    for one in newest.get(session.id, ())
                    if one.record.participant in known
                    and scope.reads(session, rosters.get(session.id, ()), one.record.participant)
                ]
                lines += sorted(of_session, key=lambda line: _by_name(line.person))
            yield lines


def _by_name(person: Person) -> tuple[str, str]:
    return person.legal_name, person.id
