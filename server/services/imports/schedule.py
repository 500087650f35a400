"""Series of sessions from another system, known by its reference."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from server.services.access.logins import LoginSession
from server.services.errors import Invalid
from server.services.imports.lines import Doubtful, Given, Line, Outcome, each
from server.services.people import People, Program
from server.services.programs.programs import Site, Track
from server.services.schedule.conflicts import Finding
from server.services.schedule.drafts import SeriesDraft
from server.services.schedule.making import meets_once, today_of
from server.services.schedule.planning import SeriesService
from server.services.schedule.series import Series
from server.services.sessions.sessions import Kind, Setting

COLUMNS = {
    "program_id": "program",
    "track_id": "track",
    "site_id": "site",
    "rule": "days",
    "at": "starts_at",
    "expects": "clients",
}
"""What a draft calls a field -> what the file calls it."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class SeriesLine:
    reference: str
    """Of the other system; it stays with the series, whatever it becomes."""
    title: str
    rule: str
    at: time
    minutes: int
    first_on: date
    last_on: date | None = None
    kind: Kind = "group"
    program: str | None = None
    """By name, as track and site are."""
    track: str | None = None
    site: str | None = None
    facilitators: tuple[str, ...] = ()
    """By e-mail."""
    clients: tuple[str, ...] = ()
    """By record number; none: all who are enrolled."""
    topic: str = ""
    service_code: str = ""
    break_minutes: int = 0
    setting: Setting = "hybrid"
    guests: bool = False


class ScheduleRows(Protocol):
    async def by_reference(self, clinic_id: str, references: Collection[str]) -> Mapping[str, Series]:
        """The newest series of each reference."""
        ...


class PlaceRows(Protocol):
    async def programs(self, clinic_id: str) -> Sequence[Program]: ...
    async def tracks(self, clinic_id: str) -> Sequence[Track]: ...


class SiteRows(Protocol):
    async def sites(self, clinic_id: str) -> Sequence[Site]: ...


class ScheduleImport:
    def __init__(
        self, series: SeriesService, store: ScheduleRows, places: PlaceRows, sites: SiteRows, people: People
    ) -> None:
        self._series = series
        self._store = store
        self._places = places
        self._sites = sites
        self._people = people

    async def __call__(
        self, login: LoginSession, given: Sequence[Given[SeriesLine]], write: bool, meant: str, now: datetime
    ) -> list[Line]:
        """As `Import` has it. What is there and is another goes on as the line says, from tomorrow on or from the
        line's first day, whichever is later."""
        clinic_id = login.clinic_id
        programs = await self._places.programs(clinic_id)
        clients = await self._people.clients(clinic_id)
        staff = await self._people.staff_logins(clinic_id)
        names = {one.id: one.chosen_name for one in clients}
        persons = await self._people.persons(clinic_id, [one.person_id for one in staff])
        names |= {one.id: one.chosen_name for one in persons.values()}
        work = _Work(
            login,
            programs={one.name.casefold(): one.id for one in programs},
            tracks={(one.program_id, one.name.casefold()): one.id for one in await self._places.tracks(clinic_id)},
            sites={one.name.casefold(): one.id for one in await self._sites.sites(clinic_id)},
            site_of={one.id: one.site_id for one in programs},
            staff={one.email: one.person_id for one in staff},
            clients={one.record_number: one.id for one in clients if one.record_number},
            names=names,
            meant=meant,
            now=now,
        )
        there = await self._store.by_reference(clinic_id, [one.draft.reference for one in given if one.draft])

        async def take(line: SeriesLine) -> Outcome:
            return await self._take(work, work.draft(line), there.get(line.reference), write)

        return await each(given, take, COLUMNS)

    async def _take(self, work: "_Work", draft: SeriesDraft, before: Series | None, write: bool) -> Outcome:
        login, now = work.login, work.now
        if before is not None:
            changed = await self._changed(login.clinic_id, draft, before)
            if not changed:
                return "same", ()
            today = today_of(before, now)
            if before.last_on >= today and not meets_once(before):
                earliest = today + DAY if before.follows_id is None else max(today + DAY, before.first_on)
                draft = replace(draft, first_on=max(draft.first_on, earliest))
                await self._look(work, draft, before.id)
                if write:
                    await self._series.change(login, before.id, before.version, draft, work.meant, now)
                return "changed", changed
        await self._look(work, draft, None)
        if write:
            await self._series.add(login, draft, work.meant, now)
        return "added", ("title", "days", "starts_at", "first_on")

    async def _look(self, work: "_Work", draft: SeriesDraft, follows: str | None) -> None:
        """Raises Doubtful for what stands against it, unless somebody has said why it is to be so."""
        found = await self._series.preview(work.login.clinic_id, draft, follows, work.now)
        if found.findings and not work.meant:
            raise Doubtful([_words(one, work.names) for one in found.findings])

    async def _changed(self, clinic_id: str, draft: SeriesDraft, before: Series) -> list[str]:
        """In which columns the line is another than the series. Raises like a draft's check."""
        checked = await self._series.check(clinic_id, draft)
        people = (await self._series.open(clinic_id, before.id)).people
        differ = [
            COLUMNS.get(name, name)
            for name in (
                *("program_id", "track_id", "site_id", "kind", "title", "topic", "service_code", "at", "minutes"),
                *("break_minutes", "setting", "expects", "guests"),
            )
            if getattr(draft, name) != getattr(before, name)
        ]
        differ += [
            name
            for name, one, other in (
                ("days", checked.rule, before.rule),
                ("last_on", checked.last_on, before.last_on),
                ("facilitators", {*draft.facilitators}, {one.person_id for one in people if one.role == "facilitator"}),
                ("clients", {*draft.clients}, {one.person_id for one in people if one.role == "client"}),
            )
            if one != other
        ]
        return list(dict.fromkeys(differ))


@dataclass(frozen=True)
class _Work:
    """What every line of one file is looked up in."""

    login: LoginSession
    programs: Mapping[str, str]
    tracks: Mapping[tuple[str, str], str]
    sites: Mapping[str, str]
    site_of: Mapping[str, str | None]
    staff: Mapping[str, str]
    clients: Mapping[str, str]
    names: Mapping[str, str]
    meant: str
    now: datetime

    def draft(self, line: SeriesLine) -> SeriesDraft:
        """Raises Invalid for what there is not."""
        program = _found("program", line.program, self.programs)
        site = _found("site", line.site, self.sites)
        if line.track is not None and (program or "", line.track.casefold()) not in self.tracks:
            raise _wrong("track", "the program has no track of this name")
        return SeriesDraft(
            program_id=program,
            track_id=self.tracks[program or "", line.track.casefold()] if line.track is not None else None,
            site_id=site if site is not None else self.site_of.get(program or ""),
            kind=line.kind,
            title=line.title,
            topic=line.topic,
            service_code=line.service_code,
            rule=line.rule,
            first_on=line.first_on,
            last_on=line.last_on,
            at=line.at,
            minutes=line.minutes,
            break_minutes=line.break_minutes,
            facilitators=_all("facilitators", [one.lower() for one in line.facilitators], self.staff),
            expects="named" if line.clients or program is None else "enrolled",
            clients=_all("clients", line.clients, self.clients),
            setting=line.setting,
            guests=line.guests,
            reference=line.reference,
        )


def _found(column: str, name: str | None, of: Mapping[str, str]) -> str | None:
    if name is not None and name.casefold() not in of:
        raise _wrong(column, f"there is no {column} of this name")
    return of[name.casefold()] if name is not None else None


def _all(column: str, wanted: Sequence[str], of: Mapping[str, str]) -> list[str]:
    unknown = [str(at + 1) for at, one in enumerate(wanted) if one not in of]
    if unknown:
        raise _wrong(column, f"nobody is known by number {', '.join(unknown)} of those that stand there")
    return [of[one] for one in wanted]


def _words(finding: Finding, names: Mapping[str, str]) -> tuple[str, str]:
    who = names.get(finding.person_id or "", "somebody")
    days = len(finding.days)
    often = f"on {finding.days[0]}" if days == 1 else f"on {days} days from {finding.days[0]}"
    return {
        "no_facilitator": ("facilitators", "nobody runs it"),
        "nobody_expected": ("clients", "nobody is expected at it"),
        "elsewhere": ("starts_at", f"{who} is at “{finding.other}” at the time, {often}"),
        "holiday": ("first_on", f"is a holiday: {finding.other}"),
        "licence": ("facilitators", f"{who} has no licence in {' or '.join(finding.states)} {often}"),
        "over_cap": ("clients", f"{finding.expected} are expected where the cap is {finding.cap}"),
    }[finding.against]


def _wrong(column: str, words: str) -> Invalid:
    return Invalid("The series cannot be so.", [(column, words)])
