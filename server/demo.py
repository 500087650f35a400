"""`viop demo`: the whole product with people in it, for somebody who is alone with one browser."""

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import segno

from server import main
from server.certificate import make_certificate
from server.clinic import Clinic, new_id
from server.domain.history import history
from server.services.demo import Demo, Running, person_id
from server.services.demo_authorizations import DemoAuthorizations
from server.services.demo_consents import DemoConsents
from server.services.demo_contacts import DemoContacts
from server.services.demo_drug_screens import DemoDrugScreens
from server.services.demo_minors import DemoMinors
from server.services.demo_people import (
    BOT_BESIDE_YOU,
    BOT_FACILITATOR,
    BOTS_IN_GROUP,
    CEDAR,
    IN_PERSON,
    LARK,
    NOT_ALONE,
    PASSWORD,
    PIN,
    YOU,
    DemoClient,
    DemoStaff,
)
from server.services.demo_programs import DemoPrograms
from server.services.demo_schedule import DemoSchedule
from server.services.demo_signing import DemoSigning
from server.services.errors import ServiceError
from server.services.sessions.sessions import Session
from server.settings import Settings
from server.storage.authorizations import AuthorizationsRepository
from server.storage.consents import ConsentsRepository
from server.storage.contacts import ContactsRepository
from server.storage.schedule import ScheduleRepository
from server.storage.signing import SigningRepository

TEST_ADDRESS = ("192.0.2.1", 9)
"""Nobody's (RFC 5737). Choosing a route to it tells which address of ours faces the network; nothing is sent."""


LOOK_EVERY = 2.0
"""Seconds between two looks whether what was on is over."""
COMERS = {"group": BOTS_IN_GROUP, "skills": (BOT_BESIDE_YOU,)}
"""The bots who come to each of the two sessions as clients."""


async def run(settings: Settings, lan: bool) -> None:
    """Seed what is missing, serve, start the bots, say who signs in where; until SIGINT or SIGTERM. When one of the
    sessions is over the next begins, with its bots."""
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    host = "localhost"
    if settings.smtp_host is None and settings.sms_url is None:
        settings = settings.model_copy(update={"keep_messages": True})
    if lan:
        host = lan_address()
        certificate, key = make_certificate(settings.var / "tls", host, datetime.now(UTC))
        settings = settings.model_copy(update={"host": "0.0.0.0", "tls_certificate": certificate, "tls_key": key})
    print("Preparing the demo. The first time this takes a little while …", flush=True)
    async with main.running(settings) as app:
        url = f"{'https' if lan else 'http'}://{host}:{app.port}"
        stage = Stage(app.clinic, url, settings.tls_certificate)
        try:
            await stage.open()
            print(welcome(url, stage.on, settings.var), flush=True)
            if lan:
                print(_qr(stage.on["skills"].link), flush=True)
            while not await _comes(ending, within=LOOK_EVERY):
                for fresh in await stage.renew():
                    print(fresh.told(), flush=True)
            print("Stopping …", flush=True)
        finally:
            await stage.close()


async def _comes(event: asyncio.Event, within: float) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), within)
    return event.is_set()


@dataclass(frozen=True)
class OnNow:
    """A session that is on, and the link by which whoever tries the demo comes to it as a client."""

    session: Session
    link: str

    def told(self) -> str:
        """What is printed when it follows one that is over."""
        return f"  A fresh '{self.session.title}' is on. As a client, PIN {PIN}:\n      {self.link}\n"


class Stage:
    """What is on: the two sessions by name, `group` and `skills`, and the bots of each."""

    def __init__(self, clinic: Clinic, url: str, certificate: Path | None) -> None:
        self._clinic = clinic
        self._demo = seed(clinic)
        self._url = url
        self._certificate = certificate
        self._bots: dict[str, asyncio.subprocess.Process] = {}
        self.on: dict[str, OnNow] = {}

    async def open(self) -> None:
        """Bring the demo up to now. Raises Conflict when the database is a real clinic's."""
        await self._put_on(await self._demo.refresh(datetime.now(UTC)))

    async def renew(self) -> Sequence[OnNow]:
        """The sessions that have taken the place of those that are over, if any."""
        try:
            return await self._put_on(await self._demo.on_now(datetime.now(UTC), timedelta()))
        except ServiceError:  # it is looked again soon
            return []

    async def close(self) -> None:
        """The bots say goodbye."""
        await asyncio.gather(*(_stop(process) for process in self._bots.values()))

    async def _put_on(self, running: Running) -> Sequence[OnNow]:
        now = {"group": running.group, "skills": running.skills}
        fresh = [name for name, session in now.items() if name not in self.on or self.on[name].session.id != session.id]
        for name in fresh:
            if name in self._bots:
                await _stop(self._bots.pop(name))
            session = now[name]
            tokens = {key: await self._token(session, key) for key in (*COMERS[name], YOU)}
            self._bots[name] = await _start_bots(self._cast(name, session, tokens))
            self.on[name] = OnNow(session, f"{self._url}/join#{tokens[YOU]}")
        return [self.on[name] for name in fresh]

    async def _token(self, session: Session, key: str) -> str:
        """Of that client's join link: whoever is in by one stays in when the demo is started anew."""
        links = self._clinic.services.join_links
        return await links.living(CEDAR.key, session.id, person_id(CEDAR, key), datetime.now(UTC))

    def _cast(self, name: str, session: Session, tokens: Mapping[str, str]) -> dict[str, Any]:
        """The options of signaling.bots, as it reads them."""
        clients = {client.key: client for client in CEDAR.clients}
        bots = [
            {
                "initials": _initials(clients[key]),
                "entrance": {"token": tokens[key], "pin": PIN, "alone": key != NOT_ALONE},
            }
            for key in COMERS[name]
        ]
        if name == "skills":
            facilitator = next(staff for staff in CEDAR.staff if staff.key == BOT_FACILITATOR)
            runs = {"email": facilitator.email, "password": PASSWORD, "session": session.id}
            bots.insert(0, {"initials": _initials(facilitator), "entrance": runs})
        return {"url": self._url, "bots": bots, "certificate": str(self._certificate) if self._certificate else None}


def seed(clinic: Clinic) -> Demo:
    services = clinic.services
    return Demo(
        clinic.people,
        clinic.sessions,
        services.facts,
        services.finish,
        clinic.passwords,
        clinic.pins,
        clinic.code_key,
        services.policies,
        services.grants,
        DemoAuthorizations(clinic.policies, AuthorizationsRepository(clinic.database), clinic.database.atomic),
        DemoConsents(ConsentsRepository(clinic.database), services.audit, clinic.database.atomic),
        DemoPrograms(services.programs, services.sites, services.intake, services.enrollments, services.staff),
        DemoSigning(
            SigningRepository(clinic.database),
            *(services.sign_sheets, services.attest, services.amendments, services.facts, services.finish),
            clinic.database.atomic,
            new_id,
        ),
        DemoSchedule(ScheduleRepository(clinic.database), services.making),
        DemoContacts(ContactsRepository(clinic.database), clinic.database.atomic),
        DemoDrugScreens(services.draws, services.drug_screens),
        DemoMinors(services.intake, services.programs, services.guardians, services.assessments, services.series),
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


def welcome(url: str, on: Mapping[str, OnNow], var: Path | None) -> str:
    """Who signs in where, as it is printed. `var`: what stays is below; None: nothing does."""
    stays = f"Everything stays below {var}; `make run` goes on where you left off." if var else "Nothing stays."
    group, skills = on["group"], on["skills"]
    mara = next(staff for staff in CEDAR.staff if staff.key == "mara")
    admins = [staff for clinic in (CEDAR, LARK) for staff in clinic.staff if staff.role == "admin"]
    auditor = next(staff for staff in CEDAR.staff if staff.role == "auditor")
    by_code = "   ".join(f"{one.chosen_name} {one.code}" for one in CEDAR.clients if one.key in IN_PERSON)
    lines = [
        "",
        f"  Open {url}",
        "",
        f"  Staff sign in with these e-mail addresses and the password  {PASSWORD}",
        "",
        f"    {mara.email:<22} facilitator: open '{group.session.title}' and admit the six who wait",
        *(f"    {admin.email:<22} admin: attendance, exports, kiosks" for admin in admins),
        f"    {auditor.email:<22} auditor: may read two clients' last month, and nothing else",
        f"    {LARK.staff[0].email:<22} facilitator of the other clinic, which sees nothing of the first",
        "",
        f"  Clients need no account: a link, and the PIN  {PIN}  (use another browser or a private window)",
        "",
        f"    '{skills.session.title}', where a bot lets you in:",
        f"      {skills.link}",
        f"    '{group.session.title}', where you let yourself in:",
        f"      {group.link}",
        "",
        f"  The tablet at the door is {url}/kiosk (an admin makes its code). Personal codes:  {by_code}",
        "",
        "  When a session is over the next one is on at once, and its links are printed here.",
        f"  Ctrl-C ends it. {stays}",
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
