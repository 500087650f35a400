"""/api/auditors for admins, /api/grants for auditors, /api/invitations for who was invited."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.http.attendance import person_model
from server.http.models import auditors as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.access.auditors import Auditor
from server.services.access.grants import AuditorGrant, Wish
from server.services.access.invitations import INVITATION_LASTS
from server.services.people import Person

INVITATION = "/invitation"


class AuditorsView(ApiView):
    access = "admin"

    async def get(self) -> r200[list[models.Auditor]]:
        """The clinic's auditors by name, with what each may read."""
        clinic = self.login.clinic_id
        grants = await self.services.grants.of_clinic(clinic)
        people = await _clients(self, grants)
        return answer_list(
            [
                _auditor(one, [grant for grant in grants if grant.auditor_id == one.person_id], people, self.now)
                for one in await self.services.auditors.of_clinic(clinic, self.now)
            ]
        )

    async def post(self, body: models.AuditorRequest) -> r201[models.Invitation]:
        """A new auditor, who sees nothing yet, and the link by which they set a password. We send no mail."""
        login = self.login
        who, token = await self.services.auditors.add(login.clinic_id, body.name, body.email, login.person_id, self.now)
        return answer(invitation(self, who, token), status=201)


class AuditorView(ApiView):
    access = "admin"

    async def delete(self, auditor: Id, /) -> r204:
        """Disable the account: they are signed out at once, and an open invitation ends."""
        await self.services.auditors.disable(self.login.clinic_id, auditor, self.login.person_id, self.now)
        return no_content()


class InvitationsView(ApiView):
    access = "admin"

    async def post(self, auditor: Id, /) -> r201[models.Invitation]:
        """A new link in the place of earlier ones; a disabled auditor comes back by it."""
        token = await self.services.auditors.invite(self.login.clinic_id, auditor, self.login.person_id, self.now)
        return answer(invitation(self, auditor, token), status=201)


class AuditorGrantsView(ApiView):
    access = "admin"

    async def post(self, auditor: Id, /, body: models.GrantRequest) -> r201[models.Grant]:
        """Let an auditor read the records of these clients on these days, until it expires or is revoked."""
        wish = Wish(body.purpose, body.clients, body.from_on, body.to_on, body.expires_at)
        login = self.login
        grant = await self.services.grants.give(login.clinic_id, auditor, wish, login.person_id, self.now)
        return answer(_grant(grant, await _clients(self, [grant]), self.now), status=201)


class GrantView(ApiView):
    access = "admin"

    async def delete(self, grant: Id, /) -> r204:
        """End a grant at once."""
        await self.services.grants.revoke(self.login.clinic_id, grant, self.login.person_id, self.now)
        return no_content()


class OwnGrantsView(ApiView):
    access = "auditor"

    async def get(self) -> r200[list[models.Grant]]:
        """What one may read at this moment: live grants, newest first."""
        grants = await self.services.grants.live_of(self.login.clinic_id, self.login.person_id, self.now)
        people = await _clients(self, grants)
        return answer_list([_grant(one, people, self.now) for one in grants])


class AcceptView(ApiView):
    access = "anyone"

    async def post(self, body: models.Acceptance) -> r204:
        """Set the password of somebody who was invited, once. 410 for a link that opens nothing (any more)."""
        await self.services.invitations.accept(body.token, body.password, self.address, self.now)
        return no_content()


async def _clients(view: ApiView, grants: Sequence[AuditorGrant]) -> Mapping[str, Person]:
    ids = {client for grant in grants for client in grant.clients or ()}
    return await view.services.people.persons(view.login.clinic_id, ids)


def invitation(view: ApiView, person_id: str, token: str) -> models.Invitation:
    origin = view.context.public_url or f"{view.request.scheme}://{view.request.host}"
    return models.Invitation(
        person_id=person_id, url=f"{origin}{INVITATION}#{token}", expires_at=view.now + INVITATION_LASTS
    )


def _auditor(
    auditor: Auditor, grants: Sequence[AuditorGrant], people: Mapping[str, Person], now: datetime
) -> models.Auditor:
    if auditor.disabled_at is not None:
        state = "disabled"
    elif auditor.joined:
        state = "joined"
    else:
        state = "invited" if auditor.invited_until is not None else "expired"
    return models.Auditor.model_validate(
        {
            "person_id": auditor.person_id,
            "name": auditor.name,
            "email": auditor.email,
            "state": state,
            "grants": [_grant(one, people, now) for one in grants],
        }
    )


def _grant(grant: AuditorGrant, people: Mapping[str, Person], now: datetime) -> models.Grant:
    clients = None
    if grant.clients is not None:
        known = [people[one] for one in grant.clients if one in people]
        clients = [person_model(one) for one in sorted(known, key=lambda one: (one.legal_name, one.id))]
    return models.Grant(
        id=grant.id,
        purpose=grant.purpose,
        clients=clients,
        from_on=grant.from_on,
        to_on=grant.to_on,
        granted_at=grant.granted_at,
        expires_at=grant.expires_at,
        revoked_at=grant.revoked_at,
        live=grant.is_live(now),
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/auditors", AuditorsView),
        web.view("/api/auditors/{auditor}", AuditorView),
        web.view("/api/auditors/{auditor}/invitations", InvitationsView),
        web.view("/api/auditors/{auditor}/grants", AuditorGrantsView),
        web.view("/api/grants", OwnGrantsView),
        web.view("/api/grants/{grant}", GrantView),
        web.view("/api/invitations/accept", AcceptView),
    ]
