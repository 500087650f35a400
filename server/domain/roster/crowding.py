"""How many a session may hold. What is over is said, and can be gone on with for a reason: nobody is turned away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import AttendancePolicy
from server.domain.roles import Role


@dataclass(frozen=True, slots=True)
class Bounds:
    """As the policy has them; 0 for none. Nothing is bound by default."""

    cap: int = 0
    """People in a group: clients and, as `family_in_cap` says, their guests; never staff nor interpreters."""
    per_staff: int = 0
    """Clients for each facilitator, in any kind of session."""
    family_in_cap: bool = True

    @classmethod
    def of(cls, policy: AttendancePolicy) -> Self:
        return cls(policy.group_cap, policy.clients_per_staff, policy.family_in_cap)

    def counts(self, role: Role) -> bool:
        """Whether somebody in this role counts towards the cap."""
        return role is Role.CLIENT or (self.family_in_cap and role is Role.GUEST)


UNBOUND = Bounds()


@dataclass(frozen=True, slots=True)
class Heads:
    """How many are, or would be, there."""

    clients: int
    guests: int = 0
    staff: int = 0
    """Who run the session."""

    @classmethod
    def of(cls, roles: Iterable[Role]) -> Self:
        found = list(roles)
        return cls(found.count(Role.CLIENT), found.count(Role.GUEST), sum(one.is_staff for one in found))


@dataclass(frozen=True, slots=True)
class Over:
    """More than the policy has."""

    rule: Literal["cap", "ratio"]
    there: int
    most: int


def over(kind: SessionKind, heads: Heads, bounds: Bounds) -> tuple[Over, ...]:
    """What would be over. The cap is of group care alone."""
    found = []
    counted = heads.clients + (heads.guests if bounds.family_in_cap else 0)
    if kind.is_group and 0 < bounds.cap < counted:
        found.append(Over("cap", counted, bounds.cap))
    most = bounds.per_staff * max(heads.staff, 1)
    if 0 < most < heads.clients:
        found.append(Over("ratio", heads.clients, most))
    return tuple(found)


def crowding(kind: SessionKind, heads: Heads, bounds: Bounds) -> tuple[str, ...]:
    """What would be over, in words."""
    found = []
    for one in over(kind, heads, bounds):
        if one.rule == "cap":
            guests = " and guests" if one.there > heads.clients else ""
            found.append(f"That makes {one.there} clients{guests}, and the policy has at most {one.most} in a group.")
        else:
            leading = "1 facilitator" if heads.staff == 1 else f"{heads.staff} facilitators"
            said = f"That makes {one.there} clients with {leading}"
            found.append(f"{said}, and the policy has at most {bounds.per_staff} for each.")
    return tuple(found)
