"""Of two nodes that take the same room one is the newest, and what the other stores is refused (threat 25)."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from server.clinic import open_clinic
from server.domain.attendance.evidence import CheckedIn
from server.services.sessions.rooms import StaleEpoch
from server.storage.rooms import RoomsRepository
from tests.support.clinics import NOON, fact_of

pytestmark = pytest.mark.both_engines


async def test_epochs_only_rise_and_whoever_has_an_older_one_stores_neither_state_nor_facts(settings, clinic, north):
    async with AsyncExitStack() as stack:
        nodes = [clinic, *[await stack.enter_async_context(open_clinic(settings, f"boot-{n}")) for n in range(2)]]
        room = ("north", north.running)

        async def take(node) -> tuple[int, object]:
            return (await node.services.rooms.take(*room, NOON)).epoch, node

        taken = [one for _ in range(3) for one in await asyncio.gather(*(take(node) for node in nodes * 2))]
        epochs = [epoch for epoch, _ in taken]
        assert sorted(epochs) == list(range(1, 19))

        async def store(epoch: int, node) -> list[str]:
            """What was taken."""
            done = []
            fact = fact_of(north.running, CheckedIn(), NOON, epoch, north.clients[0])
            for what, act in (
                ("state", node.services.rooms.save(*room, epoch, {"of": epoch}, NOON)),
                ("facts", node.services.facts.record("north", [fact], epoch)),
            ):
                try:
                    await act
                except StaleEpoch:
                    continue
                done.append(what)
            return done

        stored = await asyncio.gather(*(store(epoch, node) for epoch, node in taken))
        newest = max(epochs)
        assert [epoch for epoch, done in zip(epochs, stored, strict=True) if done] == [newest]
        assert stored[epochs.index(newest)] == ["state", "facts"]
        assert [one.id for one in await clinic.services.facts.of_session(*room)] == [f"{north.running}-fact{newest}"]
        epoch, state = await RoomsRepository(nodes[1].database).take(*room, NOON)
        assert (epoch, state) == (newest + 1, {"of": newest})
