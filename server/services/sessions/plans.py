"""A stored session as the attendance core wants it."""

from collections.abc import Sequence

from server.domain.attendance import plan
from server.domain.roles import Role
from server.services.sessions.sessions import RosterEntry, Session


def plan_of(
    session: Session, roster: Sequence[RosterEntry], visitors: Sequence[str], time_zone: str
) -> plan.SessionPlan:
    """The plan by which the facts of `session` are judged. `visitors`: staff who came without being on the roster;
    their presence makes minutes count only from when they took over."""
    entries = tuple(
        plan.RosterEntry(entry.person_id, Role(entry.role), plan.RosterStatus(entry.status)) for entry in roster
    )
    entries += tuple(plan.RosterEntry(person_id, Role.ADMIN) for person_id in visitors)
    return plan.SessionPlan(
        session=session.id,
        kind=plan.SessionKind(session.kind),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=time_zone,
        roster=entries,
        planned_break_ms=session.planned_break_ms,
    )
