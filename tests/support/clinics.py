"""Small clinics in a real database, a clock that stands still until it is told, and an HTTP client for the API."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient
from pydantic import SecretStr
from sqlalchemy import text

from server.clinic import Clinic
from server.domain.attendance.evidence import (
    Beat,
    Cause,
    Connected,
    Disconnected,
    Evidence,
    Place,
    Seen,
    SessionEnded,
    SessionStarted,
)
from server.domain.attendance.facts import PresenceFact, Source
from server.services.people import ClientSecrets, Enrollment, Person, Program, StaffLogin
from server.services.people import Clinic as ClinicRow
from server.services.sessions.kiosks import personal_code_hash
from server.services.sessions.sessions import RosterEntry, Session
from server.settings import Settings

NOON = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
"""A Wednesday, noon in Los Angeles."""
PASSWORD = "correct horse battery staple"
PIN = "4711"
SIGNING_KEY = "a signing key, long enough for every algorithm that somebody might try here"
OWN = {"X-Requested-By": "viop"}
ALL_WELL = {
    "at_home": True,
    "state": "CO",
    "address": "12 Elm Street, Boulder",
    "phone": "+1 555 0142",
    "alone": True,
    "driving": False,
    "agreed": True,
    "agreement": "1",
}
"""What a client answers on joining with whom nobody needs to talk first."""


class Clock:
    """Stands still at `now`."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Cast:
    """The ids of one clinic: `running` is a group session from 10 minutes ago to 2 h 50 from now, `alone` an individual
    one of the other facilitator with client 0."""

    clinic: str
    admin: str
    facilitator: str
    other_facilitator: str
    clients: tuple[str, ...]
    program: str
    running: str
    alone: str
    names: tuple[str, ...] = field(default=())

    def email(self, who: str) -> str:
        return f"{who}@example.org"

    def code(self, client: int) -> str:
        return f"{self.clinic}{client}00"


CHEAP = Settings(media_workers=1, password_memory_kib=8, password_rounds=1, signing_key=SecretStr(SIGNING_KEY))


def cheap_settings(var: Path) -> Settings:
    return CHEAP.model_copy(update={"var": var, "static": var / "dist"})


async def add_clinic(clinic: Clinic, name: str, now: datetime = NOON) -> Cast:
    """A clinic with an admin, two facilitators, three clients, a program and two sessions."""
    cast = Cast(
        clinic=name,
        admin=f"{name}-admin",
        facilitator=f"{name}-facilitator",
        other_facilitator=f"{name}-other",
        clients=tuple(f"{name}-client{number}" for number in range(3)),
        program=f"{name}-program",
        running=f"{name}-running",
        alone=f"{name}-alone",
        names=tuple(f"Legal {name} {number}" for number in range(3)),
    )
    async with clinic.database.atomic():
        await clinic.people.add_clinic(ClinicRow(name, f"Clinic {name}", "555-0100", "America/Los_Angeles"))
        await _add_staff(clinic, cast)
        await _add_clients(clinic, cast, now)
        await _add_sessions(clinic, cast, now)
    return cast


async def _add_staff(clinic: Clinic, cast: Cast) -> None:
    hashed = clinic.passwords.hash_now(PASSWORD)
    for who in (cast.admin, cast.facilitator, cast.other_facilitator):
        await clinic.people.add_person(Person(who, cast.clinic, "staff", f"Staff {who}", f"Dr {who}"))
        role: Any = "admin" if who == cast.admin else "facilitator"
        await clinic.people.add_staff_login(StaffLogin(who, cast.clinic, cast.email(who), hashed, role))


async def _add_clients(clinic: Clinic, cast: Cast, now: datetime) -> None:
    await clinic.people.add_program(Program(cast.program, cast.clinic, "Evening IOP", "2.1", 9.0))
    for number, who in enumerate(cast.clients):
        person = Person(who, cast.clinic, "client", cast.names[number], f"Chosen {number}", "they/them", f"MRN{number}")
        await clinic.people.add_person(person)
        code = personal_code_hash(clinic.code_key, cast.code(number))
        await clinic.people.add_client_secrets(ClientSecrets(who, cast.clinic, clinic.pins.hash_now(PIN), code))
        enrolled = (now - timedelta(days=30)).date()
        await clinic.people.add_enrollment(Enrollment(f"{who}-enrolled", cast.clinic, cast.program, who, enrolled))


async def _add_sessions(clinic: Clinic, cast: Cast, now: datetime) -> None:
    start = now - timedelta(minutes=10)
    group = Session(
        cast.running, cast.clinic, cast.program, "group", "Process group", "planned", start, start + timedelta(hours=3)
    )
    everybody = [RosterEntry(who, "client") for who in cast.clients]
    await clinic.sessions.add(group, [RosterEntry(cast.facilitator, "facilitator"), *everybody])
    one = Session(
        cast.alone, cast.clinic, cast.program, "individual", "Individual", "planned", start, start + timedelta(hours=1)
    )
    two = [RosterEntry(cast.other_facilitator, "facilitator"), RosterEntry(cast.clients[0], "client")]
    await clinic.sessions.add(one, two)


class Api:
    """A browser as far as the API is concerned: cookies, our own header, our own Origin."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self.client = client
        self.tab: dict[str, str] = {}

    @property
    def origin(self) -> str:
        return f"http://{self.client.host}:{self.client.port}"

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.client.get(path, headers=self.tab) as response:
            return response.status, await _body(response)

    async def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {**OWN, **self.tab, "Origin": self.origin}
        async with self.client.request(method, path, json=body, headers=headers) as response:
            answer = await _body(response)
        if path in ("/api/join", "/api/guest/accept") and response.status == 200:
            self.tab = {"X-Viop-Tab": answer["tab"]}
        return response.status, answer

    async def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        return await self.send("POST", path, body)

    async def sign_in(self, cast: Cast, who: str) -> Any:
        status, me = await self.post("/api/login", {"email": cast.email(who), "password": PASSWORD})
        assert status == 200, me
        return me

    def forget_cookies(self) -> None:
        self.client.session.cookie_jar.clear()


async def _body(response: Any) -> Any:
    if response.content_type.endswith("json"):
        return await response.json()
    return await response.text()


async def audited(clinic: Clinic) -> list[str]:
    """The actions in the audit trail, all clinics', in order of time."""
    async with clinic.database.read() as connection:
        return list((await connection.execute(text("SELECT action FROM audit_entries ORDER BY at"))).scalars())


def fact_of(
    session: str, evidence: Evidence, at: datetime, number: int, participant: str | None = None
) -> PresenceFact:
    """A fact as the live room makes it; `number` makes its id."""
    connection = f"connection-{participant}" if evidence.names_connection else None
    return PresenceFact(
        id=f"{session}-fact{number}",
        session=session,
        source=Source.SIGNALING,
        observed_at=at,
        recorded_at=at,
        boot="boot-1",
        evidence=evidence,
        participant=participant,
        connection=connection,
    )


async def hold_session(clinic: Clinic, cast: Cast, start: datetime, minutes: int = 60) -> datetime:
    """The running session as it was held online by the facilitator and client 0, and ended; when it ended."""
    inside = Connected(Place.GROUP)
    people = (cast.facilitator, cast.clients[0])
    end = start + timedelta(minutes=minutes)
    facts = [fact_of(cast.running, inside, start, number, one) for number, one in enumerate(people)]
    facts.append(fact_of(cast.running, SessionStarted(cast.facilitator), start, 2))
    for beat in range(minutes * 6 + 1):
        at = start + timedelta(seconds=10 * beat)
        seen = tuple(Seen(one, f"connection-{one}", 0, True, True, True) for one in people)
        facts.append(fact_of(cast.running, Beat(seen), at, 10 + beat))
    gone = Disconnected(Cause.SESSION_ENDED, end)
    facts += [fact_of(cast.running, gone, end, 100_000 + number, one) for number, one in enumerate(people)]
    facts.append(fact_of(cast.running, SessionEnded(cast.facilitator), end, 200_000))
    await clinic.services.facts.record(cast.clinic, facts)
    await clinic.services.finish(cast.clinic, cast.running, end, end)
    return end
