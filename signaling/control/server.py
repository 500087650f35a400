"""The worker's end of control: who may speak, in frames, and is answered.

Over the Unix socket processes of the same user; over TCP, where that is wanted, who knows the shared secret.
"""

import asyncio
import errno
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from signaling.control.framing import MAX_FRAME_BYTES, FrameDecoder, FrameError, encode
from signaling.control.messages import ControlError, Event, EventBody, Hello, Refusal, Request, Response, ResponseBody
from signaling.control.peer import peer_of
from signaling.control.tcp import Door, Remote

MAX_UNSENT_BYTES = 2 * MAX_FRAME_BYTES
MAX_CONNECTIONS = 64
"""Over TCP; apps have one each."""
CLOSING_PATIENCE = 2.0
"""Seconds that a connected app has to take what is still to be sent."""

log = logging.getLogger(__name__)

Handler = Callable[[Request], ResponseBody | None]


class ControlServer:
    """Listens at a path, and over TCP at `at`; gives each request to `handle`, sends back what it returns or the
    ControlError it raises."""

    def __init__(
        self, path: Path, handle: Handler, on_connections: Callable[[int], None], at: Remote | None = None
    ) -> None:
        self._path = path
        self._door = Door(at, self._serve_elsewhere) if at is not None else None
        self._handle = handle
        self._on_connections = on_connections
        self._writers: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen. The directory is made with mode 0700, or must already be this user's alone (PermissionError).

        A socket that a dead worker left is replaced, one that a living worker serves is not (OSError).
        """
        private_directory(self._path.parent)
        if served(self._path):
            raise OSError(errno.EADDRINUSE, f"another worker serves {self._path}")
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path)
        if self._door is not None:
            await self._door.open()

    @property
    def port(self) -> int | None:
        """Of TCP."""
        return self._door.port if self._door is not None else None

    def tell(self, body: EventBody) -> None:
        """Send an event to every connected app; one that does not read is disconnected, never waited for."""
        frame = encode(Event(body=body))
        for writer in list(self._writers):
            if writer.transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
                writer.transport.abort()
            else:
                writer.write(frame)

    async def close(self) -> None:
        """Send what is still to be sent, then stop listening and disconnect everyone."""
        if self._server is None:
            return
        self._path.unlink(missing_ok=True)
        self._server.close()
        if self._door is not None:
            await self._door.close()
        for writer in list(self._writers):
            writer.close()
        if self._serving:
            await asyncio.wait(self._serving, timeout=CLOSING_PATIENCE)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if peer_of(writer.get_extra_info("socket")).user != os.geteuid():
            writer.transport.abort()
            return
        await self._serve_known(reader, writer)

    async def _serve_elsewhere(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._writers) >= MAX_CONNECTIONS:
            log.error("%d apps are connected: one more is turned away", len(self._writers))
            writer.transport.abort()
            return
        await self._serve_known(reader, writer)

    async def _serve_known(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        self._writers.add(writer)
        self._on_connections(len(self._writers))
        decoder = FrameDecoder()
        greeted = False
        try:
            while data := await reader.read(65536):
                for payload in decoder.feed(data):
                    request = Request.model_validate_json(payload)
                    response = self._answer(request, greeted)
                    greeted = greeted or response.error is None
                    writer.write(_frame(response))
                await writer.drain()
        except (OSError, FrameError, ValidationError):
            pass  # Whoever breaks the protocol is disconnected; the packets of the rooms flow on.
        finally:
            writer.close()
            self._writers.discard(writer)
            self._on_connections(len(self._writers))

    def _answer(self, request: Request, greeted: bool) -> Response:
        """Nothing is done before hello was accepted: until then it is not known that both ends mean the same."""
        try:
            if not greeted and not isinstance(request.body, Hello):
                raise ControlError("wrong_state", "the first request is hello")
            return Response(request=request.request, body=self._handle(request))
        except ControlError as error:
            assert error.code != "closed"
            refusal = Refusal(code=error.code, message=error.message)
        except Exception:  # a fault in one request must not end the connection, and with it every room's
            log.exception("request %s failed", request.body.kind)
            refusal = Refusal(code="failed", message="the worker could not do it; its log says why")
        return Response(request=request.request, error=refusal)


def _frame(response: Response) -> bytes:
    try:
        return encode(response)
    except FrameError as error:
        log.error("an answer cannot be sent: %s", error)
        return encode(Response(request=response.request, error=Refusal(code="failed", message=str(error))))


def private_directory(directory: Path) -> None:
    """Make `directory` for this user alone; PermissionError when it exists and others may enter or own it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = directory.stat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PermissionError(f"{directory} must belong to this user and be closed to all others (mode 0700)")


def served(path: Path) -> bool:
    """Whether anybody listens at a Unix socket."""
    with socket.socket(socket.AF_UNIX) as knock:
        return knock.connect_ex(str(path)) == 0
