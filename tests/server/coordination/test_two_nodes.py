"""Two app nodes of one clinic over HTTP: their tickets and tries are the clinic's; without Redis nobody is let in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis

from server.clinic import Clinic, open_clinic
from server.http.app import build
from server.services.errors import Unauthenticated
from server.settings import Settings
from tests.server.coordination.conftest import all_held
from tests.support.clinics import PASSWORD, PIN, Api, Cast, Clock, add_clinic
from tests.support.redis_server import RedisServer
from tests.support.waiting import until

AWAY = "Nothing can be stored right now. Please try again in a moment."


@dataclass
class Node:
    clinic: Clinic
    server: TestServer
    redis: Redis

    def browser(self) -> Api:
        return Api(TestClient(self.server, cookie_jar=CookieJar(unsafe=True)))


@pytest.fixture
async def nodes(settings: Settings, clock: Clock, redis: Redis, other: Redis) -> AsyncIterator[list[Node]]:
    async with AsyncExitStack() as stack:
        found = []
        for number, client in enumerate((redis, other)):
            clinic = await stack.enter_async_context(open_clinic(settings, boot=f"boot-{number}", redis=client))
            server = TestServer(build(clinic.services, clock, settings.static, unattended=lambda _: []))
            await server.start_server()
            stack.push_async_callback(server.close)
            found.append(Node(clinic, server, client))
        yield found


@pytest.fixture
async def north(nodes: list[Node]) -> Cast:
    return await add_clinic(nodes[0].clinic, "north")


@pytest.fixture
async def here_and_there(nodes: list[Node]) -> AsyncIterator[list[Api]]:
    browsers = [node.browser() for node in nodes]
    yield browsers
    for one in browsers:
        await one.client.session.close()


async def test_guesses_at_a_password_are_counted_together_and_leave_no_address_behind(
    here_and_there: list[Api], nodes: list[Node], north: Cast
) -> None:
    guess = {"email": north.email(north.admin), "password": "not the password"}
    answers = [(await here_and_there[number % 2].post("/api/login", guess))[0] for number in range(10)]
    assert answers == [401] * 8 + [429] * 2
    held = await all_held(nodes[0].redis)
    assert held and not [one for one in ("127.0.0.1", "admin", "example.org") if one in held]


async def test_a_ticket_of_one_node_opens_a_seat_at_the_other_once_and_ends_with_its_login(
    here_and_there: list[Api], nodes: list[Node], north: Cast, clock: Clock
) -> None:
    here, there = here_and_there
    await here.sign_in(north, north.facilitator)
    tickets = [(await here.post(f"/api/sessions/{north.running}/ticket"))[1]["ticket"] for _ in range(2)]
    seat = await nodes[1].clinic.services.sessions.redeem(tickets[0], clock.now)
    assert (seat.participant, seat.session) == (north.facilitator, north.running)
    with pytest.raises(Unauthenticated):
        await nodes[0].clinic.services.sessions.redeem(tickets[0], clock.now)
    assert len(await nodes[0].redis.keys("viop:ticket:*")) == 1
    there.client.session.cookie_jar.update_cookies(
        {one.key: one.value for one in here.client.session.cookie_jar}, there.client.make_url("/")
    )
    assert (await there.post("/api/logout"))[0] == 204

    async def is_gone() -> bool:
        return await nodes[0].redis.keys("viop:ticket:*") == []

    await until(is_gone, every=0.02)


async def test_while_redis_is_away_nobody_is_let_in_soon_told_so_and_whoever_is_in_goes_on(
    here_and_there: list[Api], nodes: list[Node], north: Cast, server: RedisServer
) -> None:
    here, stranger = here_and_there
    await here.sign_in(north, north.facilitator)
    _, link = await here.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    token = link["url"].partition("#")[2]

    async def tries() -> tuple[tuple[int, Any], ...]:
        right = {"email": north.email(north.admin), "password": PASSWORD}
        return await asyncio.gather(
            stranger.post("/api/login", right),
            stranger.post("/api/join", {"token": token, "pin": PIN}),
            stranger.post("/api/kiosk/enrol", {"code": "22223333"}),
            stranger.get("/calendar/nothing.ics"),
            here.post(f"/api/sessions/{north.running}/ticket"),
        )

    server.pause()
    try:
        began = monotonic()
        answers = await tries()
        assert monotonic() - began < 3
        assert [status for status, _ in answers] == [503] * 5, answers
        assert {body["detail"] for _, body in answers} == {AWAY}
        assert (await here.get(f"/api/sessions/{north.running}"))[0] == 200
    finally:
        server.go_on()
    stranger.forget_cookies()
    assert [status for status, _ in await tries()] == [200, 200, 401, 404, 200]
