"""The clinic as a live room sees it."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from server.clinic import Clinic
from server.domain.attendance.facts import PresenceFact
from server.domain.hours.live import LiveHours as ClientHours
from server.domain.joining.checks import Check
from server.domain.roster.crowding import Bounds
from server.domain.roster.keep_apart import Pairs
from server.services import errors
from server.services.log.audit import AuditEntry
from server.services.sessions.rooms import StaleEpoch as StaleRoom
from server.services.sessions.rooms import TakenRoom
from signaling.rooms.plan import Expected, SavedRoom, Seat, SessionPlan, ShownHandout
from signaling.rooms.view import LiveAttendance, LiveHours
from signaling.websocket import ports
from signaling.websocket.clock import Clock


class RoomPort:
    """`signaling.websocket.ports.ClinicPort`."""

    def __init__(self, clinic: Clinic, clock: Clock) -> None:
        self._services = clinic.services
        self._clock = clock

    @property
    def storage_healthy(self) -> bool:
        return self._services.facts.healthy

    async def redeem_ticket(self, ticket: str) -> Seat:
        with _as_told_to_rooms():
            seat = await self._services.sessions.redeem(ticket, self._clock.wall_now())
        return Seat(**{field.name: getattr(seat, field.name) for field in fields(Seat)})

    async def open_room(self, clinic: str, session: str) -> ports.OpenedRoom:
        with _as_told_to_rooms():
            await self._services.facts.drain()  # what was spooled under the epoch before is still that owner's to say
            taken = await self._services.rooms.take(clinic, session, self._clock.wall_now())
            apart = await self._services.keep_apart.pairs(clinic)
        saved = SavedRoom.model_validate(taken.state) if taken.state else None
        return ports.OpenedRoom(_plan(taken, apart), saved, taken.epoch)

    async def store(
        self, clinic: str, session: str, epoch: int, facts: Sequence[PresenceFact], saved: SavedRoom | None
    ) -> None:
        async def save(state: SavedRoom) -> None:
            kept = state.model_dump(mode="json")
            await self._services.rooms.save(clinic, session, epoch, kept, self._clock.wall_now())

        with _as_told_to_rooms():
            if saved is None:
                await self._services.facts.record(clinic, facts, epoch, room=session)
            else:
                await self._services.facts.commit(clinic, facts, lambda: save(saved), room=session)

    async def live_attendance(self, clinic: str, session: str) -> Mapping[str, LiveAttendance]:
        with _as_told_to_rooms():
            now = self._clock.wall_now()
            minutes = await self._services.live.minutes(clinic, session, now)
            hours = await self._services.session_hours.now(clinic, session, minutes, now)
            agreed = await self._services.team.agreed(clinic, session)
        return {
            who: LiveAttendance(
                one.countable_ms / 60_000, one.in_room, one.role.value, who in agreed, _hours(hours.get(who))
            )
            for who, one in minutes.items()
        }

    async def checks(self, clinic: str, session: str) -> Mapping[str, Check]:
        with _as_told_to_rooms():
            return await self._services.joining.checks(clinic, session)

    async def kept_apart(self, clinic: str) -> Pairs:
        with _as_told_to_rooms():
            return await self._services.keep_apart.pairs(clinic)

    async def handout(self, clinic: str, session: str, handout: str) -> ShownHandout | None:
        with _as_told_to_rooms():
            found = await self._services.handouts.shown(clinic, session, handout)
        return ShownHandout(id=found.id, title=found.title, media_type=found.media_type) if found else None

    async def abandoned_at(self, clinic: str, session: str) -> datetime | None:
        with _as_told_to_rooms():
            return await self._services.live.abandoned_at(clinic, session, self._clock.wall_now())

    async def finish_session(self, clinic: str, session: str, ended_at: datetime) -> None:
        with _as_told_to_rooms():
            await self._services.finish(clinic, session, ended_at, self._clock.wall_now())

    async def audit(self, act: ports.RoomAct) -> None:
        with _as_told_to_rooms():
            entry = AuditEntry(act.clinic, act.at, act.action, act.actor, act.subject, act.session, act.detail)
            await self._services.audit(entry)


@contextlib.contextmanager
def _as_told_to_rooms() -> Iterator[None]:
    """The clinic's refusals in the words of the rooms' ports."""
    try:
        yield
    except errors.StorageUnavailable as error:
        raise ports.StorageUnavailable from error
    except errors.Unauthenticated as error:
        raise ports.InvalidTicket from error
    except StaleRoom as error:
        raise ports.StaleEpoch from error
    except (errors.Gone, errors.NotFound) as error:
        raise ports.SessionOver from error


def _hours(hours: ClientHours | None) -> LiveHours | None:
    return LiveHours(hours.words, hours.must_end_at, hours.at_risk) if hours else None


def _plan(taken: TakenRoom, apart: Pairs) -> SessionPlan:
    session, clinic = taken.schedule.session, taken.schedule.clinic
    return SessionPlan(
        clinic=clinic.id,
        session=session.id,
        title=session.title,
        kind=session.kind,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone or clinic.time_zone,
        clinic_name=clinic.name,
        phone=clinic.phone,
        facilitators=tuple(person.chosen_name for person in taken.schedule.facilitators),
        roster=tuple(
            Expected(one.id, one.chosen_name, one.legal_name, one.name_used, one.pronouns)
            for one in taken.schedule.clients
        ),
        apart=apart,
        bounds=Bounds.of(taken.policy),
        planned_break=timedelta(milliseconds=session.planned_break_ms),
        observers={one.id: one.chosen_name for role, one in taken.schedule.others if role == "observer"},
    )
