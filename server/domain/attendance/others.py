"""Who else was there with a client: guests, interpreters and trainees."""

from server.domain.attendance.online import COUNTING
from server.domain.attendance.record import OtherPresent
from server.domain.attendance.scene import Presence, Scene
from server.domain.attendance.spans import Spans, intersection, union
from server.domain.instants import from_ms
from server.domain.roles import Role

_OTHERS = (Role.GUEST, Role.INTERPRETER, Role.OBSERVER)


def others_with(client: str, known: Scene) -> tuple[OtherPresent, ...]:
    """By start and role, within the session. Online they are with each other in the same place, in the physical room
    anyway; staff's statements tell of nobody else."""
    roles = {entry.participant: entry.role for entry in known.plan.roster if entry.role in _OTHERS}
    if not roles:
        return ()
    mine = known.people[client]
    found = [
        (start, stop, role)
        for name, role in roles.items()
        for start, stop in intersection(_together(mine, known.people[name]), known.window)
    ]
    return tuple(OtherPresent(role, from_ms(start), from_ms(stop)) for start, stop, role in sorted(found))


def _together(one: Presence, other: Presence) -> Spans:
    theirs = other.spots(True)
    online = (
        span
        for spot, spans in one.spots(True).items()
        if spot.place in COUNTING
        for span in intersection(spans, theirs.get(spot, ()))
    )
    return union((*online, *intersection(one.in_room.all, other.in_room.all)))
