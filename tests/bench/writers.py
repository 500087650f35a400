"""What storing facts costs in PostgreSQL: facts a second, each in a transaction of its own, synced to the disk.

A real server, and two app nodes, each a process with eight rooms that store one fact after another; `alone`: one node.
A live session stores a fact every ten seconds, and some when people come and go.
"""

import argparse
import asyncio
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from server.clinic import open_clinic
from server.domain.attendance.evidence import CheckedIn
from server.settings import Settings
from server.storage.migrate import migrate
from server.storage.place import place_of
from tests.support.clinics import NOON, Cast, add_clinic, cheap_settings, fact_of
from tests.support.postgres import running_postgres

NODES = 2
ROOMS = 8
FACTS = 400


def run(arguments: argparse.Namespace) -> dict[str, object]:
    with (
        running_postgres(fsync="on", full_page_writes="on", shared_buffers="128MB") as server,
        tempfile.TemporaryDirectory() as directory,
        ProcessPoolExecutor(NODES, get_context("spawn")) as nodes,
    ):
        settings = cheap_settings(Path(directory) / "var").model_copy(
            update={"database": server.url(server.create("clinic"))}
        )
        migrate(place_of(settings))
        cast = asyncio.run(_seed(settings))
        list(nodes.map(_store, [(settings, cast, f"warm{node}", 100) for node in range(NODES)]))
        alone = _rate([nodes.submit(_store, (settings, cast, "alone", FACTS)).result()])
        work = [(settings, cast, f"node{node}", FACTS) for node in range(NODES)]
        together = list(nodes.map(_store, work))
    return {
        "facts_per_second_alone": round(alone),
        "facts_per_second_together": round(_rate(together)),
        "p99_ms_together": round(max(p99 for *_, p99 in together) * 1000, 1),
    }


async def _seed(settings: Settings) -> Cast:
    async with open_clinic(settings, boot="seed") as clinic:
        return await add_clinic(clinic, "north")


def _rate(done: list[tuple[int, float, float, float]]) -> float:
    count = sum(facts for facts, *_ in done)
    return count / (max(end for _, _, end, _ in done) - min(begun for _, begun, _, _ in done))


def _store(work: tuple[Settings, Cast, str, int]) -> tuple[int, float, float, float]:
    """How many, from when to when, and what the slowest of a hundred took."""
    return asyncio.run(_store_facts(*work))


async def _store_facts(settings: Settings, cast: Cast, name: str, count: int) -> tuple[int, float, float, float]:
    took: list[float] = []

    async def room(first: int) -> None:
        for number in range(first, count, ROOMS):
            fact = replace(fact_of(cast.running, CheckedIn(), NOON, number, cast.clients[0]), id=f"{name}-{number}")
            started = time.perf_counter()
            await clinic.services.facts.record(cast.clinic, [fact], room=f"{name}-{first}")
            took.append(time.perf_counter() - started)

    async with open_clinic(settings, boot=name) as clinic:
        begun = time.time()
        await asyncio.gather(*(room(first) for first in range(ROOMS)))
        end = time.time()
    assert clinic.services.facts.healthy
    return count, begun, end, sorted(took)[int(len(took) * 0.99)]
