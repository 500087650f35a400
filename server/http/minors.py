"""/api/clients/{client}/minor, /api/consent-ages: guardians, consents to treatment, and what the law of a state is."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.domain.minors.age import comes_of_age_on
from server.domain.minors.states import Ages
from server.http.models import minors as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.minors.guardians import GuardianDraft, Standing, StoredTreatmentConsent, Told, TreatmentDraft


class MinorView(ApiView):
    access = "staff"

    async def get(self, client: Id, /) -> r200[models.Minor]:
        """Whether they are a minor today, their guardians, and who consented to their treatment."""
        return answer(_standing(await self.services.guardians.standing(self.login, client, self.now)))


class GuardiansView(ApiView):
    access = "staff"

    async def post(self, client: Id, /, body: models.GuardianRequest) -> r201[models.Minor]:
        """A person apart, who is told nothing by being added."""
        await self.services.guardians.add(self.login, client, GuardianDraft(**body.model_dump()), self.now)
        return answer(_standing(await self.services.guardians.standing(self.login, client, self.now)), status=201)


class GuardianView(ApiView):
    access = "staff"

    async def delete(self, client: Id, guardian: Id, /) -> r204:
        """Their authority has ended. What was recorded stays."""
        await self.services.guardians.end(self.login, client, guardian, self.now)
        return no_content()


class TreatmentConsentsView(ApiView):
    access = "staff"

    async def post(self, client: Id, /, body: models.TreatmentConsentRequest) -> r201[models.Minor]:
        """Record what a signed form says. 422 where the client alone has signed and may not."""
        await self.services.guardians.consent(self.login, client, TreatmentDraft(**body.model_dump()), self.now)
        return answer(_standing(await self.services.guardians.standing(self.login, client, self.now)), status=201)


class TreatmentConsentView(ApiView):
    access = "staff"

    async def delete(self, client: Id, consent: Id, /) -> r204:
        """It is withdrawn from now on. What was recorded stays."""
        await self.services.guardians.withdraw(self.login, client, consent, self.now)
        return no_content()


class ConsentAgesView(ApiView):
    access = "staff"
    writes = "admin"

    async def get(self) -> r200[list[models.ConsentAge]]:
        """By state; of others nothing is known, and a guardian's consent is needed."""
        found = await self.services.consent_ages.all(self.login.clinic_id)
        return answer_list(
            [
                models.ConsentAge(
                    state=state,
                    substance_use=one.substance_use,
                    mental_health=one.mental_health,
                    source=one.source,
                    own=own,
                )
                for state, one, own in found
            ]
        )

    async def put(self, body: models.ConsentAgeRequest) -> r204:
        """The clinic's own, in the place of what is shipped."""
        ages = Ages(body.substance_use, body.mental_health, body.source)
        await self.services.consent_ages.change(self.login, body.state, ages, self.now)
        return no_content()


def _standing(found: Standing) -> models.Minor:
    born = found.person.date_of_birth
    return models.Minor(
        minor=found.minor,
        of_age_on=comes_of_age_on(born) if born is not None else None,
        guardians=[_guardian(one) for one in found.guardians],
        treatment=[_treatment(one) for one in found.treatment],
    )


def _guardian(told: Told) -> models.Guardian:
    said = {name: getattr(told.guardian, name) for name in models.Guardian.model_fields if hasattr(told.guardian, name)}
    return models.Guardian(**said, holds=told.holds, may_be_told=told.may_be_told)


def _treatment(one: StoredTreatmentConsent) -> models.TreatmentConsent:
    said = {name: getattr(one, name) for name in models.TreatmentConsent.model_fields if hasattr(one, name)}
    return models.TreatmentConsent(**said, live=one.withdrawn_at is None)


def routes() -> list[web.RouteDef]:
    client = "/api/clients/{client}"
    return [
        web.view(f"{client}/minor", MinorView),
        web.view(f"{client}/guardians", GuardiansView),
        web.view(f"{client}/guardians/{{guardian}}", GuardianView),
        web.view(f"{client}/treatment-consents", TreatmentConsentsView),
        web.view(f"{client}/treatment-consents/{{consent}}", TreatmentConsentView),
        web.view("/api/consent-ages", ConsentAgesView),
    ]
