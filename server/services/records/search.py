"""Search over attendance records: which of those that somebody may see fit, newest session first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from server.services.access.logins import LoginSession
from server.services.access.scope import Scope, scope_of
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person, Program

PEOPLE_FOUND = 200
"""So many clients may fit what was typed; beyond it, more letters are needed."""


@dataclass(frozen=True)
class Query:
    """What is asked for, in the sessions that start in [start, end). `text`: part of a session's title, a client's name
    or record number. `facilitator`, `program`: ids."""

    start: datetime
    end: datetime
    text: str = ""
    program: str | None = None
    facilitator: str | None = None
    kind: str | None = None
    outcome: str | None = None
    flag: str | None = None
    signed: bool | None = None


@dataclass(frozen=True)
class Place:
    """Where a page ended."""

    starts_at: datetime
    session_id: str
    participant_id: str


@dataclass(frozen=True)
class Found:
    """A line of the projection (server/storage/record_lines.py)."""

    session_id: str
    participant_id: str
    starts_at: datetime
    kind: str
    title: str
    program_id: str | None
    outcome: str
    countable_ms: int
    flags: tuple[str, ...]
    signed: bool


@dataclass(frozen=True)
class Text:
    """What was typed, as found: these clients and sessions of these titles."""

    clients: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """`next`: where the following page begins; None at the end. `people`: clients of the lines."""

    lines: tuple[Found, ...]
    people: Mapping[str, Person]
    programs: Mapping[str, Program]
    next: Place | None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """How many fit in all, by outcome; of the first page only."""
    too_many: bool = False
    """So many clients fit the text that only the first of them were looked at."""


class Lines(Protocol):
    """Each looks only at what the scope opens."""

    async def text(self, clinic_id: str, text: str, most: int) -> tuple[Text, bool]:
        """Whether there were more than `most`."""
        ...

    async def page(
        self, scope: Scope, query: Query, text: Text | None, after: Place | None, size: int
    ) -> Sequence[Found]: ...
    async def outcomes(self, scope: Scope, query: Query, text: Text | None) -> Mapping[str, int]: ...
    async def facilitators(self, clinic_id: str) -> Collection[str]:
        """Ids of those who are on any roster as such."""
        ...

    async def with_logins(self, clinic_id: str) -> Collection[str]: ...


class ProgramsOf(Protocol):
    async def programs(self, clinic_id: str) -> Mapping[str, Program]: ...


class Search:
    def __init__(self, lines: Lines, people: People, programs: ProgramsOf, audit: Audit) -> None:
        self._lines = lines
        self._people = people
        self._programs = programs
        self._audit = audit

    async def __call__(self, login: LoginSession, query: Query, after: Place | None, size: int, now: datetime) -> Page:
        """That it was searched is kept, not what for."""
        page = await self.find(login, query, after, size)
        detail = {"records": len(page.lines)}
        await self._audit(AuditEntry(login.clinic_id, now, "attendance.searched", login.person_id, detail=detail))
        return page

    async def find(self, login: LoginSession, query: Query, after: Place | None, size: int) -> Page:
        scope = scope_of(login)
        text, too_many = None, False
        if query.text:
            text, too_many = await self._lines.text(login.clinic_id, query.text, PEOPLE_FOUND)
        lines = await self._lines.page(scope, query, text, after, size + 1)
        outcomes = await self._lines.outcomes(scope, query, text) if after is None else {}
        more, lines = len(lines) > size, lines[:size]
        people = await self._people.persons(login.clinic_id, {one.participant_id for one in lines})
        last = lines[-1] if more else None
        return Page(
            tuple(one for one in lines if one.participant_id in people),
            people,
            await self._programs.programs(login.clinic_id),
            Place(last.starts_at, last.session_id, last.participant_id) if last else None,
            outcomes,
            too_many,
        )

    async def choices(self, login: LoginSession) -> tuple[Sequence[Program], Sequence[Person]]:
        """Programs and facilitators by name; none for somebody who may read nothing."""
        if login.role == "auditor" and not login.windows:
            return [], []
        programs = (await self._programs.programs(login.clinic_id)).values()
        ids = await self._lines.facilitators(login.clinic_id)
        return sorted(programs, key=lambda one: (one.name, one.id)), await self._named(login, ids)

    async def staff(self, login: LoginSession) -> Sequence[Person]:
        """Everybody with a login, by name."""
        return await self._named(login, await self._lines.with_logins(login.clinic_id))

    async def clients(self, login: LoginSession, text: str, most: int) -> Sequence[Person]:
        """The first whose name or record number has the text in it."""
        found, _ = await self._lines.text(login.clinic_id, text, most)
        return await self._named(login, found.clients)

    async def _named(self, login: LoginSession, ids: Collection[str]) -> Sequence[Person]:
        people = await self._people.persons(login.clinic_id, ids)
        return sorted(people.values(), key=lambda one: (one.legal_name, one.id))
