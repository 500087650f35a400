"""One WebSocket of a bot's: authenticates, matches answers to requests, hands over the rest."""

import asyncio
import itertools
from typing import Self

import aiohttp
from pydantic import ValidationError

from signaling.protocol import messages as wire

ANSWER_WITHIN = 15.0


class Disconnected(Exception):
    """The socket has closed."""


class RequestRefused(Exception):
    """The server answered with an error."""

    def __init__(self, error: wire.Error) -> None:
        super().__init__(error.code)
        self.code = error.code


class Conversation:
    """`request` may be called while `next` is awaited. Use as an async context manager."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[wire.ServerMessage]] = {}
        self._unasked: asyncio.Queue[wire.ServerMessage | None] = asyncio.Queue()
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._socket.close()
        if self._reading is not None:
            await self._reading

    async def authenticate(self, ticket: str, page: str) -> None:
        message = wire.Authenticate(ticket=ticket, protocol=wire.PROTOCOL_VERSION, page=page)
        await self._socket.send_str(message.model_dump_json())

    async def request(self, request: wire.Request) -> wire.ServerMessage:
        """Send under a number of its own and wait for the answer. Raises RequestRefused, Disconnected, TimeoutError."""
        number = next(self._numbers)
        answer: asyncio.Future[wire.ServerMessage] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            if self._reading is None or self._reading.done():
                raise Disconnected
            await self._socket.send_str(request.model_copy(update={"id": number}).model_dump_json())
            async with asyncio.timeout(ANSWER_WITHIN):
                message = await answer
        except ConnectionError:
            raise Disconnected from None
        finally:
            del self._waiting[number]
        if isinstance(message, wire.Error):
            raise RequestRefused(message)
        return message

    async def next(self, within: float) -> wire.ServerMessage | None:
        """The next message that answers nothing; None after `within` seconds. Raises Disconnected."""
        try:
            async with asyncio.timeout(within):
                message = await self._unasked.get()
        except TimeoutError:
            return None
        if message is None:
            raise Disconnected
        return message

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._take(wire.server_message.validate_json(frame.data))
        except ValidationError:
            await self._socket.close()
        finally:
            self._unasked.put_nowait(None)
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(Disconnected())

    def _take(self, message: wire.ServerMessage) -> None:
        number = getattr(message, "id", None)
        if number is None:
            self._unasked.put_nowait(message)
        elif (answer := self._waiting.get(number)) is not None and not answer.done():
            answer.set_result(message)
