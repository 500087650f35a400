"""Whoever is asked for a drug screen and wants to be written to is told that there is a message, on the day, and no
more: what it is stands on their own page behind their PIN."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.domain.touch.wording import What
from server.services.drug_screens.screens import Screen
from server.services.people import People
from server.services.sessions.sessions import Session, Sessions
from server.services.touch.contact import Contacts
from server.services.touch.notices import Notices, expected
from server.services.touch.outbox import Outbox

AHEAD = timedelta(days=7)


class NeutralNotice:
    def __init__(
        self, outbox: Outbox, contacts: Contacts, sessions: Sessions, notices: Notices, people: People
    ) -> None:
        self._outbox = outbox
        self._contacts = contacts
        self._sessions = sessions
        self._notices = notices
        self._people = people

    async def asked(self, screens: Sequence[Screen], now: datetime) -> None:
        """With their first session on a day on which it is collected, by whose link they come to their page; whoever
        has none is told by staff. In the caller's transaction."""
        if not screens:
            return
        clinic_id = screens[0].clinic_id
        clinic = await self._people.clinic(clinic_id)
        contacts = await self._contacts.of(clinic_id, [one.person_id for one in screens])
        if clinic is None or not contacts:
            return
        zone = ZoneInfo(clinic.time_zone)
        sessions = [one for one in await self._sessions.between(clinic_id, now, now + AHEAD) if not one.is_over]
        rosters = await self._sessions.rosters(clinic_id, [one.id for one in sessions])
        coming = {one.id: set(expected(rosters.get(one.id, ()))) for one in sessions}
        messages = []
        for screen in screens:
            contact = contacts.get(screen.person_id)
            first = next((one for one in sessions if _meets(one, screen, coming[one.id], zone)), None)
            if contact is not None and first is not None:
                day = datetime.combine(first.starts_at.astimezone(zone).date(), time(), zone).astimezone(UTC)
                for kind in self._notices.open_to(contact, What.MESSAGE):
                    messages.append(self._notices.message_waits(first, screen.person_id, kind, screen.id, now, day))
        await self._outbox.add(messages)

    async def said(self, screen: Screen, now: datetime) -> None:
        await self._outbox.drop(self._notices.of_message(screen.person_id, screen.id), now)


def _meets(session: Session, screen: Screen, coming: set[str], zone: ZoneInfo) -> bool:
    return screen.person_id in coming and session.starts_at.astimezone(zone).date() in screen.days
