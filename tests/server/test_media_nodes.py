"""The product with its relay workers on machines of their own: one is killed, one is to end, and the group goes on."""

import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic

from server.clinic import open_clinic
from server.domain.attendance.facts import PresenceFact
from server.domain.attendance.record import EndReason
from server.storage.keys import NAMES, load_or_make
from signaling.bots.bot import Bot
from tests.server.test_killed_app import PATIENCE, group
from tests.support.media_node import MediaNode, running_media_node, shared_secret
from tests.support.product import Product
from tests.support.redis_server import running_redis
from tests.support.waiting import until

MEDIA_BACK = 3.0
"""Seconds from the end of a worker to sound and picture from another."""


async def test_a_group_goes_on_when_its_relay_worker_is_killed_and_attendance_has_no_gap(tmp_path: Path) -> None:
    """Threat 22: another has the room then; its media node is to end, and hands the room over before; and where the
    worker that is killed is the only one, the next in its place has it."""
    secret = shared_secret(tmp_path)
    async with (
        running_redis(tmp_path) as redis,
        running_media_node(tmp_path / "one", redis.address, secret, VIOP_MEDIA_DRAIN_SECONDS="20") as one,
        running_media_node(tmp_path / "two", redis.address, secret, VIOP_MEDIA_DRAIN_SECONDS="20") as two,
    ):
        for name in NAMES:
            load_or_make(tmp_path / "keys", name)
        cluster = {
            "VIOP_REDIS": redis.address,
            "VIOP_CONTROL_SECRET_FILE": str(secret),
            "VIOP_KEYS": str(tmp_path / "keys"),
        }
        async with group(tmp_path, **cluster) as (product, _, fay, bots):
            await fay.ask("start_session")
            killed, other = (one, two) if await _rooms(one) else (two, one)
            assert await _media_is_back(bots, killed) < MEDIA_BACK
            assert await _rooms(other) == 1

            other.tell()
            assert await other.ends() == 0
            assert await _rooms(killed) == 1, "where a new worker was started meanwhile"
            await _media_is_back(bots, killed)
            until_ended = await _facts(product)

            await fay.ask("end_session")
            await until(lambda: _finished(product), PATIENCE)
            await _nothing_is_missing(product, until_ended)


async def _media_is_back(bots: Sequence[Bot], node: MediaNode) -> float:
    """How many seconds after the end of the node's worker."""
    before = _heard(bots)
    process = await node.worker_process()
    died = monotonic()
    os.kill(process, signal.SIGKILL)
    await until(lambda: _flows_again(bots, before), every=0.01)
    return monotonic() - died


async def _rooms(node: MediaNode) -> int:
    client = await node.worker()
    await client.close()
    return len(client.welcome.rooms)


def _heard(bots: Sequence[Bot]) -> Mapping[int, int]:
    return {ssrc: total for bot in bots for ssrc, total in bot.received().items()}


async def _flows_again(bots: Sequence[Bot], before: Mapping[int, int]) -> bool:
    """Each hears and sees the other on streams that are new."""
    return all(sum(total > 0 for ssrc, total in bot.received().items() if ssrc not in before) >= 2 for bot in bots)


async def _finished(product: Product) -> bool:
    async with product.api(product.cast.facilitator) as api:
        return bool((await api.get(f"/api/sessions/{product.cast.running}"))["status"] == "finished")


async def _facts(product: Product) -> list[PresenceFact]:
    async with open_clinic(product.kept, boot="reader") as clinic:
        return list(await clinic.services.facts.of_session(product.cast.clinic, product.cast.running))


async def _nothing_is_missing(product: Product, until_ended: Sequence[PresenceFact]) -> None:
    """Of the two clients who came: nobody left before the end, and no time of theirs is unaccounted for."""
    cast = product.cast
    assert "disconnected" not in {fact.kind for fact in until_ended}
    async with open_clinic(product.kept, boot="reader") as clinic:
        facts = await clinic.services.facts.of_session(cast.clinic, cast.running)
        records = await clinic.services.live.records(cast.clinic, cast.running, facts[-1].observed_at)
    for record in records[:2]:
        assert record.countable_ms > 0
        assert {gap.cause for gap in record.gaps} <= {EndReason.SESSION_ENDED}, "what is after the end is no gap in it"
