"""The one way out of a socket: bounded, in order, the newest view only. Who reads too slowly is closed."""

import asyncio
import contextlib
import logging
from collections import deque
from typing import Protocol, cast

from aiohttp import WSCloseCode, web

from signaling.protocol.messages import ServerMessage, View

log = logging.getLogger(__name__)

QUEUE = 128
"""Messages that may wait for a slow reader."""
STALLED = 10.0
"""Seconds that one message may take to be handed to the network."""


class Outlet(Protocol):
    """What a room says to one page goes in here."""

    @property
    def in_earshot(self) -> bool:
        """False while a sign of life of the page could not reach this node."""
        ...

    def send(self, message: ServerMessage) -> None: ...
    def close(self, *words: ServerMessage, code: int = WSCloseCode.OK) -> None:
        """Close the socket after these last words."""
        ...


class Writer:
    """`send` never waits, `run` writes until the socket is closed. A view not sent yet gives way to a newer one."""

    in_earshot = True

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._queue: deque[ServerMessage | str] = deque()
        self._view: View | str | None = None
        self._more = asyncio.Event()
        self._closing: int | None = None

    @property
    def has_closed(self) -> bool:
        """It is we who close the socket, or gave it up."""
        return self._closing is not None

    def send(self, message: ServerMessage) -> None:
        """Queue the message; one too many closes the socket."""
        self._put(message, isinstance(message, View))

    def pass_on(self, text: str, newest: bool) -> None:
        """A message that another node has written, as `send`. `newest`: it is a view."""
        self._put(text, newest)

    def _put(self, message: ServerMessage | str, newest: bool) -> None:
        if self._closing is not None:
            return
        if newest:
            self._view = cast("View | str", message)
        elif len(self._queue) >= QUEUE:
            log.warning("a socket reads too slowly and is closed")
            self._queue.clear()
            self.close(code=WSCloseCode.TRY_AGAIN_LATER)
        else:
            self._queue.append(message)
        self._more.set()

    def close(self, *words: ServerMessage | str, code: int = WSCloseCode.OK) -> None:
        """Close after what is queued and these last words."""
        if self._closing is not None:
            return
        self._queue.extend(words)
        self._view = None
        self._closing = code
        self._more.set()

    async def run(self) -> None:
        """Write until closed; then the socket is closed too, and its reader sees that."""
        try:
            while not self._socket.closed:
                await self._more.wait()
                self._more.clear()
                await self._write_all()
                if self._closing is not None:
                    break
        except (ConnectionError, TimeoutError):
            self._abort()
        finally:
            self._closing = self._closing or WSCloseCode.GOING_AWAY
            with contextlib.suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(self._socket.close(code=self._closing), STALLED)

    async def _write_all(self) -> None:
        while self._queue or self._view is not None:
            if self._queue:
                message: ServerMessage | str = self._queue.popleft()
            else:
                assert self._view is not None
                message, self._view = self._view, None
            async with asyncio.timeout(STALLED):
                await self._socket.send_str(message if isinstance(message, str) else message.model_dump_json())

    def _abort(self) -> None:
        transport = self._socket.get_extra_info("transport")
        if transport is not None:
            transport.abort()
