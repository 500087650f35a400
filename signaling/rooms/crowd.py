"""Whether somebody let in now would be more than the policy has. That is said, and gone on with for a reason."""

from server.domain.attendance.plan import SessionKind
from server.domain.roles import Role
from server.domain.roster.crowding import Heads, Over, over
from signaling.rooms.room import Member, Room


def over_with(room: Room, member: Member) -> tuple[Over, ...]:
    """What would be over with them. Who adds to no number, as staff and interpreters and whoever is inside already, is
    never one too many."""
    inside = dict(room.inside())
    role, bounds = Role(member.seat.role), room.plan.bounds
    if member.id in inside or not bounds.counts(role):
        return ()
    leading = sum(room.leads(one) and one.is_reachable for one in room.members.values())
    at_clinic = sum(inside[one] == "facilitator" and one not in room.members for one in room.at_clinic)
    found = [Role(one) for one in inside.values() if not Role(one).is_staff]
    heads = Heads.of([*found, role, *[Role.FACILITATOR] * (leading + at_clinic)])
    kind = SessionKind(room.plan.kind)
    return tuple(one for one in over(kind, heads, bounds) if one.rule == "cap" or role is Role.CLIENT)
