"""What somebody writes down to make a series, before it is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from server.domain.schedule.recurrence import RuleError, bounded
from server.services.errors import Invalid, NotFound
from server.services.people import Clinic, People, Person, Program, StaffLogin
from server.services.programs.programs import Site, Track
from server.services.schedule.series import Expects, SeriesPerson
from server.services.sessions.sessions import Kind, Setting

ONCE = "FREQ=DAILY"
"""The rule of what meets once: its first day is its last."""
LEAST_MINUTES, MOST_MINUTES = 5, 12 * 60


@dataclass(frozen=True)
class SeriesDraft:
    program_id: str | None
    track_id: str | None
    site_id: str | None
    kind: Kind
    title: str
    topic: str
    service_code: str
    rule: str
    """As `bounded` takes it."""
    first_on: date
    last_on: date | None
    at: time
    minutes: int
    break_minutes: int
    facilitators: Sequence[str]
    expects: Expects
    clients: Sequence[str]
    """Named ones; none where all who are enrolled are expected."""
    setting: Setting
    guests: bool
    reference: str = ""
    """As another system knows it; one that goes on keeps its own."""


@dataclass(frozen=True)
class CheckedDraft:
    """A draft of which everything exists in its clinic."""

    draft: SeriesDraft
    clinic: Clinic
    program: Program | None
    site: Site | None
    rule: str
    last_on: date
    persons: Mapping[str, Person]

    @property
    def time_zone(self) -> str:
        return self.site.time_zone if self.site else self.clinic.time_zone

    @property
    def people(self) -> list[SeriesPerson]:
        return [
            *(SeriesPerson(one, "facilitator") for one in self.draft.facilitators),
            *(SeriesPerson(one, "client") for one in self.draft.clients),
        ]


class Places(Protocol):
    """Every method asks within one clinic."""

    async def site(self, clinic_id: str, site_id: str) -> Site | None: ...
    async def track(self, clinic_id: str, track_id: str) -> Track | None: ...
    async def program(self, clinic_id: str, program_id: str) -> Program | None: ...


class Drafts:
    def __init__(self, places: Places, people: People) -> None:
        self._places = places
        self._people = people

    async def check(self, clinic_id: str, draft: SeriesDraft) -> CheckedDraft:
        """Raises NotFound for whatever is not this clinic's, Invalid for what cannot be."""
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        program, site = await self._where(clinic_id, draft)
        persons = await self._who(clinic_id, draft)
        try:
            rule, last_on = bounded(draft.rule, draft.first_on, draft.last_on)
        except RuleError as error:
            raise _wrong("rule", str(error)) from error
        if not LEAST_MINUTES <= draft.minutes <= MOST_MINUTES:
            raise _wrong("minutes", f"from {LEAST_MINUTES} to {MOST_MINUTES}")
        if not 0 <= draft.break_minutes < draft.minutes:
            raise _wrong("break_minutes", "shorter than the session")
        return CheckedDraft(draft, clinic, program, site, rule, last_on, persons)

    async def _where(self, clinic_id: str, draft: SeriesDraft) -> tuple[Program | None, Site | None]:
        program = await self._places.program(clinic_id, draft.program_id) if draft.program_id else None
        track = await self._places.track(clinic_id, draft.track_id) if draft.track_id else None
        site = await self._places.site(clinic_id, draft.site_id) if draft.site_id else None
        for wanted, found in ((draft.program_id, program), (draft.track_id, track), (draft.site_id, site)):
            if wanted is not None and found is None:
                raise NotFound
        if program is None and draft.expects == "enrolled":
            raise _wrong("expects", "without a program nobody is enrolled: name the clients")
        if track is not None and track.program_id != draft.program_id:
            raise _wrong("track_id", "a track of the program")
        for name, one in (("program_id", program), ("track_id", track), ("site_id", site)):
            if one is not None and one.closed_at is not None:
                raise _wrong(name, "this one is closed")
        return program, site

    async def _who(self, clinic_id: str, draft: SeriesDraft) -> Mapping[str, Person]:
        ids = {*draft.facilitators, *draft.clients}
        persons = await self._people.persons(clinic_id, ids)
        if ids - persons.keys():
            raise NotFound
        if len(ids) < len(draft.facilitators) + len(draft.clients):
            raise _wrong("facilitators", "each person once")
        if draft.clients and draft.expects == "enrolled":
            raise _wrong("clients", "nobody is named where all who are enrolled are expected")
        if draft.kind == "assessment" and (draft.expects != "named" or len(draft.clients) != 1):
            raise _wrong("clients", "an assessment is with one client: name them")
        if any(persons[one].kind != "client" for one in draft.clients):
            raise _wrong("clients", "clients of the clinic")
        if draft.facilitators:
            runs = {one.person_id for one in await self._people.staff_logins(clinic_id) if runs_sessions(one)}
            if set(draft.facilitators) - runs:
                raise _wrong("facilitators", "staff who can sign in and run sessions")
        return persons


def runs_sessions(login: StaffLogin) -> bool:
    return login.role in ("facilitator", "admin") and login.disabled_at is None


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(f"The schedule cannot be so: {message.removesuffix('.')}.", [(f"body.draft.{field}", message)])
