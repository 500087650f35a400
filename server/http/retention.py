"""/api/retention: whose records have been kept for as long as they must; legal holds; erasing."""

from dataclasses import asdict

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.domain.retention.keeping import KeepingRule
from server.http.models import retention as models
from server.http.models.common import Id
from server.http.view import ApiView, answer
from server.services.retention.retention import Counts, Line


class RetentionView(ApiView):
    access = "admin"

    async def get(self) -> r200[models.Retention]:
        """The rule; clients whose keeping time is over; clients on hold."""
        found = await self.services.retention.listing(self.login, self.now)
        return answer(
            models.Retention(
                rule=models.KeepingRule(**asdict(found.rule.rule)),
                version=found.rule.version,
                changed_by=found.changed_by,
                changed_at=found.rule.changed_at,
                clients=[_client(one) for one in found.lines],
                undated=found.undated,
            )
        )


class RuleView(ApiView):
    access = "admin"

    async def put(self, body: models.KeepingRuleRequest) -> r204:
        """409 when somebody changed it meanwhile."""
        rule = KeepingRule(**body.rule.model_dump())
        await self.services.retention.set_rule(self.login, body.version, rule, self.now)
        return web.Response(status=204)


class HoldsView(ApiView):
    access = "admin"

    async def post(self, body: models.HoldRequest) -> r201[None]:
        """From now on nothing of theirs is erased. 409 when there is a hold already."""
        await self.services.retention.hold(self.login, body.record_number, body.reason, self.now)
        return web.Response(status=201)


class ClientView(ApiView):
    access = "admin"

    async def get(self, person: Id, /) -> r200[models.RetentionPreview]:
        """What is kept of a client, and would be erased."""
        found = await self.services.retention.preview(self.login, person, self.now)
        return answer(
            models.RetentionPreview(
                client=_client(found.line),
                counts=models.KeptCounts(**asdict(found.counts)),
                accounted_until=found.accounted_until,
            )
        )


class EraseView(ApiView):
    access = "admin"

    async def post(self, person: Id, /, body: models.EraseRequest) -> r200[models.Erased]:
        """For good. 409 while a hold is in force, before the keeping time is over, when it is not as it was seen, and
        while a session is on."""
        seen = Counts(**body.seen.model_dump())
        made = await self.services.retention.erase(self.login, person, body.reason, seen, self.now)
        return answer(models.Erased(leaves=made.leaves, again_on=made.again_on))


class ReleaseView(ApiView):
    access = "admin"

    async def post(self, person: Id, /, body: models.ReleaseRequest) -> r204:
        """The hold that is in force."""
        await self.services.retention.release(self.login, person, body.reason, self.now)
        return web.Response(status=204)


def _client(line: Line) -> models.KeptClient:
    hold = line.hold
    return models.KeptClient(
        person_id=line.person.id,
        legal_name=line.person.legal_name,
        record_number=line.person.record_number,
        last_day=line.left.last_day if line.left else None,
        kept_until=line.kept_until,
        due=line.due,
        hold=models.LegalHold(reason=hold.reason, by=line.held_by, since=hold.placed_at) if hold else None,
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/retention", RetentionView),
        web.view("/api/retention/rule", RuleView),
        web.view("/api/retention/holds", HoldsView),
        web.view("/api/retention/{person}", ClientView),
        web.view("/api/retention/{person}/erase", EraseView),
        web.view("/api/retention/{person}/release", ReleaseView),
    ]
