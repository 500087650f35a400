"""The relay worker as one room uses it: opened under the room's epoch before anything else is asked."""

import asyncio
from typing import Literal, Protocol

from signaling.control import messages as control
from signaling.control.messages import ControlError
from signaling.control.parameters import IceParameters
from signaling.sdp.negotiation import LocalTransport
from signaling.websocket.errors import MediaError

Direction = Literal["publish", "subscribe"]


class WorkerPort(Protocol):
    """The relay worker, as a room needs it."""

    async def request(self, room: str, epoch: int, body: control.RequestBody) -> control.ResponseBody | None:
        """Ask and wait for the answer. Raises ControlError."""
        ...


class Refused(MediaError):
    """The worker answered, and will answer the same again; `reason` is its code."""

    def __init__(self, reason: str) -> None:
        super().__init__("media_unavailable", "Sound and picture have to be set up anew.")
        self.reason = reason


class Gone(Refused):
    """The worker does not know what was named."""


class RoomWorker:
    """All raise MediaError: `media_unavailable` while the worker cannot be reached, `media_full` while no worker takes
    the room."""

    def __init__(self, room: str, epoch: int, worker: WorkerPort) -> None:
        self._room = room
        self._epoch = epoch
        self._worker = worker
        self._opening = asyncio.Lock()
        self._opened = False

    def forget(self) -> None:
        """The worker is another one, which does not know the room."""
        self._opened = False

    async def ask(self, body: control.RequestBody) -> control.ResponseBody | None:
        """Raises `Refused` when the worker says no, `Gone` for what it does not know."""
        try:
            await self._open()
            return await self._worker.request(self._room, self._epoch, body)
        except ControlError as error:
            match error.code:
                case "closed":
                    raise MediaError("media_unavailable", "Sound and picture cannot be set up right now.") from error
                case "full":
                    message = (
                        "The clinic's server carries as much as it can. Sound and picture start when there is room."
                    )
                    raise MediaError("media_full", message) from error
                case "not_found":
                    raise Gone(error.code) from error
                case code:
                    raise Refused(code) from error

    async def adopt(self) -> control.Notes:
        """Take the room over with all that an owner before had there. MediaError: nothing is taken over."""
        async with self._opening:
            try:
                await self._worker.request(self._room, self._epoch, control.OpenRoom())
                notes = await self._worker.request(self._room, self._epoch, control.ReadNotes())
            except ControlError as error:
                raise MediaError("media_unavailable", "There is nothing to go on with.") from error
            assert isinstance(notes, control.Notes)
            self._opened = True
            return notes

    async def create_transport(self, transport: str, direction: Direction, scope: str | None) -> LocalTransport:
        """Our side of it."""
        made = await self.ask(control.CreateTransport(transport=transport, direction=direction, scope=scope))
        assert isinstance(made, control.TransportCreated)
        return LocalTransport(made.ice, made.candidates, made.dtls)

    async def restart_ice(self, transport: str) -> IceParameters:
        restarted = await self.ask(control.RestartIce(transport=transport))
        assert isinstance(restarted, control.IceRestarted)
        return restarted.ice

    async def _open(self) -> None:
        """Take the room over, unless that is done: what an owner before had there is closed."""
        async with self._opening:
            if not self._opened:
                await self._worker.request(self._room, self._epoch, control.CloseRoom())
                await self._worker.request(self._room, self._epoch, control.OpenRoom())
                self._opened = True
