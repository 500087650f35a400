"""One session's roster as staff see it: people, links, minutes, and who is in the physical room."""

from dataclasses import dataclass
from datetime import datetime

from server.domain.attendance.record import Minutes
from server.domain.hours.live import LiveHours
from server.services.access.join_links import JoinLink, JoinLinks
from server.services.hours.live_hours import SessionHours
from server.services.people import Person
from server.services.sessions.live import LiveStates
from server.services.sessions.sessions import RosterRole, Schedule

_NOTHING = Minutes(0, 0, in_room=False, online=False)


@dataclass(frozen=True)
class RosterLine:
    person: Person
    role: RosterRole
    in_room: bool
    online: bool
    """Connected to the live session, in any place."""
    minutes: float
    """Countable so far."""
    unconfirmed_minutes: float
    """In the room since the last headcount: what the next one would make countable."""
    link: JoinLink | None
    """The newest one."""
    hours: LiveHours | None
    """Of a client while the session is in progress."""


class Roster:
    def __init__(self, links: JoinLinks, live: LiveStates, hours: SessionHours) -> None:
        self._links = links
        self._live = live
        self._hours = hours

    async def lines(self, schedule: Schedule, now: datetime) -> list[RosterLine]:
        """Facilitators first, then clients, then others; each part by legal name."""
        session = schedule.session
        links = await self._links.of(session.clinic_id, session.id)
        minutes = await self._live.minutes(session.clinic_id, session.id, now)
        hours = await self._hours.now(session.clinic_id, session.id, minutes, now)

        def line(person: Person, role: RosterRole) -> RosterLine:
            so_far = minutes.get(person.id, _NOTHING)
            return RosterLine(
                person,
                role,
                so_far.in_room,
                so_far.online,
                so_far.countable_ms / 60_000,
                so_far.unconfirmed_ms / 60_000,
                links.get(person.id),
                hours.get(person.id),
            )

        return [
            *(line(person, "facilitator") for person in schedule.facilitators),
            *(line(person, "client") for person in schedule.clients),
            *(line(person, role) for role, person in schedule.others),
        ]
