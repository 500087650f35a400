"""`viop demo`: the whole product with people in it, for somebody who is alone with one browser."""

import asyncio
import json
import signal
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import segno

from server import main
from server.certificate import make_certificate
from server.clinic import Clinic, new_id
from server.domain.history import history
from server.services.demo import Demo, Running, person_id
from server.services.demo_people import (
    BOT_BESIDE_YOU,
    BOT_FACILITATOR,
    BOTS_IN_GROUP,
    CEDAR,
    IN_PERSON,
    LARK,
    PASSWORD,
    PIN,
    YOU,
    DemoClient,
    DemoStaff,
)
from server.settings import Settings

TEST_ADDRESS = ("192.0.2.1", 9)
"""Nobody's (RFC 5737). Choosing a route to it tells which address of ours faces the network; nothing is sent."""


@dataclass(frozen=True)
class Links:
    """Tokens of join links by client, to each of the two sessions that are on."""

    group: dict[str, str]
    skills: dict[str, str]


async def run(settings: Settings, lan: bool) -> None:
    """Seed what is missing, serve, start the bots, say who signs in where; until SIGINT or SIGTERM."""
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    host = "localhost"
    if lan:
        host = lan_address()
        certificate, key = make_certificate(settings.var / "tls", host, datetime.now(UTC))
        settings = settings.model_copy(update={"host": "0.0.0.0", "tls_certificate": certificate, "tls_key": key})
    print("Preparing the demo. The first time this takes a little while …", flush=True)
    async with main.running(settings) as app:
        url = f"{'https' if lan else 'http'}://{host}:{app.port}"
        on_now = await seed(app.clinic).refresh(datetime.now(UTC))
        links = await _links(app.clinic, on_now)
        bots = await _start_bots(_bots(url, on_now, links, settings))
        try:
            print(welcome(url, on_now, links), flush=True)
            if lan:
                print(_qr(f"{url}/join#{links.skills[YOU]}"), flush=True)
            await ending.wait()
            print("Stopping …", flush=True)
        finally:
            await _stop(bots)


def seed(clinic: Clinic) -> Demo:
    services = clinic.services
    return Demo(
        clinic.people,
        clinic.sessions,
        services.facts,
        services.finish,
        clinic.passwords,
        clinic.code_key,
        clinic.database.atomic,
        history,
        new_id,
    )


def lan_address() -> str:
    """This machine's address on its network; 127.0.0.1 without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(TEST_ADDRESS)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


async def _links(clinic: Clinic, on_now: Running) -> Links:
    """Whoever is in by a link stays in when the demo is started anew."""

    async def tokens(session: str, clients: tuple[str, ...]) -> dict[str, str]:
        now = datetime.now(UTC)
        living = clinic.services.join_links.living
        return {key: await living(CEDAR.key, session, person_id(CEDAR, key), now) for key in clients}

    return Links(
        group=await tokens(on_now.group.id, (*BOTS_IN_GROUP, YOU)),
        skills=await tokens(on_now.skills.id, (YOU, BOT_BESIDE_YOU)),
    )


def _bots(url: str, on_now: Running, links: Links, settings: Settings) -> dict[str, Any]:
    """The options of signaling.bots, as it reads them."""
    clients = {client.key: client for client in CEDAR.clients}
    facilitator = next(staff for staff in CEDAR.staff if staff.key == BOT_FACILITATOR)
    runs = {"email": facilitator.email, "password": PASSWORD, "session": on_now.skills.id}
    comers = [(clients[key], links.group[key]) for key in BOTS_IN_GROUP]
    comers.append((clients[BOT_BESIDE_YOU], links.skills[BOT_BESIDE_YOU]))
    bots = [{"initials": _initials(facilitator), "entrance": runs}]
    bots += [{"initials": _initials(client), "entrance": {"token": token, "pin": PIN}} for client, token in comers]
    certificate = str(settings.tls_certificate) if settings.tls_certificate else None
    return {"url": url, "bots": bots, "certificate": certificate}


def _initials(person: DemoStaff | DemoClient) -> str:
    """What peers may know: the first letters of the chosen name."""
    return person.chosen_name[:2]


async def _start_bots(options: dict[str, Any]) -> asyncio.subprocess.Process:
    """A session of their own, so that Ctrl-C reaches only us and they can say goodbye; their standard input stays open
    for as long as we live."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.bots", "--until-stdin-closes"),
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(options).encode() + b"\n")
    await process.stdin.drain()
    return process


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()


def welcome(url: str, on_now: Running, links: Links) -> str:
    """Who signs in where, as it is printed."""
    mara = next(staff for staff in CEDAR.staff if staff.key == "mara")
    admins = [staff for clinic in (CEDAR, LARK) for staff in clinic.staff if staff.role == "admin"]
    by_code = "   ".join(f"{one.chosen_name} {one.code}" for one in CEDAR.clients if one.key in IN_PERSON)
    lines = [
        "",
        f"  Open {url}",
        "",
        f"  Staff sign in with these e-mail addresses and the password  {PASSWORD}",
        "",
        f"    {mara.email:<22} facilitator: open '{on_now.group.title}' and admit the six who wait",
        *(f"    {admin.email:<22} admin: attendance, exports, kiosks" for admin in admins),
        f"    {LARK.staff[0].email:<22} facilitator of the other clinic, which sees nothing of the first",
        "",
        f"  Clients need no account: a link, and the PIN  {PIN}  (use another browser or a private window)",
        "",
        f"    '{on_now.skills.title}', where a bot lets you in:",
        f"      {url}/join#{links.skills[YOU]}",
        f"    '{on_now.group.title}', where you let yourself in:",
        f"      {url}/join#{links.group[YOU]}",
        "",
        f"  The tablet at the door is {url}/kiosk (an admin makes its code). Personal codes:  {by_code}",
        "",
        "  Ctrl-C ends it. Everything stays below var/; `make run` goes on where you left off.",
        "",
    ]
    return "\n".join(lines)


def _qr(address: str) -> str:
    code = segno.make(address, error="l")
    rows = [[bool(cell) for cell in row] for row in code.matrix_iter(scale=1, border=2)]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    drawn = ("".join(blocks[pair] for pair in zip(*rows[at : at + 2], strict=True)) for at in range(0, len(rows), 2))
    return f"  On a phone (accept the demo's own certificate), PIN {PIN}:\n\n" + "\n".join(f"  {row}" for row in drawn)
