"""The clinic's own room in a live session: its camera, microphone and screen are a device and nobody.

It is enrolled as the tablet at the door is. Staff of a session bring it in and send it away with one tap each; until
then it is in no session, so that nobody in the room is seen or heard without their knowing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from server.services.access.logins import LoginSession
from server.services.access.throttle import Throttles
from server.services.access.tickets import Seat, Tickets
from server.services.errors import Conflict, Gone, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.sessions.kiosks import Kiosk
from server.services.sessions.sessions import Schedule, Session, Sessions, SessionService

TICKETS, TICKET_WINDOW = 20, timedelta(minutes=1)
TODAY = timedelta(hours=12)
"""How far ahead a room shows what meets in it."""

Whereabouts = Literal["free", "here", "elsewhere"]


class RoomDeviceStore(Protocol):
    async def of_clinic(self, clinic_id: str) -> Sequence[Kiosk]: ...
    async def assign(self, clinic_id: str, kiosk_id: str, session_id: str | None, at: datetime) -> None: ...


@dataclass(frozen=True)
class RoomDevice:
    device: Kiosk
    whereabouts: Whereabouts


class RoomDevices:
    """`subscribe(callback)`: told the login session of a device that was sent away."""

    def __init__(
        self,
        store: RoomDeviceStore,
        sessions: Sessions,
        service: SessionService,
        tickets: Tickets,
        audit: Audit,
        throttle: Throttles,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._service = service
        self._tickets = tickets
        self._audit = audit
        self._asked = throttle("room_devices.tickets", TICKETS, TICKET_WINDOW)
        self._subscribers: list[Callable[[str], None]] = []

    def subscribe(self, on_sent_away: Callable[[str], None]) -> None:
        self._subscribers.append(on_sent_away)

    async def of_session(self, login: LoginSession, session_id: str) -> Sequence[RoomDevice]:
        """The devices of its site. Raises NotFound."""
        session = await self._service.visible(login, session_id)
        return [RoomDevice(one, await self._whereabouts(one, session)) for one in await self._at_site_of(session)]

    async def bring_in(self, login: LoginSession, session_id: str, device_id: str, now: datetime) -> None:
        """The device joins within seconds, if it is on. Raises NotFound, Gone for a session that is over, Conflict for
        a device that is in another session."""
        session = await self._service.visible(login, session_id)
        if session.is_over:
            raise Gone("This session is over.")
        device = await self._one(session, device_id)
        whereabouts = await self._whereabouts(device, session)
        if whereabouts == "elsewhere":
            raise Conflict("This room is in another session. It has to be sent away there first.")
        if whereabouts == "here":
            return
        await self._store.assign(login.clinic_id, device.id, session.id, now)
        await self._note(login, "room_device.brought_in", device, session, now)

    async def send_away(self, login: LoginSession, session_id: str, device_id: str, now: datetime) -> None:
        """At once. Raises NotFound."""
        session = await self._service.visible(login, session_id)
        device = await self._one(session, device_id)
        if device.session_id != session.id:
            return
        await self._store.assign(login.clinic_id, device.id, None, now)
        await self._note(login, "room_device.sent_away", device, session, now)
        self.gone(device)

    def gone(self, device: Kiosk) -> None:
        """It was sent away or revoked: it sits in no room any more."""
        for on_sent_away in self._subscribers:
            on_sent_away(_seat_key(device))

    async def session_of(self, device: Kiosk) -> Session | None:
        """The one that it was brought in to, as long as that is not over."""
        if device.session_id is None:
            return None
        session = await self._sessions.get(device.clinic_id, device.session_id)
        return None if session is None or session.is_over else session

    async def today(self, device: Kiosk, now: datetime) -> Sequence[Schedule]:
        """What meets at its site until tonight, by start."""
        found = await self._sessions.between(device.clinic_id, now, now + TODAY)
        return await self._service.schedules(
            device.clinic_id, [one for one in found if not one.is_over and _meets_at(one, device)]
        )

    async def ticket(self, device: Kiosk, now: datetime) -> str:
        """For the room of the session that it was brought in to. Raises NotFound, TooManyRequests,
        StorageUnavailable."""
        session = await self.session_of(device)
        if session is None:
            raise NotFound
        await self._asked.attempt(device.id, now)
        name, key = device.name, _seat_key(device)
        seat = Seat(device.clinic_id, session.id, device.id, "room", name, "", name, key, on_roster=False)
        return await self._tickets.issue(seat, now)

    async def _at_site_of(self, session: Session) -> Sequence[Kiosk]:
        found = await self._store.of_clinic(session.clinic_id)
        return [one for one in found if one.kind == "room" and one.is_in_use and _meets_at(session, one)]

    async def _one(self, session: Session, device_id: str) -> Kiosk:
        for one in await self._at_site_of(session):
            if one.id == device_id:
                return one
        raise NotFound

    async def _whereabouts(self, device: Kiosk, session: Session) -> Whereabouts:
        current = await self.session_of(device)
        if current is None:
            return "free"
        return "here" if current.id == session.id else "elsewhere"

    async def _note(self, login: LoginSession, act: str, device: Kiosk, session: Session, now: datetime) -> None:
        await self._audit(AuditEntry(login.clinic_id, now, act, login.person_id, device.id, session.id))


def _meets_at(session: Session, device: Kiosk) -> bool:
    return device.site_id is None or session.site_id is None or session.site_id == device.site_id


def _seat_key(device: Kiosk) -> str:
    """In the place of a login session: another for each time that it is brought in."""
    since = device.assigned_at.isoformat() if device.assigned_at is not None else ""
    return f"device:{device.id}:{since}"
