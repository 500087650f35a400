"""/api/schedule/series/…/split: one group becomes two from a day on."""

from typing import Annotated

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201
from pydantic import Field

from server.http.models import splitting as models
from server.http.models.common import Id
from server.http.models.programs import Day
from server.http.schedule import preview_of, saved_of
from server.http.view import ApiView, answer
from server.services.schedule.splitting import Half


class SplitView(ApiView):
    access = "admin"

    async def get(
        self,
        series: Id,
        /,
        from_on: Annotated[Day | None, Field(description="Default: today; the next day on which it meets")] = None,
        facilitator: Annotated[Id | None, Field(description="Who runs the second group, so far as it is known")] = None,
    ) -> r200[models.SplitOffer]:
        """Whom there is to divide, and how it would be done evenly with nobody beside whom they are kept apart from."""
        staff = [facilitator] if facilitator is not None else []
        found = await self.services.splitting.offer(self.login.clinic_id, series, from_on, staff, self.now)
        return answer(
            models.SplitOffer(
                from_on=found.from_on,
                version=found.series.version,
                title=found.series.title,
                at=found.series.at,
                facilitators=list(found.facilitators),
                clients=[
                    models.DividedClient(
                        person_id=one.id,
                        name=one.legal_name,
                        record_number=one.record_number,
                        second=one.id in found.second,
                    )
                    for one in found.clients
                ],
            )
        )

    async def post(self, series: Id, /, body: models.SplitRequest) -> r201[models.SplitSaved]:
        """The series goes on as the first, and the second begins. 409 as with a change, and when those who are expected
        are not those who were divided."""
        halves = _half(body.first), _half(body.second)
        first, second = await self.services.splitting.split(
            self.login, series, body.version, body.from_on, halves, body.override, self.now
        )
        return answer(models.SplitSaved(first=saved_of(first), second=saved_of(second)), status=201)


class SplitPreviewView(ApiView):
    access = "admin"

    async def post(self, series: Id, /, body: models.SplitPreviewRequest) -> r200[models.SplitPreview]:
        """What saving would do to either, and what stands against it. Nothing is written."""
        halves = _half(body.first), _half(body.second)
        clinic_id = self.login.clinic_id
        found = await self.services.splitting.preview(clinic_id, series, body.from_on, halves, self.now)
        return answer(
            models.SplitPreview(first=await preview_of(self, found.first), second=await preview_of(self, found.second))
        )


def _half(body: models.Half) -> Half:
    return Half(body.title, body.at, body.facilitators, body.clients)


def routes() -> list[web.RouteDef]:
    split = "/api/schedule/series/{series}/split"
    return [web.view(split, SplitView), web.view(f"{split}/preview", SplitPreviewView)]
