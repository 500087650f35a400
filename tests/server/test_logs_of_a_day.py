"""A clinic's day, with what must not happen in it, and all that was logged of it (threats 10, 30): by every logger at
DEBUG, in both forms, and nothing in it about anybody."""

import asyncio
import gc
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import insert

from server.background.beside import beside
from server.clinic import Clinic
from server.storage.tables import people
from signaling import logs
from signaling.websocket.steady import attempt
from tests.support.browser import Browser
from tests.support.clinics import OWN, PASSWORD, PIN, Cast
from tests.support.exports import FOR_AUDIT
from tests.support.live_app import LiveGroup, live_group
from tests.support.sheets import batch_of, path

IMPORTED = 'record_number,legal_name,date_of_birth\nMRN-77123,"Featherstone, Wilhelmina",1971-03-09\n,Nobody Else,\n'
WORDS = "what I said in confidence"
TOKEN = "eyJhbGciOiJub25lIn0.planted-token."
PLANTED = (
    *("Legal", "Chosen", "Dr north", "Staff north", "Featherstone", "Wilhelmina", "Nobody Else", "1971-03", "77123"),
    *("example.org", "Elm Street", "555 0142", PIN, "9517", PASSWORD, "wrong password", WORDS, "planted", "Bearer"),
)


class Logged:
    """What the app would have written, in one of the forms."""

    def __init__(self, form: logs.Form) -> None:
        self.stream = io.StringIO()
        self.handler = logs.handler(form, self.stream)

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()


@pytest.fixture
def logged() -> Iterator[tuple[Logged, Logged]]:
    both = Logged("json"), Logged("text")
    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    for each in both:
        root.addHandler(each.handler)
    yield both
    for each in both:
        root.removeHandler(each.handler)
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)


@pytest.fixture
def a_fault(monkeypatch: pytest.MonkeyPatch) -> str:
    """An exception of ours that quotes people."""
    return "Legal north 0 <north-client0@example.org> was born in 1971-03"


async def test_a_day_is_logged_and_nobody_is_in_it(
    logged: tuple[Logged, Logged], a_fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with live_group(tmp_path) as group:
        await _strangers(group)
        await _in_the_room(group)
        await _afterwards(group)
        await _faults(group, a_fault, monkeypatch)
    as_json, as_text = logged
    said = [json.loads(line) for line in as_json.lines]
    assert _found(as_json.lines) == _found(as_text.lines) == []
    assert all({"time", "level", "logger", "message"} <= one.keys() for one in said)
    assert len({one["node"] for one in said if one.get("node")}) == 1
    failures = " ".join(one.get("failure", "") for one in said)
    assert all(kind in failures for kind in ("ZeroDivisionError", "IntegrityError", "LookupError")), failures
    assert "AssertionError" not in failures, "what is no HTTP is logged like any request"
    incident = next(one for one in said if "failed: ZeroDivisionError, id " in one["message"])
    answered = next(one for one in said if one.get("status") == 500)
    assert incident["trace"] == answered["trace"] and re.fullmatch("[0-9a-f]{32}", incident["trace"])
    in_a_socket = next(one for one in said if one["message"] == "unforeseen")
    assert re.fullmatch("[0-9a-f]{32}", in_a_socket["trace"]) and in_a_socket["trace"] != incident["trace"]


def _found(lines: list[str]) -> list[tuple[str, str]]:
    """Of a number, only where it stands alone: ids and times are full of digits."""
    searched = [(word, re.compile(f"(?<![0-9a-f.:]){re.escape(word)}(?![0-9a-f])")) for word in PLANTED]
    return [(word, line) for line in lines for word, pattern in searched if pattern.search(line)]


async def _strangers(group: LiveGroup) -> None:
    """Who guesses, and who sends what makes no sense."""
    url, cast = f"http://{group.app.host}:{group.app.port}", group.cast
    async with aiohttp.ClientSession(url, headers={**OWN, "Origin": url}) as http:
        for path_, body, status in (
            ("/api/login", {"email": cast.email(cast.admin), "password": "wrong password"}, 401),
            ("/api/login", {"email": ["planted@example.org"], "password": 9517}, 422),
            ("/api/join", {"token": TOKEN, "pin": "9517"}, 410),
            ("/api/join", {"token": await _link(group), "pin": "9517"}, 401),
        ):
            async with http.post(path_, json=body) as response:
                assert response.status in (status, 401, 404, 422), (path_, response.status)
        async with http.post("/api/login", data="{planted", headers={"Content-Type": "application/json"}) as response:
            assert response.status == 400 or response.status == 422
        async with http.get("/api/me", headers={"Authorization": f"Bearer {TOKEN}"}, cookies={"viop_session": TOKEN}):
            pass
        socket = await http.ws_connect("/signal", headers={"Origin": url})
        await socket.send_str(json.dumps({"type": "authenticate", "ticket": TOKEN * 2, "protocol": 1, "page": WORDS}))
        await socket.receive()
        await socket.close()
    reader, writer = await asyncio.open_connection(group.app.host, group.app.port)
    writer.write(b"GET /planted?email=planted@example.org HTTP/9.9\r\nPlanted name: Legal\r\n\r\n")
    await reader.read()
    writer.close()


async def _link(group: LiveGroup) -> str:
    staff = await _staff(group, group.cast.facilitator)
    try:
        return await staff.link(group.cast.running, group.cast.clients[2])
    finally:
        await staff.http.close()


async def _staff(group: LiveGroup, who: str) -> Browser:
    staff = Browser(f"http://{group.app.host}:{group.app.port}")
    await staff.sign_in(group.cast, who)
    return staff


async def _in_the_room(group: LiveGroup) -> None:
    fay, ben = group.fay, group.inside[1]
    assert (await fay.ask("admit", participant=group.cast.clients[2], identity_confirmed=True))["type"] == "result"
    assert (await ben.ask("chat", to="all", text=WORDS))["type"] == "result"
    await fay.of_type("chat_message")
    await ben.socket.send_str(json.dumps({"type": "chat", "text": {"planted": WORDS}}))
    await ben.closes()


async def _afterwards(group: LiveGroup) -> None:
    """The session's end; its records signed and exported; clients imported; a client's address put down."""
    await group.end()
    cast = group.cast
    staff, admin = await _staff(group, cast.facilitator), await _staff(group, cast.admin)
    await staff.post(path(cast, "signatures"), batch_of(await staff.get(path(cast))))
    await admin.post("/api/imports", {"subject": "clients", "csv": IMPORTED})
    body = {"format": "csv", **FOR_AUDIT, "first": "2026-01-01", "last": "2026-12-31"}
    headers = {**OWN, "Origin": admin.origin}
    async with admin.http.post("/api/exports", json=body, headers=headers) as response:
        assert response.status == 200 and b"Legal north" in await response.read()
    for one in (staff, admin):
        await one.http.close()


async def _faults(group: LiveGroup, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw: in a request, in a socket, beside, in a task that nobody awaited, in a statement."""
    clinic, cast = group.app.clinic, group.cast

    async def fails(*_: Any) -> Any:
        try:
            raise LookupError(fault)
        except LookupError:
            raise ZeroDivisionError(fault)  # noqa: B904 -- as bugs come

    staff = await _staff(group, cast.facilitator)
    with monkeypatch.context() as broken:
        broken.setattr(clinic.people, "staff_login_by_email", fails)
        with pytest.raises(AssertionError, match="Something went wrong"):
            await staff.sign_in(cast, cast.admin)
        broken.setattr(clinic.services.sessions, "redeem", fails)
        socket = await staff.http.ws_connect("/signal", headers={"Origin": staff.origin})
        hello = {"type": "authenticate", "ticket": "t" * 43, "protocol": 1, "page": "page-1"}
        await socket.send_str(json.dumps(hello))
        await socket.receive()
        await socket.close()
    await staff.http.close()
    await attempt(fails, "a work")
    await attempt(lambda: _twice(clinic, cast), "a statement")
    async with beside() as spawn:
        spawn(fails())
        await asyncio.sleep(0)
    lost = asyncio.create_task(fails())
    await asyncio.wait([lost])
    del lost
    gc.collect()
    logging.getLogger("a.library").warning(f"could not greet {fault}")
    logging.getLogger("a.library").info("greeting %s", fault)


async def _twice(clinic: Clinic, cast: Cast) -> None:
    """A statement that the database refuses, with what it was about."""
    row = {"id": cast.clients[0], "clinic_id": cast.clinic, "kind": "client"}
    async with clinic.database.write() as connection:
        await connection.execute(insert(people).values(**row, legal_name="Legal north 0", chosen_name="Chosen 0"))
