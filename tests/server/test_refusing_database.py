"""The database refuses while a group is in the room: staff are told, nobody new is let in, everything else goes on, and
when it is back the record has no gap and counts nothing twice (threats 24, 30)."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from server.clinic import new_id, open_clinic
from server.domain.attendance.evidence import Disconnected
from server.main import Running, running
from server.settings import Settings
from server.storage import database as database_module
from server.storage.migrate import migrate
from server.storage.records import RecordsRepository
from signaling.websocket.clock import Clock
from tests.signaling.websocket.pages import Page, on_roster, waiting
from tests.support.browser import Browser
from tests.support.clinics import Cast, add_clinic, audited, cheap_settings
from tests.support.waiting import until

BEAT = 0.5
"""Seconds."""
MILLISECOND = timedelta(milliseconds=1)
Refusal = Callable[[Running, Settings], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def locked(app: Running, settings: Settings) -> AsyncIterator[None]:
    """Somebody else holds the database, longer than anybody waits for it."""
    other = sqlite3.connect(settings.database_path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()


@asynccontextmanager
async def full(app: Running, settings: Settings) -> AsyncIterator[None]:
    """The disk has no room for another page: SQLite says `database or disk is full`."""
    await _pragma(app, "max_page_count=1")
    try:
        yield
    finally:
        await _pragma(app, "max_page_count=1073741823")


async def _pragma(app: Running, setting: str) -> None:
    async with app.clinic.database.write() as connection:
        await connection.execute(text(f"PRAGMA {setting}"))


@pytest.mark.parametrize("refusal", [locked, full])
async def test_while_the_database_refuses_the_room_goes_on_and_admits_nobody_and_the_record_has_no_gap(
    refusal: Refusal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 100)
    monkeypatch.setattr("server.main.DRAIN_SPOOL", 0.2)
    async with _group(tmp_path) as (app, settings, north, pages):
        fay, ana, ben, _ = pages
        async with refusal(app, settings):
            await fay.sees(lambda view: not view["staff"]["storage_healthy"])
            answer = await fay.ask("admit", participant=north.clients[2], identity_confirmed=True)
            assert answer["code"] == "storage_unavailable"
            assert waiting(fay.view) == [north.clients[2]]
            assert (await ben.ask("leave"))["type"] == "result"
            await fay.sees(lambda view: on_roster(view, north.clients[1])["status"] == "left")
            before = len(_spooled(settings))
            await until(lambda: _has(lambda: len(_spooled(settings)) >= before + 3))
            spooled = _spooled(settings)
            assert (await fay.ask("chat", to="all", text="one moment"))["type"] == "result"
        await fay.sees(lambda view: view["staff"]["storage_healthy"])
        answer = await fay.ask("admit", participant=north.clients[2], identity_confirmed=True)
        assert answer["type"] == "result"
        await fay.ask("end_session")
        await ana.of_type("goodbye")
        await until(lambda: _derived(app))
        await _check(app, settings, north, spooled)


@asynccontextmanager
async def _group(directory: Path) -> AsyncIterator[tuple[Running, Settings, Cast, list[Page]]]:
    """The app with a session that goes on: a facilitator and two clients are in the room, a third waits."""
    settings = cheap_settings(directory / "var").model_copy(
        update={"port": 0, "media_port": 0, "media_host": "127.0.0.1", "beat_seconds": BEAT}
    )
    await asyncio.to_thread(migrate, settings.database_path)
    async with open_clinic(settings, boot="seed") as clinic:
        north = await add_clinic(clinic, "north", Clock().now())
    async with running(settings) as app, AsyncExitStack() as stack:
        url = f"http://{app.host}:{app.port}"
        staff, *phones = [Browser(url) for _ in range(4)]
        for browser in (staff, *phones):
            stack.push_async_callback(browser.http.close)
        await staff.sign_in(north, north.facilitator)
        for phone, client in zip(phones, north.clients, strict=True):
            await phone.join(await staff.link(north.running, client))
        fay = await staff.enter(north.running)
        inside = [await phone.enter(north.running) for phone in phones[:2]]
        await fay.sees(lambda view: len(waiting(view)) == 2)
        await fay.ask("admit_all", identity_confirmed=True)
        await fay.ask("start_session")
        pages = [fay, *inside, await phones[2].enter(north.running)]
        for page in pages:
            page.stay_alive(every=BEAT / 2)
        await fay.sees(lambda view: waiting(view) == [north.clients[2]])
        yield app, settings, north, pages


def _spooled(settings: Settings) -> list[str]:
    file = settings.spool / "facts.jsonl"
    return file.read_text().splitlines() if file.exists() else []


async def _has(condition: Callable[[], bool]) -> bool:
    return condition()


async def _derived(app: Running) -> bool:
    return "attendance.derived" in await audited(app.clinic)


async def _check(app: Running, settings: Settings, north: Cast, spooled: list[str]) -> None:
    """What went through the spool is in the database, once, and the minutes are whole."""
    assert not _spooled(settings) and not (settings.spool / "set-aside.jsonl").exists()
    facts = await app.clinic.services.facts.of_session(north.clinic, north.running)
    assert len({fact.id for fact in facts}) == len(facts)
    assert {json.loads(line)["fact"]["id"] for line in spooled} <= {fact.id for fact in facts}
    stored = await RecordsRepository(app.clinic.database, new_id).of_session(north.clinic, north.running)
    assert {one.version for one in stored} == {1}
    ana, ben = (next(one.record for one in stored if one.record.participant == who) for who in north.clients[:2])
    started, ended = (next(one for one in facts if one.kind == kind) for kind in ("session_started", "session_ended"))
    assert ana.gaps == ()
    assert abs(ana.countable_ms - (ended.observed_at - started.observed_at) / MILLISECOND) <= BEAT * 1000
    (left,) = [one for one in facts if one.participant == ben.participant and one.kind == "disconnected"]
    assert (ben.gaps, ben.intervals[-1].end_reason) == ((), "left")
    assert isinstance(left.evidence, Disconnected) and ben.intervals[-1].stop == left.evidence.last_heard
