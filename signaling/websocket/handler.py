"""One socket from its upgrade to its end: where it may come from, who it is, what it says, how it goes."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from signaling.protocol import messages as wire
from signaling.rooms.plan import Seat
from signaling.websocket.doorway import Crowded, Doorway
from signaling.websocket.errors import ProtocolViolation, last_word
from signaling.websocket.ports import ClinicPort
from signaling.websocket.seating import Seating
from signaling.websocket.turn import TurnServers
from signaling.websocket.writer import Writer

PATH = "/signal"
AUTHENTICATE_WITHIN = 5.0
"""Seconds."""
STRANGERS = 200
"""Sockets that may be open without having authenticated."""
STRANGERS_PER_ADDRESS = 50
"""So many of them from one address, behind which may be a whole clinic."""


class Signaling:
    """The `/signal` endpoint."""

    def __init__(
        self,
        seating: Seating,
        clinic: ClinicPort,
        is_own: Callable[[web.Request], bool],
        address_of: Callable[[web.Request], str],
        turn: TurnServers | None = None,
        authenticate_within: float = AUTHENTICATE_WITHIN,
    ) -> None:
        """`is_own`: whether a request's Origin header names our own pages; without one it does not. `address_of`: where
        it came from, proxies of ours aside. `turn`: what participants may use, if the clinic has any."""
        self._seating = seating
        self._clinic = clinic
        self._is_own = is_own
        self._authenticate_within = authenticate_within
        self._address_of = address_of
        self._turn = turn
        self._doorway = Doorway(STRANGERS, STRANGERS_PER_ADDRESS)

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """403 for another site's page; 503 while too many sockets, there or everywhere, have not said who they are."""
        if not self._is_own(request):
            raise web.HTTPForbidden(text="This address is for the clinic's own pages.")
        with ExitStack() as stranger:
            try:
                stranger.enter_context(self._doorway.place(self._address_of(request)))
            except Crowded:
                raise web.HTTPServiceUnavailable(text="Please try again in a moment.") from None
            return await self._open(request, stranger)

    async def _open(self, request: web.Request, stranger: ExitStack) -> web.WebSocketResponse:
        """`stranger` is closed as soon as it is known who this is."""
        socket = web.WebSocketResponse(max_msg_size=wire.MAX_MESSAGE_BYTES, compress=False, timeout=2.0)
        await socket.prepare(request)
        writer = Writer(socket)
        writing = asyncio.create_task(writer.run())
        try:
            await self._converse(socket, writer, stranger)
        except Exception as error:
            writer.close(last_word(error), code=WSCloseCode.POLICY_VIOLATION)
        finally:
            writer.close()
            await writing
        return socket

    async def _converse(self, socket: web.WebSocketResponse, writer: Writer, stranger: ExitStack) -> None:
        try:
            async with asyncio.timeout(self._authenticate_within):
                seat, page = await self._authenticate(socket)
        except TimeoutError:
            raise ProtocolViolation("unauthenticated", "No ticket came in time.") from None
        stranger.close()
        if self._turn is None:
            await self._take_part(socket, writer, seat, page)
            return
        writer.send(self._turn.credentials(seat))
        renewing = asyncio.create_task(self._turn.keep_fresh(seat, writer.send))
        try:
            await self._take_part(socket, writer, seat, page)
        finally:
            renewing.cancel()

    async def _take_part(self, socket: web.WebSocketResponse, writer: Writer, seat: Seat, page: str) -> None:
        part = await self._seating.take(seat, page, writer)
        closed = False
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    raise ProtocolViolation("invalid_message", "Messages are text.")
                await part.say(message.data)
            closed = not writer.has_closed and socket.close_code != WSCloseCode.ABNORMAL_CLOSURE
        finally:
            await part.leave(closed)

    async def _authenticate(self, socket: web.WebSocketResponse) -> tuple[Seat, str]:
        first = await socket.receive()
        if first.type is not WSMsgType.TEXT:
            raise ProtocolViolation("unauthenticated", "The first message must bring a ticket.")
        try:
            hello = wire.Authenticate.model_validate_json(first.data)
        except ValidationError:
            raise ProtocolViolation("unauthenticated", "The first message must bring a ticket.") from None
        if hello.protocol != wire.PROTOCOL_VERSION:
            raise ProtocolViolation("unsupported_protocol", "This page is out of date. Please reload it.")
        return await self._clinic.redeem_ticket(hello.ticket), hello.page
