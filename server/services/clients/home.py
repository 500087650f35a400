"""What a client finds behind their PIN: their week, their hours, what they agreed to.

The PIN proves who they are, so this is of all their own sessions. To join one, and to read more of it, takes a login
for it (`scope.only_session`): their link's, or another's that this page asks for while that one's link would open, too.
Of sessions that they cannot join now no id is told.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from server.domain.hours.weeks import WEEK, Week
from server.services.access.logins import LoginSession
from server.services.access.scope import Scope
from server.services.disclosures.consents import Consent, Consents
from server.services.drug_screens.collecting import Asked
from server.services.errors import NotFound
from server.services.hours.hours import HoursReader
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Clinic, People, Person
from server.services.sessions.sessions import AHEAD, Session, Sessions

SOON = timedelta(minutes=30)
"""Whoever comes by their link so long before the start, or later, comes for the session."""


@dataclass(frozen=True)
class Appointment:
    session: Session
    excused: bool
    own: bool
    """This login came by its link, and it is not over."""
    joins: bool
    """It is their own, or its link would open now."""

    def is_ahead(self, now: datetime) -> bool:
        if self.own:
            return True
        if self.excused or self.session.is_over:
            return False
        return self.session.status == "in_progress" or self.session.ends_at > now


@dataclass(frozen=True)
class Home:
    clinic: Clinic
    person: Person
    week: Week
    next: Appointment | None
    """What they came for; after it the next, this week or later."""
    others: tuple[Appointment, ...]
    """The week's, by time."""
    consents: tuple[Consent, ...]
    """Those that hold today."""
    asked: Asked | None
    """For a drug screen, on this day: for nobody's eyes but theirs."""


class ClientHome:
    def __init__(
        self,
        people: People,
        sessions: Sessions,
        hours: HoursReader,
        consents: Consents,
        asked: Callable[[str, str, datetime], Awaitable[Asked | None]],
        opens: Callable[[Session, str, datetime], Awaitable[bool]],
        audit: Audit,
    ) -> None:
        """`asked(clinic, client, now)`: for a drug screen, on this day. `opens(session, client, now)`: whether a link
        to it would let them in."""
        self._people = people
        self._sessions = sessions
        self._hours = hours
        self._consents = consents
        self._asked = asked
        self._opens = opens
        self._audit = audit

    async def opens(self, login: LoginSession, now: datetime) -> Literal["session", "home"]:
        """Where whoever entered their PIN goes: nothing stands between them and a session that is on, or is cancelled
        and says so; before it begins, a message for them is not passed by."""
        session = await self._sessions.get(login.clinic_id, login.session_id or "")
        if session is None or session.status != "planned":
            return "session"
        early = now < session.starts_at - SOON
        return "home" if early or await self._asked(login.clinic_id, login.person_id, now) else "session"

    async def of(self, login: LoginSession, now: datetime) -> Home:
        clinic = await self._people.clinic(login.clinic_id)
        person = await self._people.person(login.clinic_id, login.person_id)
        if clinic is None or person is None:
            raise NotFound
        zone = ZoneInfo(clinic.time_zone)
        today = now.astimezone(zone).date()
        whole = Scope(clinic.id, everything=True)  # sums are of all their sessions, as staff see them
        week = (await self._hours.weeks(clinic, whole, [person.id], today, today, now))[person.id][0]
        starts_at, ends_at = _instant(week.starts_on, zone), _instant(week.starts_on + WEEK, zone)
        found = await self._appointments(login, starts_at, max(ends_at, now + AHEAD), now)
        ahead = sorted((one for one in found if one.is_ahead(now)), key=lambda one: not one.own)
        coming = next(iter(ahead), None)
        consents = (await self._consents.of_persons(clinic.id, [person.id])).get(person.id, ())
        await self._audit(AuditEntry(clinic.id, now, "home.read", person.id, person.id))
        return Home(
            clinic,
            person,
            week,
            coming,
            tuple(one for one in found if one is not coming and one.session.starts_at < ends_at),
            tuple(one for one in consents if one.on(clinic.time_zone).refusal(today) is None),
            await self._asked(clinic.id, person.id, now),
        )

    async def _appointments(
        self, login: LoginSession, start: datetime, end: datetime, now: datetime
    ) -> Sequence[Appointment]:
        found = await self._sessions.between(login.clinic_id, start, end, login.person_id)
        rosters = await self._sessions.rosters(login.clinic_id, [one.id for one in found])
        appointments = []
        for one in sorted(found, key=lambda one: (one.starts_at, one.id)):
            entries = [each for each in rosters.get(one.id, ()) if each.person_id == login.person_id]
            excused = any(each.status == "excused" for each in entries)
            own = one.id == login.session_id and not one.is_over
            another = not own and not excused and one.setting != "in_person"
            joins = own or (another and await self._opens(one, login.person_id, now))
            appointments.append(Appointment(one, excused, own, joins))
        return appointments


def _instant(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
