"""The live rooms as the clinic sees them: what they must hear, which need staff, and which go on after a start."""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from server.background.beside import Spawn
from server.clinic import Clinic
from server.domain.attendance.evidence import FactKind
from server.domain.attendance.facts import PresenceFact, Source
from server.services.sessions.attention import Unattended
from signaling.websocket import ports
from signaling.websocket.live_rooms import LiveRooms

RESUME_WITHIN = timedelta(days=7)
"""How long ago a session may have been planned to end that is still in progress after a restart."""
STARTED_EARLY = timedelta(days=1)
"""How long before its planned start a session may be in progress, and more: by a clock that was wrong."""


def notify(clinic: Clinic, rooms: LiveRooms, spawn: Spawn) -> None:
    """They hear of login sessions that end, and of facts that somebody else stored."""

    def on_revoked(login_session: str) -> None:
        spawn(rooms.revoke(login_session))

    def on_facts(_: str, facts: Sequence[PresenceFact]) -> None:
        for session in {fact.session for fact in facts if _comes_from_elsewhere(fact)}:
            spawn(rooms.attendance_changed(session))

    clinic.services.keep_apart.subscribe(lambda clinic_id: spawn(rooms.kept_apart_changed(clinic_id)))
    clinic.services.team.subscribe(lambda session: spawn(rooms.attendance_changed(session)))
    clinic.services.logins.subscribe(on_revoked)
    clinic.services.room_devices.subscribe(on_revoked)
    clinic.services.facts.subscribe(on_facts)


def _comes_from_elsewhere(fact: PresenceFact) -> bool:
    """Not from the live room, which would know of it."""
    return fact.source not in (Source.SIGNALING, Source.SERVER) or fact.kind is FactKind.ANSWERED


async def resume(clinic: Clinic, rooms: LiveRooms, now: datetime) -> None:
    """What was going on when the process before ended goes on, and ends by itself if nobody comes back."""
    for one in await clinic.people.clinics():
        for session in await clinic.sessions.between(one.id, now - RESUME_WITHIN, now + STARTED_EARLY):
            if session.status == "in_progress":
                with contextlib.suppress(ports.SessionOver):
                    await rooms.resume(one.id, session.id)


def unattended(rooms: LiveRooms, clinic: str) -> Sequence[Unattended]:
    return [
        Unattended(plan.session, plan.title, plan.time_zone, needed.reason, needed.since, needed.clients)
        for plan, needed in rooms.attention(clinic)
    ]
