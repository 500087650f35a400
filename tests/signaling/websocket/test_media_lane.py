"""Media requests: in order for one, side by side for others, and no harm done while the relay is away."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Set

import pytest

from signaling.protocol import messages as wire
from signaling.websocket import media_lane
from signaling.websocket.errors import MediaError
from signaling.websocket.media_lane import MediaLane
from tests.support.live_clinic import FakeMedia, FakeSeen
from tests.support.waiting import until


class StubbornMedia(FakeMedia):
    """Answers only while `there` is set; refuses scopes while `refusing`."""

    def __init__(self) -> None:
        super().__init__()
        self.there = asyncio.Event()
        self.there.set()
        self.refusing = False
        self.busy = 0
        self.most_busy = 0

    async def set_scopes(self, scopes: Mapping[str, str | None], screens: Set[str] = frozenset()) -> None:
        if self.refusing:
            raise MediaError("media_unavailable", "away")
        await super().set_scopes(scopes, screens)

    async def publish(self, participant: str, request: wire.Publish) -> wire.PublishAnswer:
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        await self.there.wait()
        self.busy -= 1
        self.published[participant] = ["camera"]
        return wire.PublishAnswer(id=request.id, sdp="v=0")

    async def is_busy_with(self, count: int) -> bool:
        return self.busy == count

    async def observe(self) -> Mapping[str, FakeSeen]:
        await self.there.wait()
        return await super().observe()


OFFER = wire.Publish(id=1, sdp="v=0", sources=[])


@pytest.fixture
def media() -> StubbornMedia:
    return StubbornMedia()


@pytest.fixture
async def lane(media: StubbornMedia, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MediaLane]:
    monkeypatch.setattr(media_lane, "RETRY", 0.01)
    lane = MediaLane(media)
    running = asyncio.create_task(lane.run())
    await lane.want({"ana": "group", "ben": "group"})
    yield lane
    running.cancel()


async def test_one_participants_requests_wait_for_each_other_and_nobody_elses(
    lane: MediaLane, media: StubbornMedia
) -> None:
    media.there.clear()
    requests = [asyncio.create_task(lane.request(who, OFFER)) for who in ("ana", "ana", "ben")]
    await until(lambda: media.is_busy_with(2), every=0.01)
    media.there.set()
    await asyncio.gather(*requests)
    assert media.most_busy == 2


async def test_a_relay_that_does_not_answer_costs_the_request_and_not_the_room(
    lane: MediaLane, media: StubbornMedia, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_lane, "PATIENCE", 0.02)
    media.there.clear()
    with pytest.raises(MediaError) as refused:
        await lane.request("ana", OFFER)
    assert refused.value.code == "media_unavailable"
    assert await lane.observe() == {}


async def test_scopes_are_told_again_until_the_relay_takes_them(lane: MediaLane, media: StubbornMedia) -> None:
    media.refusing = True
    await lane.want({"ana": "group", "ben": None})
    request = asyncio.create_task(lane.request("ana", OFFER))
    media.refusing = False
    await request
    assert media.scopes == {"ana": "group", "ben": None}


async def test_who_was_sent_out_while_the_relay_worked_keeps_nothing(lane: MediaLane, media: StubbornMedia) -> None:
    media.there.clear()
    request = asyncio.create_task(lane.request("ana", OFFER))
    await until(lambda: media.is_busy_with(1), every=0.01)
    await lane.want({"ben": "group"})
    media.there.set()
    with pytest.raises(MediaError) as refused:
        await request
    assert refused.value.code == "not_admitted"
    assert media.published == {}


async def test_who_begins_anew_again_and_again_would_force_keyframes_from_everybody(lane: MediaLane) -> None:
    restart = {way: wire.RestartTransport(id=1, direction=way) for way in ("subscribe", "publish")}
    for _ in range(int(media_lane.STARTS)):
        await lane.request("ana", restart["subscribe"])
    with pytest.raises(MediaError) as refused:
        await lane.request("ana", restart["subscribe"])
    assert refused.value.code == "too_many_requests"
    await lane.request("ana", restart["publish"])
    await lane.request("ben", restart["subscribe"])
