"""/api/outbox: what was written to clients, and whom a change would be told to."""

from typing import Annotated, Literal

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200
from pydantic import Field

from server.http.models import touch as models
from server.http.models.common import Id
from server.http.view import ApiView, answer, answer_list
from server.services.touch.outbox import Line


class OutboxView(ApiView):
    access = "admin"

    async def get(
        self,
        after: Annotated[Id | None, Field(description="`next` of the page before")] = None,
        status: Literal["queued", "sent", "failed", "expired"] | None = None,
    ) -> r200[models.OutboxPage]:
        """Messages, newest first, some at a time; without whatever opens something."""
        page = await self.services.outbox.page(self.login, after, status, self.now)
        return answer(
            models.OutboxPage(
                lines=[_line(one, text) for one, text in page.lines],
                next=page.next,
                kept=self.services.ways.kept,
                ways=list(self.services.ways.kinds),
                failed=page.failed,
            )
        )


class NoticesView(ApiView):
    access = "admin"

    async def get(self, session: Id, /) -> r200[list[models.WouldTell]]:
        """The clients whom a cancellation or another time would be told to, each with how; with nothing: nobody tells
        them. Nothing is written."""
        entry = await self.services.calendar.entry(self.login, session)
        found = await self.services.notices.preview(entry.session, self.now)
        return answer_list(
            [
                models.WouldTell(
                    person_id=one.person.id,
                    name=one.person.legal_name,
                    channels=list(one.channels),
                    in_time=one.in_time,
                )
                for one in found
            ]
        )


def _line(line: Line, text: str) -> models.OutboxLine:
    message = line.message
    return models.OutboxLine(
        id=message.id,
        person_id=message.person_id,
        name=line.name,
        record_number=line.record_number,
        what=message.what.value,
        channel=message.channel,
        text=text,
        status=message.status,
        created_at=message.created_at,
        next_at=message.next_at,
        ended_at=message.ended_at,
        sent_to=message.sent_to,
        attempts=message.attempts,
        problem=message.problem,
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/outbox", OutboxView),
        web.view("/api/schedule/sessions/{session}/notices", NoticesView),
    ]
