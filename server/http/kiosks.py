"""/api/kiosks for admins, /api/kiosk for the tablet itself."""

from datetime import datetime

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.http import security
from server.http.models import kiosks as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.sessions.kiosks import Kiosk

DEVICE_COOKIE_S = 400 * 86_400
"""A year and a bit, the longest that browsers keep a cookie; revoking does not wait for it."""


class KiosksView(ApiView):
    access = "admin"

    async def get(self) -> r200[list[models.Kiosk]]:
        """The clinic's kiosks, newest first."""
        found = await self.services.kiosks.of_clinic(self.login.clinic_id)
        return answer_list([_kiosk(kiosk, self.now) for kiosk in found])

    async def post(self, body: models.KioskRequest) -> r201[models.KioskCode]:
        """A new kiosk and the one-time code for its tablet."""
        kiosk, code = await self.services.kiosks.add(self.login.clinic_id, body.name, self.login.person_id, self.now)
        return answer(
            models.KioskCode(kiosk=_kiosk(kiosk, self.now), code=code, expires_at=kiosk.code_expires_at), status=201
        )


class KioskView(ApiView):
    access = "admin"

    async def delete(self, kiosk: Id, /) -> r204:
        """The tablet is a kiosk no more, at once."""
        await self.services.kiosks.revoke(self.login.clinic_id, kiosk, self.login.person_id, self.now)
        return no_content()


class ThisKioskView(ApiView):
    access = "anyone"

    async def get(self) -> r200[models.KioskState]:
        """Whether this browser is a kiosk, and of which clinic."""
        return answer(await _state(self, await self.find_kiosk()))


class EnrolView(ApiView):
    access = "anyone"

    async def post(self, body: models.Enrol) -> r200[models.KioskState]:
        """Make this browser a kiosk. Whoever was signed in on it is signed out."""
        kiosk, token = await self.services.kiosks.enrol(body.code, self.address, self.now)
        login = self.request.get(security.LOGIN)
        if login is not None:
            await self.services.logins.end(login.id, self.now)
        response = answer(await _state(self, kiosk))
        security.drop_cookie(response, security.COOKIE, self.context.secure)
        security.set_cookie(response, security.KIOSK_COOKIE, token, self.context.secure, max_age=DEVICE_COOKIE_S)
        return response


class ScanView(ApiView):
    access = "kiosk"

    async def post(self, body: models.Scan) -> r200[models.Scanned]:
        """Check in or out by personal code. The answer is the same for everybody."""
        await self.services.kiosks.scan(self.kiosk, body.code, body.action, self.now)
        message = "You are checked in. Welcome." if body.action == "check_in" else "You are checked out. Take care."
        return answer(models.Scanned(message=message))


async def _state(view: ApiView, kiosk: Kiosk | None) -> models.KioskState:
    clinic = await view.services.people.clinic(kiosk.clinic_id) if kiosk else None
    return models.KioskState(
        enrolled=clinic is not None, clinic=clinic.name if clinic else None, phone=clinic.phone if clinic else None
    )


def _kiosk(kiosk: Kiosk, now: datetime) -> models.Kiosk:
    if kiosk.revoked_at is not None:
        status = "revoked"
    elif kiosk.enrolled_at is not None:
        status = "enrolled"
    else:
        status = "waiting" if now < kiosk.code_expires_at else "expired"
    return models.Kiosk.model_validate(
        {
            "id": kiosk.id,
            "name": kiosk.name,
            "status": status,
            "created_at": kiosk.created_at,
            "enrolled_at": kiosk.enrolled_at,
        }
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/kiosks", KiosksView),
        web.view("/api/kiosks/{kiosk}", KioskView),
        web.view("/api/kiosk", ThisKioskView),
        web.view("/api/kiosk/enrol", EnrolView),
        web.view("/api/kiosk/scan", ScanView),
    ]
