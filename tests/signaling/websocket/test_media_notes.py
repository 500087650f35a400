"""The app is killed and comes back: its next process goes on with the transports that the worker has kept."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest

from signaling.control import messages as control
from signaling.control.messages import ControlError, RequestBody, ResponseBody
from signaling.protocol import messages as wire
from signaling.websocket.errors import MediaError
from signaling.websocket.media import RoomMedia
from signaling.websocket.media_peers import Subscribing
from signaling.websocket.ports import Page
from tests.signaling.sdp.answering import answer_to, text_of
from tests.signaling.sdp.offers import offer
from tests.support.relay import TestRelay

SOURCES = [wire.PublishedSource(mid="0", source="microphone"), wire.PublishedSource(mid="1", source="camera")]
PAGES = {who: Page(f"page of {who}", is_staff=who == "fay") for who in ("fay", "ana", "ben", "cleo")}
GROUP = dict.fromkeys(("fay", "ana", "ben"), "group")
ADMITTED = frozenset({"ana", "ben"})


class Worker:
    """A real one in this process. `refuses`: kinds of requests that it refuses."""

    def __init__(self, relay: TestRelay) -> None:
        self.relay = relay
        self.refuses: set[str] = set()
        self.asked: list[str] = []

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        self.asked.append(body.kind)
        if body.kind in self.refuses:
            raise ControlError("refused", "not this")
        return self.relay.relay.handle(control.Request(request=1, room=room, epoch=epoch, body=body))

    @property
    def room(self):
        return self.relay.relay._rooms.rooms["session"]

    @property
    def carries(self) -> tuple[set[str], set[str], set[str]]:
        """The ids of transports, publications and subscriptions."""
        return set(self.room.transports), set(self.room.publications), set(self.room.subscriptions)


class Process:
    """One process of the app, with the browsers' mailboxes."""

    def __init__(self, worker: Worker, epoch: int) -> None:
        self.told: defaultdict[str, list[wire.ServerMessage]] = defaultdict(list)
        self.media = RoomMedia("session", epoch, worker, lambda who, message: self.told[who].append(message))

    def begin(self, *people: str) -> list[str]:
        return [self.media.begin(who, PAGES[who]) for who in people]

    async def publish(self, who: str) -> None:
        await self.media.publish(who, wire.Publish(id=1, sdp=offer("chromium_simulcast"), sources=SOURCES))

    async def answer(self, who: str) -> None:
        newest = self.offers(who)[-1]
        sdp = text_of(answer_to(newest.sdp))
        await self.media.subscribe_answer(who, wire.SubscribeAnswer(id=2, sdp=sdp, negotiation=newest.negotiation))

    def transports(self, who: str) -> tuple[str, str]:
        """The one that they publish on, and the one that they receive on."""
        peer = self.media._peers[who]
        assert peer.publishing is not None and peer.subscribing is not None
        return peer.publishing.transport, peer.subscribing.transport

    def receiving(self, who: str) -> Subscribing:
        subscribing = self.media._peers[who].subscribing
        assert subscribing is not None
        return subscribing

    def offers(self, who: str) -> list[wire.SubscribeOffer]:
        return [it for it in self.told[who] if isinstance(it, wire.SubscribeOffer)]


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    relay = TestRelay()
    yield Worker(relay)
    await relay.close()


@pytest.fixture
async def killed(worker: Worker) -> Process:
    """Where Fay and Ana publish, and Ben and Fay have answered what they were offered."""
    process = Process(worker, epoch=1)
    process.begin(*GROUP)
    await process.media.set_scopes(GROUP)
    for who in ("fay", "ana"):
        await process.publish(who)
    for who in ("ben", "fay"):
        while (offers := process.offers(who)) and process.receiving(who).in_flight == offers[-1]:
            await process.answer(who)
    return process


@pytest.fixture
async def new(worker: Worker, killed: Process) -> Process:
    process = Process(worker, epoch=2)
    await process.media.adopt(ADMITTED)
    return process


async def test_whoever_comes_back_goes_on_and_the_worker_is_asked_for_nothing(new: Process, worker: Worker) -> None:
    before = worker.carries
    assert new.begin("fay", "ben") == ["goes on", "goes on"]
    worker.asked.clear()
    await new.media.set_scopes({"fay": "group", "ben": "group"})
    for who in ("fay", "ben"):
        await new.media.resume(who)
    assert worker.carries == before
    assert set(worker.asked) <= {"keep_note", "set_scope"}
    assert {it.scope for it in worker.room.transports.values()} == {"group"}
    assert not new.told["fay"] and not new.told["ben"]
    assert list(new.media.tracks("fay")) == ["microphone", "camera"]


async def test_an_offer_that_was_not_answered_is_sent_again_as_it_was(new: Process, killed: Process) -> None:
    assert new.begin("ana") == ["goes on"]
    await new.media.set_scopes({"ana": "group"})
    await new.media.resume("ana")
    assert new.offers("ana") == killed.offers("ana")[-1:]
    await new.answer("ana")
    assert {it.publication.participant for it in new.receiving("ana").subscriptions.values()} == {"fay"}


async def test_what_is_negotiated_next_fits_what_was_negotiated_before(new: Process, worker: Worker) -> None:
    new.begin("fay", "ana", "ben", "cleo")
    await new.media.set_scopes({**GROUP, "cleo": "group"})
    await new.publish("cleo")
    newest = new.offers("ben")[-1]
    assert [it.participant for it in newest.tracks] == ["fay", "fay", "ana", "ana", "cleo", "cleo"]
    subscriptions = worker.carries[2]
    await new.answer("ben")
    assert worker.carries[2] > subscriptions


async def test_publishing_the_same_again_after_it_was_taken_over_disturbs_nobody(new: Process, worker: Worker) -> None:
    new.begin(*GROUP)
    await new.media.set_scopes(GROUP)
    before = worker.carries
    await new.publish("ana")
    assert worker.carries == before
    assert not new.offers("ben")


async def test_the_tiles_of_a_page_are_still_known(worker: Worker, killed: Process) -> None:
    mid = killed.offers("ben")[-1].tracks[1].mid
    await killed.media.tiles("ben", wire.Tiles(id=3, tiles=[wire.Tile(mid=mid, height=0)]))
    preferred = {name: it.output.preferred for name, it in worker.room.subscriptions.items()}
    new = Process(worker, epoch=2)
    await new.media.adopt(ADMITTED)
    new.begin("ben")
    await new.media.set_scopes({"ben": "group"})
    assert {name: it.output.preferred for name, it in worker.room.subscriptions.items()} == preferred


async def test_what_was_counted_before_is_no_evidence_of_now(new: Process, worker: Worker, killed: Process) -> None:
    for transport in worker.room.transports.values():
        transport.audio_packets = 500
    later = Process(worker, epoch=3)
    await later.media.adopt(ADMITTED)
    later.begin("ana")
    await later.media.set_scopes({"ana": "group"})
    assert (await later.media.observe())["ana"].audio_packets == 0


async def test_which_layers_are_wanted_is_told_again(worker: Worker, killed: Process) -> None:
    worker.relay.events.clear()
    await Process(worker, epoch=2).media.adopt(ADMITTED)

    def told() -> set[str]:
        return {it.publication for it in worker.relay.events if isinstance(it, control.LayersWanted)}

    layered = {name for name, it in worker.room.publications.items() if len(it.publication.layers) > 1}
    assert layered
    await worker.relay.until(lambda: told() == layered)


@pytest.mark.parametrize(("noted", "told", "wanted"), [("private", "group", "private"), ("group", "private", "group")])
async def test_a_note_from_before_the_last_change_of_scope_let_others_hear_private_words(
    worker: Worker, killed: Process, noted: str, told: str, wanted: str
) -> None:
    """The process died after it had told the worker, and before it could note that."""
    ana = killed.transports("ana")
    await killed.media.set_scopes({**GROUP, "ana": noted})
    worker.refuses = {"keep_note"}
    await killed.media.set_scopes({**GROUP, "ana": told})
    new = Process(worker, epoch=2)
    await new.media.adopt(ADMITTED)
    new.begin("ana")
    await new.media.set_scopes({"ana": wanted})
    assert new.transports("ana") == ana
    assert {worker.room.transports[it].scope for it in ana} == {wanted}


async def test_a_note_that_is_too_long_is_none_and_the_call_goes_on(
    worker: Worker, killed: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.websocket.media_notes.MAX_NOTE", 1000)
    await killed.publish("ben")
    assert [it.participant for it in killed.offers("fay")[-1].tracks] == ["ana", "ana", "ben", "ben"]
    assert "ben" not in worker.room._notes


# --- who does not go on -----------------------------------------------------------------------------------------------


async def test_a_client_who_is_not_admitted_any_more_loses_their_transports_at_once(
    worker: Worker, killed: Process
) -> None:
    theirs = set(killed.transports("ana"))
    new = Process(worker, epoch=2)
    await new.media.adopt(ADMITTED - {"ana"})
    assert not theirs & worker.carries[0]
    assert new.begin("ana") == ["is new"]


async def test_who_does_not_come_back_is_let_go(new: Process, worker: Worker, killed: Process) -> None:
    theirs = set(killed.transports("ana"))
    new.begin("fay", "ben")
    await new.media.set_scopes({"fay": "group", "ben": "group"})
    assert theirs <= worker.carries[0], "their page may yet be on its way"
    await new.media.let_go()
    assert not theirs & worker.carries[0]
    assert [it.participant for it in new.offers("ben")[-1].tracks] == ["fay", "fay"]
    assert new.begin("ana") == ["is new"]


async def test_another_page_of_the_same_person_does_not_go_on_with_the_transports_of_the_first(
    new: Process, worker: Worker, killed: Process
) -> None:
    theirs = set(killed.transports("ana"))
    await new.media.set_scopes({"ana": "group"})
    assert new.media.begin("ana", Page("reloaded", is_staff=False)) == "replaces"
    await new.media.forget("ana")
    assert not theirs & worker.carries[0]
    assert len(worker.carries[0]) == 2 * len(GROUP), "new ones are there"


async def test_a_transport_that_failed_meanwhile_is_made_anew(worker: Worker, killed: Process) -> None:
    publishing, receiving = killed.transports("ben")
    worker.room.transports[receiving].state = "failed"
    new = Process(worker, epoch=2)
    await new.media.adopt(ADMITTED)
    new.begin("ben")
    await new.media.set_scopes({"ben": "group"})
    assert new.transports("ben")[0] == publishing
    assert new.transports("ben")[1] != receiving


async def test_a_note_of_another_version_is_as_good_as_none(worker: Worker, killed: Process) -> None:
    theirs = set(killed.transports("ana"))
    note = json.loads(worker.room._notes["ana"])
    worker.room._notes["ana"] = json.dumps({**note, "version": 1})
    new = Process(worker, epoch=2)
    await new.media.adopt(ADMITTED)
    assert new.begin("ana", "ben") == ["is new", "goes on"]
    assert not theirs & worker.carries[0]


async def test_of_a_worker_that_says_nothing_nothing_is_taken_over(worker: Worker, killed: Process) -> None:
    worker.refuses = {"read_notes"}
    new = Process(worker, epoch=2)
    with pytest.raises(MediaError):
        await new.media.adopt(ADMITTED)
    before = worker.carries[0]
    assert new.begin("ana") == ["is new"]
    await new.media.set_scopes({"ana": "group"})
    assert not before & worker.carries[0], "what was there is closed"


async def test_where_a_note_cannot_be_kept_the_call_goes_on(worker: Worker) -> None:
    worker.refuses = {"keep_note"}
    process = Process(worker, epoch=1)
    process.begin(*GROUP)
    await process.media.set_scopes(GROUP)
    await process.publish("ana")
    assert process.offers("ben")


async def test_of_who_has_left_no_note_is_kept(killed: Process, worker: Worker) -> None:
    assert set(worker.room._notes) == set(GROUP)
    await killed.media.set_scopes({"fay": "group", "ben": "group"})
    assert set(worker.room._notes) == {"fay", "ben"}
