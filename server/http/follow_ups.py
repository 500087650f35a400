"""/api/follow-ups: clients whose attendance staff should look after."""

from dataclasses import asdict

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201

from server.domain.attendance.policy import MINUTE_MS
from server.domain.follow_up.rules import FollowUpRules
from server.http.models import follow_ups as models
from server.http.models.common import Id
from server.http.view import ApiView, answer
from server.services.follow_up.follow_ups import Draft, FollowUp, Line, ProgramRules
from server.services.people import Program


class FollowUpsView(ApiView):
    access = "staff"

    async def get(self) -> r200[models.FollowUps]:
        """What the rules raised in the last four weeks: to admins of all clients, to facilitators of their own."""
        lines = await self.services.follow_ups.all(self.login, self.now)
        rules = await self.services.follow_ups.rules(self.login.clinic_id)
        return answer(models.FollowUps(lines=[_line(one) for one in lines], rules=[_rules(*one) for one in rules]))

    async def post(self, body: models.FollowUpRequest) -> r201[models.FollowUpDone]:
        """What somebody did about one of them. 404 when nothing is raised so, 409 when somebody has seen to it."""
        draft = Draft(**body.model_dump())
        made = await self.services.follow_ups.done(self.login, draft, self.now)
        person = await self.services.people.person(self.login.clinic_id, made.done_by)
        return answer(_done(made, person.legal_name if person else ""), status=201)


class CountView(ApiView):
    access = "staff"

    async def get(self) -> r200[models.FollowUpCount]:
        """How many clients nobody has seen to yet."""
        return answer(models.FollowUpCount(clients=await self.services.follow_ups.count(self.login, self.now)))


class RulesView(ApiView):
    access = "admin"

    async def put(self, program: Id, /, body: models.RulesRequest) -> r200[models.ProgramRules]:
        """A program's rules. 409 when somebody changed them meanwhile."""
        rules = FollowUpRules(**body.rules.model_dump())
        changed = await self.services.follow_ups.set_rules(self.login, program, body.version, rules, self.now)
        found = next(one for one in await self.services.follow_ups.rules(self.login.clinic_id) if one[1] == changed)
        return answer(_rules(*found))


def _line(line: Line) -> models.FollowUp:
    raised = line.raised
    return models.FollowUp(
        person_id=line.client.id,
        legal_name=line.client.legal_name,
        record_number=line.client.record_number,
        program=line.program.name,
        kind=raised.kind,
        week=raised.week,
        step=raised.step,
        missed=[
            models.FollowUpAbsence(session_id=one.session, day=one.day, excused=one.excused) for one in raised.absences
        ],
        weeks=[
            models.ShortWeek(
                starts_on=one.starts_on,
                counted_minutes=one.counted_ms / MINUTE_MS,
                planned_minutes=one.planned_ms / MINUTE_MS,
            )
            for one in raised.weeks
        ],
        done=_done(line.done, line.name_of(line.done)) if line.done else None,
        earlier=[_done(one, line.name_of(one)) for one in line.earlier],
    )


def _done(one: FollowUp, by: str) -> models.FollowUpDone:
    return models.FollowUpDone(outcome=one.outcome, step=one.step, note=one.note, by=by, at=one.done_at)


def _rules(program: Program, one: ProgramRules) -> models.ProgramRules:
    return models.ProgramRules(
        program_id=program.id, program=program.name, rules=models.Rules(**asdict(one.rules)), version=one.version
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/follow-ups", FollowUpsView),
        web.view("/api/follow-ups/count", CountView),
        web.view("/api/follow-ups/{program}/rules", RulesView),
    ]
