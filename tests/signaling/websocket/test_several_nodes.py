"""Several app nodes with one clinic and one real Redis: any node serves any client, and a room outlives its owner."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from server.domain.attendance.evidence import Beat
from server.live import board
from server.live.board import Board
from signaling.cluster import redis_directory, redis_post
from signaling.cluster.letters import Nudged, Revoked
from signaling.cluster.redis_directory import RedisDirectory
from signaling.rooms.timeouts import SILENCE
from signaling.websocket import seating
from signaling.websocket.live_room import Pace
from tests.signaling.websocket.pages import HandClock, House, Page, names, waiting
from tests.support.live_clinic import FakeClinic, seat
from tests.support.redis_server import RedisServer, running_redis
from tests.support.waiting import until

FAY, ANA, BEN = seat("fay", "facilitator"), seat("ana"), seat("ben")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEASE", "BEAT", "MISSED", "WATCH", "SETTLING"):
        monkeypatch.setattr(redis_directory, name, getattr(redis_directory, name) / 10)
    monkeypatch.setattr(seating, "HEARD_EVERY", 0.1)
    for name in ("WAIT_MS", "WELL_AFTER"):
        monkeypatch.setattr(redis_post, name, type(getattr(redis_post, name))(getattr(redis_post, name) / 10))


@dataclass
class Town:
    """Nodes of one clinic. `open` one more; those that died or stopped are left out at the end."""

    server: RedisServer
    clinic: FakeClinic = field(default_factory=FakeClinic)
    clock: HandClock = field(default_factory=HandClock)
    pace: Pace = field(default_factory=lambda: Pace(beat=timedelta(seconds=2)))
    _nodes: AsyncExitStack = field(default_factory=AsyncExitStack)
    _standing: dict[House, AsyncExitStack] = field(default_factory=dict)

    async def nodes(self) -> tuple[House, House]:
        first, second = await asyncio.gather(self._node(), self._node())
        return first, second

    async def _node(self) -> House:
        house = House(self.clinic, self.pace, self.clock, self.server.client())
        stack = self._standing[house] = AsyncExitStack()
        await stack.enter_async_context(house)
        directory = house.directory
        assert isinstance(directory, RedisDirectory)

        async def is_well() -> bool:
            return directory.well

        await until(is_well, every=0.02)
        return house

    async def kill(self, house: House) -> None:
        await house.die()
        del self._standing[house]

    async def stop(self, house: House) -> None:
        """As the process does it at SIGTERM."""
        await house.cluster.leave(await house.rooms.drain())
        await self._standing.pop(house).aclose()

    async def close(self) -> None:
        for house in tuple(self._standing):
            await self.stop(house)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with running_redis(tmp_path) as server:
        town = Town(server)
        yield town
        await town.close()


async def group(owner: House, other: House) -> tuple[Page, Page, Page]:
    """Fay and Ana by the node that owns the room, Ben by another; both clients are admitted."""
    fay = await owner.page(FAY)
    ana, ben = await owner.page(ANA), await other.page(BEN)
    await fay.sees(lambda view: len(waiting(view)) == 2)
    await fay.ask("admit_all", identity_confirmed=True)
    for page in (fay, ana, ben):
        await page.sees(lambda view: len(view["participants"]) == 2)
    return fay, ana, ben


async def test_people_on_two_nodes_are_in_one_room(town: Town) -> None:
    first, second = await town.nodes()
    _, ana, ben = await group(first, second)
    assert set(names(ben.view)) == {"fay", "ana"}
    assert (await ben.ask("chat", to="all", text="hello"))["type"] == "result"
    assert (await ana.of_type("chat_message"))["text"] == "hello"
    assert (await ben.ask("ping"))["type"] == "result"
    assert town.clinic.epochs == {"session-1": 1}, "one owner"


async def test_a_facilitator_on_another_node_runs_the_group(town: Town) -> None:
    first, second = await town.nodes()
    ana = await first.page(ANA)
    fay = await second.page(FAY)
    await fay.sees(lambda view: waiting(view) == ["ana"])
    await fay.ask("admit_all", identity_confirmed=True)
    await ana.sees(lambda view: view["me"]["place"] == "in_room")
    await fay.ask("end_session")
    assert (await ana.of_type("goodbye"))["reason"] == "session_ended"
    assert (await fay.of_type("goodbye"))["reason"] == "session_ended"
    await ana.closes()
    await fay.closes()


async def test_who_says_too_much_or_nonsense_loses_the_socket_and_nobody_else_does(town: Town) -> None:
    first, second = await town.nodes()
    fay, _, ben = await group(first, second)
    ana = await second.page(ANA)
    await ana.socket.send_str('{"type": "nonsense"}')
    assert (await ana.of_type("error"))["code"] == "invalid_message"
    await ana.closes()
    assert (await ben.ask("ping"))["type"] == "result"
    assert set(names(fay.view)) == {"ana", "ben"}


async def test_when_the_owner_is_killed_the_others_keep_their_sockets_and_the_group_goes_on(town: Town) -> None:
    first, second = await town.nodes()
    fay, _, ben = await group(first, second)
    await fay.ask("start_session")
    await town.kill(first)
    await ben.sees(lambda view: view["me"]["place"] == "in_room" and not view["participants"])
    again = await second.page(FAY)
    await again.sees(lambda view: set(names(view)) == {"ben"})
    back = await second.page(ANA)
    await back.sees(lambda view: set(names(view)) == {"fay", "ben"} and view["me"]["place"] == "in_room")
    assert not ben.is_closed and not any(one["type"] == "goodbye" for one in ben.messages)
    assert town.clinic.epochs == {"session-1": 2}
    assert town.clinic.kinds().count("server_started") == 1
    assert (await ben.ask("chat", to="all", text="still here"))["type"] == "result"


async def test_a_session_whose_owner_is_killed_is_taken_up_though_nobody_comes(town: Town) -> None:
    first, second = await town.nodes()
    fay = await first.page(FAY)
    await fay.ask("start_session")
    await town.kill(first)

    async def is_taken_up() -> bool:
        return "session-1" in second.rooms._rooms

    await until(is_taken_up, every=0.02)
    assert town.clinic.epochs == {"session-1": 2}


async def test_what_was_asked_of_an_owner_that_died_is_answered_at_all(town: Town) -> None:
    first, second = await town.nodes()
    _, _, ben = await group(first, second)
    town.clinic.opening.clear()
    town.server.pause()
    asked = [await ben.send("raise_hand", raised=True), await ben.send("chat", to="all", text="anybody there?")]
    await town.kill(first)
    town.server.go_on()
    town.clinic.opening.set()
    for number in asked:
        answer = await ben.until(lambda message, number=number: message.get("id") == number)  # type: ignore[misc]
        assert answer["type"] in ("result", "error")


async def test_a_node_that_stops_hands_its_rooms_over_and_no_other_nodes_socket_closes(town: Town) -> None:
    first, second = await town.nodes()
    fay, ana, ben = await group(first, second)
    views = len(ben.views)
    await town.stop(first)
    for page in (fay, ana):
        goodbye = await page.of_type("goodbye")
        assert goodbye["reason"] == "draining" and goodbye["soon"]
    again = await second.page(FAY)
    await again.sees(lambda view: set(names(view)) == {"ben"})
    assert not ben.is_closed and len(ben.views) > views
    assert (await ben.ask("raise_hand", raised=True))["type"] == "result"
    assert town.clinic.epochs == {"session-1": 2}


async def test_pages_of_a_stopping_node_whose_room_is_elsewhere_are_sent_to_another(town: Town) -> None:
    first, second = await town.nodes()
    _, _, ben = await group(first, second)
    await town.stop(second)
    assert (await ben.of_type("goodbye"))["reason"] == "draining"
    back = await first.page(BEN)
    await back.sees(lambda view: view["me"]["place"] == "in_room")
    assert town.clinic.epochs == {"session-1": 1}


async def test_a_socket_that_drops_on_another_node_keeps_its_seat_for_a_while(town: Town) -> None:
    first, second = await town.nodes()
    _, _, ben = await group(first, second)
    await ben.drop()
    back = await first.page(BEN)
    await back.sees(lambda view: view["me"]["place"] == "in_room")


async def test_a_login_that_ends_on_one_node_closes_its_socket_on_another(town: Town) -> None:
    first, second = await town.nodes()
    _, _, ben = await group(first, second)
    second.cluster.tell(Revoked(login_session="login-ben"))
    assert (await ben.of_type("goodbye"))["reason"] == "revoked"
    await ben.closes()


async def test_while_redis_is_away_those_inside_stay_and_nobody_is_admitted(town: Town) -> None:
    first, second = await town.nodes()
    fay, ana, ben = await group(first, second)
    dee = await first.page(seat("dee"))
    await fay.sees(lambda view: waiting(view) == ["dee"])
    town.server.pause()

    async def is_noticed() -> bool:
        return not first.directory.holds and not first.cluster.post.well

    await until(is_noticed, every=0.02)
    for _ in range(4):  # in all far longer than a page may be silent, or stay away
        town.clock.advance(SILENCE.total_seconds() - 1)
        for page in (fay, ana, dee, ben):
            await page.ping()
        await until(lambda: _is_told(second), every=0.02)
    refused = await fay.ask("admit", participant="dee", identity_confirmed=True)
    assert refused["code"] == "storage_unavailable" and "nobody can be admitted" in refused["message"]
    assert (await ana.ask("chat", to="all", text="are you there?"))["type"] == "result"
    assert (await ben.ask("ping"))["type"] == "result", "its own node answers"
    asked = await ben.send("chat", to="all", text="yes")
    await fay.sees(lambda view: not view["staff"]["admits"])
    assert set(names(fay.view)) == {"ana", "ben"}, "silence that nobody could hear says nothing"

    town.server.go_on()
    await ana.until(lambda one: one["type"] == "chat_message" and one["text"] == "yes")
    assert (await ben.until(lambda one: one.get("id") == asked))["type"] == "result"
    await ben.until(lambda one: one["type"] == "chat_message" and one["text"] == "are you there?")

    async def admits() -> bool:
        return (await fay.ask("admit", participant="dee", identity_confirmed=True))["type"] == "result"

    await until(admits)
    await fay.sees(lambda view: view["staff"]["admits"])
    town.clock.advance(2)

    async def is_proved() -> bool:
        late = [one.evidence for one in town.clinic.facts if one.recorded_at > one.observed_at]
        beats = [one for one in late if isinstance(one, Beat)]
        return {seen.participant for one in beats for seen in one.connections} == {"ben"} and len(beats) >= 3

    await until(is_proved, every=0.05)
    await dee.sees(lambda view: view["me"]["place"] == "in_room")
    assert town.clinic.epochs == {"session-1": 1} and "lost" not in town.clinic.kinds("ben")


async def test_when_redis_forgets_everything_epochs_only_rise_and_everybody_is_still_there(town: Town) -> None:
    first, second = await town.nodes()
    fay, ana, ben = await group(first, second)
    town.server.kill()
    await town.server.start()
    await until(lambda: _answers(ben, "chat", to="all", text="again"))
    await ana.until(lambda one: one["type"] == "chat_message")
    assert set(names(fay.view)) == {"ana", "ben"} and not ben.is_closed
    assert town.clinic.epochs == {"session-1": 1}


async def _answers(page: Page, type: str, **fields: object) -> bool:
    return (await page.ask(type, **fields))["type"] == "result"


async def test_a_group_left_alone_is_known_on_every_node_and_each_page_of_staff_is_nudged(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "EVERY", 0.05)
    first, second = await town.nodes()
    boards = [Board(one.rooms, town.clock, one.cluster.redis, one.directory.node) for one in (first, second)]
    pinning = [asyncio.create_task(one.run()) for one in boards]
    fay, ana, _ = await group(first, second)
    await fay.ask("start_session")
    await fay.ask("leave")
    for _ in range(4):
        town.clock.advance(10)
        await ana.ping()

    async def is_known() -> bool:
        return [one.reason for each in boards for one in each.of("clinic-1")] == ["without_staff"] * 2

    await until(is_known, every=0.02)
    assert len(boards[0].own("clinic-1")) == 1 and boards[1].own("clinic-1") == []
    assert boards[1].of("clinic-2") == []
    first.cluster.post.announce(Nudged(clinic="clinic-1"))
    await until(lambda: _is_nudged(second), every=0.02)
    for one in pinning:
        one.cancel()
    await asyncio.gather(*pinning, return_exceptions=True)


async def _is_nudged(house: House) -> bool:
    return house.nudged == ["clinic-1"]


async def _is_told(house: House) -> bool:
    """Its signs of life wait to be sent: one is told now and then, whether or not Redis takes it."""
    return not any(away.is_heard for away, _ in house.cluster._seating._away.values())
