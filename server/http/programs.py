"""/api/programs, /api/sites, /api/holidays: what the clinic offers, and where."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.http.models import programs as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.programs.editing import OpenedProgram, OpenedTrack, ProgramDraft, TrackDraft
from server.services.programs.programs import Holiday, Site
from server.services.programs.sites import SiteDraft


class ProgramsView(ApiView):
    access = "staff"
    writes = "admin"

    async def get(self) -> r200[models.Programs]:
        """The clinic's programs, and what they can be made of."""
        clinic, now = self.login.clinic_id, self.now
        return answer(
            models.Programs(
                programs=[_program(one) for one in await self.services.programs.all(clinic, now)],
                levels=[models.Level(**vars(one)) for one in await self.services.programs.levels(clinic, now)],
                sites=[_site(one) for one in await self.services.sites.all(clinic)],
            )
        )

    async def post(self, body: models.ProgramRequest) -> r201[models.ProgramDetail]:
        """One more. 409 when an open one is called so."""
        made = await self.services.programs.add(self.login, _draft(body), self.now)
        return answer(_program(made), status=201)


class ProgramView(ApiView):
    access = "admin"

    async def put(self, program: Id, /, body: models.ProgramRequest) -> r200[models.ProgramDetail]:
        """Change, close or open it. 409 when people are in one that is to be closed."""
        return answer(_program(await self.services.programs.change(self.login, program, _draft(body), self.now)))


class TracksView(ApiView):
    access = "admin"

    async def post(self, program: Id, /, body: models.TrackRequest) -> r201[models.Track]:
        """One more track of that program."""
        draft = TrackDraft(**body.model_dump())
        track = await self.services.programs.add_track(self.login, program, draft, self.now)
        return answer(_track(OpenedTrack(track, 0)), status=201)


class TrackView(ApiView):
    access = "admin"

    async def put(self, program: Id, track: Id, /, body: models.TrackRequest) -> r204:
        """Rename, close or open it."""
        draft = TrackDraft(**body.model_dump())
        await self.services.programs.change_track(self.login, program, track, draft, self.now)
        return no_content()


class SitesView(ApiView):
    access = "staff"
    writes = "admin"

    async def get(self) -> r200[list[models.Site]]:
        """By name, closed ones last."""
        return answer_list([_site(one) for one in await self.services.sites.all(self.login.clinic_id)])

    async def post(self, body: models.SiteRequest) -> r201[models.Site]:
        """One more."""
        made = await self.services.sites.add(self.login, SiteDraft(**body.model_dump()), self.now)
        return answer(_site(made), status=201)


class SiteView(ApiView):
    access = "admin"

    async def put(self, site: Id, /, body: models.SiteRequest) -> r200[models.Site]:
        """Change, close or open it."""
        return answer(
            _site(await self.services.sites.change(self.login, site, SiteDraft(**body.model_dump()), self.now))
        )


class HolidaysView(ApiView):
    access = "staff"
    writes = "admin"

    async def get(self) -> r200[list[models.Holiday]]:
        """From the first of this year on, by day."""
        return answer_list(
            [_holiday(one) for one in await self.services.sites.holidays(self.login.clinic_id, self.now)]
        )

    async def post(self, body: models.HolidayRequest) -> r201[models.Holiday]:
        """Nothing is planned on that day from now on."""
        made = await self.services.sites.add_holiday(self.login, body.day, body.name, body.site_id, self.now)
        return answer(_holiday(made), status=201)


class HolidayView(ApiView):
    access = "admin"

    async def delete(self, holiday: Id, /) -> r204:
        """An ordinary day again."""
        await self.services.sites.remove_holiday(self.login, holiday, self.now)
        return no_content()


def _draft(body: models.ProgramRequest) -> ProgramDraft:
    return ProgramDraft(**body.model_dump())


def _program(one: OpenedProgram) -> models.ProgramDetail:
    program = one.program
    return models.ProgramDetail(
        id=program.id,
        name=program.name,
        level_of_care=program.level_of_care,
        weekly_hours=program.weekly_hours,
        site_id=program.site_id,
        weeks=program.weeks,
        states=list(program.states),
        least_age=program.least_age,
        most_age=program.most_age,
        tracks=[_track(each) for each in one.tracks],
        enrolled=one.enrolled,
        closed=program.closed_at is not None,
    )


def _track(one: OpenedTrack) -> models.Track:
    track = one.track
    return models.Track(
        id=track.id,
        name=track.name,
        part_of_day=track.part_of_day,
        least_age=track.least_age,
        most_age=track.most_age,
        enrolled=one.enrolled,
        closed=track.closed_at is not None,
    )


def _site(site: Site) -> models.Site:
    return models.Site(
        id=site.id,
        name=site.name,
        address=site.address,
        phone=site.phone,
        time_zone=site.time_zone,
        closed=site.closed_at is not None,
    )


def _holiday(holiday: Holiday) -> models.Holiday:
    return models.Holiday(id=holiday.id, day=holiday.day, name=holiday.name, site_id=holiday.site_id)


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/programs", ProgramsView),
        web.view("/api/programs/{program}", ProgramView),
        web.view("/api/programs/{program}/tracks", TracksView),
        web.view("/api/programs/{program}/tracks/{track}", TrackView),
        web.view("/api/sites", SitesView),
        web.view("/api/sites/{site}", SiteView),
        web.view("/api/holidays", HolidaysView),
        web.view("/api/holidays/{holiday}", HolidayView),
    ]
