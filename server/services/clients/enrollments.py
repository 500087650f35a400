"""Admission, moves, discharge and corrections. What the rules are is for `server.domain.enrollment` to say."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from server.domain.assessment.findings import Suitability
from server.domain.attendance.policy import AttendancePolicy
from server.domain.enrollment import transitions
from server.domain.enrollment.enrollment import Enrollment
from server.domain.enrollment.rules import (
    NO_CONSENT,
    Ages,
    Refusal,
    Warned,
    of_age,
    of_assessment,
    overlapping,
    refusals,
    unconfirmed,
    warnings,
)
from server.domain.enrollment.transitions import Act, Discharge, NotPossible, Place
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.errors import Conflict, Invalid, NotFound, Unconfirmed
from server.services.log.audit import AuditEntry
from server.services.people import People, Person, Program
from server.services.programs.programs import Track
from server.services.sessions.sessions import Setting

Change = Literal["admission", "return", "step_up", "step_down", "transfer", "discharge", "error", "reopened"]
SAID = {
    "admission": "admitted",
    "return": "admitted",
    "step_up": "stepped up",
    "step_down": "stepped down",
    "transfer": "transferred",
    "discharge": "discharged",
    "error": "marked as entered in error",
    "reopened": "opened again",
}


@dataclass(frozen=True)
class EnrollmentChange:
    """What an enrollment became, when and by whom; `became` holds all of it, as plain values."""

    enrollment_id: str
    version: int
    clinic_id: str
    person_id: str
    act: Change
    note: str
    became: Mapping[str, Any]
    made_by: str | None
    made_at: datetime


@dataclass(frozen=True)
class Confirmed:
    """Of which warnings somebody says that it is meant, and why."""

    codes: Collection[str] = ()
    reason: str = ""


@dataclass(frozen=True)
class Charted:
    """An enrollment as it stands today."""

    enrollment: Enrollment
    program: Program
    track: Track | None
    state: str
    acts: Collection[Act]


@dataclass(frozen=True)
class Chart:
    """All of a client's, the newest first."""

    client: Person
    enrollments: tuple[Charted, ...]
    changes: tuple[EnrollmentChange, ...]
    staff: Mapping[str, Person]


class EnrollmentStore(Protocol):
    async def of_person(self, clinic_id: str, person_id: str) -> Sequence[Enrollment]: ...
    async def put(self, enrollment: Enrollment, change: EnrollmentChange) -> None:
        """A new one, or the next version of one."""
        ...

    async def changes_of(self, clinic_id: str, person_id: str) -> Sequence[EnrollmentChange]:
        """Newest first."""
        ...


class ProgramRows(Protocol):
    async def programs(self, clinic_id: str) -> Sequence[Program]: ...
    async def tracks(self, clinic_id: str) -> Sequence[Track]: ...


class ProgramPolicies(Protocol):
    async def of_program(self, clinic_id: str, program_id: str | None, day: date) -> AttendancePolicy: ...


class Judged(Protocol):
    async def newest(self, clinic_id: str, person_id: str) -> Suitability | None:
        """As the newest assessment says it."""
        ...


class ProgramSessions(Protocol):
    async def settings(self, clinic_id: str, program_id: str, track_id: str | None, day: date) -> Collection[Setting]:
        """Of the series that all who are enrolled come to, from that day on."""
        ...


class Unconsented(Protocol):
    async def __call__(self, person: Person, day: date, now: datetime) -> bool:
        """Whether somebody who is a minor on that day has no consent to treatment that rests on who may give it."""
        ...


class PersonRosters(Protocol):
    async def refresh_person(self, clinic_id: str, person_id: str, from_day: date, now: datetime) -> object: ...


class Enrollments:
    def __init__(
        self,
        store: EnrollmentStore,
        programs: ProgramRows,
        people: People,
        visible: VisibleClients,
        policies: ProgramPolicies,
        rosters: PersonRosters,
        judged: Judged,
        sessions: ProgramSessions,
        unconsented: Unconsented,
        changed: Callable[[str], None],
        audit: Callable[[AuditEntry], Awaitable[object]],
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._programs = programs
        self._people = people
        self._visible = visible
        self._policies = policies
        self._rosters = rosters
        self._judged = judged
        self._sessions = sessions
        self._unconsented = unconsented
        self._changed = changed
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def chart(self, login: LoginSession, client_id: str, now: datetime) -> Chart:
        """Raises NotFound."""
        person = await self._visible.get(login, client_id)
        programs, tracks = await self._offered(login.clinic_id)
        found = await self._store.of_person(login.clinic_id, client_id)
        today = await self._today(login.clinic_id, now)
        charted = [
            Charted(
                one,
                programs[one.program_id],
                tracks.get(one.track_id or ""),
                one.state(today),
                transitions.allowed(one, found, today) if login.role == "admin" else frozenset(),
            )
            for one in sorted(found, key=lambda one: (one.starts_on, one.id), reverse=True)
        ]
        changes = await self._store.changes_of(login.clinic_id, client_id)
        staff = await self._people.persons(login.clinic_id, {one.made_by for one in changes if one.made_by})
        return Chart(person, tuple(charted), tuple(changes), staff)

    async def admit(
        self,
        login: LoginSession,
        client_id: str,
        place: Place,
        starts_on: date,
        confirmed: Confirmed,
        now: datetime,
        judged: Suitability | None = None,
    ) -> Enrollment:
        """For the first time or again. `judged`: by an assessment that this is the end of. Raises NotFound; Invalid for
        what cannot be, Unconfirmed for what is unusual."""
        async with self._atomic():
            person = await self._visible.get(login, client_id)
            others = await self._store.of_person(login.clinic_id, client_id)
            began, last = transitions.begins_as(others, starts_on)
            enrollment = Enrollment(
                self._new_id(),
                login.clinic_id,
                place.program_id,
                client_id,
                starts_on,
                track_id=place.track_id,
                weekly_hours=place.weekly_hours,
                began_as=began,
                follows_id=last.id if last else None,
            )
            await self._check_place(login.clinic_id, place)
            judged = judged or await self._judged.newest(login.clinic_id, client_id)
            warned = await self._warned(enrollment, person, judged, now)
            await self._check([enrollment], enrollment, person, others, confirmed, warned)
            await self._put(login, [(enrollment, began, confirmed.reason)], others, now)
        return enrollment

    async def move(
        self,
        login: LoginSession,
        enrollment: tuple[str, str, int],
        place: Place,
        first_day: date,
        confirmed: Confirmed,
        now: datetime,
    ) -> Enrollment:
        """The enrollment that follows: a step up, a step down or a transfer. `enrollment`: client, id, and the version
        that was seen. Raises NotFound; Conflict when it was changed meanwhile; Invalid, Unconfirmed."""
        async with self._atomic():
            person, found, others = await self._find(login, enrollment, "move", now)
            await self._check_place(login.clinic_id, place)
            programs, _ = await self._offered(login.clinic_id)
            try:
                ended, begun = transitions.move(found, place, programs, first_day, self._new_id())
            except NotPossible as error:
                raise Invalid(str(error), [("body.first_day", str(error))]) from error
            warned = await self._of_age(begun, person)
            if begun.program_id != found.program_id:
                judged = await self._judged.newest(login.clinic_id, person.id)
                warned = await self._warned(begun, person, judged, now)
            await self._check([ended, begun], begun, person, others, confirmed, warned)
            changes = [(ended, begun.began_as, ""), (begun, begun.began_as, confirmed.reason)]
            await self._put(login, changes, others, now)
        return begun

    async def discharge(
        self,
        login: LoginSession,
        enrollment: tuple[str, str, int],
        last_day: date,
        how: Discharge,
        note: str,
        now: datetime,
    ) -> Enrollment:
        """Raises like `move`. Discharged once more, the last day and the reason are corrected."""
        async with self._atomic():
            person, found, others = await self._find(login, enrollment, "discharge", now)
            try:
                ended = transitions.discharge(found, last_day, how, note)
            except NotPossible as error:
                raise Invalid(str(error), [("body.last_day", str(error))]) from error
            await self._check([ended], None, person, others, Confirmed())
            await self._put(login, [(ended, "discharge", note)], others, now)
        return ended

    async def entered_in_error(
        self, login: LoginSession, enrollment: tuple[str, str, int], note: str, now: datetime
    ) -> Enrollment:
        """It never held; what it had followed by a move goes on. Raises like `move`."""
        async with self._atomic():
            _, found, others = await self._find(login, enrollment, "error", now)
            before = next((one for one in others if one.id == found.follows_id), None)
            if found.began_as not in transitions.MOVED:
                before = None
            gone, goes_on = transitions.entered_in_error(found, before, others, note)
            changes: list[tuple[Enrollment, Change, str]] = [(gone, "error", note)]
            if goes_on is not None:
                changes.append((goes_on, "reopened", note))
            await self._put(login, changes, others, now)
        return gone

    async def _find(
        self, login: LoginSession, enrollment: tuple[str, str, int], act: Act, now: datetime
    ) -> tuple[Person, Enrollment, Sequence[Enrollment]]:
        client_id, enrollment_id, version = enrollment
        person = await self._visible.get(login, client_id)
        others = await self._store.of_person(login.clinic_id, client_id)
        found = next((one for one in others if one.id == enrollment_id), None)
        if found is None:
            raise NotFound
        if found.version != version:
            changes = await self._store.changes_of(login.clinic_id, client_id)
            since = [one for one in changes if one.enrollment_id == enrollment_id and one.version > version]
            said = ", ".join(f"{SAID[one.act]} on {one.made_at:%Y-%m-%d}" for one in reversed(since))
            raise Conflict(f"It is not what you saw any more: {said or 'look at what is there now'}.")
        if act not in transitions.allowed(found, others, await self._today(login.clinic_id, now)):
            raise Conflict("That can no longer be done to this enrollment. Look at what is there now.")
        return person, found, others

    async def _check_place(self, clinic_id: str, place: Place) -> None:
        programs, tracks = await self._offered(clinic_id)
        program = programs.get(place.program_id)
        if program is None:
            raise NotFound
        if program.closed_at is not None:
            raise Invalid("The program is closed.", [("body.program_id", "is closed")])
        if place.track_id is not None:
            track = tracks.get(place.track_id)
            if track is None or track.program_id != program.id or track.closed_at is not None:
                raise Invalid("The program has no such track.", [("body.track_id", "is not an open track of it")])

    async def _check(
        self,
        changed: Sequence[Enrollment],
        begun: Enrollment | None,
        person: Person,
        others: Sequence[Enrollment],
        confirmed: Confirmed,
        warned: Sequence[Warned] = (),
    ) -> None:
        """`begun`: the one that begins by it, of which somebody is warned. `warned`: of what else."""
        clinic_id = person.clinic_id
        programs, _ = await self._offered(clinic_id)
        ids = {one.id for one in changed}
        every = [*(one for one in others if one.id not in ids), *changed]
        wrong = [each for one in changed if one is not begun for each in overlapping(one, every)]
        if begun is not None:
            wrong += refusals(begun, programs[begun.program_id], person.date_of_birth, every)
        if wrong:
            fields = [(f"body.{one.field}", one.words) for one in wrong]
            raise Invalid(" ".join(_sentence(one) for one in wrong), fields)
        if begun is None:
            return
        policy = await self._policies.of_program(clinic_id, begun.program_id, begun.starts_on)
        bounds = {level: (float(least), float(most)) for level, least, most in policy.weekly_hours}
        usual = warnings(begun, programs, every, lambda level: bounds.get(level, (0.0, 0.0)))
        left = unconfirmed([*usual, *warned], confirmed.codes)
        if left:
            raise Unconfirmed([(one.code, one.words) for one in left])
        if confirmed.codes and not confirmed.reason.strip():
            raise Invalid("Please say why.", [("body.reason", "is needed for what is confirmed")])

    async def _warned(
        self, begun: Enrollment, person: Person, judged: Suitability | None, now: datetime
    ) -> list[Warned]:
        settings = await self._sessions.settings(begun.clinic_id, begun.program_id, begun.track_id, begun.starts_on)
        without = await self._unconsented(person, begun.starts_on, now)
        return [
            *await self._of_age(begun, person),
            *of_assessment(judged, settings),
            *([NO_CONSENT] if without else []),
        ]

    async def _of_age(self, begun: Enrollment, person: Person) -> list[Warned]:
        programs, tracks = await self._offered(begun.clinic_id)
        stages: list[Ages] = [programs[begun.program_id]]
        if begun.track_id is not None:
            stages.append(tracks[begun.track_id])
        return of_age(stages, person.date_of_birth, begun.starts_on)

    async def _put(
        self,
        login: LoginSession,
        changes: Sequence[tuple[Enrollment, Change, str]],
        others: Sequence[Enrollment],
        now: datetime,
    ) -> None:
        for one, act, note in changes:
            became = {name: _plain(value) for name, value in vars(one).items() if name != "end_note"}
            change = EnrollmentChange(
                one.id, one.version, one.clinic_id, one.person_id, act, note, became, login.person_id, now
            )
            await self._store.put(one, change)
            detail = {"enrollment": one.id, "program": one.program_id, "version": one.version}
            action = f"enrollment.{act}"
            await self._audit(AuditEntry(one.clinic_id, now, action, login.person_id, one.person_id, detail=detail))
        touched = {one.id for one, _, _ in changes}
        days = [one.starts_on for one, _, _ in changes] + [one.starts_on for one in others if one.id in touched]
        await self._rosters.refresh_person(login.clinic_id, changes[0][0].person_id, min(days), now)
        self._changed(login.clinic_id)

    async def _offered(self, clinic_id: str) -> tuple[Mapping[str, Program], Mapping[str, Track]]:
        programs = {one.id: one for one in await self._programs.programs(clinic_id)}
        return programs, {one.id: one for one in await self._programs.tracks(clinic_id)}

    async def _today(self, clinic_id: str, now: datetime) -> date:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        return now.astimezone(ZoneInfo(clinic.time_zone)).date()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


FIELDS = {"starts_on": "The first day", "ends_on": "The last day", "weekly_hours": "The hours", "born": "A birth date"}


def _sentence(refusal: Refusal) -> str:
    return f"{FIELDS[refusal.field]} {refusal.words}."
