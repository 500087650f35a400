"""Sessions that were held for a while, in a clinic of `tests.support.clinics`, for tests of hours."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.clinic import Clinic
from server.domain.attendance.evidence import (
    Beat,
    Cause,
    Connected,
    Disconnected,
    Headcount,
    MarkedPresent,
    Place,
    Seen,
    SessionEnded,
    SessionStarted,
)
from server.domain.attendance.facts import PresenceFact
from server.services.sessions.sessions import Kind, RosterEntry, Session
from tests.support.clinics import Cast, fact_of

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
BEAT_MS = 600_000


def local(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LOS_ANGELES).astimezone(UTC)


async def plan_session(
    clinic: Clinic,
    cast: Cast,
    session_id: str,
    start: datetime,
    minutes: int,
    clients: Sequence[str],
    kind: Kind = "group",
    service_code: str = "H0015",
    facilitator: str | None = None,
) -> Session:
    end = start + timedelta(minutes=minutes)
    session = Session(
        session_id, cast.clinic, cast.program, kind, "Group", "planned", start, end, service_code=service_code
    )
    host = RosterEntry(facilitator or cast.facilitator, "facilitator")
    await clinic.sessions.add(session, [host, *(RosterEntry(who, "client") for who in clients)])
    return session


def facts_of(
    cast: Cast, session: Session, minutes: int, remote: Sequence[str], in_room: Sequence[str] = (), ends: bool = True
) -> list[PresenceFact]:
    """The facilitator online and in the room, everybody there from the start on, beats and headcounts every ten
    minutes."""
    start, host = session.starts_at, cast.facilitator
    online = (host, *remote)
    said = [fact_of(session.id, SessionStarted(host), start, 0)]
    said += [fact_of(session.id, Connected(Place.GROUP), start, 10 + n, who) for n, who in enumerate(online)]
    if in_room:
        people = (host, *in_room)
        said += [fact_of(session.id, MarkedPresent(host), start, 30 + n, who) for n, who in enumerate(people)]
    row = tuple(Seen(who, f"connection-{who}", 0, True, True, True) for who in online)
    for number in range(minutes // 10 + 1):
        at = start + timedelta(minutes=10 * number)
        said.append(fact_of(session.id, Beat(row, BEAT_MS, BEAT_MS if number else 0), at, 100 + number))
        if in_room:
            said.append(fact_of(session.id, Headcount((host, *in_room), host), at, 500 + number))
    if ends:
        end = start + timedelta(minutes=minutes)
        gone = Disconnected(Cause.SESSION_ENDED, end)
        said += [fact_of(session.id, gone, end, 1000 + n, who) for n, who in enumerate(online)]
        said.append(fact_of(session.id, SessionEnded(host), end, 2000))
    return said


async def hold(
    clinic: Clinic,
    cast: Cast,
    start: datetime,
    minutes: int,
    remote: Sequence[str],
    in_room: Sequence[str] = (),
    kind: Kind = "group",
    service_code: str = "H0015",
) -> Session:
    """A session that was held from start to end, in whole tens of minutes."""
    name = f"{cast.clinic}-{start:%m%dT%H%M}-{kind}"
    session = await plan_session(clinic, cast, name, start, minutes, [*remote, *in_room], kind, service_code)
    end = start + timedelta(minutes=minutes)
    await clinic.services.facts.record(cast.clinic, facts_of(cast, session, minutes, remote, in_room))
    await clinic.sessions.begin(cast.clinic, name, start)
    await clinic.services.finish(cast.clinic, name, end, end)
    return session
