"""Letters between nodes, by a real Redis: in order, once each, whatever becomes of Redis meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError

from signaling.cluster import redis_post
from signaling.cluster.letters import AnyHint, AnyLetter, Gone, Heard, Moved, Revoked, Said, Told
from signaling.cluster.redis_post import MAIL, RedisPost
from tests.support.redis_server import RedisServer, running_redis
from tests.support.waiting import until

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Node:
    def __init__(self, server: RedisServer, name: str) -> None:
        self.name = name
        self.redis = server.client()
        self.letters: list[tuple[str, AnyLetter]] = []
        self.hints: list[AnyHint] = []
        self.post = RedisPost(self.redis, name, self._take, self.hints.append)

    def _take(self, sender: str, letter: AnyLetter) -> None:
        if isinstance(letter, Gone):
            raise ZeroDivisionError("a fault of our own")
        self.letters.append((sender, letter))

    async def has(self, count: int) -> bool:
        return len(self.letters) >= count

    async def reads(self) -> bool:
        return self.post._reads_since is not None

    @property
    def texts(self) -> list[str]:
        return [letter.text for _, letter in self.letters if isinstance(letter, Said | Told)]


def said(number: int) -> Said:
    return Said(connection="one", text=str(number), at=NOON)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_post, "WAIT_MS", 50)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    async with running_redis(tmp_path) as server:
        yield server


@asynccontextmanager
async def nodes(server: RedisServer, *names: str) -> AsyncIterator[list[Node]]:
    made = [Node(server, name) for name in names]
    running = [asyncio.create_task(node.post.run()) for node in made]
    try:
        for node in made:
            await until(node.reads, every=0.01)
        yield made
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for node in made:
            await node.redis.aclose()


async def test_letters_arrive_in_the_order_in_which_each_node_sent_them(server: RedisServer) -> None:
    async with nodes(server, "a", "b", "c") as (a, b, c):
        for number in range(300):
            a.post.send("c", said(number))
            b.post.send("c", said(number))
            if number % 7 == 0:
                await asyncio.sleep(0)
        await until(lambda: c.has(600), every=0.01)
        for sender in ("a", "b"):
            assert [one.text for who, one in c.letters if who == sender and isinstance(one, Said)] == [
                str(number) for number in range(300)
            ]


async def test_a_view_that_is_still_here_gives_way_to_a_newer_one_and_signs_of_life_go_together(
    server: RedisServer,
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        for number in range(20):
            a.post.send("b", Told(connection="one", text=f"view {number}", newest=True))
        a.post.send("b", Heard(connections=("one", "two"), at=NOON))
        a.post.send("b", Told(connection="two", text="other", newest=True))
        a.post.send("b", Heard(connections=("three",), at=NOON + timedelta(seconds=1)))
        a.post.send("b", Heard(connections=("one",), at=NOON + timedelta(seconds=10)))
        a.post.send("b", said(1))
        await until(lambda: b.has(5), every=0.01)
        assert b.texts == ["view 19", "other", "1"]
        heard = [one for _, one in b.letters if isinstance(one, Heard)]
        assert [sorted(one.connections) for one in heard] == [["one", "three", "two"], ["one"]]
        assert [one.at for one in heard] == [NOON + timedelta(seconds=1), NOON + timedelta(seconds=10)]


async def test_a_letter_whose_acknowledgement_was_lost_arrives_once(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        put, lost = RedisPost._put, 3

        async def loses(self: RedisPost, entries: object) -> None:
            nonlocal lost
            await put(self, entries)  # type: ignore[arg-type]
            if lost:
                lost -= 1
                raise ConnectionError

        monkeypatch.setattr(RedisPost, "_put", loses)
        monkeypatch.setattr(redis_post, "RETRY", 0.01)
        for number in range(3):
            a.post.send("b", said(number))
            await a.post.flush(5.0)
        await until(lambda: b.has(3), every=0.01)
        assert lost == 0 and b.texts == ["0", "1", "2"]


async def test_what_was_said_while_redis_stood_still_arrives_when_it_goes_on(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        server.pause()
        for number in range(50):
            a.post.send("b", said(number))

        async def noticed() -> bool:
            return a.post._reads_since is None

        await until(noticed, every=0.01)
        assert not a.post.well
        server.go_on()
        await until(lambda: b.has(50), every=0.01)
        assert b.texts == [str(number) for number in range(50)]


async def test_a_redis_that_came_back_empty_carries_on(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        a.post.send("b", said(1))
        await until(lambda: b.has(1), every=0.01)
        server.kill()
        await server.start()
        for node in (a, b):
            node.post.begin_again()
        a.post.send("b", said(2))
        await until(lambda: b.has(2), every=0.01)
        assert b.texts == ["1", "2"]


async def test_what_was_read_is_not_kept(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        for number in range(50):
            a.post.send("b", said(number))
            await a.post.flush(5.0)
        await until(lambda: b.has(50), every=0.01)

        async def is_trimmed() -> bool:
            return await a.redis.xlen(MAIL + "b") <= 1

        await until(is_trimmed, every=0.01)
        assert await a.redis.ttl(MAIL + "b") > 0, "and goes, should nobody read it any more"


async def test_a_hint_reaches_every_other_node(server: RedisServer) -> None:
    async with nodes(server, "a", "b", "c") as (a, b, c):
        a.post.announce(Revoked(login_session="login-1"))

        async def heard() -> bool:
            return bool(b.hints and c.hints)

        await until(heard, every=0.01)
        assert b.hints == c.hints == [Revoked(login_session="login-1")]
        assert a.hints == []


async def test_a_letter_that_cannot_be_read_or_taken_costs_no_other(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        await a.redis.xadd(MAIL + "b", {"from": "x", "number": 1, "letters": '[{"kind": "of another version"}]'})
        a.post.send("b", Gone(connection="one", closed=True, at=NOON))
        a.post.send("b", Moved(connection="one"))
        await until(lambda: b.has(1), every=0.01)
        assert b.letters == [("a", Moved(connection="one"))]


async def test_a_node_that_was_taken_for_dead_and_lives_gets_letters_again(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        for number in range(3):
            a.post.send("b", said(number))
            await a.post.flush(5.0)
        await until(lambda: b.has(3), every=0.01)
        a.post.forget("b")
        a.post.send("b", said(3))
        await until(lambda: b.has(4), every=0.01)
        assert b.texts == ["0", "1", "2", "3"]


async def test_letters_for_a_dead_node_are_not_kept(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        server.pause()
        a.post.send("gone", said(1))
        a.post.send("b", said(2))
        a.post.forget("gone")
        server.go_on()
        await until(lambda: b.has(1), every=0.01)
        assert await a.redis.exists(MAIL + "gone") == 0


async def test_what_no_node_of_ours_wrote_does_not_end_the_reading_and_costs_no_letter_beside_it(
    server: RedisServer,
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        await a.redis.xadd(MAIL + "b", {"nothing": "of ours"})
        await a.redis.xadd(MAIL + "b", {"from": "x", "number": "many", "letters": "[]"})
        beside = f'[{{"kind": "of another version"}}, {said(1).model_dump_json()}]'
        await a.redis.xadd(MAIL + "b", {"from": "x", "number": 1, "letters": beside})
        a.post.send("b", said(2))
        await until(lambda: b.has(2), every=0.01)
        assert b.texts == ["1", "2"]


async def test_a_hint_that_waits_for_redis_waits_once_however_often_it_is_given(server: RedisServer) -> None:
    async with nodes(server, "a", "b") as (a, b):
        for _ in range(100):
            a.post.announce(Revoked(login_session="login-1"))
        a.post.announce(Revoked(login_session="login-2"))

        async def heard() -> bool:
            return Revoked(login_session="login-2") in b.hints

        await until(heard, every=0.01)
        assert b.hints == [Revoked(login_session="login-1"), Revoked(login_session="login-2")]


async def test_a_fault_of_our_own_in_reading_or_writing_does_not_end_it(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with nodes(server, "a", "b") as (a, b):
        for name in ("_put", "_read_once"):
            monkeypatch.setattr(RedisPost, name, _failing_once(getattr(RedisPost, name)))
        a.post.send("b", said(1))
        await until(lambda: b.has(1), every=0.01)
        a.post.send("b", said(2))
        await until(lambda: b.has(2), every=0.01)
        assert b.texts == ["1", "2"]


def _failing_once(work: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Of each node."""
    failed: set[object] = set()

    async def once(self: RedisPost, *arguments: object) -> None:
        if self not in failed:
            failed.add(self)
            raise ZeroDivisionError("a fault of our own")
        await work(self, *arguments)

    return once
