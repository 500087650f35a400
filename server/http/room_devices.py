"""The device of a room: what staff do with it, and what it asks itself."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from server.http.models import kiosks as models
from server.http.models.common import Id
from server.http.models.sessions import Ticket
from server.http.view import ApiView, answer, answer_list, no_content


class RoomDevicesView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[list[models.RoomDevice]]:
        """The rooms of this session's site that have a device, and where each is now."""
        found = await self.services.room_devices.of_session(self.login, session)
        return answer_list(
            [models.RoomDevice(id=one.device.id, name=one.device.name, whereabouts=one.whereabouts) for one in found]
        )


class RoomDeviceView(ApiView):
    access = "staff"

    async def put(self, session: Id, device: Id, /) -> r204:
        """Bring the room in: it joins within seconds. 409 while it is in another session."""
        await self.services.room_devices.bring_in(self.login, session, device, self.now)
        return no_content()

    async def delete(self, session: Id, device: Id, /) -> r204:
        """Send it away, at once."""
        await self.services.room_devices.send_away(self.login, session, device, self.now)
        return no_content()


class ThisRoomView(ApiView):
    access = "room"

    async def get(self) -> r200[models.RoomToday]:
        """What this room was brought in to, and what meets at its site today."""
        devices = self.services.room_devices
        session = await devices.session_of(self.kiosk)
        today = await devices.today(self.kiosk, self.now)
        clinic = await self.services.people.clinic(self.kiosk.clinic_id)
        return answer(
            models.RoomToday(
                session=session.id if session else None,
                time_zone=clinic.time_zone if clinic else "UTC",
                today=[
                    models.RoomSession(
                        starts_at=one.session.starts_at,
                        ends_at=one.session.ends_at,
                        facilitators=[person.chosen_name for person in one.facilitators],
                    )
                    for one in today
                ],
            )
        )


class RoomTicketView(ApiView):
    access = "room"

    async def post(self) -> r200[Ticket]:
        """A ticket for the live room of the session that it was brought in to. 404 when it was sent away."""
        ticket = await self.services.room_devices.ticket(self.kiosk, self.now)
        return answer(Ticket(ticket=ticket, url="/signal"))


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/sessions/{session}/room-devices", RoomDevicesView),
        web.view("/api/sessions/{session}/room-devices/{device}", RoomDeviceView),
        web.view("/api/kiosk/room", ThisRoomView),
        web.view("/api/kiosk/room/ticket", RoomTicketView),
    ]
