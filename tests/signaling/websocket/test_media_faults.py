"""Whatever request to the worker fails, gets lost or is cancelled half-way: trying again makes everything right."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from signaling.control.client import WorkerClient
from signaling.control.messages import ControlError, Counters, ReadCounters, RequestBody, ResponseBody
from signaling.protocol import messages as wire
from signaling.sdp.reader import parse
from signaling.websocket.errors import MediaError
from signaling.websocket.media import RoomMedia
from tests.signaling.sdp.answering import answer_to, text_of
from tests.signaling.sdp.offers import offer
from tests.signaling.websocket.test_media import SOURCES, worker

__all__ = ["worker"]

GROUP = {"ana": "group", "ben": "group"}
REQUESTS = 24
"""More than the scenario below makes."""


class Faulty:
    """A real worker behind a line on which one request goes wrong."""

    def __init__(self, worker: WorkerClient, wrong: int, how: str) -> None:
        self.worker, self.wrong, self.how = worker, wrong, how
        self.made = 0

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        self.made += 1
        if self.made != self.wrong:
            return await self.worker.request(room, epoch, body)
        if self.how == "lost on the way":
            raise ControlError("closed")
        await self.worker.request(room, epoch, body)
        if self.how == "answer lost":
            raise ControlError("closed")
        raise asyncio.CancelledError


async def persist(attempt: Callable[[], Awaitable[object]]) -> None:
    """As those who call do: again after a failure."""
    for _ in range(3):
        with contextlib.suppress(MediaError, asyncio.CancelledError):
            await attempt()
            return
    raise AssertionError("it still fails")


@pytest.mark.parametrize("how", ["lost on the way", "answer lost", "cancelled"])
async def test_one_fault_anywhere_leaves_nothing_amiss(worker: WorkerClient, how: str) -> None:
    longest = 0
    for wrong in range(1, REQUESTS):
        line = Faulty(worker, wrong, how)
        room = f"room-{wrong}"
        none = wire.SubscribeOffer(sdp="", negotiation=0, tracks=[])
        offers = {"ana": [none], "ben": [none]}
        """The last one answered, and what came since."""

        def deliver(who: str, message: wire.ServerMessage, offers=offers) -> None:
            if isinstance(message, wire.SubscribeOffer):
                offers[who].append(message)

        media = RoomMedia(room, 1, line, deliver)

        async def publish(who: str, media=media) -> None:
            await media.publish(who, wire.Publish(id=1, sdp=offer("chromium_publish"), sources=SOURCES))

        async def answer(who: str, media=media, offers=offers) -> None:
            """Answer what is offered until nothing more is; a page whose answer fails has its transport made anew."""
            while (newest := offers[who][-1]) is not offers[who][0]:
                sdp = text_of(answer_to(newest.sdp))
                try:
                    await media.subscribe_answer(
                        who, wire.SubscribeAnswer(id=2, sdp=sdp, negotiation=newest.negotiation)
                    )
                except (MediaError, asyncio.CancelledError):
                    with contextlib.suppress(MediaError, asyncio.CancelledError):
                        await media.restart(who, "subscribe")
                    raise
                if offers[who][-1] is newest:
                    offers[who] = [newest]

        async def restart(media=media) -> None:
            await media.restart("ana", "publish")

        async def told(media=media) -> None:
            await media.set_scopes(dict(GROUP))

        await persist(told)
        for who in GROUP:
            await persist(partial(publish, who))
        for who in GROUP:
            await persist(partial(answer, who))
        await persist(restart)
        await persist(lambda: publish("ana"))
        await persist(lambda: answer("ben"))
        await persist(told)
        counters = await worker.request(room, 1, ReadCounters())
        assert isinstance(counters, Counters)
        assert (len(counters.transports), len(counters.publications), len(counters.subscriptions)) == (4, 4, 4), wrong
        longest = max(longest, line.made)
    assert longest > 20, "the scenario is shorter than it was"


class GivingUp:
    """A real worker that says of some transports that it has given them up."""

    def __init__(self, worker: WorkerClient) -> None:
        self.worker = worker
        self.failed: set[str] = set()

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        answer = await self.worker.request(room, epoch, body)
        if not isinstance(answer, Counters):
            return answer
        told = [
            it.model_copy(update={"state": "failed"}) if it.transport in self.failed else it for it in answer.transports
        ]
        return answer.model_copy(update={"transports": tuple(told)})

    async def transports(self) -> set[str]:
        counters = await self.worker.request("room", 1, ReadCounters())
        assert isinstance(counters, Counters)
        return {it.transport for it in counters.transports}


async def test_what_the_worker_gave_up_is_made_anew_except_where_the_page_does_it_by_itself(
    worker: WorkerClient,
) -> None:
    line = GivingUp(worker)
    offers: list[wire.ServerMessage] = []
    media = RoomMedia("room", 1, line, lambda who, message: offers.append(message) if who == "ben" else None)
    await media.set_scopes(GROUP)
    before = await line.transports()
    line.failed = before
    await media.observe()
    assert len(await line.transports()) == len(before) == 4
    assert not before & await line.transports()
    await media.publish("ana", wire.Publish(id=1, sdp=offer("chromium_publish"), sources=SOURCES))
    line.failed = await line.transports()
    await media.observe()
    assert len(line.failed & await line.transports()) == 1, "the one that ana publishes on"
    sessions = [parse(it.sdp).origin.session_id for it in offers if isinstance(it, wire.SubscribeOffer)]
    assert len(set(sessions)) == 2, "what is offered anew is another transport's"
