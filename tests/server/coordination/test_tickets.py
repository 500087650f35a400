"""Tickets, kept by one process and kept for several: the contract, and what Redis' own must stand."""

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from server.coordination.tickets import RedisTickets
from server.services.access.tickets import InMemoryTickets, Seat, Tickets
from server.services.errors import StorageUnavailable, Unauthenticated
from tests.server.coordination.conftest import all_held
from tests.support.clinics import NOON
from tests.support.redis_server import RedisServer

SEAT = Seat("north", "session", "person", "client", "Sam", "they/them", "Legal Name", "login", on_roster=False)
ROOM = Seat("north", "session", "wall", "room", "Wall", "", "Wall", "device:wall:2026-03-04T20:00:00+00:00", False)


@pytest.fixture(params=["in memory", "redis"])
def tickets(request: pytest.FixtureRequest) -> Tickets:
    if request.param == "in memory":
        return InMemoryTickets(max_outstanding=20)
    return RedisTickets(request.getfixturevalue("redis"), max_outstanding=20)


async def ended(tickets: Tickets, login_session: str) -> None:
    """It is known to have ended."""
    tickets.revoke(login_session)
    if isinstance(tickets, RedisTickets):
        await asyncio.gather(*tickets._revoking)


async def opens(tickets: Tickets, ticket: str) -> bool:
    try:
        return await tickets.redeem(ticket, NOON) is not None
    except Unauthenticated:
        return False


@pytest.mark.parametrize("seat", [SEAT, ROOM])
async def test_a_ticket_works_once(tickets: Tickets, seat: Seat) -> None:
    ticket = await tickets.issue(seat, NOON)
    assert await tickets.redeem(ticket, NOON) == seat
    with pytest.raises(Unauthenticated):
        await tickets.redeem(ticket, NOON)


async def test_a_ticket_is_too_old_after_thirty_seconds(tickets: Tickets) -> None:
    early, late = await tickets.issue(SEAT, NOON), await tickets.issue(SEAT, NOON)
    assert await tickets.redeem(early, NOON + timedelta(seconds=29.9)) == SEAT
    with pytest.raises(Unauthenticated):
        await tickets.redeem(late, NOON + timedelta(seconds=30))


async def test_tickets_end_with_the_login_session_that_they_came_from(tickets: Tickets) -> None:
    signed_out, other = await tickets.issue(SEAT, NOON), await tickets.issue(ROOM, NOON)
    await ended(tickets, "login")
    assert not await opens(tickets, signed_out)
    assert await opens(tickets, other)
    sent_away = await tickets.issue(ROOM, NOON)
    await ended(tickets, ROOM.login_session)
    assert not await opens(tickets, sent_away)


@pytest.mark.parametrize("ticket", ["", "x", "\ud800", "x" * 10_000])
async def test_a_ticket_that_never_was_is_refused(tickets: Tickets, ticket: str) -> None:
    with pytest.raises(Unauthenticated):
        await tickets.redeem(ticket, NOON)


async def test_beyond_as_many_as_may_be_out_the_oldest_is_forgotten(tickets: Tickets) -> None:
    issued = [await tickets.issue(SEAT, NOON + timedelta(milliseconds=number)) for number in range(25)]
    assert [await opens(tickets, one) for one in issued] == [False] * 5 + [True] * 20


async def test_what_one_node_issued_any_other_redeems_and_revokes(redis: Redis, other: Redis) -> None:
    here, there = RedisTickets(redis), RedisTickets(other)
    assert await there.redeem(await here.issue(SEAT, NOON), NOON) == SEAT
    ticket = await here.issue(SEAT, NOON)
    await ended(there, "login")
    assert not await opens(here, ticket)


async def test_of_fifty_who_redeem_a_ticket_at_once_on_two_nodes_one_gets_in(redis: Redis, other: Redis) -> None:
    here, there = RedisTickets(redis), RedisTickets(other)
    ticket = await here.issue(SEAT, NOON)
    got_in = await asyncio.gather(*(opens(node, ticket) for node in (here, there) * 25))
    assert sum(got_in) == 1


async def test_redis_holds_no_ticket_that_opens_anything_and_nothing_for_longer_than_a_ticket_lasts(
    redis: Redis,
) -> None:
    ticket = await RedisTickets(redis).issue(SEAT, NOON)
    assert ticket not in await all_held(redis)
    assert all([0 < await redis.pttl(key) <= 30_000 for key in await redis.keys("*")])


async def test_a_ticket_of_a_node_of_another_version_is_refused(redis: Redis) -> None:
    tickets = RedisTickets(redis)
    ticket = await tickets.issue(SEAT, NOON)
    (key,) = await redis.keys("viop:ticket:*")
    await redis.set(key, b'{"seat": {"clinic": "north"}}')
    assert not await opens(tickets, ticket)


async def test_without_redis_no_ticket_is_issued_or_redeemed_and_logins_end_all_the_same(server: RedisServer) -> None:
    away = RedisServer(server.directory / "nowhere").client()
    tickets = RedisTickets(away)
    with pytest.raises(StorageUnavailable):
        await tickets.issue(SEAT, NOON)
    with pytest.raises(StorageUnavailable):
        await tickets.redeem("ticket", NOON)
    await ended(tickets, "login")
    await away.aclose()
