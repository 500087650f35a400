"""/api/clients/{client}/assessments: whether care from a distance suits them, as staff judged it."""

from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201

from server.domain.assessment.findings import TOPICS, Asked, Findings
from server.domain.enrollment.transitions import Place
from server.http.models import assessments as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list
from server.services.clients.assessments import Admission, Assessment
from server.services.clients.enrollments import Confirmed
from server.services.errors import NotFound

FINDINGS = ("contact_name", "contact_relation", "contact_phone", "suitability", "reason")


class AssessmentsView(ApiView):
    access = "staff"

    async def get(self, client: Id, /) -> r200[list[models.Assessment]]:
        """All versions, newest first."""
        found, staff = await self.services.assessments.of_client(self.login, client, self.now)
        zone = await self._zone()
        return answer_list([_told(one, staff[one.made_by].legal_name, zone) for one in found])

    async def post(self, client: Id, /, body: models.AssessmentRequest) -> r201[models.Assessment]:
        """Another version; with `enrollment` it ends in one. 409 when there is a newer one than was seen. 422
        `unconfirmed`: repeat it with the warnings that are meant, and a reason."""
        asked: dict[str, Any] = {topic: Asked(**getattr(body, topic).model_dump()) for topic in TOPICS}
        findings = Findings(**asked, **{name: getattr(body, name) for name in FINDINGS})
        wish = body.enrollment
        admission = None
        if wish is not None:
            place = Place(wish.program_id, wish.track_id, wish.weekly_hours)
            admission = Admission(place, wish.starts_on, Confirmed(tuple(wish.confirmed), wish.reason))
        made = await self.services.assessments.record(
            self.login, client, findings, body.seen, body.session, admission, self.now
        )
        by = await self.services.people.person(self.login.clinic_id, made.made_by)
        return answer(_told(made, by.legal_name if by else "", await self._zone()), status=201)

    async def _zone(self) -> ZoneInfo:
        clinic = await self.services.people.clinic(self.login.clinic_id)
        if clinic is None:
            raise NotFound
        return ZoneInfo(clinic.time_zone)


def _told(one: Assessment, by: str, zone: ZoneInfo) -> models.Assessment:
    return models.Assessment(
        id=one.id,
        version=one.version,
        session=one.session_id,
        **{topic: models.AskedThen(yes=a.yes, alone=a.alone, note=a.note) for topic, a in one.findings.asked.items()},
        **{name: getattr(one.findings, name) for name in FINDINGS},
        enrollment_id=one.enrollment_id,
        made_by=by,
        made_at=one.made_at,
        made_on=one.made_at.astimezone(zone).date(),
    )


def routes() -> list[web.RouteDef]:
    return [web.view("/api/clients/{client}/assessments", AssessmentsView)]
