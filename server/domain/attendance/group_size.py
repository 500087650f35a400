"""How many clients were in a group session at once."""

from server.domain.attendance.evidence import Place
from server.domain.attendance.scene import Presence, Scene
from server.domain.attendance.spans import Spans, difference, intersection, union
from server.domain.roster.crowding import Bounds

_WITH_OTHERS = frozenset({Place.GROUP, Place.BREAKOUT})
"""A sidebar is individual time."""


def clients_at_once(known: Scene) -> int | None:
    """The most clients, and by the policy their guests, who were in the session at one moment, online, in the room or
    as staff stated; None when it is no group. Neither staff nor interpreters count. Breaks and the time around the
    session do not count either."""
    if not known.plan.kind.is_group:
        return None
    held = difference(known.window, known.breaks)
    bounds = Bounds.of(known.policy)
    others = {entry.participant for entry in known.plan.roster if not bounds.counts(entry.role)} | known.staff.keys()
    changes: list[tuple[int, int]] = []
    for name in known.people.keys() - others:
        for start, stop in intersection(_present(known.people[name]), held):
            changes += [(start, 1), (stop, -1)]
    most = now = 0
    for _, change in sorted(changes):  # at one moment those who go come before those who come
        now += change
        most = max(most, now)
    return most


def _present(presence: Presence) -> Spans:
    online = (span for spot, spans in presence.spots(True).items() if spot.place in _WITH_OTHERS for span in spans)
    stated = ((one.start, one.stop) for one in presence.person.statements)
    return union((*online, *presence.in_room.all, *stated))
