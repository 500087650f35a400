"""Reminders: due at the times that the operator chose, for whoever asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.domain.touch.wording import What
from server.services.sessions.sessions import Session, Sessions
from server.services.touch.contact import Contacts
from server.services.touch.notices import Notices, expected
from server.services.touch.outbox import Outbox

HORIZON = timedelta(hours=49)
"""From an evening on, sessions until the end of the next day: no day has more than 25 hours."""
EVENING_UNTIL = timedelta(hours=1)
"""Before the session: whoever has not been reminded of the next day by then has another reminder, or comes."""


@dataclass(frozen=True)
class Times:
    """`evening`: of the day before, by the clock of the place; `minutes`: before the start."""

    evening: time | None
    minutes: Sequence[int]


class Reminders:
    def __init__(self, outbox: Outbox, contacts: Contacts, sessions: Sessions, notices: Notices, times: Times) -> None:
        self._outbox = outbox
        self._contacts = contacts
        self._sessions = sessions
        self._notices = notices
        self._times = times

    async def queue(self, clinic_id: str, now: datetime) -> None:
        """What is due and not queued yet. Done again, it does nothing."""
        found = await self._sessions.between(clinic_id, now, now + HORIZON)
        due = {one.id: dues for one in found if one.status == "planned" and (dues := self._due(one, now))}
        rosters = await self._sessions.rosters(clinic_id, due) if due else {}
        people = {who for roster in rosters.values() for who in expected(roster)}
        contacts = await self._contacts.of(clinic_id, people) if people else {}
        messages = [
            self._notices.reminder(session, who, kind, which, until, now)
            for session in found
            for which, until in due.get(session.id, ())
            for who in expected(rosters.get(session.id, ()))
            if who in contacts
            for kind in self._notices.open_to(contacts[who], What.REMINDER)
        ]
        known = await self._outbox.known([one.key for one in messages]) if messages else ()
        await self._outbox.add([one for one in messages if one.key not in known])

    def _due(self, session: Session, now: datetime) -> list[tuple[str, datetime]]:
        """Which reminders of it there should be now, and until when."""
        start = session.starts_at
        due = [
            (f"{minutes} min", start)
            for minutes in self._times.minutes
            if start - timedelta(minutes=minutes) <= now < start
        ]
        if self._times.evening is not None:
            zone = ZoneInfo(session.time_zone)
            day = start.astimezone(zone).date() - timedelta(days=1)
            evening = datetime.combine(day, self._times.evening, zone).astimezone(UTC)
            if evening <= now < start - EVENING_UNTIL:
                due.append(("evening", start - EVENING_UNTIL))
        return due
