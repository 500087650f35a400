"""When staff elsewhere are told of a room: clients are in it or have waited for long, and no staff are there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from signaling.rooms.room import Room
from signaling.rooms.settling import STAFF_GRACE

WAITED = timedelta(minutes=5)
"""So long may a client wait, once the session is due, before staff elsewhere are told."""

DEVICE_GRACE = timedelta(seconds=5)
"""So long may the room's device be away before staff elsewhere are told; in the room it shows at once."""

Reason = Literal["without_staff", "device_lost", "waiting"]


@dataclass(frozen=True, slots=True)
class Attention:
    """What a room needs staff for. `clients`: how many are in it and wait for it, together."""

    reason: Reason
    since: datetime
    """`without_staff`: staff could last be reached; `waiting`: the first of those who wait came; `device_lost`: the
    clinic's room was last heard."""
    clients: int


def attention(room: Room, now: datetime) -> Attention | None:
    """What staff elsewhere are to be told at `now`; None: nothing.

    Who comes long before a session is early, and nobody needs to hurry: waiting is told from its planned start on.
    """
    staff_gone = room.staff_last_reachable()
    if room.phase == "finished":
        return None
    if staff_gone is None:
        return _device_lost(room, now)
    waiting = [one.since for one in room.here() if one.place == "waiting" and one.is_client]
    inside = sum(1 for _ in room.clients_in_room())
    if inside and now >= staff_gone + STAFF_GRACE:
        return Attention("without_staff", staff_gone, inside + len(waiting))
    if (lost := _device_lost(room, now)) is not None:
        return lost
    if waiting and now >= max(min(waiting), staff_gone, room.plan.starts_at - WAITED) + WAITED:
        return Attention("waiting", min(waiting), len(waiting))
    return None


def _device_lost(room: Room, now: datetime) -> Attention | None:
    """The clinic's room was brought in and cannot be reached: its people and those at home are apart."""
    device = room.device
    if device is None or device.connection is None or device.is_reachable or not room.is_underway:
        return None
    if now < device.connection.heard + DEVICE_GRACE:
        return None
    return Attention("device_lost", device.connection.heard, sum(1 for _ in room.clients_in_room()))
