"""A clinic with hundreds of sessions that are on now, and light bots for everybody on their rosters."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.clinic import Clinic
from server.domain.joining.answers import Answers
from server.http.security import COOKIE, TAB_HEADER
from server.services.people import ClientSecrets, Person, StaffLogin
from server.services.sessions.kiosks import personal_code_hash
from server.services.sessions.sessions import RosterEntry, Session
from signaling.bots.entrance import Api, ClientEntrance
from tests.support.clinics import ALL_WELL, PASSWORD, PIN, Cast


@dataclass(frozen=True, slots=True)
class Login:
    """Of somebody who signed in before: that part of coming is not what is measured. As `bots.entrance.Entrance`."""

    session: str
    cookie: str
    tab: str = ""

    async def sign_in(self, api: Api) -> str:
        api.headers["Cookie"] = f"{COOKIE}={self.cookie}"
        if self.tab:
            api.headers[TAB_HEADER] = self.tab
        return self.session


@dataclass(frozen=True)
class CrowdRoom:
    """One session, and how its people come: signed in, or by link and PIN."""

    session: str
    staff: Login
    clients: tuple[str, ...]
    entrances: tuple[Login | ClientEntrance, ...]
    """Of the clients, in that order."""


async def add_crowd(
    clinic: Clinic, cast: Cast, name: str, now: datetime, rooms: int, clients: int, signed_in: bool = True
) -> list[CrowdRoom]:
    """So many sessions that began a minute ago, each with a facilitator and so many clients of its own."""
    pin, password = clinic.pins.hash_now(PIN), clinic.passwords.hash_now(PASSWORD)
    made = []
    for number in range(rooms):
        async with clinic.database.atomic():
            made.append(await _add_room(clinic, cast, f"{name}-{number}", now, clients, pin, password, signed_in))
    return made


async def _add_room(
    clinic: Clinic, cast: Cast, name: str, now: datetime, clients: int, pin: str, password: str, signed_in: bool
) -> CrowdRoom:
    staff = f"{name}-staff"
    await clinic.people.add_person(Person(staff, cast.clinic, "staff", f"Staff {name}", f"Dr {name}"))
    await clinic.people.add_staff_login(StaffLogin(staff, cast.clinic, f"{staff}@example.org", password, "facilitator"))
    everybody = tuple(f"{name}-client{number}" for number in range(clients))
    for number, who in enumerate(everybody):
        person = Person(who, cast.clinic, "client", f"Legal {who}", f"Chosen {number}", "they/them", f"MRN-{who}")
        await clinic.people.add_person(person)
        code = personal_code_hash(clinic.code_key, who)
        await clinic.people.add_client_secrets(ClientSecrets(who, cast.clinic, pin, code))
    start = now - timedelta(minutes=1)
    session = Session(
        name, cast.clinic, cast.program, "group", f"Group {name}", "planned", start, start + timedelta(hours=3)
    )
    roster = [RosterEntry(staff, "facilitator"), *(RosterEntry(who, "client") for who in everybody)]
    await clinic.sessions.add(session, roster)
    _, cookie = await clinic.services.logins.begin(cast.clinic, staff, "facilitator", now, now + timedelta(hours=12))
    ways = [await _way(clinic, session, who, now, signed_in) for who in everybody]
    return CrowdRoom(name, Login(name, cookie), everybody, tuple(ways))


async def _way(clinic: Clinic, session: Session, who: str, now: datetime, signed_in: bool) -> Login | ClientEntrance:
    services = clinic.services
    link, token = await services.join_links.issue(session.clinic_id, session.id, who, None, now)
    if not signed_in:
        return ClientEntrance(token=token, pin=PIN)
    login, cookie = await services.logins.begin(
        session.clinic_id, who, "client", now, link.expires_at, session.id, link.id
    )
    said: dict[str, Any] = {name: value for name, value in ALL_WELL.items() if name in Answers._fields}
    await services.joining.answer(login, session.id, Answers(**said), False, now)
    return Login(session.id, cookie, services.join_links.tab_key(link.id))
