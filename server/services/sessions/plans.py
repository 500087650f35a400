"""A stored session as the attendance core wants it."""

from collections.abc import Iterable, Mapping, Sequence

from server.domain.attendance import plan
from server.domain.roles import Role
from server.services.people import Person
from server.services.sessions.sessions import RosterEntry, Session

_VISITING = {"staff": Role.ADMIN, "guest": Role.GUEST}


def visitors(people: Iterable[Person]) -> Mapping[str, Role]:
    """Of those who came without being on the roster, whoever is no client; a client is a walk-in."""
    return {one.id: _VISITING[one.kind] for one in people if one.kind in _VISITING}


def plan_of(
    session: Session, roster: Sequence[RosterEntry], visitors: Mapping[str, Role], time_zone: str
) -> plan.SessionPlan:
    """The plan by which the facts of `session` are judged. `visitors`: who came without being on the roster, as
    clients do not; the presence of staff among them makes minutes count only from when they took over."""
    entries = tuple(
        plan.RosterEntry(entry.person_id, Role(entry.role), plan.RosterStatus(entry.status)) for entry in roster
    )
    entries += tuple(plan.RosterEntry(person_id, role) for person_id, role in visitors.items())
    return plan.SessionPlan(
        session=session.id,
        kind=plan.SessionKind(session.kind),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=time_zone,
        roster=entries,
        planned_break_ms=session.planned_break_ms,
    )
