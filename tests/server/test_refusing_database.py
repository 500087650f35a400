"""The database refuses while a group is in the room: staff are told, nobody new is let in, everything else goes on, and
when it is back the record has no gap and counts nothing twice (threats 24, 30)."""

import asyncio
import contextlib
import json
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from server.domain.attendance.evidence import Disconnected
from server.domain.attendance.record import AttendanceRecord
from server.storage import postgresql
from tests.signaling.websocket.pages import on_roster, waiting
from tests.support.browser import Browser
from tests.support.databases import Engine, impatient, locked, server
from tests.support.live_app import BEAT, LiveGroup, live_group
from tests.support.log import checked, failures
from tests.support.waiting import until

Refusal = Callable[[LiveGroup], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def held(group: LiveGroup) -> AsyncIterator[None]:
    """Somebody else writes, longer than anybody waits for it."""
    holding = locked(group.settings)
    await asyncio.to_thread(holding.__enter__)  # a transaction of the app's may have to end first
    try:
        yield
    finally:
        holding.__exit__(None, None, None)


@asynccontextmanager
async def full(group: LiveGroup) -> AsyncIterator[None]:
    """The file may not grow by a page: SQLite says `database or disk is full`, as it does on a full disk."""
    await _pragma(group, "max_page_count=1")
    try:
        yield
    finally:
        await _pragma(group, "max_page_count=1073741823")


async def _pragma(group: LiveGroup, setting: str) -> None:
    async with group.app.clinic.database.write() as connection:
        await connection.execute(text(f"PRAGMA {setting}"))


@asynccontextmanager
async def stopped(group: LiveGroup) -> AsyncIterator[None]:
    """At once, as a crash."""
    server().stop()
    try:
        yield
    finally:
        await asyncio.to_thread(server().start)


@asynccontextmanager
async def paused(group: LiveGroup) -> AsyncIterator[None]:
    """Its machine has stopped: connections stay, and nothing answers."""
    with server().paused():
        yield


@pytest.mark.parametrize(
    ("refusal", "engine"),
    [(held, "sqlite"), (full, "sqlite"), (stopped, "postgresql"), (paused, "postgresql")],
)
async def test_while_the_database_refuses_the_room_goes_on_and_admits_nobody_and_the_record_has_no_gap(
    refusal: Refusal, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch, 0.1)
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(postgresql, "PATIENCE_SECONDS", 0.5)
    beat = 2 * BEAT if refusal is paused else BEAT
    monkeypatch.setattr("server.background.spool.DRAIN_SPOOL", 0.2)
    async with live_group(tmp_path, beat=beat, engine=engine) as group:
        fay, (_, ben), (_, ben_id, cleo_id) = group.fay, group.inside, group.cast.clients
        async with refusal(group):
            await fay.sees(lambda view: not view["staff"]["storage_healthy"])
            answer = await fay.ask("admit", participant=cleo_id, identity_confirmed=True)
            assert answer["code"] == "storage_unavailable"
            assert waiting(fay.view) == [cleo_id]
            assert (await ben.ask("leave"))["type"] == "result"
            await fay.sees(lambda view: on_roster(view, ben_id)["status"] == "left")
            before = len(_spooled(group))
            await until(lambda: _has_spooled(group, before + 3))
            spooled = {json.loads(line)["fact"]["id"] for line in _spooled(group)}
            assert (await fay.ask("chat", to="all", text="one moment"))["type"] == "result"
        await fay.sees(lambda view: view["staff"]["storage_healthy"])
        answer = await fay.ask("admit", participant=cleo_id, identity_confirmed=True)
        assert answer["type"] == "result"
        await _check(group, await group.end(), spooled, beat)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 24 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "viop-test", str(disk)]
    if subprocess.run(mounting, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("needs to mount a file system")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


async def _fill(group: LiveGroup, filler: Path) -> None:
    """To the last byte, with none left in what SQLite has set aside for its next commits."""
    other = sqlite3.connect(group.settings.database_path, isolation_level=None)
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            pass


async def test_while_the_disk_is_full_who_asks_is_told_and_all_is_kept_once_there_is_space(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.background.spool.DRAIN_SPOOL", 0.2)
    filler = small_disk / "filler"
    async with live_group(small_disk, engine="sqlite") as group:
        fay, (_, ben), (_, ben_id, cleo_id) = group.fay, group.inside, group.cast.clients
        admin = Browser(f"http://{group.app.host}:{group.app.port}")
        await admin.sign_in(group.cast, group.cast.admin)
        await _fill(group, filler)
        await fay.sees(lambda view: not view["staff"]["storage_healthy"])
        answer = await fay.ask("admit", participant=cleo_id, identity_confirmed=True)
        assert answer["code"] == "storage_unavailable" and waiting(fay.view) == [cleo_id]
        with pytest.raises(AssertionError, match="storage_unavailable"):
            await admin.link(group.cast.running, cleo_id)
        assert (await ben.ask("leave"))["type"] == "result"
        await fay.sees(lambda view: on_roster(view, ben_id)["status"] == "left")
        assert (await admin.get("/api/me"))["person_id"] == group.cast.admin, "who only reads is answered"
        assert "disconnected" not in [one.kind for one in await group.facts()], "no disk has it yet"
        filler.unlink()
        await fay.sees(lambda view: view["staff"]["storage_healthy"])
        assert (await fay.ask("admit", participant=cleo_id, identity_confirmed=True))["type"] == "result"
        await admin.link(group.cast.running, cleo_id)
        await admin.http.close()
        await _check(group, await group.end(), set(), BEAT)


def _spooled(group: LiveGroup) -> list[str]:
    file = group.settings.spool / "facts.jsonl"
    return file.read_text().splitlines() if file.exists() else []


async def _has_spooled(group: LiveGroup, count: int) -> bool:
    return len(_spooled(group)) >= count


async def _check(group: LiveGroup, records: dict[str, AttendanceRecord], spooled: set[str], beat: float) -> None:
    """What went through the spool is in the database, once, and the minutes are whole."""
    assert not _spooled(group) and not (group.settings.spool / "set-aside.jsonl").exists()
    facts = await group.facts()
    assert len({fact.id for fact in facts}) == len(facts)
    assert spooled <= {fact.id for fact in facts}
    ana, ben = (records[who] for who in group.cast.clients[:2])
    started, ended = (next(one for one in facts if one.kind == kind) for kind in ("session_started", "session_ended"))
    held = (ended.observed_at - started.observed_at) / timedelta(milliseconds=1)
    assert ana.gaps == () and abs(ana.countable_ms - held) <= beat * 1000
    (left,) = [one for one in facts if one.participant == ben.participant and one.kind == "disconnected"]
    assert (ben.gaps, ben.intervals[-1].end_reason) == ((), "left")
    assert isinstance(left.evidence, Disconnected) and ben.intervals[-1].stop == left.evidence.last_heard
    assert failures(await checked(group.app.clinic, group.cast.clinic)) == []
