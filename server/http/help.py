"""/api/help: calls for help, and the socket that tells open pages of staff to look."""

import asyncio
from datetime import datetime

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp_pydantic.oas.typing import r200, r204

from server.http import security
from server.http.calendar import Moment
from server.http.models import help as models
from server.http.models.common import Id
from server.http.view import CONTEXT, ROLES, ApiView, answer, answer_list, no_content
from server.services.access.logins import LoginSession
from server.services.errors import Forbidden, TooManyRequests, Unauthenticated
from server.services.help.calls import OpenCall
from server.services.help.past import PastCall, PastPage

HEARTBEAT = 20.0
"""Seconds."""
MOST_SOCKETS = 24
"""So many may be open at once of one login: a tab each."""
NUDGE = '{"type":"look"}'


class HelpView(ApiView):
    access = "staff"

    async def get(self) -> r200[list[models.HelpCall]]:
        """Open calls that reach whoever asks, by time."""
        found = await self.services.help_calls.open_for(self.login, self.now)
        clinic = await self.services.people.clinic(self.login.clinic_id)
        zone = clinic.time_zone if clinic else "UTC"
        return answer_list([_call(one, self.login.person_id, zone) for one in found])


class PastHelpView(ApiView):
    access = "admin"

    async def get(self, before: Moment | None = None) -> r200[models.PastCalls]:
        """Calls that were made, the newest first, 50 at a time; `before`: made before then."""
        found = await self.services.past_calls.page(self.login, before, self.now)
        return answer(models.PastCalls(calls=[_past(one, found, self.now) for one in found.calls], next=found.before))


class SessionHelpView(ApiView):
    access = "signed_in"

    async def get(self, session: Id, /) -> r200[models.OwnCall]:
        """How one's own call out of this session stands."""
        call = await self.services.help_calls.own(self.login, session, self.now)
        if call is None:
            return answer(models.OwnCall(state="none"))
        return answer(models.OwnCall(state="answered" if call.answered_by else "called"))

    async def post(self, session: Id, /) -> r204:
        """Staff page whoever is on call; called again, all staff. A client quietly asks the session's own staff. 410
        when the session is over."""
        await self.services.help_calls.call(self.login, session, self.now)
        return no_content()

    async def delete(self, session: Id, /) -> r204:
        """It is all right again: one's own call out of this session ends."""
        await self.services.help_calls.call_off(self.login, session, self.now)
        return no_content()


class AnswerView(ApiView):
    access = "staff"

    async def post(self, call: Id, /) -> r200[models.Answered]:
        """'I am coming': the others see it, and the session may be entered. 410 when the call has ended."""
        return answer(models.Answered(session=await self.services.help_calls.answer(self.login, call, self.now)))


class EndView(ApiView):
    access = "staff"

    async def post(self, call: Id, /) -> r204:
        """It is all right now: for whoever called or comes, and the session's staff. 410 when it has ended."""
        await self.services.help_calls.end(self.login, call, self.now)
        return no_content()


class LiveSockets:
    """`GET /api/help/live`: a socket that says `look` whenever a page of staff has something new to ask for. It closes
    when the login ends."""

    def __init__(self) -> None:
        self._open: dict[str, set[web.WebSocketResponse]] = {}
        self._closing: set[asyncio.Task[object]] = set()

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/api/help/live", self.handle)
        app.on_shutdown.append(self._shut_down)
        app[CONTEXT].services.logins.subscribe(self._on_revoked)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        login = _staff(request)
        mine = self._open.setdefault(login.id, set())
        if len(mine) >= MOST_SOCKETS:
            raise TooManyRequests("That is open in very many tabs. Please close some.", 60)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=256, timeout=2.0)
        await socket.prepare(request)
        mine.add(socket)
        news = asyncio.Event()
        unsubscribe = request.app[CONTEXT].services.nudges.subscribe(login.clinic_id, news.set)
        telling = asyncio.create_task(_tell(socket, news))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:  # it has nothing to say
                    break
        finally:
            unsubscribe()
            telling.cancel()
            mine.discard(socket)
            if not mine:
                self._open.pop(login.id, None)
            await socket.close()
        return socket

    def _on_revoked(self, login_id: str) -> None:
        for socket in self._open.get(login_id, ()):
            task = asyncio.get_running_loop().create_task(socket.close(code=WSCloseCode.POLICY_VIOLATION))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def _shut_down(self, _: web.Application) -> None:
        sockets = [socket for mine in self._open.values() for socket in mine]
        await asyncio.gather(*(socket.close(code=WSCloseCode.GOING_AWAY) for socket in sockets))


async def _tell(socket: web.WebSocketResponse, news: asyncio.Event) -> None:
    """What changes while it is being told is told once."""
    while True:
        await news.wait()
        news.clear()
        await socket.send_str(NUDGE)


def _staff(request: web.Request) -> LoginSession:
    """Who opens the socket: a browser sends its cookie along from any site, so that the page must be our own."""
    if not security.same_origin(request, request.app[CONTEXT].public_url):
        raise web.HTTPForbidden(text="This address is for the clinic's own pages.")
    login: LoginSession | None = request.get(security.LOGIN)
    if login is None:
        raise Unauthenticated("Please sign in.")
    if login.role not in ROLES["staff"]:
        raise Forbidden("That is not for your role.")
    return login


def _call(one: OpenCall, reader: str, time_zone: str) -> models.HelpCall:
    call = one.call
    return models.HelpCall(
        id=call.id,
        session=call.session_id,
        title=one.session.title,
        time_zone=one.session.time_zone or time_zone,
        kind=call.kind,
        by=one.made_by.chosen_name if one.made_by else None,
        mine=call.made_by == reader,
        at=call.at,
        paged=reader in call.paged,
        everybody=call.everybody_at is not None,
        asks=call.is_for(reader) and (call.kind == "client" or not one.leads or reader in call.paged),
        answered_by=one.answered_by.chosen_name if one.answered_by else None,
        coming=call.answered_by == reader,
        may_end=call.may_end(reader, one.leads),
    )


def _past(one: PastCall, page: PastPage, now: datetime) -> models.PastCall:
    call = one.call

    def name(person: str | None) -> str | None:
        known = page.people.get(person or "")
        return known.legal_name if known else None

    return models.PastCall(
        id=call.id,
        session=call.session_id,
        title=one.title,
        time_zone=one.time_zone,
        kind=call.kind,
        by=name(call.made_by) or "",
        at=call.at,
        everybody_at=call.everybody_at,
        asked=len({*call.paged, *call.asked} - {call.made_by}),
        answered_by=name(call.answered_by),
        answered_at=call.answered_at,
        ended_by=name(call.ended_by),
        ended_at=call.ended_at,
        state="ended" if call.ended_at else "open" if one.is_open(now) else "left",
        told=one.told,
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/help", HelpView),
        web.view("/api/help/past", PastHelpView),
        web.view("/api/sessions/{session}/help", SessionHelpView),
        web.view("/api/help/{call}/answer", AnswerView),
        web.view("/api/help/{call}/end", EndView),
    ]
