"""/api/clients/…: a client's consents, and the account of where their records went."""

from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.http.attendance import AttendanceView
from server.http.models import exports as models
from server.http.models.common import Id
from server.http.view import answer, answer_list, no_content
from server.services.disclosures.consents import Consent, Given
from server.services.disclosures.disclosures import Accounted
from server.services.people import Clinic


class ConsentsView(AttendanceView):
    access = "staff"

    async def get(self, client: Id, /) -> r200[list[models.Consent]]:
        """Newest first, also those that hold no more."""
        _, found = await self.services.consents.of_client(self.login, client, self.now)
        clinic = await self.clinic()
        return answer_list([self.told(one, clinic) for one in found])

    async def post(self, client: Id, /, body: models.ConsentRequest) -> r201[models.Consent]:
        """Record what a signed form says."""
        given = Given(body.recipient, body.purpose, body.version, body.given_on, body.expires_on)
        consent = await self.services.consents.record(self.login, client, given, self.now)
        return answer(self.told(consent, await self.clinic()), status=201)

    def told(self, consent: Consent, clinic: Clinic) -> models.Consent:
        on = consent.on(clinic.time_zone)
        refused = on.refusal(self.now.astimezone(ZoneInfo(clinic.time_zone)).date()) is not None
        state = "withdrawn" if on.withdrawn_on else "expired" if refused else "live"
        return models.Consent.model_validate(
            {
                "id": consent.id,
                "recipient": consent.recipient,
                "purpose": consent.purpose,
                "version": consent.version,
                "given_on": on.given_on,
                "expires_on": consent.expires_on,
                "withdrawn_on": on.withdrawn_on,
                "state": state,
            }
        )


class ConsentView(AttendanceView):
    access = "staff"

    async def delete(self, client: Id, consent: Id, /) -> r204:
        """The client withdraws it: nothing is disclosed by it from now on."""
        await self.services.consents.withdraw(self.login, client, consent, self.now)
        return no_content()


class DisclosuresView(AttendanceView):
    access = "staff"

    async def get(self, client: Id, /) -> r200[list[models.Disclosure]]:
        """Where the client's records went in the last three years, newest first; for admins."""
        _, found = await self.services.accounting.of_client(self.login, client, self.now)
        return answer_list([_accounted(one) for one in found])


def _accounted(one: Accounted) -> models.Disclosure:
    made = one.disclosure
    return models.Disclosure.model_validate(
        {
            "id": made.id,
            "at": made.at,
            "made_by": one.made_by.legal_name if one.made_by else "",
            "format": made.format.value,
            "basis": made.basis.value,
            "recipient": made.recipient,
            "affiliation": made.affiliation,
            "purpose": made.purpose,
            "particulars": made.particulars,
            "first": made.from_on,
            "last": made.to_on,
            "records": one.records,
            "complete": one.end.complete if one.end else None,
        }
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/clients/{client}/consents", ConsentsView),
        web.view("/api/clients/{client}/consents/{consent}", ConsentView),
        web.view("/api/clients/{client}/disclosures", DisclosuresView),
    ]
