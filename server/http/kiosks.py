"""/api/kiosks for admins, /api/kiosk for the tablet itself."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.domain.attendance.late_clock import Contact, Reading
from server.domain.instants import to_ms
from server.http import security
from server.http.models import kiosks as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.errors import Invalid
from server.services.people import Person
from server.services.sessions.kiosks import Kiosk
from server.services.sessions.late_entries import LateEntry, Sealed

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
        sites = {one.id for one in await self.services.sites.all(self.login.clinic_id)}
        if body.site is not None and body.site not in sites:
            raise Invalid("This site is not known.", [("body.site", "is not known")])
        kiosk, code = await self.services.kiosks.add(
            self.login.clinic_id, body.name, self.login.person_id, self.now, body.kind, body.site
        )
        return answer(
            models.KioskCode(kiosk=_kiosk(kiosk, self.now), code=code, expires_at=kiosk.code_expires_at), status=201
        )


class KioskView(ApiView):
    access = "admin"

    async def delete(self, kiosk: Id, /) -> r204:
        """The tablet or room is a device no more, at once."""
        found = [one for one in await self.services.kiosks.of_clinic(self.login.clinic_id) if one.id == kiosk]
        await self.services.kiosks.revoke(self.login.clinic_id, kiosk, self.login.person_id, self.now)
        for device in found:
            self.services.room_devices.gone(device)
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
        await self.services.kiosks.scan(self.kiosk, body.code, body.action, self.now, body.entry)
        message = "You are checked in. Welcome." if body.action == "check_in" else "You are checked out. Take care."
        return answer(models.Scanned(message=message))


class EntriesView(ApiView):
    access = "kiosk"

    async def post(self, body: models.Delivery) -> r200[models.Delivered]:
        """What the tablet took while it could not reach us; each counts once, however often it comes."""
        contact = Contact(
            Reading(body.contact.run, body.contact.ticks, body.contact.wall), body.contact.server, body.contact.error
        )
        sealed = [Sealed(one.id, one.sealed) for one in body.entries]
        await self.services.late_entries.deliver(self.kiosk, contact, sealed, self.now)
        return answer(models.Delivered(entries=[one.id for one in body.entries]))


class LateEntriesView(ApiView):
    access = "staff"

    async def get(self) -> r200[list[models.LateEntry]]:
        """What tablets took while they were offline and nobody was credited with, for staff to look at."""
        clinic = self.login.clinic_id
        found = await self.services.late_entries.to_look_at(clinic, self.now)
        if not found:
            return answer_list([])
        names = {one.id: one.name for one in await self.services.kiosks.of_clinic(clinic)}
        whose = {one.person_id for one in found if one.person_id is not None} if self.login.role == "admin" else set()
        people = await self.services.people.persons(clinic, whose)
        return answer_list([_late(one, names, people) for one in found])


class LateEntryView(ApiView):
    access = "staff"

    async def delete(self, entry: Id, /) -> r204:
        """Staff have looked at it and done what was to be done. It stays on record."""
        await self.services.late_entries.settle(self.login.clinic_id, entry, self.login.person_id, self.now)
        return no_content()


async def _state(view: ApiView, kiosk: Kiosk | None) -> models.KioskState:
    clinic = await view.services.people.clinic(kiosk.clinic_id) if kiosk else None
    return models.KioskState(
        enrolled=clinic is not None,
        clinic=clinic.name if clinic else None,
        phone=clinic.phone if clinic else None,
        id=kiosk.id if kiosk else None,
        kind=kiosk.kind if kiosk else "door",
        name=kiosk.name if kiosk else None,
        seal_key=b64encode(view.services.seal_key).decode() if kiosk else None,
        now=to_ms(view.now),
    )


def _late(entry: LateEntry, kiosks: Mapping[str, str], people: Mapping[str, Person]) -> models.LateEntry:
    person = people.get(entry.person_id or "")
    return models.LateEntry.model_validate(
        {
            "id": entry.id,
            "kiosk": kiosks.get(entry.kiosk_id, ""),
            "action": entry.action,
            "observed_at": entry.observed_at,
            "error_seconds": -(-entry.error_ms // 1000),
            "recorded_at": entry.recorded_at,
            "reason": entry.outcome,
            "person": person.legal_name if person else None,
        }
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
            "kind": kiosk.kind,
        }
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/kiosks", KiosksView),
        web.view("/api/kiosks/{kiosk}", KioskView),
        web.view("/api/kiosk", ThisKioskView),
        web.view("/api/kiosk/enrol", EnrolView),
        web.view("/api/kiosk/scan", ScanView),
        web.view("/api/kiosk/entries", EntriesView),
        web.view("/api/kiosk-entries", LateEntriesView),
        web.view("/api/kiosk-entries/{entry}", LateEntryView),
    ]
