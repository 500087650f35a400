"""The app's end of a control socket."""

import asyncio
import logging
from collections.abc import Callable
from typing import Self

from pydantic import ValidationError

from signaling.control.framing import FrameDecoder, FrameError, encode
from signaling.control.messages import (
    ControlError,
    EventBody,
    Hello,
    Request,
    RequestBody,
    Response,
    ResponseBody,
    Welcome,
    from_worker,
)
from signaling.control.peer import Peer, peer_of
from signaling.control.tcp import Remote

GREETING_PATIENCE = 3.0
"""Seconds that a worker may take to answer hello."""
_TURNS = 10

log = logging.getLogger(__name__)


class WorkerUnfit(OSError):
    """A worker is there and does not answer hello, or is of another version; `peer` is its process."""

    def __init__(self, peer: Peer, why: str) -> None:
        name = f"the relay worker, process {peer.process}," if peer.process else "the relay worker"
        super().__init__(f"{name} {why}")
        self.peer = peer


class WorkerClient:
    """One connection to one relay worker. Requests may be in flight together; each gets its own answer."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        on_event: Callable[[EventBody], None] | None = None,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._on_event = on_event
        self.peer = peer_of(writer.get_extra_info("socket"))
        """The worker's process, when it is on this machine."""
        self._next_request = 1
        self._waiting: dict[int, asyncio.Future[ResponseBody | None]] = {}
        self._reading = asyncio.create_task(self._read())
        self.welcome: Welcome
        """The worker's answer to hello: who it is and what it already carries."""

    @classmethod
    async def connect(
        cls,
        place: str | Remote,
        on_event: Callable[[EventBody], None] | None = None,
        patience: float = GREETING_PATIENCE,
    ) -> Self:
        """Connect to the Unix socket at a path, or over TCP, and say hello.

        Raises OSError, as WorkerUnfit when there is no fit answer within `patience` seconds, or ControlError, as
        `closed` from a worker elsewhere that knows another secret.
        """
        streams = asyncio.open_unix_connection(place) if isinstance(place, str) else place.connect(patience)
        client = cls(*await streams, on_event)
        try:
            client.welcome = await client.greet(patience)
        except BaseException:
            await client.close()
            raise
        return client

    async def greet(self, patience: float = GREETING_PATIENCE) -> Welcome:
        """Say hello, at first or to see whether the worker is still well. Raises ControlError, or WorkerUnfit.

        The patience is counted in short turns of this loop, so that time in which we stood still ourselves is not held
        against the worker.
        """
        asking = asyncio.create_task(self.request("", 0, Hello()))
        try:
            for _ in range(_TURNS):
                answered, _waiting = await asyncio.wait([asking], timeout=patience / _TURNS)
                if answered:
                    break
            else:
                raise WorkerUnfit(self.peer, "does not answer")
        finally:
            asking.cancel()
        try:
            welcome = asking.result()
        except ControlError as error:
            if error.code == "unsupported_protocol":
                raise WorkerUnfit(self.peer, "speaks another protocol") from error
            raise
        if not isinstance(welcome, Welcome):
            raise ControlError("failed", "the worker did not answer hello with a welcome")
        return welcome

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        """Send one request and wait for its answer; ControlError says why not (`closed`: the connection ended)."""
        if self._reading.done():
            raise ControlError("closed", "the worker is not connected")
        number = self._next_request
        self._next_request += 1
        frame = encode(Request(request=number, room=room, epoch=epoch, body=body))
        answer: asyncio.Future[ResponseBody | None] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            self._writer.write(frame)
            await self._writer.drain()
            return await answer
        except OSError as error:
            raise ControlError("closed", "the connection to the worker broke") from error
        finally:
            self._waiting.pop(number, None)
            answer.cancel()

    async def closed(self) -> None:
        """Return when the connection has ended, whoever ended it."""
        await asyncio.wait([self._reading])

    async def close(self) -> None:
        """End the connection; the worker goes on for a while, waiting to be adopted."""
        self._reading.cancel()
        await self.closed()

    async def _read(self) -> None:
        decoder = FrameDecoder()
        try:
            while data := await self._reader.read(65536):
                for payload in decoder.feed(data):
                    self._receive(payload)
        except (OSError, FrameError, ValidationError):
            pass  # An end that cannot be understood is an end: the owner sees `closed` and starts over.
        finally:
            self._writer.close()
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(ControlError("closed", "the worker went away"))

    def _receive(self, payload: bytes) -> None:
        message = from_worker.validate_json(payload)
        if not isinstance(message, Response):
            self._hear(message.body)
            return
        answer = self._waiting.get(message.request)
        if answer is None or answer.done():
            return
        if message.error is not None:
            answer.set_exception(ControlError(message.error.code, message.error.message))
        else:
            answer.set_result(message.body)

    def _hear(self, event: EventBody) -> None:
        if self._on_event is None:
            return
        try:
            self._on_event(event)
        except Exception:  # a fault in what the app makes of one event must not end the connection
            log.exception("hearing %s failed", event.kind)
