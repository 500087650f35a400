"""A room's media, negotiated with recorded offers of real browsers and a real relay worker."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from signaling.control.client import WorkerClient
from signaling.control.messages import (
    CloseRoom,
    ControlError,
    Counters,
    OpenRoom,
    ReadCounters,
    RequestBody,
    ResponseBody,
)
from signaling.protocol import messages as wire
from signaling.sdp.reader import parse
from signaling.websocket.errors import MediaError
from signaling.websocket.media import RoomMedia
from tests.signaling.sdp.answering import answer_to, text_of
from tests.signaling.sdp.offers import offer
from tests.support.waiting import until

SOURCES = [wire.PublishedSource(mid="0", source="microphone"), wire.PublishedSource(mid="1", source="camera")]


class Room:
    """A room's media with the browsers' mailboxes."""

    def __init__(self, worker: WorkerClient) -> None:
        self.worker = worker
        self.told: defaultdict[str, list[wire.ServerMessage]] = defaultdict(list)
        self.media = RoomMedia("room", 1, worker, lambda who, message: self.told[who].append(message))

    async def publish(self, who: str) -> wire.PublishAnswer:
        return await self.media.publish(who, wire.Publish(id=1, sdp=offer("chromium_publish"), sources=SOURCES))

    async def answer(self, who: str) -> None:
        """Answer the newest offer."""
        newest = self.offers(who)[-1]
        sdp = text_of(answer_to(newest.sdp))
        await self.media.subscribe_answer(who, wire.SubscribeAnswer(id=2, sdp=sdp, negotiation=newest.negotiation))

    def offers(self, who: str) -> list[wire.SubscribeOffer]:
        return [it for it in self.told[who] if isinstance(it, wire.SubscribeOffer)]

    def hears(self, who: str) -> list[tuple[str, str]]:
        """Whose tracks the newest offer carries."""
        offers = self.offers(who)
        return sorted((it.participant, it.source) for it in offers[-1].tracks) if offers else []

    async def counters(self) -> Counters:
        counters = await self.worker.request("room", 1, ReadCounters())
        assert isinstance(counters, Counters)
        return counters


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[WorkerClient]:
    control = tmp_path / "run" / "control"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.media", "--control", str(control), "--listen", "127.0.0.1"),
        stderr=asyncio.subprocess.DEVNULL,
    )

    async def connected() -> WorkerClient | None:
        try:
            return await WorkerClient.connect(str(control))
        except OSError:
            return None

    client = await until(connected)
    assert client is not None
    yield client
    await client.close()
    process.terminate()
    await process.wait()


@pytest.fixture
def room(worker: WorkerClient) -> Room:
    return Room(worker)


async def both_in_the_group(room: Room) -> None:
    await room.media.set_scopes({"ana": "group", "ben": "group"})


async def test_what_one_publishes_is_offered_to_the_others_and_not_back(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    assert room.hears("ben") == [("ana", "camera"), ("ana", "microphone")]
    assert room.hears("ana") == []
    assert list(room.media.tracks("ana")) == ["microphone", "camera"]


async def test_who_comes_later_is_offered_what_is_there(room: Room) -> None:
    await room.media.set_scopes({"ana": "group"})
    await room.publish("ana")
    await both_in_the_group(room)
    assert room.hears("ben") == [("ana", "camera"), ("ana", "microphone")]


async def test_a_screen_is_forwarded_while_its_owner_may_share_it_and_closed_before_they_are_with_others(
    room: Room,
) -> None:
    sources = [SOURCES[0], wire.PublishedSource(mid="1", source="screen")]
    shares = wire.Publish(id=1, sdp=offer("chromium_publish"), sources=sources)
    scopes = {"ana": "group", "ben": "group", "cleo": "aside"}
    await room.media.set_scopes(scopes)
    await room.media.publish("ana", shares)
    assert room.hears("ben") == [("ana", "microphone")]
    await room.answer("ben")
    await room.media.set_scopes(scopes, {"ana"})
    await room.media.publish("ana", shares)
    assert room.hears("ben") == [("ana", "microphone"), ("ana", "screen")]
    await room.answer("ben")
    await room.media.set_scopes({**scopes, "ana": "aside"})
    assert list(room.media.tracks("ana")) == ["microphone"]
    assert room.hears("cleo") == [("ana", "microphone")]
    assert room.hears("ben") == [("ana", "microphone")]


async def test_the_worker_sends_once_the_browser_has_answered(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    assert (await room.counters()).subscriptions == ()
    await room.answer("ben")
    assert len((await room.counters()).subscriptions) == 2


async def test_an_ice_restart_is_offered_on_the_same_transport(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    await room.answer("ben")
    transports = {it.transport for it in (await room.counters()).transports}
    await room.media.restart_ice("ben")
    before, after = (parse(it.sdp) for it in room.offers("ben")[-2:])
    assert before.media[0].ice_ufrag != after.media[0].ice_ufrag
    assert before.media[0].ice_pwd != after.media[0].ice_pwd
    assert before.origin.session_id == after.origin.session_id
    assert [it.mid for it in before.media] == [it.mid for it in after.media]
    await room.answer("ben")
    assert {it.transport for it in (await room.counters()).transports} == transports
    assert len(room.offers("ben")) == 2


async def test_an_ice_restart_waits_until_the_offer_in_flight_is_answered(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    await room.media.restart_ice("ben")
    assert len(room.offers("ben")) == 1
    await room.answer("ben")
    assert len(room.offers("ben")) == 2


async def test_there_is_no_ice_to_restart_where_nothing_is_received(room: Room) -> None:
    await both_in_the_group(room)
    with pytest.raises(MediaError) as refused:
        await room.media.restart_ice("ben")
    assert refused.value.code == "wrong_state"


async def test_who_is_in_a_private_word_is_offered_nothing_of_the_group(room: Room) -> None:
    await room.media.set_scopes({"ana": "group", "ben": "talk-first:ben", "cleo": "talk-first:ben"})
    await room.publish("ana")
    await room.publish("cleo")
    assert room.hears("ben") == [("cleo", "camera"), ("cleo", "microphone")]
    assert room.hears("ana") == []


async def test_nothing_is_published_by_one_who_is_not_in_the_room(room: Room) -> None:
    with pytest.raises(MediaError) as refused:
        await room.publish("ana")
    assert refused.value.code == "not_admitted"


async def test_who_is_sent_back_to_wait_loses_transports_and_is_taken_from_the_others(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    await room.answer("ben")
    await room.media.set_scopes({"ben": "group"})
    assert room.hears("ben") == []
    counters = await room.counters()
    assert len(counters.transports) == 2
    assert counters.publications == ()


async def test_changes_while_an_offer_is_in_flight_go_into_the_next(room: Room) -> None:
    await room.media.set_scopes({"ana": "group", "ben": "group", "cleo": "group"})
    await room.publish("ana")
    await room.publish("cleo")
    assert len(room.offers("ben")) == 1
    await room.answer("ben")
    assert len(room.offers("ben")) == 2
    assert {it for it, _ in room.hears("ben")} == {"ana", "cleo"}


async def test_a_page_whose_socket_dropped_gets_the_offer_in_flight_again(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    await room.media.resume("ben")
    first, again = room.offers("ben")
    assert first == again


async def test_another_page_of_the_same_person_starts_anew_in_the_same_scope(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    await room.answer("ben")
    await room.media.forget("ben")
    assert room.hears("ben") == [("ana", "camera"), ("ana", "microphone")]
    await room.answer("ben")
    assert len((await room.counters()).subscriptions) == 2


async def test_publishing_the_same_again_disturbs_nobody(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    await room.answer("ben")
    before = await room.counters()
    await room.publish("ana")
    after = await room.counters()
    assert {it.publication for it in before.publications} == {it.publication for it in after.publications}
    assert len(room.offers("ben")) == 1


async def test_a_browser_that_restarts_ice_gets_new_credentials_and_keeps_its_publications(room: Room) -> None:
    await both_in_the_group(room)
    first = await room.publish("ana")
    restarted = offer("chromium_publish").replace(
        f"a=ice-ufrag:{parse(offer('chromium_publish')).media[0].ice_ufrag}", "a=ice-ufrag:anew"
    )
    second = await room.media.publish("ana", wire.Publish(id=2, sdp=restarted, sources=SOURCES))
    ours, new = (parse(it.sdp).media[0] for it in (first, second))
    assert (ours.ice_ufrag, ours.ice_pwd) != (new.ice_ufrag, new.ice_pwd)
    assert ours.fingerprints == new.fingerprints
    assert len(room.offers("ben")) == 1


async def test_a_section_without_a_fitting_source_is_refused(room: Room) -> None:
    await both_in_the_group(room)
    wrong = [wire.PublishedSource(mid="0", source="camera"), wire.PublishedSource(mid="1", source="camera")]
    with pytest.raises(MediaError) as refused:
        await room.media.publish("ana", wire.Publish(id=1, sdp=offer("chromium_publish"), sources=wrong))
    assert refused.value.code == "invalid_sdp"


async def test_a_new_worker_is_told_everything_and_every_page_starts_anew(room: Room) -> None:
    await both_in_the_group(room)
    await room.publish("ana")
    await room.worker.request("room", 1, CloseRoom())
    await room.media.rebuild()
    assert [type(room.told[who][-1]) for who in ("ana", "ben")] == [wire.MediaReset, wire.MediaReset]
    await room.publish("ana")
    assert room.hears("ben") == [("ana", "camera"), ("ana", "microphone")]


async def test_a_worker_that_is_away_is_said_so_and_the_scopes_can_be_told_again() -> None:
    worker = Away()
    media = RoomMedia("room", 1, worker, lambda who, message: None)
    with pytest.raises(MediaError) as refused:
        await media.set_scopes({"ana": "group"})
    assert refused.value.code == "media_unavailable"


class Away:
    """A worker that does not answer."""

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        raise ControlError("closed", "the worker went away")


async def test_of_whom_the_worker_does_not_know_nothing_is_said(room: Room) -> None:
    await both_in_the_group(room)
    await room.worker.request("room", 1, CloseRoom())
    await room.worker.request("room", 1, OpenRoom())
    assert await room.media.observe() == {}


async def test_observation_counts_nothing_for_one_who_never_connected(room: Room) -> None:
    await both_in_the_group(room)
    seen: Mapping[str, object] = await room.media.observe()
    assert set(seen) == {"ana", "ben"}
    assert not any(getattr(it, "receiving", True) for it in seen.values())
