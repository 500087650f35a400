"""/api/record-push: where signed records are pushed to, and how that goes."""

from typing import Annotated, Any, Literal

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204
from pydantic import Field

from server.domain.disclosure.terms import Basis, Terms
from server.http.models import touch as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, no_content
from server.services.touch.endpoints import PAGE, DeliveryLine, Endpoint, State


class PushView(ApiView):
    access = "admin"

    async def get(self) -> r200[models.PushState]:
        """Where to, on what terms, and how many went, wait or failed."""
        state = await self.services.endpoints.state(self.login.clinic_id)
        endpoint = _endpoint(state.endpoint, state) if state.endpoint else None
        return answer(models.PushState(endpoint=endpoint, private=self.services.endpoints.private))

    async def post(self, body: models.PushRequest) -> r201[models.PushSecret]:
        """Records that are signed from now on go there. Its secret is seen this once. 409 when there is one."""
        terms = Terms(Basis(body.basis), body.recipient, body.purpose)
        secret = await self.services.endpoints.add(self.login, body.url, terms, self.now)
        return answer(models.PushSecret(secret=secret), status=201)

    async def delete(self) -> r204:
        """Nothing goes there any more."""
        await self.services.endpoints.remove(self.login, self.now)
        return no_content()


class PushSecretView(ApiView):
    access = "admin"

    async def post(self) -> r201[models.PushSecret]:
        """Another secret in the place of the one before, seen this once."""
        secret = await self.services.endpoints.renew(self.login, self.now)
        return answer(models.PushSecret(secret=secret), status=201)


class PushPauseView(ApiView):
    access = "admin"

    async def put(self, body: models.PushPause) -> r204:
        """What is signed waits, or goes on."""
        await self.services.endpoints.pause(self.login, body.paused, self.now)
        return no_content()


class PushTestView(ApiView):
    access = "admin"

    async def post(self) -> r200[models.PushTest]:
        """Send a test, without a record, and say what came back."""
        status, problem = await self.services.endpoints.test(self.login, self.now)
        return answer(models.PushTest(status=status, problem=problem))


class PushLinesView(ApiView):
    access = "admin"

    async def get(
        self,
        after: Annotated[Id | None, Field(description="`next` of the page before")] = None,
        status: Literal["queued", "delivered", "failed", "withheld"] | None = None,
    ) -> r200[models.PushLines]:
        """Records on their way and those that went, newest first, some at a time."""
        found = await self.services.endpoints.lines(self.login, after, status)
        more = found[PAGE - 1].delivery.id if len(found) > PAGE else None
        return answer(models.PushLines(lines=[_line(one) for one in found[:PAGE]], next=more))


class PushAgainView(ApiView):
    access = "admin"

    async def post(self, delivery: Id, /) -> r204:
        """Try once more what failed or was withheld. 409 when it did not."""
        await self.services.endpoints.again(self.login, delivery, self.now)
        return no_content()


def _endpoint(endpoint: Endpoint, state: State) -> models.PushEndpoint:
    counts: Any = {one: state.counts.get(one, 0) for one in ("queued", "delivered", "failed", "withheld")}
    return models.PushEndpoint.model_validate(
        {
            "url": endpoint.url,
            "recipient": endpoint.recipient,
            "purpose": endpoint.purpose,
            "basis": endpoint.basis.value,
            "made_at": endpoint.made_at,
            "paused_at": endpoint.paused_at,
            "paused_as": endpoint.paused_as,
            **counts,
        }
    )


def _line(line: DeliveryLine) -> models.PushLine:
    one = line.delivery
    return models.PushLine(
        id=one.id,
        session_id=one.session_id,
        person_id=one.person_id,
        name=line.name,
        record_number=line.record_number,
        starts_at=line.starts_at,
        time_zone=line.time_zone,
        number=one.number,
        status=one.status,
        created_at=one.created_at,
        next_at=one.next_at,
        ended_at=one.ended_at,
        attempts=one.attempts,
        answer=one.answer,
        problem=one.problem,
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/record-push", PushView),
        web.view("/api/record-push/secret", PushSecretView),
        web.view("/api/record-push/pause", PushPauseView),
        web.view("/api/record-push/test", PushTestView),
        web.view("/api/record-push/deliveries", PushLinesView),
        web.view("/api/record-push/deliveries/{delivery}/again", PushAgainView),
    ]
