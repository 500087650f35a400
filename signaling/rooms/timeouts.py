"""What happens by itself when nothing comes in. Deadlines are explicit: ask for the next, come back when it is due."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from signaling.rooms.arrivals import depart, drop
from signaling.rooms.breakouts import over
from signaling.rooms.effects import Close, Outcome
from signaling.rooms.room import Member, Room
from signaling.rooms.settling import gone_by, hold_deadline, settle
from signaling.rooms.sidebars import sidebar_deadline

SILENCE = timedelta(seconds=12)
"""A page pings every 5 s; after this long without a sign of life its socket is taken for dropped."""
RECONNECT_GRACE = timedelta(seconds=30)
"""A dropped participant keeps the seat and the media transports for so long."""


def next_deadline(room: Room) -> datetime | None:
    """When `timeout` is to be called at the latest; None: nothing is due."""
    return min(_deadlines(room), default=None)


def timeout(room: Room, now: datetime) -> Outcome:
    """Carry out all that is due at `now`: silent sockets drop, dropped participants go, hold begins, breakouts end."""
    outcome = Outcome(room)
    if room.breakouts_end_at is not None and now >= room.breakouts_end_at:
        outcome = outcome.on(over(room))
    for member in tuple(room.here()):
        due = _due(room, member)
        if due is None or now < due or member.connection is None:
            continue
        if member.connection.lost is None:
            dropped = drop(outcome.room, member.id, member.connection.id, now)
            outcome = outcome.on(dropped.room).and_effects(Close(member.connection.id))
        else:
            gone = depart(outcome.room, member, "gone", gone_by(member))
            outcome = outcome.on(gone.room).and_observed(*gone.observed)
    return settle(room, outcome, now)


def _deadlines(room: Room) -> Iterator[datetime]:
    yield from (due for member in room.here() if (due := _due(room, member)))
    yield from (due for due in (hold_deadline(room), sidebar_deadline(room), room.breakouts_end_at) if due)


def _due(room: Room, member: Member) -> datetime | None:
    """When something is due with them; None: nothing is."""
    if member.connection is None:
        return None
    if member.connection.lost is None:
        if member.connection.id in room.unheard:
            return None
        return member.connection.heard + SILENCE
    if member.is_device:  # it is missed until it is back, or was sent away
        return None
    return max(member.connection.lost, member.connection.heard) + RECONNECT_GRACE
