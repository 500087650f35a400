"""Admins make, change and close programs and their tracks."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.attendance.policy import AttendancePolicy
from server.domain.enrollment.levels import AFTERCARE
from server.domain.states import STATES
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Program
from server.services.programs.programs import PartOfDay, Site, Track


@dataclass(frozen=True)
class Level:
    """A level of care, and the hours a week that are usual at it; at most 0: no bound."""

    name: str
    least_hours: float
    most_hours: float


@dataclass(frozen=True)
class ProgramDraft:
    name: str
    level_of_care: str
    weekly_hours: float
    site_id: str | None = None
    weeks: int | None = None
    states: Sequence[str] = ()
    least_age: int | None = None
    most_age: int | None = None
    closed: bool = False


@dataclass(frozen=True)
class TrackDraft:
    name: str
    part_of_day: PartOfDay
    closed: bool = False
    least_age: int | None = None
    most_age: int | None = None


@dataclass(frozen=True)
class OpenedTrack:
    track: Track
    enrolled: int


@dataclass(frozen=True)
class OpenedProgram:
    """`enrolled`: people who are in it, or are going to be."""

    program: Program
    tracks: tuple[OpenedTrack, ...]
    enrolled: int


class ProgramStore(Protocol):
    """Of one clinic; by name."""

    async def programs(self, clinic_id: str) -> Sequence[Program]: ...
    async def add(self, program: Program) -> None: ...
    async def save(self, program: Program) -> None: ...
    async def tracks(self, clinic_id: str) -> Sequence[Track]: ...
    async def add_track(self, track: Track) -> None: ...
    async def save_track(self, track: Track) -> None: ...
    async def enrolled(self, clinic_id: str, day: date) -> Mapping[tuple[str, str | None], int]:
        """People who are in it on that day or later, by program and track."""
        ...

    async def ever_enrolled(self, clinic_id: str, program_id: str) -> bool: ...


class SiteRows(Protocol):
    async def sites(self, clinic_id: str) -> Sequence[Site]: ...


class ProgramPolicies(Protocol):
    async def of_program(self, clinic_id: str, program_id: str | None, day: date) -> AttendancePolicy: ...


class ProgramEditing:
    def __init__(
        self,
        store: ProgramStore,
        sites: SiteRows,
        people: People,
        policies: ProgramPolicies,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._sites = sites
        self._people = people
        self._policies = policies
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def all(self, clinic_id: str, now: datetime) -> Sequence[OpenedProgram]:
        """By name, closed ones last."""
        tracks = await self._store.tracks(clinic_id)
        enrolled = await self._store.enrolled(clinic_id, await self._today(clinic_id, now))
        found = [_opened(one, tracks, enrolled) for one in await self._store.programs(clinic_id)]
        return sorted(found, key=lambda one: one.program.closed_at is not None)

    async def get(self, clinic_id: str, program_id: str, now: datetime) -> OpenedProgram:
        """Raises NotFound."""
        for one in await self.all(clinic_id, now):
            if one.program.id == program_id:
                return one
        raise NotFound

    async def levels(self, clinic_id: str, now: datetime) -> Sequence[Level]:
        """As the clinic's rules have them today, and aftercare, the most intensive last."""
        policy = await self._policies.of_program(clinic_id, None, await self._today(clinic_id, now))
        levels = [Level(name, least, most) for name, least, most in policy.weekly_hours]
        if all(one.name != AFTERCARE for one in levels):
            levels.insert(0, Level(AFTERCARE, 0, 0))
        return levels

    async def add(self, login: LoginSession, draft: ProgramDraft, now: datetime) -> OpenedProgram:
        """Raises Invalid, and Conflict for a name that another open program has."""
        clinic_id = login.clinic_id
        async with self._atomic():
            await self._check(clinic_id, draft, None, now)
            program = _program(self._new_id(), clinic_id, draft, None)
            await self._store.add(program)
            await self._note(login, "program.added", program, now)
        return OpenedProgram(program, (), 0)

    async def change(self, login: LoginSession, program_id: str, draft: ProgramDraft, now: datetime) -> OpenedProgram:
        """Raises NotFound, Invalid; Conflict also for a program that is to be closed with people in it, and for another
        level of care when somebody has been in it: their past would change."""
        clinic_id = login.clinic_id
        async with self._atomic():
            opened = await self.get(clinic_id, program_id, now)
            before = opened.program
            await self._check(clinic_id, draft, before, now)
            if draft.closed and before.closed_at is None and opened.enrolled:
                raise Conflict(_still_in(opened.enrolled))
            if draft.level_of_care != before.level_of_care and await self._store.ever_enrolled(clinic_id, program_id):
                raise Conflict(
                    "The level of care of a program that people have been in stays: their past hours rest on it. "
                    "Make another program, and move them there."
                )
            closed_at = (before.closed_at or now) if draft.closed else None
            program = _program(program_id, clinic_id, draft, closed_at)
            await self._store.save(program)
            closing = closed_at is not None and before.closed_at is None
            await self._note(login, "program.closed" if closing else "program.changed", program, now)
        return replace(opened, program=program)

    async def add_track(self, login: LoginSession, program_id: str, draft: TrackDraft, now: datetime) -> Track:
        """Raises NotFound; Conflict for a name that the program has already."""
        async with self._atomic():
            opened = await self.get(login.clinic_id, program_id, now)
            _check_track(draft, opened, None)
            track = Track(
                *(self._new_id(), login.clinic_id, program_id, draft.name, draft.part_of_day, None),
                *(draft.least_age, draft.most_age),
            )
            await self._store.add_track(track)
            await self._note_track(login, "program_track.added", track, now)
        return track

    async def change_track(
        self, login: LoginSession, program_id: str, track_id: str, draft: TrackDraft, now: datetime
    ) -> Track:
        """Raises NotFound; Conflict like `add_track`, and for one that is to be closed with people in it."""
        async with self._atomic():
            opened = await self.get(login.clinic_id, program_id, now)
            before = next((one for one in opened.tracks if one.track.id == track_id), None)
            if before is None:
                raise NotFound
            _check_track(draft, opened, track_id)
            if draft.closed and before.track.closed_at is None and before.enrolled:
                raise Conflict(_still_in(before.enrolled))
            closed_at = (before.track.closed_at or now) if draft.closed else None
            track = replace(
                before.track,
                name=draft.name,
                part_of_day=draft.part_of_day,
                closed_at=closed_at,
                least_age=draft.least_age,
                most_age=draft.most_age,
            )
            await self._store.save_track(track)
            await self._note_track(login, "program_track.changed", track, now)
        return track

    async def _check(self, clinic_id: str, draft: ProgramDraft, before: Program | None, now: datetime) -> None:
        wrong = []
        levels = {one.name for one in await self.levels(clinic_id, now)}
        if draft.level_of_care not in levels and (before is None or draft.level_of_care != before.level_of_care):
            wrong.append(("body.level_of_care", f"must be one of {', '.join(sorted(levels))}"))
        if draft.least_age is not None and draft.most_age is not None and draft.most_age < draft.least_age:
            wrong.append(("body.most_age", f"must not be less than {draft.least_age}"))
        unknown = sorted(set(draft.states) - STATES)
        if unknown:
            wrong.append(("body.states", f"{', '.join(unknown)}: no state has this code"))
        if draft.site_id is not None and (before is None or draft.site_id != before.site_id):
            sites = await self._sites.sites(clinic_id)
            if all(one.id != draft.site_id or one.closed_at is not None for one in sites):
                wrong.append(("body.site_id", "is not an open site of this clinic"))
        if wrong:
            raise Invalid("The program does not fit together.", wrong)
        for other in await self._store.programs(clinic_id):
            same = other.name.casefold() == draft.name.casefold() and (before is None or other.id != before.id)
            if same and other.closed_at is None and not draft.closed:
                raise Conflict("There is an open program of that name already.")

    async def _today(self, clinic_id: str, now: datetime) -> date:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        return now.astimezone(ZoneInfo(clinic.time_zone)).date()

    async def _note(self, login: LoginSession, action: str, program: Program, now: datetime) -> None:
        detail = {"hours": program.weekly_hours, "weeks": program.weeks}
        await self._audit(AuditEntry(login.clinic_id, now, action, login.person_id, program.id, detail=detail))

    async def _note_track(self, login: LoginSession, action: str, track: Track, now: datetime) -> None:
        detail = {"program": track.program_id, "closed": track.closed_at is not None}
        await self._audit(AuditEntry(login.clinic_id, now, action, login.person_id, track.id, detail=detail))


def _opened(program: Program, tracks: Sequence[Track], enrolled: Mapping[tuple[str, str | None], int]) -> OpenedProgram:
    return OpenedProgram(
        program,
        tuple(
            OpenedTrack(one, enrolled.get((program.id, one.id), 0)) for one in tracks if one.program_id == program.id
        ),
        sum(people for (of, _), people in enrolled.items() if of == program.id),
    )


def _program(program_id: str, clinic_id: str, draft: ProgramDraft, closed_at: datetime | None) -> Program:
    return Program(
        program_id,
        clinic_id,
        draft.name,
        draft.level_of_care,
        draft.weekly_hours,
        draft.site_id,
        draft.weeks,
        sorted(set(draft.states)),
        draft.least_age,
        draft.most_age,
        closed_at,
    )


def _check_track(draft: TrackDraft, opened: OpenedProgram, track_id: str | None) -> None:
    if draft.least_age is not None and draft.most_age is not None and draft.most_age < draft.least_age:
        wrong = f"must not be less than {draft.least_age}"
        raise Invalid("The track does not fit together.", [("body.most_age", wrong)])
    for one in opened.tracks:
        if one.track.id != track_id and one.track.name.casefold() == draft.name.casefold():
            raise Conflict("The program has a track of that name already.")


def _still_in(people: int) -> str:
    who = "One person is" if people == 1 else f"{people} people are"
    return f"{who} still enrolled. Discharge them or move them first; then it can be closed."
