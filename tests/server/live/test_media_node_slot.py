"""A relay worker stays registered whatever goes wrong in registering it once."""

import asyncio
import time
from pathlib import Path

import pytest

from server.live import media_node
from server.live.media_node import _Slot
from server.settings import Settings
from signaling.cluster.workers import InMemoryWorkers, RegisteredWorker
from signaling.control.messages import Welcome
from signaling.control.tcp import Address
from tests.support.waiting import until


class Faulty(InMemoryWorkers):
    failed = False

    async def renew(self, worker: RegisteredWorker) -> None:
        if not self.failed:
            self.failed = True
            raise ZeroDivisionError("a fault of our own")
        await super().renew(worker)


async def test_a_fault_of_our_own_in_registering_a_worker_does_not_end_the_registering(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_node, "BEAT", 0.01)
    at, registry = Address("127.0.0.1", 4000), Faulty(time.monotonic)
    slot = _Slot(0, Settings(var=tmp_path), [], at, at)

    async def welcome(*_: object) -> Welcome:
        return Welcome(protocol=3, boot="boot", pid=0, rooms=(), packets_per_s=0, new_rooms=0)

    monkeypatch.setattr(slot.supervisor, "request", welcome)
    registering = asyncio.create_task(slot.keep_registered(registry))
    await until(registry.workers, every=0.01)
    slot.let_go()
    await registering
    assert registry.failed
