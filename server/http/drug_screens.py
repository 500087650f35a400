"""/api/drug-screens: programs' random draws, and what became of each screen. Results are kept nowhere."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.domain.drug_screens.drawing import DrawRule, is_due, place
from server.http.models import drug_screens as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.drug_screens.collecting import Line, ProgramDraws, WeekOfDraw
from server.services.drug_screens.drawing import Evidence
from server.services.drug_screens.screens import ProgramRule
from server.services.people import Program


class DrugScreenRulesView(ApiView):
    access = "staff"

    async def get(self) -> r200[list[models.ProgramDrawRule]]:
        """Every program's rule, by name; most have theirs off."""
        return answer_list([_rule(*one) for one in await self.services.draws.rules(self.login.clinic_id)])


class DrugScreensView(ApiView):
    access = "staff"

    async def get(self, program: Id, /) -> r200[models.ProgramDraws]:
        """A program's draws by week, and what became of each screen of clients whom one may see."""
        found = await self.services.drug_screens.of_program(self.login, program, self.now)
        return answer(_program(found))

    async def post(self, program: Id, /) -> r201[models.DrawMade]:
        """This week's draw. 409 when it was made already, and when the rule is off or leaves nobody or no day."""
        made = await self.services.draws.draw(self.login, program, self.now)
        person = await self.services.people.person(self.login.clinic_id, made.drawn_by or "")
        by = person.legal_name if person else ""
        return answer(
            models.DrawMade(
                id=made.id, at=made.drawn_at, by=by, eligible=len(made.eligible), selected=len(made.selected)
            ),
            status=201,
        )


class DrawRuleView(ApiView):
    access = "admin"

    async def put(self, program: Id, /, body: models.DrawRuleRequest) -> r200[models.ProgramDrawRule]:
        """A program's rule, from the next draw on. 409 when somebody changed it meanwhile."""
        rule = DrawRule(**{**body.rule.model_dump(), "days": tuple(sorted(set(body.rule.days)))})
        await self.services.draws.set_rule(self.login, program, body.version, rule, self.now)
        return answer(_rule(*await self.services.draws.of_program(self.login.clinic_id, program)))


class AdditionsView(ApiView):
    access = "staff"

    async def post(self, program: Id, /, body: models.AdditionRequest) -> r204:
        """Ask somebody for cause. 409 when they are asked this week already."""
        await self.services.drug_screens.add(self.login, program, body.person, body.reason, self.now)
        return no_content()


class MarkView(ApiView):
    access = "staff"

    async def put(self, program: Id, screen: Id, /, body: models.MarkRequest) -> r204:
        """Collected, refused or excused; what was said before stays in the history."""
        await self.services.drug_screens.mark(self.login, program, screen, body.state, body.reason, self.now)
        return no_content()


class DrawEvidenceView(ApiView):
    access = "admin"

    async def get(self, draw: Id, /) -> r200[models.DrawEvidence]:
        """What a draw rests on, drawn again, and whether the attendance log holds it."""
        return answer(_evidence(await self.services.draws.evidence(self.login, draw, self.now)))


class OfSessionView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[list[models.DrugScreen]]:
        """Who of a session's clients is asked for a screen on its day, for staff who run it."""
        found = await self.services.drug_screens.of_session(self.login, session, self.now)
        return answer_list([_line(one) for one in found])


def _rule(program: Program, one: ProgramRule) -> models.ProgramDrawRule:
    rule = models.DrawRule(**one.rule.to_data())
    return models.ProgramDrawRule(program_id=program.id, program=program.name, rule=rule, version=one.version)


def _program(found: ProgramDraws) -> models.ProgramDraws:
    return models.ProgramDraws(
        program=_rule(found.program, found.rule),
        this_week=found.this_week,
        drawn=found.drawn,
        weeks=[_week(one) for one in found.weeks],
        choices=[
            models.DrugScreenChoice(person_id=one.id, name=one.legal_name, record_number=one.record_number)
            for one in found.choices
        ],
    )


def _week(one: WeekOfDraw) -> models.WeekOfDraws:
    draw = one.draw
    return models.WeekOfDraws(
        starts_on=one.week,
        draw=models.DrawMade(
            id=draw.id,
            at=draw.drawn_at,
            by=one.drawn_by,
            eligible=len(draw.eligible),
            selected=len(draw.selected),
        )
        if draw is not None
        else None,
        screens=[_line(each) for each in one.lines],
        unseen=one.unseen,
    )


def _line(one: Line) -> models.DrugScreen:
    screen = one.screen
    return models.DrugScreen(
        id=screen.id,
        program_id=screen.program_id,
        person_id=one.client.id,
        legal_name=one.client.legal_name,
        record_number=one.client.record_number,
        at_random=screen.draw_id is not None,
        reason=screen.reason,
        added_by=one.added_by,
        days=list(screen.days),
        state=one.state,
        late=one.late,
        history=[
            models.DrugScreenMark(state=mark.state, reason=mark.reason, by=by, at=mark.marked_at)
            for mark, by in one.history
        ],
    )


def _evidence(found: Evidence) -> models.DrawEvidence:
    draw, people = found.draw, {one.id: one for one in found.people}
    return models.DrawEvidence(
        id=draw.id,
        program_id=draw.program_id,
        program=found.program.name,
        week=draw.week,
        rule=models.DrawRule(**draw.rule.to_data()),
        rule_version=draw.rule_version,
        seed=draw.seed,
        drawn_at=draw.drawn_at,
        eligible=[
            models.EligibleClient(
                person_id=one.person_id,
                name=people[one.person_id].legal_name if one.person_id in people else "",
                record_number=people[one.person_id].record_number if one.person_id in people else None,
                waited=one.waited,
                due=is_due(one, draw.rule),
                place=place(draw.seed, one.person_id),
                selected=one.person_id in draw.selected,
            )
            for one in draw.eligible
        ],
        verdict=found.verdict,
        leaf=found.leaf,
    )


def routes() -> list[web.RouteDef]:
    program = "/api/drug-screens/{program}"
    return [
        web.view("/api/drug-screens", DrugScreenRulesView),
        web.view(program, DrugScreensView),
        web.view(f"{program}/rule", DrawRuleView),
        web.view(f"{program}/additions", AdditionsView),
        web.view(f"{program}/screens/{{screen}}", MarkView),
        web.view("/api/drug-screen-draws/{draw}", DrawEvidenceView),
        web.view("/api/sessions/{session}/drug-screens", OfSessionView),
    ]
