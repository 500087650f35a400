"""How many a session may hold. What is over is said, and can be gone on with for a reason: nobody is turned away."""

from server.domain.attendance.plan import SessionKind


def crowding(kind: SessionKind, clients: int, staff: int, cap: int, per_staff: int) -> tuple[str, ...]:
    """What would be over with so many clients and staff who run it, in words. `cap`, `per_staff`: 0 for no bound. The
    cap is of groups alone; staff never count towards it."""
    found = []
    if kind is SessionKind.GROUP and 0 < cap < clients:
        found.append(f"That makes {clients} clients, and the policy has at most {cap} in a group.")
    if 0 < per_staff * max(staff, 1) < clients:
        leading = "1 facilitator" if staff == 1 else f"{staff} facilitators"
        found.append(f"That makes {clients} clients with {leading}, and the policy has at most {per_staff} for each.")
    return tuple(found)
