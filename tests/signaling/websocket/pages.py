"""A real server on a real port and the pages that speak to it over real WebSockets."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis

from server.background.beside import beside
from server.domain.attendance.evidence import Connected, Placed
from server.live.cluster import Cluster
from server.live.rooms import hear
from signaling.rooms.plan import Seat
from signaling.websocket.clock import Clock
from signaling.websocket.handler import PATH, Signaling
from signaling.websocket.live_room import Pace
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.ports import Page as RelayPage
from tests.support.live_clinic import FakeClinic, FakeMedia, seat

PATIENCE = 5.0
Message = dict[str, Any]


class HandClock(Clock):
    """A clock that goes on only by hand."""

    def __init__(self) -> None:
        self.wall = 1_772_452_800.0
        self.ticks = 0.0
        super().__init__(lambda: self.wall, lambda: self.ticks)

    def advance(self, seconds: float) -> None:
        self.wall += seconds
        self.ticks += seconds


class Page:
    """One page of one person. Everything received is kept in `messages`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.messages: list[Message] = []
        self._ids = itertools.count(1)
        self._changed = asyncio.Condition()
        self._pinging: asyncio.Task[None] | None = None
        self._reading = asyncio.create_task(self._read())
        self.is_closed = False

    def stay_alive(self, every: float = 2.0) -> None:
        """Ping like a real page, for as long as the socket is open."""
        self.hush()
        self._pinging = asyncio.create_task(self._ping(every))

    def hush(self) -> None:
        """Say nothing by itself any more."""
        if self._pinging is not None:
            self._pinging.cancel()

    async def _ping(self, every: float) -> None:
        with contextlib.suppress(ConnectionError):
            while not self.socket.closed:
                await self.send("ping")
                await asyncio.sleep(every)

    async def ping(self) -> None:
        """Say that one is there, until that is heard or the socket has closed."""
        with contextlib.suppress(ConnectionError):
            id = await self.send("ping")
            await self._wait_for(lambda: self.is_closed or any(one.get("id") == id for one in self.messages) or None)

    async def send(self, type: str, **fields: Any) -> int:
        id = next(self._ids)
        await self.socket.send_str(json.dumps({"type": type, "id": id, **fields}))
        return id

    async def ask(self, type: str, **fields: Any) -> Message:
        """The answer to this request."""
        id = await self.send(type, **fields)
        return await self.until(lambda message: message.get("id") == id)

    async def until(self, wanted: Callable[[Message], bool], patience: float = PATIENCE) -> Message:
        """The first message, received already or to come, that is wanted."""
        return await self._wait_for(lambda: next((one for one in self.messages if wanted(one)), None), patience)

    async def of_type(self, type: str) -> Message:
        return await self.until(lambda message: message["type"] == type)

    async def sees(self, wanted: Callable[[Message], bool], patience: float = PATIENCE) -> Message:
        """The newest view, as soon as it is as wanted."""
        return await self._wait_for(lambda: self.view if self.views and wanted(self.view) else None, patience)

    async def closes(self) -> int | None:
        await self._wait_for(lambda: self.is_closed or None)
        return self.socket.close_code

    @property
    def views(self) -> list[Message]:
        return [one["room"] for one in self.messages if one["type"] == "view"]

    @property
    def view(self) -> Message:
        """The newest."""
        return self.views[-1]

    async def drop(self) -> None:
        """Lose the network without a word."""
        self.socket._writer.transport.abort()
        await self.closes()

    async def _wait_for(self, find: Callable[[], Any], patience: float = PATIENCE) -> Any:
        async with asyncio.timeout(patience), self._changed:
            while (found := find()) is None:
                await self._changed.wait()
            return found

    async def _read(self) -> None:
        async for message in self.socket:
            async with self._changed:
                self.messages.append(json.loads(message.data))
                self._changed.notify_all()
        self.hush()
        async with self._changed:
            self.is_closed = True
            self._changed.notify_all()


class House:
    """The app's live side with a fake clinic and a fake relay."""

    def __init__(
        self,
        clinic: FakeClinic | None = None,
        pace: Pace | None = None,
        clock: HandClock | None = None,
        redis: Redis | None = None,
        **options: Any,
    ) -> None:
        """`redis`: of a node among others that have the same clinic."""
        self._ids = itertools.count(1)
        self._redis = redis
        self.clinic = clinic or FakeClinic()
        self.clock = clock or HandClock()
        self.cluster = Cluster(redis, self._new_id())
        self.media: list[FakeMedia] = []
        self.left: dict[str, RelayPage] = {}
        """Whose transports a process before this one has left in the relay."""
        self.directory = self.cluster.directory
        self.rooms = LiveRooms(
            self.clinic,
            lambda session, epoch, deliver: self._new_media(),
            self.directory,
            self.clock,
            self._new_id,
            f"boot-{id(self)}",
            pace,
        )
        self._options = options
        self.nudged: list[str] = []
        """Clinics whose staff's pages were told that there is something new."""
        self._beside = contextlib.AsyncExitStack()
        self.app = web.Application()
        self.server = TestServer(self.app)
        self.browser = aiohttp.ClientSession()

    async def __aenter__(self) -> "House":
        spawn = await self._beside.enter_async_context(beside())
        heed = partial(hear, self.rooms, self.nudged.append, self.nudged.append)
        seating = await self.cluster.join(self.rooms, heed, self._new_id, self.clock, spawn)
        self.signaling = Signaling(
            seating,
            self.clinic,
            lambda request: request.headers.get("Origin") == self.origin,
            lambda request: request.headers.get("X-Address", ""),
            **self._options,
        )
        self.app.add_routes(self.signaling.routes())
        await self.server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.browser.close()
        await self.cluster.leave(await self.rooms.drain())
        await self.server.close()
        await self._beside.aclose()

    async def die(self) -> None:
        """As if the process were killed: nothing is stored or said any more, and every connection breaks."""
        await self._beside.aclose()
        if self._redis is not None:
            await self._redis.connection_pool.disconnect()
        for watching in tuple(self.rooms._watching):
            watching.cancel()
        for room in tuple(self.rooms._rooms.values()):
            room.closed.set()
            for task in tuple(room._tasks):
                task.cancel()
        await self.browser.close()
        await self.server.close()

    def _new_id(self) -> str:
        return f"id-{len(self.clinic.epochs)}-{next(self._ids)}-{id(self)}"

    @property
    def origin(self) -> str:
        return f"http://{self.server.host}:{self.server.port}"

    async def knock(self, origin: str | None = "own", address: str = "") -> aiohttp.ClientWebSocketResponse:
        """A socket that has said nothing yet."""
        headers = {} if origin is None else {"Origin": self.origin if origin == "own" else origin}
        headers["X-Address"] = address
        return await self.browser.ws_connect(self.server.make_url(PATH), headers=headers, max_msg_size=0)

    async def hello(self, seat: Seat, page: str = "page-1") -> Page:
        """A page that has said who it is."""
        opened = Page(await self.knock())
        ticket = self.clinic.ticket(seat)
        await opened.socket.send_str(
            json.dumps({"type": "authenticate", "ticket": ticket, "protocol": 1, "page": page})
        )
        return opened

    async def page(self, seat: Seat, page: str = "page-1") -> Page:
        """A page that has its first view."""
        opened = await self.hello(seat, page)
        await opened.of_type("view")
        return opened

    async def has_facts(self, count: int) -> bool:
        return len(self.clinic.facts) >= count

    async def has_redeemed(self, count: int) -> bool:
        return self.clinic.redeemed >= count

    async def has_resumed(self, *people: str) -> bool:
        return self.media[-1].resumed == list(people)

    async def has_forgotten(self, *people: str) -> bool:
        return self.media[-1].forgotten == list(people)

    async def has_let_go_of(self, *people: str) -> bool:
        return self.media[-1].let_go_of == list(people)

    async def has_store_faults(self, count: int) -> bool:
        return self.clinic.store_faults >= count

    async def has_audited(self, action: str) -> bool:
        return action in [act.action for act in self.clinic.acts]

    async def group(self, *clients: Seat) -> list[Page]:
        """The pages of a facilitator and these clients, admitted by her and all seeing one another."""
        facilitator = await self.page(seat("fay", "facilitator"))
        pages = [facilitator, *[await self.page(one) for one in clients]]
        await facilitator.ask("admit_all", identity_confirmed=True)
        for page in pages:
            await page.sees(lambda view: len(view["participants"]) == len(clients))
        return pages

    def _new_media(self) -> FakeMedia:
        self.media.append(FakeMedia(left=dict(self.left)))
        return self.media[-1]


def names(view: Message) -> list[str]:
    """The participants that a view shows."""
    return [one["participant"] for one in view["participants"]]


def places(clinic: FakeClinic, participant: str) -> list[str]:
    """Where the stored facts say that the participant was, in order."""
    mine = (one.evidence for one in clinic.facts if one.participant == participant)
    return [one.place.value for one in mine if isinstance(one, Connected | Placed)]


def peer(view: Message, participant: str) -> Message:
    """How a view shows that participant; empty when it does not."""
    return next((one for one in view["participants"] if one["participant"] == participant), {})


def on_roster(view: Message, participant: str) -> Message:
    """That participant's line, as staff see it."""
    return next(one for one in view["staff"]["roster"] if one["participant"] == participant)


def waiting(view: Message) -> list[str]:
    """Those who wait, as staff see them."""
    return [one["participant"] for one in view["staff"]["waiting"]]
