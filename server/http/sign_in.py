"""/api/login, /api/join, /api/logout, /api/me."""

from typing import Literal

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from server.http import security
from server.http.models.sign_in import ClinicInfo, Join, Joined, Login, Me
from server.http.view import ApiView, answer, no_content
from server.services.access.logins import LoginSession
from server.services.errors import Unauthenticated
from server.services.people import Clinic, Person


def clinic_info(clinic: Clinic) -> ClinicInfo:
    return ClinicInfo(id=clinic.id, name=clinic.name, phone=clinic.phone, time_zone=clinic.time_zone)


class LoginView(ApiView):
    access = "anyone"

    async def post(self, body: Login) -> r200[Me]:
        """Staff sign in. 401 and 429 are alike for accounts that exist and those that do not."""
        login, token = await self.services.sign_in(body.email, body.password, self.address, self.now)
        response = answer(await _me(self, login))
        lasts = int((login.expires_at - login.created_at).total_seconds())
        security.set_cookie(response, security.COOKIE, token, self.context.secure, max_age=lasts)
        return response


class JoinView(ApiView):
    access = "anyone"

    async def post(self, body: Join) -> r200[Joined]:
        """A client's link and PIN open the one session that the link is for. The cookie goes with the browser."""
        login, token = await self.services.join_links.join(body.token, body.pin, self.address, self.now)
        response = answer(await joined(self, login, await self.services.home.opens(login, self.now)))
        security.set_cookie(response, security.COOKIE, token, self.context.secure)
        return response


class LogoutView(ApiView):
    access = "anyone"

    async def post(self) -> r204:
        """End this login session; its open sockets close. Nothing happens when nobody is signed in."""
        login = self.request.get(security.LOGIN)
        if login is not None:
            await self.services.logins.end(login.id, self.now)
        response = no_content()
        security.drop_cookie(response, security.COOKIE, self.context.secure)
        return response


class MeView(ApiView):
    access = "anyone"

    async def get(self) -> r200[Me] | r204:
        """Who is signed in, and at which clinic. 204 when nobody is: the pages ask before they know."""
        login = self.request.get(security.LOGIN)
        return no_content() if login is None else answer(await _me(self, login))


async def joined(view: ApiView, login: LoginSession, opens: Literal["session", "home"]) -> Joined:
    clinic, person = await _who(view, login)
    return Joined(
        session_id=login.session_id or "",
        name=person.chosen_name,
        clinic=clinic_info(clinic),
        opens=opens,
        tab=view.services.join_links.tab_key(login.link_id or ""),
    )


async def _who(view: ApiView, login: LoginSession) -> tuple[Clinic, Person]:
    clinic = await view.services.people.clinic(login.clinic_id)
    person = await view.services.people.person(login.clinic_id, login.person_id)
    if clinic is None or person is None:
        raise Unauthenticated("Please sign in.")
    return clinic, person


async def _me(view: ApiView, login: LoginSession) -> Me:
    clinic, person = await _who(view, login)
    return Me(
        person_id=person.id,
        role=login.role,
        name=person.chosen_name,
        clinic=clinic_info(clinic),
        session_id=login.session_id,
        expires_at=login.expires_at,
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/login", LoginView),
        web.view("/api/join", JoinView),
        web.view(security.LOGOUT, LogoutView),
        web.view("/api/me", MeView),
    ]
