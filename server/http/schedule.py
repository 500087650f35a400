"""/api/schedule: the calendar, series of sessions, and changes of one session."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201
from pydantic import Field

from server.domain.schedule.planning import Meeting
from server.http.calendar import From, To, days
from server.http.models import schedule as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list
from server.services.errors import Invalid, NotFound
from server.services.people import Person
from server.services.schedule import one_session, planning
from server.services.schedule.calendar import Entry, Page
from server.services.schedule.conflicts import Finding
from server.services.schedule.drafts import SeriesDraft
from server.services.schedule.making import meets_once
from server.services.schedule.series import Series

MOST_DAYS = 42
"""A month with the rest of its first week and its last."""


class ScheduleView(ApiView):
    access = "staff"

    async def get(
        self,
        from_: From = None,
        to: To = None,
        site: Annotated[Id | None, Field(description="Only what meets there")] = None,
        program: Id | None = None,
        facilitator: Id | None = None,
    ) -> r200[models.CalendarPage]:
        """What meets on some days, six weeks at most: an admin's clinic's, a facilitator's own. Default: a week from
        today."""
        clinic = await self.services.people.clinic(self.login.clinic_id)
        if clinic is None:
            raise NotFound
        first, last = days(clinic, self.now, from_, to, back=0, ahead=6)
        if (last - first).days >= MOST_DAYS:
            raise Invalid("That is too long a time.", [("query.to", f"at most {MOST_DAYS} days in all")])
        page = await self.services.calendar.page(self.login, first, last, self.now)
        wanted = [
            one
            for one in page.entries
            if (site is None or one.session.site_id == site)
            and (program is None or one.session.program_id == program)
            and (facilitator is None or any(who.id == facilitator for who in one.facilitators))
        ]
        return answer(_page(page, wanted))


class ChoicesView(ApiView):
    access = "admin"

    async def get(self) -> r200[models.ScheduleChoices]:
        """What a series can be made of."""
        found = await self.services.calendar.choices(self.login.clinic_id, self.now)
        return answer(
            models.ScheduleChoices(
                programs=[models.ProgramChoice(id=one.id, name=one.name, site=one.site_id) for one in found.programs],
                tracks=[models.TrackChoice(id=one.id, name=one.name, program=one.program_id) for one in found.tracks],
                sites=[models.SiteChoice(id=one.id, name=one.name, time_zone=one.time_zone) for one in found.sites],
                facilitators=[_name(one.id, one.chosen_name) for one in found.facilitators],
                clients=[
                    models.ClientChoice(
                        id=one.id,
                        name=one.chosen_name,
                        legal_name=one.legal_name,
                        record_number=one.record_number,
                    )
                    for one in found.clients
                ],
            )
        )


class SeriesPreviewView(ApiView):
    access = "admin"

    async def post(self, body: models.SeriesPreviewRequest) -> r200[models.SeriesPreview]:
        """What saving a draft would do, and what stands against it. Nothing is written."""
        clinic_id = self.login.clinic_id
        found = await self.services.series.preview(clinic_id, _draft(body.draft), body.follows, self.now)
        return answer(await preview_of(self, found))


class AllSeriesView(ApiView):
    access = "admin"

    async def post(self, body: models.SeriesRequest) -> r201[models.SeriesSaved]:
        """A new series, and its sessions of the next weeks. One session alone is one whose first day is its last.
        409 "conflicts" when something stands against it and no reason is given."""
        saved = await self.services.series.add(self.login, _draft(body.draft), body.override, self.now)
        return answer(saved_of(saved), status=201)


class SeriesView(ApiView):
    access = "admin"

    async def get(self, series: Id, /) -> r200[models.Series]:
        """One series, whole."""
        opened = await self.services.series.open(self.login.clinic_id, series)
        return answer(_series(opened))


class SeriesChangesView(ApiView):
    access = "admin"

    async def post(self, series: Id, /, body: models.SeriesChange) -> r201[models.SeriesSaved]:
        """This series ends the day before the draft's first day, and goes on from then as the draft says. 409 when it
        has changed since that version, or as with a new one."""
        saved = await self.services.series.change(
            self.login, series, body.version, _draft(body.draft), body.override, self.now
        )
        return answer(saved_of(saved), status=201)


class SeriesEndView(ApiView):
    access = "admin"

    async def post(self, series: Id, /, body: models.SeriesEnd) -> r200[models.SeriesSaved]:
        """The series meets for the last time on that day; sessions after it are cancelled. 409 as with a change."""
        saved = await self.services.series.end(self.login, series, body.version, body.last_on, self.now)
        return answer(saved_of(saved))


class SessionPlanView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[models.SessionPlan]:
        """One session as it is planned, with its series, and for admins who could run it instead."""
        entry = await self.services.calendar.entry(self.login, session)
        series = entry.session.series_id
        opened = await self.services.series.open(self.login.clinic_id, series) if series is not None else None
        return answer(
            models.SessionPlan(
                **dict(_entry(entry, _name)),
                series=_summary(opened.series) if opened else None,
                series_day=entry.session.series_day,
                substitutes=await self._substitutes(entry),
            )
        )

    async def _substitutes(self, entry: Entry) -> list[models.SubstituteChoice] | None:
        if self.login.role != "admin" or entry.session.status != "planned":
            return None
        found = await self.services.one_session.free_facilitators(entry.session)
        people = await self.services.people.persons(self.login.clinic_id, [who for who, _ in found])
        named = [(people[who], free) for who, free in found if who in people]
        ordered = sorted(named, key=lambda one: (not one[1], one[0].chosen_name))
        return [models.SubstituteChoice(id=who.id, name=who.chosen_name, free=free) for who, free in ordered]


class MovePreviewView(ApiView):
    access = "admin"

    async def post(self, session: Id, /, body: models.MovePreviewRequest) -> r200[list[models.Finding]]:
        """What stands against moving the session there. Nothing is written."""
        found = await self.services.one_session.preview(self.login.clinic_id, session, _move(body), self.now)
        return answer_list(await _findings(self, found))


class MoveView(ApiView):
    access = "admin"

    async def post(self, session: Id, /, body: models.SessionMove) -> r200[models.SessionChanged]:
        """Another day, time, length, title or topic for this one session. 409 when it has changed since it was seen,
        has begun, somebody is in it, or something stands against it and no reason is given."""
        absent = await self.services.one_session.move(
            self.login, session, _seen(body.seen), _move(body), body.override, self.now
        )
        return answer(models.SessionChanged(left_out=len(absent)))


class CancelView(ApiView):
    access = "admin"

    async def post(self, session: Id, /, body: models.SessionCancel) -> r200[models.SessionChanged]:
        """The session is not held. Staff see why; whoever has a link to it is told that it does not take place."""
        await self.services.one_session.cancel(self.login, session, _seen(body.seen), body.reason, self.now)
        return answer(models.SessionChanged(left_out=0))


class RestoreView(ApiView):
    access = "admin"

    async def get(self, session: Id, /) -> r200[list[models.Finding]]:
        """What stands against holding a cancelled session after all."""
        found = await self.services.one_session.preview_of_restoring(self.login.clinic_id, session, self.now)
        return answer_list(await _findings(self, found))

    async def post(self, session: Id, /, body: models.SessionRestore) -> r200[models.SessionChanged]:
        """A cancelled session that is not past is held after all. 409 when it has changed since it was seen, or
        something stands against it and no reason is given."""
        absent = await self.services.one_session.restore(self.login, session, _seen(body.seen), body.override, self.now)
        return answer(models.SessionChanged(left_out=len(absent)))


class SubstituteView(ApiView):
    access = "admin"

    async def post(self, session: Id, /, body: models.SessionSubstitute) -> r200[models.SessionChanged]:
        """Another facilitator for this one session."""
        wish = one_session.Substitute(body.facilitator, body.instead_of)
        absent = await self.services.one_session.substitute(
            self.login, session, _seen(body.seen), wish, body.override, self.now
        )
        return answer(models.SessionChanged(left_out=len(absent)))


async def preview_of(view: ApiView, found: planning.Preview) -> models.SeriesPreview:
    ids = {one for pair in found.apart for one in pair}
    people = await view.services.people.persons(view.login.clinic_id, ids)
    return models.SeriesPreview(
        last_on=found.last_on,
        until=found.until,
        meetings=_planned(found.meetings),
        holidays=[models.LeftOutDay(day=day, holiday=name) for day, name in found.holidays],
        findings=await _findings(view, found.findings),
        apart=[[people[one].chosen_name for one in pair if one in people] for pair in found.apart],
        moved=found.moved,
        dropped=_planned(found.dropped),
        passed_by=_planned(
            Meeting(one.series_day or one.starts_at.date(), one.starts_at, one.ends_at) for one in found.passed_by
        ),
    )


def _page(page: Page, entries: Iterable[Entry]) -> models.CalendarPage:
    named = cache(_name)
    return models.CalendarPage(
        today=page.today,
        time_zone=page.clinic.time_zone,
        sessions=[_entry(one, named) for one in entries],
        holidays=[models.CalendarHoliday(day=one.day, name=one.name, site=one.site_id) for one in page.holidays],
    )


def _entry(entry: Entry, named: Callable[[str, str], models.Named]) -> models.CalendarEntry:
    """`named`: makes names, or finds one made before: a month has the same few again and again."""
    session = entry.session
    return models.CalendarEntry(
        id=session.id,
        series_id=session.series_id,
        kind=session.kind,
        title=session.title,
        topic=session.topic,
        status=session.status,
        day=entry.day,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        program=named(entry.program.id, entry.program.name) if entry.program else None,
        site=named(entry.site.id, entry.site.name) if entry.site else None,
        setting=session.setting,
        facilitators=[named(one.id, one.chosen_name) for one in entry.facilitators],
        expected=entry.expected,
        altered=session.altered,
        cancel_reason=session.cancel_reason,
    )


def _name(id: str, name: str) -> models.Named:
    return models.Named(id=id, name=name)


def _summary(series: Series) -> models.SeriesSummary:
    return models.SeriesSummary(
        id=series.id,
        version=series.version,
        rule=series.rule,
        first_on=series.first_on,
        last_on=series.last_on,
        at=series.at,
        minutes=series.minutes,
        once=meets_once(series),
    )


def _series(opened: planning.Opened) -> models.Series:
    series, people = opened.series, opened.people
    return models.Series(
        **dict(_summary(series)),
        program_id=series.program_id,
        track_id=series.track_id,
        site_id=series.site_id,
        kind=series.kind,
        title=series.title,
        topic=series.topic,
        service_code=series.service_code,
        time_zone=series.time_zone,
        break_minutes=series.break_minutes,
        facilitators=[one.person_id for one in people if one.role == "facilitator"],
        expects=series.expects,
        clients=[one.person_id for one in people if one.role == "client"],
        setting=series.setting,
        guests=series.guests,
        goes_on=opened.goes_on.id if opened.goes_on else None,
    )


def _draft(draft: models.SeriesDraft) -> SeriesDraft:
    return SeriesDraft(**{name: getattr(draft, name) for name in models.SeriesDraft.model_fields})


def _seen(seen: models.Seen) -> one_session.Seen:
    return one_session.Seen(**{name: getattr(seen, name) for name in models.Seen.model_fields})


def _move(body: models.MovePreviewRequest) -> one_session.Move:
    return one_session.Move(body.day, body.at, body.minutes, body.title, body.topic)


def _planned(meetings: Iterable[Meeting]) -> list[models.PlannedDay]:
    return [models.PlannedDay(day=one.day, starts_at=one.starts_at, ends_at=one.ends_at) for one in meetings]


def saved_of(saved: planning.Saved) -> models.SeriesSaved:
    outcome = saved.outcome
    return models.SeriesSaved(
        id=saved.series.id,
        version=saved.series.version,
        made=len(outcome.made),
        changed=len(outcome.changed),
        cancelled=len(outcome.dropped),
        passed_by=len(outcome.passed_by),
        left_out=len(outcome.absentees),
    )


async def _findings(view: ApiView, findings: Sequence[Finding]) -> list[models.Finding]:
    ids = {one.person_id for one in findings if one.person_id is not None}
    people = await view.services.people.persons(view.login.clinic_id, ids)
    return [_finding(one, people) for one in findings]


def _finding(finding: Finding, people: Mapping[str, Person]) -> models.Finding:
    person = people.get(finding.person_id or "")
    return models.Finding(
        against=finding.against,
        days=list[date](finding.days),
        person=person.chosen_name if person else None,
        client=person is not None and person.kind == "client",
        other=finding.other,
        expected=finding.expected,
        cap=finding.cap,
        states=list(finding.states),
    )


def routes() -> list[web.RouteDef]:
    series, session = "/api/schedule/series/{series}", "/api/schedule/sessions/{session}"
    return [
        web.view("/api/schedule", ScheduleView),
        web.view("/api/schedule/choices", ChoicesView),
        web.view("/api/schedule/preview", SeriesPreviewView),
        web.view("/api/schedule/series", AllSeriesView),
        web.view(series, SeriesView),
        web.view(f"{series}/changes", SeriesChangesView),
        web.view(f"{series}/end", SeriesEndView),
        web.view(session, SessionPlanView),
        web.view(f"{session}/move/preview", MovePreviewView),
        web.view(f"{session}/move", MoveView),
        web.view(f"{session}/cancel", CancelView),
        web.view(f"{session}/restore", RestoreView),
        web.view(f"{session}/substitute", SubstituteView),
    ]
