"""/api/sessions/…/roster-plan and /api/clients/…/kept-apart: who is expected where, and who never together."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from server.http.models import rosters as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.rosters.exceptions import RosterException
from server.services.rosters.keep_apart import Told
from server.services.rosters.planning import Addition, NotPlaced, Placed
from server.services.sessions.sessions import RosterRole, Session


class RosterPlanView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[models.RosterPlan]:
        """Who is expected and why, who is left out, and what is over the policy."""
        plan = await self.services.roster_planning.of(self.login, session)
        return answer(
            models.RosterPlan(
                people=[_placed(one) for one in plan.placed],
                left_out=[_not_placed(one) for one in plan.not_placed],
                crowding=list(plan.crowding),
                apart=[[first.legal_name, second.legal_name] for first, second in plan.apart],
            )
        )

    async def post(self, session: Id, /, body: models.AddRequest) -> r204:
        """Put a client on the roster, also to make up for another session. In a session that goes on they are a
        walk-in."""
        wish = Addition(body.person, body.reason, body.instead_of, body.despite)
        await self.services.roster_planning.add(self.login, session, wish, self.now)
        return no_content()


class RosterDecisionView(ApiView):
    access = "staff"

    async def put(self, session: Id, participant: Id, /, body: models.DecisionRequest) -> r204:
        """Leave a client out of this session, or excuse them from it."""
        planning = self.services.roster_planning
        decide = planning.leave_out if body.kind == "left_out" else planning.excuse
        await decide(self.login, session, participant, body.reason, self.now)
        return no_content()

    async def delete(self, session: Id, participant: Id, /) -> r204:
        """What was decided of them at this session holds no more."""
        await self.services.roster_planning.undo(self.login, session, participant, self.now)
        return no_content()


class CandidatesView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[list[models.Candidate]]:
        """Clients who can be put on the roster."""
        found = await self.services.make_ups.candidates(self.login, session)
        return answer_list(
            [models.Candidate(person_id=one.id, name=one.legal_name, record_number=one.record_number) for one in found]
        )


class MakeUpsView(ApiView):
    access = "staff"

    async def get(self, session: Id, participant: Id, /) -> r200[list[models.MakeUpOffer]]:
        """Where that client can make up for this session, in the same week."""
        found = await self.services.make_ups.offers(self.login, session, participant, self.now)
        return answer_list(
            [
                models.MakeUpOffer(session=_other(one.session), kind=one.session.kind, clashes=list(one.clashes))
                for one in found
            ]
        )


class KeepApartView(ApiView):
    access = "staff"
    writes = "admin"

    async def get(self, client: Id, /) -> r200[list[models.KeepApartPair]]:
        """From whom a client is kept apart, as far as the one who asks may see both."""
        found = await self.services.keep_apart.of_client(self.login, client, self.now)
        return answer_list([_told(one) for one in found])

    async def post(self, client: Id, /, body: models.KeepApartRequest) -> r204:
        """From now on they never share a session. Coming rosters change at once."""
        await self.services.keep_apart.add(self.login, client, body.other, body.ground, body.note, self.now)
        return no_content()


class KeepApartChoicesView(ApiView):
    access = "admin"

    async def get(self, client: Id, /) -> r200[list[models.Candidate]]:
        """From whom that client can be kept apart: clients first, then staff, by name."""
        found = await self.services.keep_apart.choices(self.login, client)
        return answer_list(
            [models.Candidate(person_id=one.id, name=one.legal_name, record_number=one.record_number) for one in found]
        )


class KeepApartPairView(ApiView):
    access = "admin"

    async def delete(self, client: Id, pair: Id, /) -> r204:
        """They may meet again; that they were kept apart stays on record."""
        await self.services.keep_apart.end(self.login, client, pair, self.now)
        return no_content()


_ROLES: Mapping[str, RosterRole] = {"client": "client", "staff": "facilitator", "guest": "guest"}


def _placed(one: Placed) -> models.PlannedPerson:
    return models.PlannedPerson(
        person_id=one.person.id,
        name=one.person.legal_name,
        chosen_name=one.person.chosen_name,
        name_used=one.person.name_used,
        pronouns=one.person.pronouns,
        role=one.entry.role,
        status=one.entry.status,
        source=one.entry.source,
        decision=_decision(one.exception),
        makes_up_for=_other(one.makes_up_for) if one.makes_up_for else None,
        made_up_at=_other(one.made_up_at) if one.made_up_at else None,
    )


def _not_placed(one: NotPlaced) -> models.LeftOutPerson:
    return models.LeftOutPerson(
        person_id=one.person.id,
        name=one.person.legal_name,
        role=_ROLES[one.person.kind],
        apart_from=one.apart_from.legal_name if one.apart_from else None,
        decision=_decision(one.exception),
        made_up_at=_other(one.made_up_at) if one.made_up_at else None,
    )


def _decision(made: RosterException | None) -> models.RosterDecision | None:
    return models.RosterDecision(kind=made.kind, reason=made.reason, made_at=made.made_at) if made else None


def _other(session: Session) -> models.OtherSession:
    return models.OtherSession(
        id=session.id, title=session.title, starts_at=session.starts_at, time_zone=session.time_zone
    )


def _told(one: Told) -> models.KeepApartPair:
    return models.KeepApartPair(
        id=one.pair.id,
        other=one.other.id,
        name=one.other.legal_name,
        ground=one.pair.ground,
        note=one.pair.note,
        made_by=one.made_by,
        made_at=one.pair.made_at,
        ended_at=one.pair.ended_at,
        missed=[models.MissedSession(session=_other(each.session), name=each.person.legal_name) for each in one.missed],
    )


def routes() -> list[web.RouteDef]:
    session, client = "/api/sessions/{session}", "/api/clients/{client}"
    return [
        web.view(f"{session}/roster-plan", RosterPlanView),
        web.view(f"{session}/roster-plan/candidates", CandidatesView),
        web.view(f"{session}/roster-plan/{{participant}}", RosterDecisionView),
        web.view(f"{session}/roster-plan/{{participant}}/make-ups", MakeUpsView),
        web.view(f"{client}/kept-apart", KeepApartView),
        web.view(f"{client}/kept-apart/choices", KeepApartChoicesView),
        web.view(f"{client}/kept-apart/{{pair}}", KeepApartPairView),
    ]
