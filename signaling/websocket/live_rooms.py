"""The rooms that are live in this process: opened by the first who comes, forgotten when they close."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from weakref import WeakValueDictionary

from signaling.cluster.directory import OwnedRoom, RoomDirectory
from signaling.protocol.messages import ServerMessage
from signaling.protocol.views import LineView, Role
from signaling.rooms.attention import Attention
from signaling.rooms.plan import Seat, SessionPlan
from signaling.rooms.room import Whereabouts
from signaling.websocket.clock import STEP_MS, Clock
from signaling.websocket.errors import OwnedElsewhere, RoomClosed
from signaling.websocket.live_room import LiveRoom, Pace
from signaling.websocket.ports import ClinicPort, InvalidTicket, MediaPort, OpenedRoom
from signaling.websocket.steady import attempt
from signaling.websocket.writer import Outlet

MediaFactory = Callable[[str, int, Callable[[str, ServerMessage], None]], MediaPort]
"""(session, epoch, deliver) -> the room's media."""
REVOKED = 1000
"""Login sessions that ended last: whoever was just coming in by one of them is turned back."""


@dataclass(frozen=True, slots=True)
class Census:
    """What is live, in numbers. `lines`: everybody's connection."""

    rooms: int
    people: Mapping[tuple[Whereabouts, Role], int]
    """By place and role."""
    lines: Sequence[LineView]


class _Ran(NamedTuple):
    """How a session's room was last open in this process. `apart_ms`: how far the wall clock was then from this
    process's own."""

    epoch: int
    apart_ms: int


class LiveRooms:
    def __init__(
        self,
        clinic: ClinicPort,
        media: MediaFactory,
        directory: RoomDirectory,
        clock: Clock,
        new_id: Callable[[], str],
        boot: str,
        pace: Pace | None = None,
    ) -> None:
        self._clinic = clinic
        self._media = media
        self._directory = directory
        self._clock = clock
        self._new_id = new_id
        self._boot = boot
        self._pace = pace or Pace()
        self._rooms: dict[str, LiveRoom] = {}
        self._ran: dict[str, _Ran] = {}
        """By session. One that nobody else owned since goes on from what this process itself stored."""
        self._apart_ms = clock.apart_ms()
        """How far the wall clock was from this process's own when a room was last opened, whichever it was."""
        self._opening: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """Held while a session's room opens or is forgotten."""
        self._watching: set[asyncio.Task[None]] = set()
        self._revoked: deque[str] = deque(maxlen=REVOKED)
        self._draining = False

    async def join(self, seat: Seat, page: str, writer: Outlet) -> tuple[LiveRoom, str]:
        """The live room of the seat's session, and the id of the connection just made in it.

        Raises RoomError, SessionOver, StorageUnavailable; InvalidTicket when the seat's login session ended meanwhile;
        OwnedElsewhere when another node owns the room, Unreachable when that cannot be told; RoomClosed when this one
        stops.
        """
        try:
            return await self._join(seat, page, writer)
        except RoomClosed:
            return await self._join(seat, page, writer)

    async def resume(self, clinic: str, session: str) -> None:
        """Open the room of a session that goes on though nobody has come yet: the process before was interrupted.

        Raises SessionOver, StorageUnavailable, OwnedElsewhere, Unreachable, RoomClosed.
        """
        await self._live(clinic, session)

    async def revoke(self, login_session: str) -> None:
        """A login session ended: its sockets close, and none opens any more."""
        self._revoked.append(login_session)
        await self._in_each(self._live_now(), lambda room: room.revoke(login_session), "ending a login in a room")

    def attention(self) -> Sequence[tuple[SessionPlan, Attention]]:
        """Sessions live in this process whose clients are without staff."""
        found = [(room.plan, room.attention) for room in self._live_now()]
        return [(plan, needed) for plan, needed in found if needed is not None]

    def census(self) -> Census:
        """How many rooms, people and connections of which kind are live in this process."""
        rooms = self._live_now()
        places = Counter((one.place, one.seat.role) for room in rooms for one in room.here())
        return Census(len(rooms), places, tuple(line for room in rooms for line in room.lines))

    async def rebuild_media(self, sessions: Collection[str]) -> None:
        """The relay worker of these rooms is another one: they are set up in it."""
        await asyncio.gather(*(room.rebuild_media() for room in self._live_now() if room.plan.session in sessions))

    def layers_wanted(self, session: str, publication: str, layers: Sequence[int]) -> None:
        """The relay worker says which layers of a publication anybody takes."""
        room = self._rooms.get(session)
        if room is not None and not room.closed.is_set():
            room.layers_wanted(publication, layers)

    def reckon(self, session: str, now: datetime) -> datetime:
        """What time it is in that session at `now` of the wall clock, which may have stepped since its room opened."""
        room = self._rooms.get(session)
        return now if room is None or room.closed.is_set() else now - timedelta(milliseconds=room.clock.apart_ms())

    async def attendance_changed(self, session: str) -> None:
        """Facts of this session were stored elsewhere: a kiosk's, a tap."""
        room = self._rooms.get(session)
        if room is not None and not room.closed.is_set():
            await room.refresh_attendance()

    async def kept_apart_changed(self, clinic: str) -> None:
        """Somebody of the clinic is kept apart from another, or no more."""
        rooms = [room for room in self._live_now() if room.plan.clinic == clinic]
        await self._in_each(rooms, lambda room: room.refresh_attendance(), "telling a room who is kept apart")

    async def drain(self) -> Sequence[OwnedRoom]:
        """The process stops: every room proves life once more, says goodbye and takes nobody any more. These are
        nobody's from then on."""
        self._draining = True
        drained = self._live_now()
        await asyncio.gather(*(room.drain(self._directory.has_others) for room in drained))
        await asyncio.gather(*self._watching)
        return [OwnedRoom(room.plan.clinic, room.session) for room in drained]

    async def _join(self, seat: Seat, page: str, writer: Outlet) -> tuple[LiveRoom, str]:
        room = await self._live(seat.clinic, seat.session)
        if seat.login_session in self._revoked:
            raise InvalidTicket
        return room, await room.join(seat, page, writer)

    async def _in_each(self, rooms: Sequence[LiveRoom], work: Callable[[LiveRoom], Awaitable[None]], name: str) -> None:
        """Side by side: what goes wrong in one room, or keeps it waiting, is no other's matter."""

        async def do(room: LiveRoom) -> None:
            with suppress(RoomClosed):
                await work(room)

        await asyncio.gather(*(attempt(partial(do, room), name) for room in rooms))

    def _live_now(self) -> list[LiveRoom]:
        return [room for room in self._rooms.values() if not room.closed.is_set()]

    async def _live(self, clinic: str, session: str) -> LiveRoom:
        async with self._turn(session):
            room = self._rooms.get(session)
            if room is None or room.closed.is_set():
                room = await self._open(clinic, session)
            return room

    async def _open(self, clinic: str, session: str) -> LiveRoom:
        if self._draining:
            raise RoomClosed
        owned = OwnedRoom(clinic, session)
        if (owner := await self._directory.claim(owned)) != self._directory.node:
            raise OwnedElsewhere(owner)
        try:
            opened = await self._clinic.open_room(clinic, session)
            if self._draining:  # since meanwhile
                raise RoomClosed
        except BaseException:
            await self._directory.release(owned)
            raise
        ran = self._ran.get(session)
        taken_over = opened.saved is not None and (ran is None or opened.epoch != ran.epoch + 1)
        stepped_ms = self._stepped_since(ran)
        self._ran[session] = _Ran(opened.epoch, self._apart_ms)
        room = self._rooms[session] = self._make(opened)
        watching = asyncio.create_task(self._forget(room))
        self._watching.add(watching)
        watching.add_done_callback(self._watching.discard)
        await room.start(taken_over, stepped_ms)
        return room

    def _stepped_since(self, ran: _Ran | None) -> int | None:
        """By how much the wall clock has stepped since this session's room, or any, last opened; None: it has not."""
        before = self._apart_ms if ran is None else ran.apart_ms
        self._apart_ms = self._clock.apart_ms()
        by_ms = self._apart_ms - before
        return by_ms if abs(by_ms) > STEP_MS else None

    async def _forget(self, room: LiveRoom) -> None:
        """As soon as it closes, unless it is open again by then."""
        await room.closed.wait()
        async with self._turn(room.session):
            if self._rooms.get(room.session) is room:
                del self._rooms[room.session]
                await self._directory.release(OwnedRoom(room.plan.clinic, room.session))

    def _turn(self, session: str) -> asyncio.Lock:
        return self._opening.setdefault(session, asyncio.Lock())

    def _make(self, opened: OpenedRoom) -> LiveRoom:
        plan: SessionPlan = opened.plan
        return LiveRoom(
            opened,
            self._clinic,
            lambda deliver: self._media(plan.session, opened.epoch, deliver),
            self._clock.anew(),
            self._new_id,
            self._boot,
            self._pace,
            lambda: self._directory.holds,
        )
