"""The whole app as `viop serve` runs it, its media worker included: from sign-in over the room to the record."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from server.clinic import open_clinic
from server.domain.attendance.evidence import ServerStarted
from server.main import Running, running, serve
from server.settings import Settings
from server.storage.tables import audit_entries
from signaling.websocket.clock import Clock
from tests.signaling.websocket.pages import names
from tests.support.browser import Browser
from tests.support.clinics import Cast, add_clinic, audited, cheap_settings
from tests.support.databases import with_database
from tests.support.ports import free_port
from tests.support.waiting import until


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_database(cheap_settings(tmp_path / "var")).model_copy(
        update={"port": 0, "media_port": 0, "media_host": "127.0.0.1"}
    )


@pytest.fixture
async def north(settings: Settings) -> Cast:
    async with open_clinic(settings, boot="seed") as clinic:
        return await add_clinic(clinic, "north", Clock().now())


@pytest.fixture
async def app(settings: Settings, north: Cast) -> AsyncIterator[Running]:
    async with running(settings) as app:
        yield app


def url_of(app: Running) -> str:
    return f"http://{app.host}:{app.port}"


@pytest.fixture
async def browsers(app: Running) -> AsyncIterator[Any]:
    opened: list[Browser] = []

    def open_browser() -> Browser:
        opened.append(Browser(url_of(app)))
        return opened[-1]

    yield open_browser
    for browser in opened:
        await browser.http.close()


async def test_a_session_goes_from_sign_in_to_the_record(app: Running, north: Cast, browsers: Any) -> None:
    staff, phone, admin = (browsers() for _ in range(3))
    await staff.sign_in(north, north.facilitator)
    await phone.join(await staff.link(north.running, north.clients[0]))

    fay, ana = await staff.enter(north.running), await phone.enter(north.running)
    assert ana.view["me"]["place"] == "waiting" and ana.view["participants"] == []
    await fay.sees(lambda view: len(view["staff"]["waiting"]) == 1)
    await fay.ask("admit", participant=north.clients[0], identity_confirmed=True)
    await ana.sees(lambda view: names(view) == [north.facilitator])
    said = json.dumps(ana.messages)
    assert "Legal" not in said and f"Staff {north.facilitator}" not in said
    assert [(one["name"], one["role"]) for one in ana.view["participants"]] == [
        (f"Dr {north.facilitator}", "facilitator")
    ]
    await fay.ask("start_session")
    await fay.ask("chat", to="all", text="Welcome")
    assert (await ana.of_type("chat_message"))["text"] == "Welcome"
    await fay.ask("end_session")
    assert (await ana.of_type("goodbye"))["reason"] == "session_ended"

    await admin.sign_in(north, north.admin)
    async with asyncio.timeout(5):
        while "attendance.derived" not in await audited(app.clinic):  # noqa: ASYNC110 -- it is in the database
            await asyncio.sleep(0.01)
    detail = await admin.get(f"/api/sessions/{north.running}")
    assert (detail["status"], detail["started_at"] is not None) == ("finished", True)
    records = await admin.get(f"/api/attendance/sessions/{north.running}")
    assert {one["participant"]["person_id"] for one in records["records"]} == set(north.clients)


async def test_counters_are_served_to_this_machine_alone_where_they_are_wanted(settings: Settings, north: Cast) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with running(settings.model_copy(update={"metrics_port": port})) as app, aiohttp.ClientSession() as http:
        for path in ("/api/me", "/planted/north", "/readyz"):
            async with http.get(url_of(app) + path):
                pass
        async with http.get(f"http://127.0.0.1:{port}/metrics") as response:
            told = await response.text()
        for sample in (
            'viop_relay_up{worker="0"} 1',
            'viop_http_request_seconds_count{method="GET",route="/api/me"} 1',
            'viop_http_request_seconds_count{method="GET",route="/{name}"} 1',
            "viop_spool_facts 0",
            'viop_outbox_waiting{of="messages"} 0',
            "viop_sessions_underived 0",
            "viop_ready 1",
        ):
            assert f"{sample}\n" in told, sample
        assert 'viop_database_seconds_bucket{kind="read",le="+Inf"}' in told
        assert "north" not in told and "planted" not in told
        async with http.get(f"{url_of(app)}/metrics") as response:
            assert "viop_relay" not in await response.text()
        with pytest.raises(aiohttp.ClientConnectionError):
            await http.get(f"http://127.0.0.2:{port}/metrics")


async def test_proxies_hear_of_a_stop_before_the_pages_do(settings: Settings, north: Cast) -> None:
    settings = settings.model_copy(update={"port": free_port("127.0.0.1"), "drain_seconds": 600.0})
    staff = Browser(f"http://127.0.0.1:{settings.port}")

    async def is_ready(expected: tuple[int, list[str]]) -> bool:
        try:
            async with staff.http.get("/readyz") as response:
                return (response.status, (await response.json())["missing"]) == expected
        except aiohttp.ClientConnectionError:
            return False

    serving = asyncio.create_task(serve(settings))
    await until(lambda: is_ready((200, [])), every=0.02)
    await staff.sign_in(north, north.facilitator)
    fay = await staff.enter(north.running)
    os.kill(os.getpid(), signal.SIGTERM)
    await until(lambda: is_ready((503, ["draining"])), every=0.02)
    assert (await fay.ask("start_session"))["type"] == "result"
    os.kill(os.getpid(), signal.SIGTERM)  # whoever cannot wait
    assert (await fay.of_type("goodbye"))["reason"] == "draining"
    await staff.http.close()
    await asyncio.wait_for(serving, 20)


async def test_signing_out_closes_the_socket(app: Running, north: Cast, browsers: Any) -> None:
    staff = browsers()
    await staff.sign_in(north, north.facilitator)
    fay = await staff.enter(north.running)
    await staff.post("/api/logout")
    assert (await fay.of_type("goodbye"))["reason"] == "revoked"


async def test_who_was_admitted_is_still_in_after_the_app_started_anew(settings: Settings, north: Cast) -> None:
    async with running(settings) as app:
        staff, phone = Browser(url_of(app)), Browser(url_of(app))
        await staff.sign_in(north, north.facilitator)
        await phone.join(await staff.link(north.running, north.clients[0]))
        fay, ana = await staff.enter(north.running), await phone.enter(north.running)
        await fay.ask("admit", participant=north.clients[0], identity_confirmed=True)
    assert (await ana.of_type("goodbye"))["reason"] == "draining"
    await staff.http.close()
    async with running(settings) as app:
        again = Browser(url_of(app), phone.http.cookie_jar)
        again.tab = phone.tab
        ana = await again.enter(north.running)
        assert ana.view["me"]["place"] == "in_room"
        await again.http.close()
    await phone.http.close()


async def test_what_was_refused_and_only_counted_is_in_the_audit_trail_when_the_app_has_stopped(
    settings: Settings, north: Cast
) -> None:
    async with running(settings) as app:
        staff, phone = Browser(url_of(app)), Browser(url_of(app))
        await staff.sign_in(north, north.facilitator)
        await phone.join(await staff.link(north.running, north.clients[0]))
        ana = await phone.enter(north.running)
        for _ in range(4):
            await ana.ask("start_session")
    for browser in (staff, phone):
        await browser.http.close()
    async with open_clinic(settings, boot="look") as clinic, clinic.database.read() as connection:
        found = await connection.scalars(
            select(audit_entries.c.detail).where(audit_entries.c.action == "room.refused.start_session")
        )
        assert [detail.get("times") for detail in found] == [None, "3"]


async def test_a_session_that_began_before_its_time_goes_on_after_the_app_started_anew(settings: Settings) -> None:
    async with open_clinic(settings, boot="seed") as clinic:
        north = await add_clinic(clinic, "north", Clock().now() + timedelta(minutes=35))
    async with running(settings) as app:
        staff = Browser(url_of(app))
        await staff.sign_in(north, north.facilitator)
        fay = await staff.enter(north.running)
        assert (await fay.ask("start_session"))["type"] == "result"
        await staff.http.close()
    async with running(settings) as app:
        facts = await app.clinic.services.facts.of_session("north", north.running)
        assert isinstance(facts[-1].evidence, ServerStarted)
