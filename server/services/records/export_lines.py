"""What a long export reads: records as they are stored, page by page, so that a clinic's years need little memory."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.json import Decoder

from server.services.access.scope import Scope
from server.services.errors import NotFound
from server.services.people import People, Person
from server.services.sessions.sessions import RosterEntry, Schedule, Session, Sessions

Whose = Collection[str] | None
"""On whose rosters sessions are looked for; None: on everybody's."""


class CompactInterval(Struct, gc=False):
    """A `PresenceInterval` as far as a line tells it."""

    start: str
    stop: str
    modality: str
    also_remote: bool
    estimated: bool
    not_counted: str | None


class CompactAct(Struct, gc=False):
    at: str
    by: str = ""


class CompactTelehealth(Struct, gc=False):
    """A `Telehealth` as far as a line tells it."""

    said_at: str
    place_of_service: str
    state: str
    address: str
    phone: str
    alone: bool
    others: str
    agreed: bool
    agreement: str


class CompactRedirect(Struct, gc=False):
    way: str
    reason: str


class CompactOverride(Struct, gc=False):
    reason: str


class CompactOther(Struct, gc=False):
    role: str
    start: str
    stop: str


class CompactRecord(Struct, gc=False):
    """An `AttendanceRecord` as its JSON has it, as far as a line tells it: codes and times are their texts."""

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
    intervals: list[CompactInterval]
    flags: list[str]
    statements: list[str]
    identity_confirmed: CompactAct | None
    signed_in: CompactAct | None
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
    others: list[CompactOther] = []
    telehealth: CompactTelehealth | None = None
    against_checks: list[CompactOverride] = []
    redirected: list[CompactRedirect] = []


_read = Decoder(CompactRecord).decode


class CompactStored(NamedTuple):
    """The version of a record that is in force, with outcome and minutes as amendments made them."""

    session: str
    participant: str
    version: int
    derived_at: datetime
    signed: bool
    """By everybody who has to, and nothing is open."""
    outcome: str
    countable_ms: int
    in_room_ms: int
    remote_ms: int
    overlap_ms: int
    text: str
    """The record as it is stored: read when its line is written, so that a page of them takes little memory."""

    def record(self) -> CompactRecord:
        """With what is in force."""
        record = _read(self.text)
        record.outcome, record.countable_ms = self.outcome, self.countable_ms
        record.in_room_ms, record.remote_ms, record.overlap_ms = self.in_room_ms, self.remote_ms, self.overlap_ms
        return record


class ExportLine(NamedTuple):
    """One client's record of one session. `schedule` has facilitators, and neither clients nor roster."""

    person: Person
    stored: CompactStored
    schedule: Schedule


class StoredPage(NamedTuple):
    """Some sessions as they were at one moment; records and facilitators (person ids) by session."""

    sessions: Sequence[Session]
    records: Mapping[str, Sequence[CompactStored]]
    facilitators: Mapping[str, Sequence[str]]


class StoredLines(Protocol):
    def pages(self, clinic_id: str, start: datetime, end: datetime, whose: Whose) -> AsyncIterator[StoredPage]:
        """Finished sessions that overlap [start, end), by start, with their records in force."""
        ...


class ExportLines:
    def __init__(self, stored: StoredLines, sessions: Sessions, people: People) -> None:
        self._stored = stored
        self._sessions = sessions
        self._people = people

    async def read(
        self, scope: Scope, start: datetime, end: datetime, clients: Mapping[str, Person]
    ) -> AsyncIterator[list[ExportLine]]:
        """Stored records of these clients (by id) in finished sessions, as far as the scope lets one read them, by
        start and within a session by legal name. Staff are looked up once."""
        clinic_id = scope.clinic_id
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        programs = await self._sessions.programs(clinic_id)
        known: dict[str, Person] = {}  # staff
        async for page in self._stored.pages(clinic_id, start, end, scope.whose):
            rosters: Mapping[str, Sequence[RosterEntry]] = {}
            if not scope.everything:
                rosters = await self._sessions.rosters(clinic_id, [one.id for one in page.sessions])
            fresh = {who for found in page.facilitators.values() for who in found} - known.keys()
            if fresh:
                known.update(await self._people.persons(clinic_id, fresh))
            lines: list[ExportLine] = []
            for session in page.sessions:
                staff = [known[who] for who in page.facilitators.get(session.id, ()) if who in known]
                program = programs.get(session.program_id or "")
                schedule = Schedule(session, clinic, program, tuple(sorted(staff, key=_by_name)), (), ())
                roster = rosters.get(session.id, ())
                of_session = [
                    ExportLine(person, one, schedule)
                    for one in page.records.get(session.id, ())
                    if (person := clients.get(one.participant)) is not None
                    and (scope.everything or scope.reads(session, roster, person.id))
                ]
                lines += sorted(of_session, key=_by_line)
            yield lines


_by_name = attrgetter("legal_name", "id")
_by_line = attrgetter("person.legal_name", "person.id")
