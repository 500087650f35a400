"""Enrollments from another system: a client, by record number, in a program from a day on."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from server.domain.enrollment.rules import WarningCode
from server.domain.enrollment.transitions import MOVED, Discharge, Place
from server.services.access.logins import LoginSession
from server.services.clients.enrollments import Confirmed, Enrollments, EnrollmentStore, ProgramPolicies, ProgramRows
from server.services.errors import Invalid, Unconfirmed
from server.services.imports.lines import Doubtful, Given, Line, Outcome, each
from server.services.imports.rehearsal import Rehearsal
from server.services.people import Enrollment, People, Program
from server.services.programs.programs import Track

COLUMNS = {"program_id": "program", "track_id": "track", "first_day": "starts_on", "last_day": "ends_on"}
"""What the acts call a field -> what the file calls it."""


@dataclass(frozen=True)
class EnrollmentLine:
    record_number: str
    program: str
    """By name, as the track is."""
    starts_on: date
    track: str | None = None
    weekly_hours: float | None = None
    moves_from: str | None = None
    """The program that they leave for it on the day before; without it the line admits them."""
    ends_on: date | None = None
    ended_as: Discharge | None = None
    note: str = ""

    @property
    def key(self) -> object:
        return self.record_number, self.program.casefold(), self.starts_on


class EnrollmentImport:
    def __init__(
        self,
        enrollments: Enrollments,
        store: EnrollmentStore,
        rehearse: Callable[[Rehearsal], Enrollments],
        programs: ProgramRows,
        policies: ProgramPolicies,
        people: People,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        look: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._enrollments = enrollments
        self._store = store
        self._rehearse = rehearse
        self._programs = programs
        self._policies = policies
        self._people = people
        self._atomic = atomic
        self._look = look

    async def __call__(
        self, login: LoginSession, given: Sequence[Given[EnrollmentLine]], write: bool, meant: str, now: datetime
    ) -> list[Line]:
        """As `Import` has it."""
        programs = await self._programs.programs(login.clinic_id)
        work = _Work(
            login,
            {one.record_number: one.id for one in await self._people.clients(login.clinic_id) if one.record_number},
            {one.name.casefold(): one for one in programs},
            await self._programs.tracks(login.clinic_id),
            Confirmed(get_args(WarningCode), meant) if meant else Confirmed(),
            now,
        )
        if write:
            return await self._each(given, work, self._enrollments, self._store, self._atomic)
        rehearsal = Rehearsal(self._store, self._programs, self._policies)
        async with self._look():
            return await self._each(given, work, self._rehearse(rehearsal), rehearsal, rehearsal.atomic)

    async def _each(
        self,
        given: Sequence[Given[EnrollmentLine]],
        work: "_Work",
        acts: Enrollments,
        store: EnrollmentStore,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> list[Line]:
        async def take(line: EnrollmentLine) -> Outcome:
            client = work.client(line)
            async with atomic():
                others = await store.of_person(work.login.clinic_id, client)
                try:
                    return await _take(acts, work, line, client, others)
                except Unconfirmed as doubt:
                    raise Doubtful([("program", words) for _, words in doubt.fields]) from doubt

        return await each(given, take, COLUMNS)


@dataclass(frozen=True)
class _Work:
    """What every line of one file is looked up in."""

    login: LoginSession
    clients: Mapping[str, str]
    programs: Mapping[str, Program]
    tracks: Sequence[Track]
    confirmed: Confirmed
    now: datetime

    def client(self, line: EnrollmentLine) -> str:
        found = self.clients.get(line.record_number)
        if found is None:
            raise _wrong("record_number", "no client has this record number: take clients over first")
        return found

    def program(self, column: str, name: str) -> Program:
        found = self.programs.get(name.casefold())
        if found is None:
            raise _wrong(column, "there is no program of this name")
        return found

    def place(self, line: EnrollmentLine) -> Place:
        program = self.program("program", line.program)
        if line.track is None:
            return Place(program.id, None, line.weekly_hours)
        wanted = line.track.casefold()
        of_it = (one for one in self.tracks if one.program_id == program.id and one.name.casefold() == wanted)
        track = next(of_it, None)
        if track is None:
            raise _wrong("track", "the program has no track of this name")
        return Place(program.id, track.id, line.weekly_hours)


async def _take(
    acts: Enrollments, work: _Work, line: EnrollmentLine, client: str, others: Sequence[Enrollment]
) -> Outcome:
    place = work.place(line)
    there = next(
        (
            one
            for one in others
            if one.program_id == place.program_id and one.starts_on == line.starts_on and one.ended_as != "error"
        ),
        None,
    )
    if there is not None:
        _check_same(line, place, there)
        return await _end(acts, work, line, there, ("same", ()))
    if line.moves_from is None:
        begun = await acts.admit(work.login, client, place, line.starts_on, work.confirmed, work.now)
    else:
        left = _left(work.program("moves_from", line.moves_from), line, others)
        seen = client, left.id, left.version
        begun = await acts.move(work.login, seen, place, line.starts_on, work.confirmed, work.now)
    return await _end(acts, work, line, begun, ("added", ("program", "starts_on")))


def _left(program: Program, line: EnrollmentLine, others: Sequence[Enrollment]) -> Enrollment:
    for one in reversed(others):
        if one.program_id == program.id and one.ended_as is None and one.starts_on < line.starts_on:
            return one
    raise _wrong("moves_from", "they are not in this program")


def _check_same(line: EnrollmentLine, place: Place, there: Enrollment) -> None:
    """Raises Invalid: what holds is changed by a move, which has a day, and not by a file."""
    differing = [
        name
        for name, wanted, found in (
            ("track", place.track_id, there.track_id),
            ("weekly_hours", place.weekly_hours, there.weekly_hours),
        )
        if wanted is not None and wanted != found
    ]
    if differing:
        said = "is another in the enrollment that is there: move them from a day on, which keeps what was"
        raise Invalid("The enrollment is there, and is another.", [(name, said) for name in differing])


async def _end(
    acts: Enrollments, work: _Work, line: EnrollmentLine, enrollment: Enrollment, otherwise: Outcome
) -> Outcome:
    """Discharge them when the line says so and they are not discharged so already."""
    if line.ends_on is None or (enrollment.ends_on == line.ends_on and line.ended_as in (None, enrollment.ended_as)):
        return otherwise
    if enrollment.ended_as in MOVED:
        raise _wrong("ends_on", f"they have been moved on from it: it ends on {enrollment.ends_on}")
    if line.ended_as is None:
        raise _wrong("ended_as", "is needed where the enrollment ends")
    seen = enrollment.person_id, enrollment.id, enrollment.version
    await acts.discharge(work.login, seen, line.ends_on, line.ended_as, line.note, work.now)
    fate, columns = otherwise
    return ("changed" if fate == "same" else fate), (*columns, "ends_on", "ended_as")


def _wrong(column: str, words: str) -> Invalid:
    return Invalid("The enrollment cannot be so.", [(column, words)])
