"""/api/on-call: who is paged when somebody needs help."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from server.http.models import on_call as models
from server.http.models.common import Id
from server.http.models.schedule import Named, SiteChoice
from server.http.view import ApiView, answer, no_content
from server.services.errors import NotFound
from server.services.help.on_call import Gap, ShiftDraft


class OnCallView(ApiView):
    access = "staff"
    writes = "admin"

    async def get(self) -> r200[models.OnCallPlan]:
        """Who is on call now and in the coming weeks, and for which sessions nobody is."""
        clinic = await self.services.people.clinic(self.login.clinic_id)
        if clinic is None:
            raise NotFound
        page = await self.services.on_call.page(self.login, self.now)
        sites = {
            one.id: SiteChoice(id=one.id, name=one.name, time_zone=one.time_zone)
            for one in await self.services.sites.all(clinic.id)
        }
        whose = await self.services.people.persons(clinic.id, {one.person_id for one in page.shifts})
        shifts = [
            models.OnCallShift(
                id=one.id,
                person=Named(id=one.person_id, name=whose[one.person_id].chosen_name),
                site=sites[one.site_id] if one.site_id else None,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                now=one.id in page.now,
                overlaps=one.id in page.overlapping,
                mine=one.person_id == self.login.person_id,
            )
            for one in page.shifts
        ]
        return answer(
            models.OnCallPlan(
                shifts=shifts,
                gaps=[_gap(one, clinic.time_zone) for one in page.gaps],
                people=[Named(id=one.id, name=one.chosen_name) for one in page.people],
                sites=list(sites.values()),
            )
        )

    async def post(self, body: models.OnCallRequest) -> r204:
        """One shift more, or one a week. 409 when the same person is on call then already."""
        await self.services.on_call.add(self.login, ShiftDraft(**body.model_dump()), self.now)
        return no_content()


class ShiftView(ApiView):
    access = "admin"

    async def delete(self, shift: Id, /) -> r204:
        """Take a shift away; one that has begun ends now."""
        await self.services.on_call.remove(self.login, shift, self.now)
        return no_content()


class HandOverView(ApiView):
    access = "staff"

    async def post(self, shift: Id, /, body: models.HandOver) -> r204:
        """Somebody else has what is left of the shift: for whose it is, and for admins."""
        await self.services.on_call.hand_over(self.login, shift, body.person_id, self.now)
        return no_content()


def _gap(gap: Gap, time_zone: str) -> models.OnCallGap:
    return models.OnCallGap(
        session=gap.session.id,
        title=gap.session.title,
        time_zone=gap.session.time_zone or time_zone,
        stretches=[models.OnCallStretch(starts_at=start, ends_at=end) for start, end in gap.stretches],
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/on-call", OnCallView),
        web.view("/api/on-call/{shift}", ShiftView),
        web.view("/api/on-call/{shift}/hand-over", HandOverView),
    ]
