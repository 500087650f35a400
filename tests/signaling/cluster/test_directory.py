"""Which node owns a room, by the one directory and by the other: the contract, and what Redis's own must stand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.exceptions import ConnectionError

from signaling.cluster import redis_directory
from signaling.cluster.directory import InMemoryDirectory, OwnedRoom, RoomDirectory, Unreachable
from signaling.cluster.redis_directory import OWNERS, RedisDirectory
from tests.support.redis_server import RedisServer, running_redis
from tests.support.waiting import until

GROUP, FAMILY = OwnedRoom("clinic-1", "group"), OwnedRoom("clinic-1", "family")


class Node:
    """An app node as the directory sees it, and what it was told."""

    def __init__(self, server: RedisServer, name: str) -> None:
        self.redis = server.client()
        self.fallen: list[tuple[str, list[OwnedRoom]]] = []
        self.forgotten = 0
        self.directory = RedisDirectory(
            self.redis, name, lambda node, owned: self.fallen.append((node, sorted(owned))), self._forget
        )
        self._running: asyncio.Task[None] | None = None

    def _forget(self) -> None:
        self.forgotten += 1

    async def start(self) -> None:
        self._running = asyncio.create_task(self.directory.run())
        await self.directory.joined()

    async def die(self) -> None:
        """Without a word, as a process that is killed: its connections break."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None
        await self.redis.aclose()
        await self.redis.connection_pool.disconnect()

    async def is_well(self) -> bool:
        return self.directory.well

    async def owns(self, room: OwnedRoom) -> bool:
        return await self.directory.claim(room) == self.directory.node

    async def is_told_who_owns(self, room: OwnedRoom) -> str:
        try:
            return await self.directory.claim(room)
        except Unreachable:
            return ""

    async def comes_to_own(self, room: OwnedRoom) -> bool:
        try:
            return await self.owns(room)
        except Unreachable:
            return False


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything ten times as fast."""
    for name in ("LEASE", "BEAT", "MISSED", "WATCH", "SETTLING"):
        monkeypatch.setattr(redis_directory, name, getattr(redis_directory, name) / 10)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    async with running_redis(tmp_path) as server:
        yield server


@asynccontextmanager
async def nodes(server: RedisServer, *names: str) -> AsyncIterator[list[Node]]:
    """They know of each other, and Redis has settled."""
    made = [Node(server, name) for name in names]
    try:
        for node in made:
            await node.start()
        for node in made:
            await until(node.is_well, every=0.02)
        yield made
    finally:
        for node in made:
            await node.die()


@pytest.mark.parametrize("kind", ["in memory", "redis"])
async def test_a_room_is_its_first_claimants_until_it_is_released(kind: str, server: RedisServer) -> None:
    async with nodes(server, "a") as (a,):
        directory: RoomDirectory = a.directory if kind == "redis" else InMemoryDirectory()
        assert await directory.claim(GROUP) == directory.node
        assert await directory.claim(GROUP) == directory.node, "claiming again changes nothing"
        await directory.release(GROUP)
        await directory.release(GROUP)
        assert await directory.claim(GROUP) == directory.node
        assert directory.holds


async def test_of_two_nodes_that_claim_a_room_at_once_one_owns_it_and_both_know(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        for number in range(50):
            room = OwnedRoom("clinic-1", f"session-{number}")
            first, second = await asyncio.gather(a.directory.claim(room), b.directory.claim(room))
            assert first == second


async def test_a_room_that_was_released_is_the_next_claimants(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        assert await a.owns(GROUP) and not await b.owns(GROUP)
        await b.directory.release(GROUP)
        assert await a.owns(GROUP), "who does not own a room cannot release it"
        await a.directory.release(GROUP)
        assert await b.owns(GROUP)


async def test_a_node_that_is_killed_is_missed_and_what_it_owned_is_told_to_the_others(server: RedisServer) -> None:
    async with nodes(server, "a", "b", "c") as (a, b, c):
        assert await a.owns(GROUP) and await a.owns(FAMILY) and await b.owns(OwnedRoom("clinic-2", "other"))
        await a.die()

        async def is_missed() -> bool:
            return bool(b.fallen and c.fallen)

        await until(is_missed, every=0.02)
        assert b.fallen == c.fallen == [("a", [FAMILY, GROUP])]
        assert await b.owns(GROUP)
        assert not await c.owns(GROUP)


async def test_a_node_is_not_missed_for_a_slow_moment_while_its_connection_stands(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        assert await a.owns(GROUP)
        monkeypatch.setattr(redis_directory, "BEAT", redis_directory.LEASE * 0.8)  # more than is MISSED
        for _ in range(10):
            assert not await b.owns(GROUP)
            await asyncio.sleep(redis_directory.WATCH)
        assert b.fallen == []


async def test_a_node_that_ends_is_not_waited_for(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        assert await a.owns(GROUP)
        await a.directory.leave()
        assert not a.directory.holds
        await a.die()
        assert await until(lambda: b.comes_to_own(GROUP), every=0.02)


async def test_while_redis_is_away_nothing_is_claimed_and_nobody_is_taken_for_dead(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        assert await a.owns(GROUP)
        server.pause()
        with pytest.raises(Unreachable):
            await b.directory.claim(FAMILY)

        async def knows() -> bool:
            return not a.directory.holds and not b.directory.holds

        await until(knows, every=0.02)
        server.go_on()
        assert await until(lambda: a.comes_to_own(GROUP), every=0.02)
        assert await until(lambda: b.is_told_who_owns(GROUP), every=0.02) == "a"
        await until(b.is_well, every=0.02)
        assert not await b.owns(GROUP) and a.fallen == b.fallen == []


async def test_a_redis_that_came_back_empty_learns_who_owns_what_before_anybody_else_may_claim_it(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        assert await a.owns(GROUP)
        monkeypatch.setattr(redis_directory, "SETTLING", 1.0)  # every node is heard meanwhile, on a busy machine too
        server.kill()
        await server.start()
        claimed = await until(lambda: b.comes_to_own(FAMILY), every=0.005)
        assert claimed and not await b.owns(GROUP)
        assert await a.owns(GROUP)
        assert a.forgotten == b.forgotten == 1 and a.fallen == b.fallen == []
        assert sorted(await a.redis.hkeys(OWNERS)) == [b"family", b"group"]


async def test_a_redis_that_forgets_without_a_moments_absence_has_nobody_taken_for_dead(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        for often in range(1, 4):
            await a.redis.flushall()

            async def is_noticed(often: int = often) -> bool:
                return a.forgotten == b.forgotten == often

            await until(is_noticed, every=0.005)
            await until(a.is_well, every=0.02)
            await until(b.is_well, every=0.02)
        assert a.fallen == b.fallen == []


async def test_a_node_that_has_left_says_no_more_that_it_lives_though_its_process_takes_its_time(
    server: RedisServer,
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        assert await a.owns(GROUP)
        await a.directory.leave()
        assert await until(lambda: b.comes_to_own(GROUP), every=0.02)
        assert not a.directory.holds and not await b.redis.exists("viop:node:a")


async def test_a_death_that_could_not_be_written_down_is_still_told(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        assert await a.owns(GROUP)
        strike, failed = b.redis.srem, []

        async def strike_without_an_answer(*what: str) -> None:
            await strike(*what)
            failed.append(what)
            raise ConnectionError

        monkeypatch.setattr(b.redis, "srem", strike_without_an_answer)
        await a.die()

        async def is_told() -> bool:
            return bool(failed and b.fallen)

        await until(is_told, every=0.02)
        assert b.fallen == [("a", [GROUP])]


async def test_a_fault_in_what_is_made_of_one_death_does_not_keep_another_from_being_noticed(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with nodes(server, "a", "b", "c") as (a, b, c):
        fell: list[str] = []

        def fall(node: str, owned: object) -> None:
            fell.append(node)
            raise ZeroDivisionError("a fault of our own")

        monkeypatch.setattr(c.directory, "_on_fallen", fall)
        for dying in (a, b):
            await dying.die()

            async def is_noticed(name: str = dying.directory.node) -> bool:
                return name in fell

            await until(is_noticed, every=0.02)
        assert c.directory.holds


async def test_a_cancel_that_the_client_of_redis_swallows_ends_a_node_all_the_same(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        asked, beat = asyncio.Event(), a.directory._scripts["beat"]

        async def swallows(**what: Any) -> Any:
            answer = await beat(**what)
            if not asked.is_set():
                asked.set()
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.Event().wait()
            return answer

        monkeypatch.setitem(a.directory._scripts, "beat", swallows)
        await asked.wait()
        await a.die()

        async def is_missed() -> bool:
            return bool(b.fallen)

        await until(is_missed, patience=5.0, every=0.02)


async def test_a_node_that_others_do_not_know_to_live_owns_nothing(server: RedisServer) -> None:
    async with nodes(server, "a") as (a,):
        stranger = Node(server, "stranger")
        with pytest.raises(Unreachable):
            await stranger.directory.claim(GROUP)
        assert await a.owns(GROUP) and not stranger.directory.holds
        await stranger.die()
