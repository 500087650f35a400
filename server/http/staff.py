"""/api/staff: the clinic's staff, their invitations and licences."""

from datetime import date

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.http.auditors import invitation
from server.http.models import auditors as invited
from server.http.models import staff as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.access.staff_editing import LicenceDraft, StaffDraft, StaffMember
from server.services.programs.programs import Licence


class StaffView(ApiView):
    access = "admin"

    async def get(self) -> r200[list[models.StaffMember]]:
        """By name, with the licences that were not taken away."""
        today, found = await self.services.staff.all(self.login.clinic_id, self.now)
        return answer_list([_member(one, today) for one in found])

    async def post(self, body: models.StaffRequest) -> r201[invited.Invitation]:
        """One more, and the link by which they set a password. We send no mail."""
        who, token = await self.services.staff.add(self.login, StaffDraft(**body.model_dump()), self.now)
        return answer(invitation(self, who, token), status=201)


class StaffMemberView(ApiView):
    access = "admin"

    async def put(self, member: Id, /, body: models.StaffRequest) -> r204:
        """Change who they are and what they may do; another role signs them out."""
        await self.services.staff.change(self.login, member, StaffDraft(**body.model_dump()), self.now)
        return no_content()

    async def delete(self, member: Id, /) -> r204:
        """Disable the login: they are signed out at once. What they did and signed stays."""
        await self.services.staff.disable(self.login, member, self.now)
        return no_content()


class StaffInvitationsView(ApiView):
    access = "admin"

    async def post(self, member: Id, /) -> r201[invited.Invitation]:
        """A new link in the place of earlier ones; a disabled one comes back by it."""
        token = await self.services.staff.invite(self.login, member, self.now)
        return answer(invitation(self, member, token), status=201)


class LicencesView(ApiView):
    access = "admin"

    async def post(self, member: Id, /, body: models.LicenceRequest) -> r201[models.StaffLicence]:
        """One more; a renewal too."""
        draft = LicenceDraft(**body.model_dump())
        made = await self.services.staff.add_licence(self.login, member, draft, self.now)
        today, _ = await self.services.staff.all(self.login.clinic_id, self.now)
        return answer(_licence(made, today), status=201)


class LicenceView(ApiView):
    access = "admin"

    async def delete(self, member: Id, licence: Id, /) -> r204:
        """It holds no more."""
        await self.services.staff.revoke_licence(self.login, member, licence, self.now)
        return no_content()


def _member(member: StaffMember, today: date) -> models.StaffMember:
    account, person, login = member.account, member.account.person, member.account.login
    if login.disabled_at is not None:
        state = "disabled"
    elif account.joined:
        state = "joined"
    else:
        state = "invited" if account.invited_until is not None else "expired"
    return models.StaffMember.model_validate(
        {
            "person_id": person.id,
            "legal_name": person.legal_name,
            "chosen_name": person.chosen_name,
            "pronouns": person.pronouns,
            "email": login.email,
            "role": login.role,
            "credential": login.credential,
            "licence": login.licence,
            "supervisor_id": login.supervisor_id,
            "state": state,
            "licences": [_licence(one, today) for one in member.licences],
        }
    )


def _licence(licence: Licence, today: date) -> models.StaffLicence:
    return models.StaffLicence(
        id=licence.id,
        state=licence.state,
        profession=licence.profession,
        number=licence.number,
        starts_on=licence.starts_on,
        expires_on=licence.expires_on,
        standing=licence.standing(today),
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/staff", StaffView),
        web.view("/api/staff/{member}", StaffMemberView),
        web.view("/api/staff/{member}/invitations", StaffInvitationsView),
        web.view("/api/staff/{member}/licences", LicencesView),
        web.view("/api/staff/{member}/licences/{licence}", LicenceView),
    ]
