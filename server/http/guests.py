"""/api/sessions/…/others: who takes part besides the clients; and /api/guest: an invitation from the guest's side."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.http import security
from server.http.models import guests as models
from server.http.models.common import Id
from server.http.models.sign_in import Joined
from server.http.sign_in import clinic_info
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.disclosures.consents import Given
from server.services.guests.invitations import CONSENT_VERSION, Wish
from server.services.guests.invited import Invited
from server.services.guests.inviting import PURPOSE
from server.services.guests.team import TeamAddition
from server.services.schedule.series import SeriesHelper


class OthersView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[models.SessionOthers]:
        """Facilitators, trainees, interpreters and guests, and what clients said of trainees."""
        team = await self.services.team.of(self.login, session)
        found = await self.services.sessions.visible(self.login, session)
        series, helping = await self.services.series_team.at(self.login, found, self.now)
        return answer(
            models.SessionOthers(
                takes_guests=found.guests or found.kind == "family",
                series=series,
                team=[
                    models.TeamMember(
                        person_id=one.person.id,
                        name=one.person.legal_name,
                        role=one.role,
                        added=one.added,
                        in_series=_place(helping[one.person.id]) if one.person.id in helping else None,
                    )
                    for one in team.members
                ],
                guests=[_line(one) for one in await self.services.invited.of(self.login, session)],
                agreements=[
                    models.ObserverAgreement(person_id=one.id, name=one.legal_name, agreed=agreed)
                    for one, agreed in team.agreements
                ],
            )
        )


class InvitationsView(ApiView):
    access = "staff"

    async def post(self, session: Id, /, body: models.InviteRequest) -> r201[models.GuestLink]:
        """Invite a guest or an interpreter to this one session. The link works once and goes with the session."""
        given = body.given
        wish = Wish(
            **body.model_dump(exclude={"client", "consent", "given"}),
            client_id=body.client,
            consent_id=body.consent,
            given=Given(body.name, PURPOSE, given.version, given.given_on, given.expires_on) if given else None,
        )
        invitation, link, token = await self.services.inviting.invite(self.login, session, wish, self.now)
        origin = self.context.public_url or f"{self.request.scheme}://{self.request.host}"
        return answer(
            models.GuestLink(
                invitation=invitation.id,
                url=f"{origin}/guest#{token}",
                opens_at=link.not_before,
                expires_at=link.expires_at,
            ),
            status=201,
        )


class InvitationView(ApiView):
    access = "staff"

    async def delete(self, session: Id, invitation: Id, /) -> r204:
        """Revoke it: whoever came in by it is out at once."""
        await self.services.inviting.revoke(self.login, session, invitation, self.now)
        return no_content()


class TeamView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[list[models.TeamChoice]]:
        """Staff who can be added."""
        found = await self.services.team.choices(self.login, session)
        return answer_list(
            [models.TeamChoice(person_id=one.id, name=one.legal_name, observes=not admin) for one, admin in found]
        )

    async def post(self, session: Id, /, body: models.TeamRequest) -> r204:
        """Add a co-facilitator, a trainee who observes, or an interpreter of the staff."""
        wish = TeamAddition(body.person, body.role, body.despite)
        await self.services.team.add(self.login, session, wish, self.now)
        return no_content()


class TeamMemberView(ApiView):
    access = "staff"

    async def delete(self, session: Id, person: Id, /) -> r204:
        """Take back that somebody was added."""
        await self.services.team.remove(self.login, session, person, self.now)
        return no_content()


class SeriesTeamView(ApiView):
    access = "staff"

    async def get(self, series: Id, /) -> r200[models.SeriesTeam]:
        """Staff who take part in all of it, and who could; for admins, and for facilitators of all that it still meets
        for."""
        found = await self.services.series_team.of(self.login, series, self.now)
        return answer(
            models.SeriesTeam(
                members=[
                    models.SeriesTeamMember(**dict(_place(one)), person_id=who.id, name=who.legal_name, role=one.role)
                    for one, who in found.members
                ],
                choices=[
                    models.TeamChoice(person_id=one.id, name=one.legal_name, observes=not admin)
                    for one, admin in found.choices
                ],
            )
        )

    async def post(self, series: Id, /, body: models.SeriesTeamRequest) -> r201[models.SeriesPlace]:
        """Add somebody of the staff to all that meets from a day on, also to what is made later."""
        wish = TeamAddition(body.person, body.role, body.despite)
        added = await self.services.series_team.add(self.login, series, wish, body.from_on, self.now)
        return answer(_place(added), status=201)


class SeriesTeamEndView(ApiView):
    access = "staff"

    async def post(self, series: Id, helper: Id, /, body: models.SeriesTeamEnd) -> r204:
        """They take part until that day. What has begun stays as it was."""
        await self.services.series_team.end(self.login, series, helper, body.last_on, self.now)
        return no_content()


class AgreementView(ApiView):
    access = "staff"

    async def put(self, session: Id, /, body: models.AgreementRequest) -> r204:
        """What a client says to a trainee's watching. A trainee who is inside leaves when somebody there does not
        agree."""
        await self.services.team.agree(self.login, session, body.client, body.agreed, self.now)
        return no_content()


class GuestView(ApiView):
    access = "anyone"

    async def post(self, body: models.GuestToken) -> r200[models.GuestOffer]:
        """What an invitation leads to. 410: it ended; 409 `used`: somebody else's browser has it."""
        cookie = self.request.cookies.get(security.COOKIE)
        login = await self.services.logins.find(cookie, self.now) if cookie else None
        offer = await self.services.entering.look(body.token, login, self.address, self.now)
        mine = offer.state == "mine"
        return answer(
            models.GuestOffer(
                state=offer.state,
                clinic=clinic_info(offer.clinic),
                name=offer.guest.chosen_name,
                starts_at=offer.session.starts_at,
                time_zone=offer.session.time_zone or offer.clinic.time_zone,
                opens_at=offer.opens_at,
                version=CONSENT_VERSION,
                session_id=offer.session.id if mine else None,
                tab=self.services.join_links.tab_key(offer.link_id) if mine else None,
            )
        )


class AcceptanceView(ApiView):
    access = "anyone"

    async def post(self, body: models.GuestAcceptance) -> r200[Joined]:
        """The guest's own consent opens the session, once and for this browser."""
        offer, login, cookie = await self.services.entering.accept(
            body.token, body.version, body.name, self.address, self.now
        )
        response = answer(
            Joined(
                session_id=login.session_id or "",
                name=body.name,
                clinic=clinic_info(offer.clinic),
                opens="session",
                tab=self.services.join_links.tab_key(offer.link_id),
            )
        )
        security.set_cookie(response, security.COOKIE, cookie, self.context.secure)
        return response


def _line(one: Invited) -> models.GuestLine:
    made = one.invitation
    state = made.ended_as or ("accepted" if made.accepted_at else "invited")
    revoked = one.link is None or one.link.revoked_at is not None
    return models.GuestLine.model_validate(
        {
            "invitation": made.id,
            "name": one.guest.legal_name,
            "role": made.role,
            "client": one.client.legal_name if one.client else None,
            "relation": made.relation,
            "channel": made.channel,
            "state": state if made.ended_as or not revoked else "revoked",
            "invited_at": made.invited_at,
            "accepted_at": made.accepted_at,
            "consent_version": made.accepted_version,
            "expires_at": one.link.expires_at if one.link and one.link.id == made.link_id else None,
        }
    )


def _place(helper: SeriesHelper) -> models.SeriesPlace:
    return models.SeriesPlace(id=helper.id, from_on=helper.from_on, until_on=helper.until_on)


def routes() -> list[web.RouteDef]:
    one = "/api/sessions/{session}"
    return [
        web.view(f"{one}/others", OthersView),
        web.view(f"{one}/guests", InvitationsView),
        web.view(f"{one}/guests/{{invitation}}", InvitationView),
        web.view(f"{one}/team", TeamView),
        web.view(f"{one}/team/{{person}}", TeamMemberView),
        web.view(f"{one}/observer-agreements", AgreementView),
        web.view("/api/schedule/series/{series}/team", SeriesTeamView),
        web.view("/api/schedule/series/{series}/team/{helper}/end", SeriesTeamEndView),
        web.view("/api/guest", GuestView),
        web.view("/api/guest/accept", AcceptanceView),
    ]
