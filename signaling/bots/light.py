"""A bot without sound and pictures, thousands of which fit into one process: it enters, waits, is let in, comes back.

It speaks the whole of the protocol but for media, over HTTP and a WebSocket of its own, and reads of a message only
what it needs.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from random import Random
from typing import Any

import aiohttp

from signaling.bots.coming_back import come_again_and_again
from signaling.bots.conversation import Disconnected
from signaling.bots.entrance import Api, Entrance, EntryRefused
from signaling.protocol import messages as wire

PING_SECONDS = 5.0
DEAD_AFTER = 12.0
"""Seconds of silence, though pings are answered, after which a socket is given up, as by a page."""
FATAL = ("unsupported_protocol", "forbidden", "not_found")
"""Of an error about the socket itself: it would come again."""

Message = dict[str, Any]
Heed = Callable[["LightBot"], None]


class LightBot:
    """One participant. `run` ends when the server says that it is over, or when it is cancelled.

    `heed` is called, and must not wait, when a view has come and when the socket is lost.
    """

    __slots__ = ("_api", "_asked", "_entrance", "_heed", "_number", "_page", "_random", "_socket", "view", "views")

    def __init__(self, api: Api, entrance: Entrance, seed: int, heed: Heed = lambda _: None) -> None:
        self._api = api
        self._entrance = entrance
        self._random = Random(seed)
        self._heed = heed
        self._page = secrets.token_hex(8)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._number = 0
        self._asked: dict[int, asyncio.Future[Message]] = {}
        self.view: Message | None = None
        """The room as the bot was last told on the socket that it has now."""
        self.views = 0

    @property
    def place(self) -> str | None:
        """Where it is; None while it has no socket."""
        return str(self.view["me"]["place"]) if self.view is not None else None

    async def run(self) -> wire.Goodbye | None:
        """Enter again and again. None: the app refused to let it in."""
        return await come_again_and_again(self._visit, self._random)

    async def ask(self, type: str, **fields: object) -> Message:
        """Send a request; its answer, which may be an error. Raises Disconnected."""
        if self._socket is None:
            raise Disconnected
        self._number += 1
        number = self._number
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            await self._socket.send_str(json.dumps({"type": type, "id": number, **fields}))
            return await answer
        except ConnectionError:
            raise Disconnected from None
        finally:
            self._asked.pop(number, None)

    async def _visit(self) -> wire.Goodbye | None:
        try:
            return await self._converse(await self._api.ticket(self._entrance))
        finally:
            self._lose()

    async def _converse(self, ticket: str) -> wire.Goodbye | None:
        url = self._api.url + "/signal"
        async with self._api.http.ws_connect(url, origin=self._api.url, max_msg_size=1 << 20) as socket:
            hello = wire.Authenticate(ticket=ticket, protocol=wire.PROTOCOL_VERSION, page=self._page)
            await socket.send_str(hello.model_dump_json())
            self._socket = socket
            heard = time.monotonic()
            ping_at = heard + PING_SECONDS * self._random.random()
            while True:
                now = time.monotonic()
                if now >= ping_at:
                    ping_at = now + PING_SECONDS
                    self._number += 1
                    await socket.send_str(f'{{"type":"ping","id":{self._number}}}')
                try:
                    frame = await socket.receive(timeout=max(0.01, ping_at - now))
                except TimeoutError:
                    if time.monotonic() - heard > DEAD_AFTER:
                        raise
                    continue
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    raise Disconnected
                heard = time.monotonic()
                if (goodbye := self._take(frame.data)) is not None:
                    return goodbye

    def _take(self, text: str) -> wire.Goodbye | None:
        message = json.loads(text)
        match message["type"]:
            case "view":
                self.views += 1
                self.view = message["room"]
                self._heed(self)
            case "goodbye":
                return wire.Goodbye.model_validate(message)
            case "error" if message.get("id") is None:
                raise EntryRefused(message["code"]) if message["code"] in FATAL else Disconnected
            case "result" | "error":
                answer = self._asked.get(message["id"])
                if answer is not None and not answer.done():
                    answer.set_result(message)
        return None

    def _lose(self) -> None:
        self._socket = None
        self.view = None
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(Disconnected())
        self._heed(self)
