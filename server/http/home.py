"""/api/me/home: a client's own page behind their PIN."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from server.http import security
from server.http.models import home as models
from server.http.models.common import Id
from server.http.models.sign_in import Joined
from server.http.sign_in import joined
from server.http.view import ApiView, answer
from server.services.clients.home import Appointment
from server.services.people import Clinic


class HomeView(ApiView):
    access = "client"

    async def get(self) -> r200[models.Home]:
        """One's own week, hours and consents. Of the sessions those may be joined whose links would open now."""
        found = await self.services.home.of(self.login, self.now)
        clinic, week = found.clinic, found.week
        return answer(
            models.Home(
                name=found.person.chosen_name,
                clinic=clinic.name,
                phone=clinic.phone,
                time_zone=clinic.time_zone,
                week_starts_on=week.starts_on,
                week_ends_on=week.ends_on,
                counted_minutes=week.counting.countable_ms / 60_000,
                planned_minutes=week.planned_ms / 60_000,
                next=_session(found.next, clinic) if found.next else None,
                others=[_session(one, clinic) for one in found.others],
                asked=models.HomeAsked(at_random=found.asked.at_random, days=list(found.asked.days))
                if found.asked
                else None,
                consents=[
                    models.HomeConsent(
                        recipient=one.recipient,
                        purpose=one.purpose,
                        given_on=one.on(clinic.time_zone).given_on,
                        expires_on=one.expires_on,
                    )
                    for one in found.consents
                ],
            )
        )


class JoinAnotherView(ApiView):
    access = "client"

    async def post(self, session: Id, /) -> r200[Joined]:
        """Another of one's own sessions, whose link would open now: the cookie is for that one from here on. 404 where
        one is not expected, 410 when its link was ended, 401 before it opens."""
        login, token = await self.services.join_links.join_another(self.login, session, self.now)
        response = answer(await joined(self, login, "session"))
        security.set_cookie(response, security.COOKIE, token, self.context.secure)
        return response


def _session(one: Appointment, clinic: Clinic) -> models.HomeSession:
    session = one.session
    return models.HomeSession(
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone or clinic.time_zone,
        setting=session.setting,
        state="excused" if one.excused and not session.is_over else session.status,
        join=session.id if one.joins else None,
    )


def routes() -> list[web.RouteDef]:
    return [web.view("/api/me/home", HomeView), web.view("/api/me/sessions/{session}/join", JoinAnotherView)]
