"""The live rooms as the clinic sees them: what they must hear, which need staff, and which go on after a start."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from server.clinic import Clinic
from server.domain.attendance.evidence import FactKind
from server.domain.attendance.facts import PresenceFact, Source
from signaling.cluster.directory import OwnedRoom, RoomDirectory
from signaling.cluster.letters import AnyHint, Changed, KeptApart, Nudged, Ownerless, Revoked, Written
from signaling.websocket import ports
from signaling.websocket.clock import Clock
from signaling.websocket.errors import OwnedElsewhere
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.steady import attempt, keep_doing

RESUME_WITHIN = timedelta(days=7)
"""How long ago a session may have been planned to end that is still in progress after a restart."""
LOOK_FOR_OWNERLESS = 60.0
"""Seconds between two looks at sessions in progress whose room no node has."""
STARTED_EARLY = timedelta(days=1)
"""How long before its planned start a session may be in progress, and more: by a clock that was wrong."""


def notify(clinic: Clinic, tell: Callable[[AnyHint], None]) -> None:
    """They hear of login sessions that end, and of facts that somebody else stored, on whichever node they are."""

    def on_revoked(login_session: str) -> None:
        tell(Revoked(login_session=login_session))

    def on_facts(_: str, facts: Sequence[PresenceFact]) -> None:
        for session in {fact.session for fact in facts if _comes_from_elsewhere(fact)}:
            tell(Changed(session=session))

    clinic.services.keep_apart.subscribe(lambda clinic_id: tell(KeptApart(clinic=clinic_id)))
    clinic.services.team.subscribe(lambda session: tell(Changed(session=session)))
    clinic.services.logins.subscribe(on_revoked)
    clinic.services.room_devices.subscribe(on_revoked)
    clinic.services.facts.subscribe(on_facts)


async def hear(rooms: LiveRooms, nudge: Callable[[str], None], changed: Callable[[str], None], hint: AnyHint) -> None:
    """The rooms of this node take note, those that it concerns; or pages of staff (`nudge`), or whoever reckons hours
    (`changed`)."""
    match hint:
        case Revoked(login_session=login_session):
            await rooms.revoke(login_session)
        case Changed(session=session):
            await rooms.attendance_changed(session)
        case KeptApart(clinic=clinic):
            await rooms.kept_apart_changed(clinic)
        case Written(clinic=clinic):
            changed(clinic)
        case Nudged(clinic=clinic):
            nudge(clinic)
        case Ownerless(clinic=clinic, session=session):
            await take_up(rooms, OwnedRoom(clinic, session))


def _comes_from_elsewhere(fact: PresenceFact) -> bool:
    """Not from the live room, which would know of it."""
    return fact.source not in (Source.SIGNALING, Source.SERVER) or fact.kind is FactKind.ANSWERED


async def resume(clinic: Clinic, rooms: LiveRooms, now: datetime) -> None:
    """What was going on when the process before ended goes on, and ends by itself if nobody comes back."""
    for one in await clinic.people.clinics():
        for session in await clinic.sessions.between(one.id, now - RESUME_WITHIN, now + STARTED_EARLY):
            if session.status == "in_progress":
                await take_up(rooms, OwnedRoom(one.id, session.id))


async def keep_resumed(clinic: Clinic, rooms: LiveRooms, directory: RoomDirectory, clock: Clock) -> None:
    """Again and again: an owner may die while nobody can be told, or while nothing can be read or claimed."""

    async def once() -> None:
        await clock.timer.sleep(LOOK_FOR_OWNERLESS)
        if directory.holds:
            await resume(clinic, rooms, clock.wall_now())

    await keep_doing(once, "looking for sessions that go on without an owner")


async def take_up(rooms: LiveRooms, *ownerless: OwnedRoom) -> None:
    """Rooms whose owner died go on here, but those that another node has taken up meanwhile."""

    async def resume(one: OwnedRoom) -> None:
        with contextlib.suppress(ports.SessionOver, OwnedElsewhere):
            await rooms.resume(one.clinic, one.session)

    for one in ownerless:
        await attempt(partial(resume, one), "taking up a room")
