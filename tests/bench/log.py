"""What the attendance log costs: appending to a small and to a large log, sealing a session, proving, checking.

A real database on disk, 50,000 leaves, and one session of three hours with twelve clients and a beat every ten seconds.
`writer_held_ms`: the longest that somebody else who had something to store waited while the session was sealed.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from server.clinic import Clinic, open_clinic
from server.domain.attendance.evidence import Beat, Connected, Place, Seen, SessionEnded, SessionStarted
from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.canonical import Json
from server.domain.log.coverage import Digest
from server.domain.log.kinds import attendance_sealed
from server.domain.log.leaf import Leaf
from server.domain.log.verify import verify
from server.services.log.signatures import holds
from server.services.people import Person
from server.storage.migrate import migrate
from tests.support.clinics import NOON, Cast, add_clinic, cheap_settings, fact_of
from tests.support.log import exported

LEAVES = 50_000
AT_ONCE = 500
APPENDS = 200
CLIENTS = 12
HOURS = 3


def run(arguments: argparse.Namespace) -> dict[str, object]:
    return asyncio.run(_measure())


async def _measure() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as directory:
        settings = cheap_settings(Path(directory) / "var")
        migrate(settings.database_path)
        async with open_clinic(settings, boot="boot-1") as clinic:
            cast = await add_clinic(clinic, "north")
            small = await _appends(clinic)
            await leaves(clinic, LEAVES)
            large = await _appends(clinic)
            people = await _hold(clinic, cast)
            ended = timedelta(hours=HOURS) + NOON
            async with _another_writer(clinic) as waited:
                sealed = await _seconds(lambda: clinic.services.finish("north", cast.running, ended, ended))
            north = await clinic.people.clinic("north")
            assert north is not None
            proofs = clinic.services.log_proofs
            checked = await _seconds(lambda: proofs.check(north, cast.running, people[0], ended))
            lines = await exported(clinic, "north", rows=False)
            started = time.perf_counter()
            report = verify(lines, holds)
            verified = time.perf_counter() - started
            assert report.verified and report.leaves > LEAVES
    return {
        "append_ms_small": round(small, 2),
        "append_ms_large": round(large, 2),
        "seal_session_ms": round(sealed * 1000),
        "writer_held_ms": round(max(waited) * 1000, 1),
        "check_record_ms": round(checked * 1000),
        "leaves": report.leaves,
        "verify_seconds": round(verified, 2),
    }


async def leaves(clinic: Clinic, count: int) -> None:
    """So many of attendance, in the log of clinic `north`."""
    for start in range(0, count, AT_ONCE):
        await clinic.log.append([_leaf(start + number) for number in range(AT_ONCE)])


def _leaf(number: int) -> Leaf:
    record: dict[str, Json] = {"version": 1, "participant": f"person{number}"}
    digest = Digest(180, f"{number:064x}")
    rules = DEFAULT_POLICY.to_data()
    return attendance_sealed("north", f"session{number // 13}", f"person{number}", NOON, 1, digest, record, rules)


async def _appends(clinic: Clinic) -> float:
    """Median milliseconds of a leaf in a transaction of its own, synced to the disk."""
    times = [await _seconds(lambda: clinic.log.append([_leaf(0)])) for _ in range(APPENDS)]
    return statistics.median(times) * 1000


async def _hold(clinic: Clinic, cast: Cast) -> list[str]:
    """The session's facts; who was there."""
    people = [f"more{number}" for number in range(CLIENTS)]
    for one in people:
        await clinic.people.add_person(Person(one, "north", "client", one, one))
    everybody = [cast.facilitator, *people]
    facts = [fact_of(cast.running, Connected(Place.GROUP), NOON, at, one) for at, one in enumerate(everybody)]
    facts.append(fact_of(cast.running, SessionStarted(cast.facilitator), NOON, 100))
    seen = tuple(Seen(one, f"connection-{one}", 0, True, True, True) for one in everybody)
    beats = HOURS * 360
    facts += [fact_of(cast.running, Beat(seen), NOON + timedelta(seconds=10 * at), 1000 + at) for at in range(beats)]
    facts.append(fact_of(cast.running, SessionEnded(cast.facilitator), NOON + timedelta(hours=HOURS), 200))
    await clinic.services.facts.record("north", facts)
    return people


@asynccontextmanager
async def _another_writer(clinic: Clinic) -> AsyncIterator[list[float]]:
    """Somebody else who writes again and again meanwhile: how many seconds each time took."""
    took = [0.0]

    async def write() -> None:
        async with clinic.database.write():
            pass

    async def go_on() -> None:
        while True:
            took.append(await _seconds(write))
            await asyncio.sleep(0.001)

    writing = asyncio.create_task(go_on())
    try:
        yield took
    finally:
        writing.cancel()
        await asyncio.wait([writing])


async def _seconds(act: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await act()
    return time.perf_counter() - started
