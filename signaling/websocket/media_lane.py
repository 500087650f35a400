"""Media requests of one room: in order for each participant, side by side for different ones, after the scopes."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass

from signaling.protocol import messages as wire
from signaling.protocol.messages import Source
from signaling.websocket.errors import MediaError
from signaling.websocket.flood import TokenBucket
from signaling.websocket.ports import Begins, CountedLine, MediaPort, Page, SeenPort

log = logging.getLogger(__name__)

MediaRequest = wire.Publish | wire.SubscribeAnswer | wire.RestartTransport | wire.RestartIce | wire.Tiles
PATIENCE = 5.0
"""Seconds that the relay worker may take for one thing."""
STARTS, START_EVERY = 8.0, 15.0
"""How often a page may have what it receives begun anew, so many times at once and once more after so many seconds:
each time everybody's picture begins with a keyframe for it."""
AWAITED = 15.0
"""Seconds for which transports of a process before this one are kept for pages that have not come back: they try again
after 0.2, 1, 2, 4 and 8 s."""
RETRY = 1.0
"""Seconds until scopes that the worker did not take are told again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the relay is to make so: everybody's scope, and whose screen is forwarded in theirs."""

    scopes: Mapping[str, str | None]
    screens: Set[str]


NOBODY = Wanted({}, frozenset())


class MediaLane:
    """Keeps the relay told of who hears whom, and passes requests on. `run` is the task that tells scopes."""

    def __init__(self, media: MediaPort) -> None:
        self._media = media
        self._wanted = self._told = NOBODY
        self._changed = asyncio.Condition()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._starting: defaultdict[str, TokenBucket] = defaultdict(lambda: TokenBucket(1 / START_EVERY, STARTS))

    async def want(self, scopes: Mapping[str, str | None], screens: Set[str] = frozenset()) -> None:
        """From now on these; only the newest are told when several come quickly."""
        async with self._changed:
            self._wanted = Wanted(scopes, screens)
            self._changed.notify_all()

    async def adopt(self, admitted: Set[str]) -> None:
        """Before all else: go on with what a process before this one has left in the worker."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._media.adopt(admitted)
        except Exception as error:
            log.error("nothing of the relay is taken over: %s", type(error).__name__)

    def begin(self, participant: str, page: Page) -> Begins:
        return self._media.begin(participant, page)

    async def let_go(self) -> None:
        """After a while, of whoever has not come back."""
        await asyncio.sleep(AWAITED)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._media.let_go()
        except Exception as error:
            log.error("the relay lets nobody go: %s; trying with the next change", type(error).__name__)

    async def run(self) -> None:
        """Tell the worker whenever scopes change, until cancelled; again and again while it does not answer."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._wanted != self._told)
                wanted = self._wanted
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._media.set_scopes(wanted.scopes, wanted.screens)
            except Exception as error:
                log.error("the relay does not take scopes: %s", type(error).__name__)
                await asyncio.sleep(RETRY)
                continue
            async with self._changed:
                self._told = wanted
                self._changed.notify_all()

    async def request(self, participant: str, request: MediaRequest) -> wire.Result | wire.PublishAnswer:
        """Carry out what the room has allowed. Raises MediaError."""
        async with self._turn(participant):
            answer: wire.Result | wire.PublishAnswer = wire.Result(id=request.id)
            match request:
                case wire.Publish():
                    answer = await self._media.publish(participant, request)
                case wire.SubscribeAnswer():
                    await self._media.subscribe_answer(participant, request)
                case wire.Tiles():
                    await self._media.tiles(participant, request)
                case wire.RestartIce():
                    await self._media.restart_ice(participant)
                case wire.RestartTransport(direction=direction):
                    if direction == "subscribe" and not self._may_start(participant):
                        raise MediaError("too_many_requests", "That was a lot at once. Please wait a moment.")
                    await self._media.restart(participant, direction)
            if participant not in self._wanted.scopes:
                await self._media.forget(participant)
                raise MediaError("not_admitted", "You are not in the room any more.")
            return answer

    async def forget(self, participant: str) -> None:
        """Another page took the seat. A worker that is away has nothing to forget."""
        try:
            async with self._turn(participant):
                await self._media.forget(participant)
        except MediaError as error:
            log.error("the relay does not forget: %s", error.code)

    async def resume(self, participant: str) -> None:
        """The same page is back."""
        try:
            async with self._turn(participant):
                await self._media.resume(participant)
                if participant not in self._wanted.scopes:
                    await self._media.forget(participant)
        except MediaError as error:
            log.error("the relay does not resume: %s", error.code)

    async def rebuild(self) -> None:
        """Another worker took over, which knows nothing of this room."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._media.rebuild()
        except (MediaError, TimeoutError):
            log.error("the relay cannot be set up anew; trying with the next change")
            async with self._changed:
                self._told = NOBODY
                self._changed.notify_all()

    def layers_wanted(self, publication: str, layers: Sequence[int]) -> None:
        self._media.layers_wanted(publication, layers)

    def tracks(self) -> Mapping[str, Sequence[Source]]:
        return {participant: self._media.tracks(participant) for participant in self._wanted.scopes}

    async def observe(self) -> Mapping[str, SeenPort]:
        """What the relay saw since the last look; nothing when it does not answer."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._media.observe()
        except Exception as error:
            log.error("the relay does not say what it saw: %s", type(error).__name__)
            return {}

    async def lines(self) -> Mapping[str, CountedLine]:
        """What the relay counts of everybody's connection. Raises MediaError, TimeoutError."""
        if not self._wanted.scopes:
            return {}
        async with asyncio.timeout(PATIENCE):
            return await self._media.lines()

    async def close(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._media.close()
        except Exception as error:
            log.error("the relay does not close a room: %s", type(error).__name__)

    def _may_start(self, participant: str) -> bool:
        return self._starting[participant].take(1, asyncio.get_running_loop().time())

    @asynccontextmanager
    async def _turn(self, participant: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(PATIENCE), self._turns[participant]:
                async with self._changed:
                    await self._changed.wait_for(lambda: self._wanted == self._told)
                yield
        except TimeoutError:
            raise MediaError("media_unavailable", "Sound and picture cannot be set up right now.") from None
