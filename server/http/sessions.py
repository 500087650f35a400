"""/api/sessions: what is on, its roster, links, tickets, and what staff report about people in the room."""

from dataclasses import asdict

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from server.domain.hours.live import LiveHours
from server.http.calendar import From, To, instants
from server.http.models import sessions as models
from server.http.models.common import Id
from server.http.models.sessions import (
    Attention,
    Headcount,
    InRoom,
    Link,
    LinkRequest,
    LinkState,
    OwnSession,
    RosterEntry,
    SessionDetail,
    SessionSummary,
    Statement,
    Ticket,
)
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.access.join_links import JoinLink
from server.services.access.tickets import SeatRole
from server.services.errors import NotFound
from server.services.sessions.in_person import StatedPresence, Tap
from server.services.sessions.roster import RosterLine
from server.services.sessions.sessions import Schedule


class SessionsView(ApiView):
    access = "signed_in"

    async def get(self, from_: From = None, to: To = None) -> r200[list[OwnSession]]:
        """Sessions by start: an admin's clinic's, a facilitator's own, a client's linked one. Default: a week back to
        two weeks ahead."""
        clinic = await self.services.people.clinic(self.login.clinic_id)
        if clinic is None:
            raise NotFound
        start, end = instants(clinic, self.now, from_, to, back=7, ahead=14)
        found = await self.services.sessions.between(self.login, start, end)
        return answer_list([own(schedule, role) for schedule, role in found])


class SessionView(ApiView):
    access = "signed_in"

    async def get(self, session: Id, /) -> r200[SessionDetail]:
        """One session; for staff with its roster."""
        schedule, role = await self.services.sessions.taking_part(self.login, session)
        staff = runs(role)
        lines = await self.services.roster.lines(schedule, self.now) if staff else None
        again = await self.services.sessions.next_of(self.login, self.now) if role == "client" else None
        held = await self.services.live.summary(self.login.clinic_id, session, self.now) if staff else None
        return answer(
            SessionDetail(
                **dict(own(schedule, role)),
                observers=[person.chosen_name for one, person in schedule.others if one == "observer"],
                clinic=schedule.clinic.name,
                phone=schedule.clinic.phone,
                roster=None if lines is None else [_entry(line) for line in lines],
                counted_at=held.counted_at if held else None,
                next_starts_at=again,
            )
        )


class RosterView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[list[RosterEntry]]:
        """The roster alone."""
        schedule = await self.services.sessions.detail(self.login, session)
        lines = await self.services.roster.lines(schedule, self.now)
        return answer_list([_entry(line) for line in lines])


class AttentionView(ApiView):
    access = "staff"

    async def get(self) -> r200[list[Attention]]:
        """Sessions of the clinic whose clients are without staff now, the longest first. Every page of staff shows
        them: whoever is on duty is told, not only whose session it is."""
        found = self.context.unattended(self.login.clinic_id)
        on_call = await self.services.on_call.on_call_for(
            self.login.clinic_id, [one.session for one in found], self.now
        )
        return answer_list(
            [
                Attention(**asdict(one), on_call=self.login.person_id in on_call[one.session])
                for one in sorted(found, key=lambda one: one.since)
            ]
        )


class CoverView(ApiView):
    access = "staff"

    async def post(self, session: Id, /) -> r204:
        """Step in for staff who are missing: the session becomes one's own, on its roster and in the audit trail. 404
        unless it is one's own already or needs staff now."""
        found = self.context.unattended(self.login.clinic_id)
        unattended = [one for one in found if one.reason != "device_lost"]  # its staff are there
        await self.services.cover(self.login, session, unattended, self.now)
        return no_content()


class TicketView(ApiView):
    access = "signed_in"

    async def post(self, session: Id, /) -> r200[Ticket]:
        """A one-use ticket for the session's WebSocket, valid for 30 s. 410 when the session is over."""
        ticket = await self.services.sessions.ticket(self.login, session, self.now)
        return answer(Ticket(ticket=ticket, url="/signal"))


class HereView(ApiView):
    access = "signed_in"

    async def post(self, session: Id, /) -> r204:
        """The client signs in by an own act: 'I am here', which pressing Join says. 410 when the session is over."""
        await self.services.here(self.login, session, self.now)
        return no_content()


class LinksView(ApiView):
    access = "staff"

    async def post(self, session: Id, /, body: LinkRequest) -> r201[Link]:
        """A new personal join link for a client on the roster. Earlier ones open nothing more; who came in by one
        stays."""
        await self.services.sessions.visible(self.login, session)
        link, token = await self.services.join_links.issue(
            self.login.clinic_id, session, body.participant, self.login.person_id, self.now
        )
        origin = self.context.public_url or f"{self.request.scheme}://{self.request.host}"
        return answer(Link(url=f"{origin}/join#{token}", expires_at=link.expires_at), status=201)


class LinkView(ApiView):
    access = "staff"

    async def delete(self, session: Id, participant: Id, /) -> r204:
        """Revoke a client's links to this session; what they and earlier ones opened closes at once."""
        await self.services.sessions.visible(self.login, session)
        await self.services.join_links.revoke(
            self.login.clinic_id, session, participant, self.login.person_id, self.now
        )
        return no_content()


class InRoomView(ApiView):
    access = "staff"

    async def post(self, session: Id, /, body: InRoom) -> r204:
        """Staff see these people in the physical room, see them go, or see that they are not there."""
        found = await self.services.sessions.visible(self.login, session)
        tap = Tap(tuple(body.participants), body.here)
        await self.services.in_person.mark(self.login, found, tap, body.state, self.now)
        return no_content()


class HeadcountView(ApiView):
    access = "staff"

    async def post(self, session: Id, /, body: Headcount) -> r204:
        """A headcount: exactly these people are in the physical room now."""
        found = await self.services.sessions.visible(self.login, session)
        await self.services.in_person.headcount(self.login, found, Tap(tuple(body.present), body.here), self.now)
        return no_content()


class StatementsView(ApiView):
    access = "staff"

    async def post(self, session: Id, /, body: Statement) -> r204:
        """Staff's typed statement; it is marked as such wherever it counts."""
        found = await self.services.sessions.visible(self.login, session)
        stated = StatedPresence(body.participant, body.started_at, body.ended_at, body.modality, body.reason)
        await self.services.in_person.state(self.login, found, stated, self.now)
        return no_content()


def runs(role: SeatRole) -> bool:
    """Whether whoever is in a session as that has staff's rights in it."""
    return role in ("facilitator", "admin")


def own(schedule: Schedule, role: SeatRole) -> OwnSession:
    return OwnSession(**dict(summary(schedule, runs(role))), role=role)


def summary(schedule: Schedule, staff: bool) -> SessionSummary:
    session = schedule.session
    return SessionSummary(
        id=session.id,
        kind=session.kind,
        title=session.title,
        program=schedule.program.name if schedule.program else None,
        status=session.status,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        started_at=session.started_at,
        ended_at=session.ended_at,
        time_zone=session.time_zone or schedule.clinic.time_zone,
        facilitators=[person.chosen_name for person in schedule.facilitators],
        expected=len(schedule.clients) + schedule.unseen if staff else None,
    )


def _entry(line: RosterLine) -> RosterEntry:
    person = line.person
    return RosterEntry(
        person_id=person.id,
        role=line.role,
        name=person.chosen_name,
        legal_name=person.legal_name,
        pronouns=person.pronouns,
        name_used=person.name_used,
        record_number=person.record_number,
        in_room=line.in_room,
        online=line.online,
        minutes=line.minutes,
        unconfirmed_minutes=line.unconfirmed_minutes,
        link=_link_state(line.link) if line.link else None,
        hours=_hours(line.hours) if line.hours else None,
    )


def _hours(hours: LiveHours) -> models.LiveHours:
    return models.LiveHours(
        today_minutes=hours.today_ms / 60_000,
        needed_minutes=hours.needed_ms // 60_000,
        week_minutes=hours.week_ms / 60_000,
        planned_minutes=hours.planned_ms / 60_000,
        units_left=hours.units_left,
        must_end_at=hours.must_end_at,
        at_risk=hours.at_risk,
        words=hours.words,
    )


def _link_state(link: JoinLink) -> LinkState:
    return LinkState(
        sent_at=link.created_at,
        expires_at=link.expires_at,
        revoked=link.revoked_at is not None,
        wrong_pins=link.guesses_in_all,
    )


def routes() -> list[web.RouteDef]:
    one = "/api/sessions/{session}"
    return [
        web.view("/api/sessions", SessionsView),
        web.view("/api/sessions/attention", AttentionView),
        web.view(one, SessionView),
        web.view(f"{one}/cover", CoverView),
        web.view(f"{one}/ticket", TicketView),
        web.view(f"{one}/here", HereView),
        web.view(f"{one}/roster", RosterView),
        web.view(f"{one}/links", LinksView),
        web.view(f"{one}/links/{{participant}}", LinkView),
        web.view(f"{one}/in-room", InRoomView),
        web.view(f"{one}/headcount", HeadcountView),
        web.view(f"{one}/statements", StatementsView),
    ]
