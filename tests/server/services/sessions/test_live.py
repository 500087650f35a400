import asyncio

import pytest

from server.clinic import open_clinic
from server.domain.attendance.evidence import MarkedPresent
from tests.support.clinics import NOON, fact_of


async def test_a_fact_that_comes_while_two_read_the_session_for_the_first_time_is_not_lost(clinic, north, monkeypatch):
    """Each reading sees what was stored when it began. One ends before the fact is stored, the other after."""
    live, store = clinic.services.live, clinic.services.facts._store
    read, begun, go_on = store.of_session, asyncio.Event(), asyncio.Event()
    readings = []

    async def slow_first(*arguments):
        readings.append(arguments)
        first = len(readings) == 1
        found = await read(*arguments)
        if first:
            begun.set()
            await go_on.wait()
        return found

    monkeypatch.setattr(store, "of_session", slow_first)
    slow = asyncio.create_task(live.minutes("north", north.running, NOON))
    await begun.wait()
    quick = asyncio.create_task(live.minutes("north", north.running, NOON))
    await asyncio.wait([quick], timeout=0.1)
    await clinic.services.facts.record("north", [fact_of(north.running, MarkedPresent(), NOON, 1, north.clients[0])])
    go_on.set()
    await asyncio.gather(slow, quick)
    assert (await live.minutes("north", north.running, NOON))[north.clients[0]].in_room


async def test_states_of_different_sessions_are_read_side_by_side(clinic, north, monkeypatch):
    store = clinic.services.facts._store
    read, both = store.of_session, asyncio.Barrier(2)

    async def together(*arguments):
        await both.wait()
        return await read(*arguments)

    monkeypatch.setattr(store, "of_session", together)
    asked = [clinic.services.live.minutes("north", one, NOON) for one in (north.running, north.alone)]
    assert all(await asyncio.wait_for(asyncio.gather(*asked), 5))


class TestWithAnotherNode:
    @pytest.fixture
    def engine(self):
        return "postgresql"

    async def test_what_another_node_stores_is_known_to_this_one(self, clinic, north, settings):
        async with open_clinic(settings, boot="boot-2") as other:
            assert not (await clinic.services.live.minutes("north", north.running, NOON))[north.clients[0]].in_room
            for number, client in enumerate(north.clients[:2]):
                fact = fact_of(north.running, MarkedPresent(), NOON, number, client)
                await other.services.facts.record("north", [fact])
                known = await clinic.services.live.minutes("north", north.running, NOON)
                assert [known[one].in_room for one in north.clients[:2]] == [True, number == 1]
            own = fact_of(north.running, MarkedPresent(), NOON, 2, north.clients[2])
            await clinic.services.facts.record("north", [own])
            assert (await other.services.live.minutes("north", north.running, NOON))[north.clients[2]].in_room

    async def test_what_only_this_node_stores_is_not_read_again(self, clinic, north, monkeypatch):
        await clinic.services.live.minutes("north", north.running, NOON)
        fact = fact_of(north.running, MarkedPresent(), NOON, 1, north.clients[0])
        await clinic.services.facts.record("north", [fact])
        monkeypatch.setattr(clinic.services.facts._store, "of_session", None)
        assert (await clinic.services.live.minutes("north", north.running, NOON))[north.clients[0]].in_room

    async def test_a_state_that_is_forgotten_while_it_is_looked_at_is_read_again(self, clinic, north, monkeypatch):
        live, store = clinic.services.live, clinic.services.facts._store
        await live.minutes("north", north.running, NOON)
        count = store.count

        async def forgotten_meanwhile(*arguments):
            live.forget(north.running)
            return await count(*arguments)

        monkeypatch.setattr(store, "count", forgotten_meanwhile)
        assert set(await live.minutes("north", north.running, NOON)) >= set(north.clients)
