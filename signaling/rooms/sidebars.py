"""A sidebar: staff take one client of the room aside while the group goes on with a colleague."""

from dataclasses import replace
from datetime import datetime, timedelta

from signaling.protocol import messages as wire
from signaling.rooms.aside import may_go_aside
from signaling.rooms.effects import Audit, Outcome, RoomError
from signaling.rooms.room import Member, Room

RETURN_GRACE = timedelta(seconds=60)
"""After the app was started anew both sides of a sidebar have so long to come back to it."""


def start_sidebar(room: Room, actor: Member, command: wire.StartSidebar, now: datetime) -> Outcome:
    """Not while the group would be left alone."""
    subject = room.members[command.participant]
    if room.sidebar_of(actor.id) or room.sidebar_of(subject.id):
        raise RoomError("wrong_state", "One sidebar at a time.")
    may_go_aside(room, actor, subject)
    aside = replace(room, sidebars={**room.sidebars, subject.id: actor.id})
    return Outcome(aside, effects=(Audit("room.start_sidebar", actor.id, subject.id),))


def end_sidebar(room: Room, actor: Member, command: wire.EndSidebar, now: datetime) -> Outcome:
    """Whose it is ends it; a colleague does when they are not reachable."""
    staff = room.sidebars.get(command.participant)
    if staff is None:
        raise RoomError("wrong_state", "It is over already.")
    whose = room.members.get(staff)
    if staff != actor.id and whose is not None and whose.is_reachable:
        raise RoomError("wrong_state", "A colleague is talking with them.")
    return Outcome(_without(room, command.participant))


def end_broken_sidebars(before: Room, room: Room, now: datetime) -> Room:
    """Those that lost one side for good, and those to which two come back who are kept apart by now. Whoever has not
    come since the app was started anew may still."""
    for client, staff in room.sidebars.items():
        pair = (client, staff)
        barred = bool(room.apart.barring(client, (staff,))) and not all(_is_inside(before, one) for one in pair)
        if barred or any(_is_lost(room, one, now) for one in pair):
            room = _without(room, client)
    return room


def sidebar_deadline(room: Room) -> datetime | None:
    """When a sidebar is given up whose other side has not come back after a start anew; None: none waits."""
    awaited = any(one not in room.members for pair in room.sidebars.items() for one in pair)
    return room.opened_at + RETURN_GRACE if awaited else None


def _is_lost(room: Room, participant: str, now: datetime) -> bool:
    awaited = participant not in room.members and now < room.opened_at + RETURN_GRACE
    return not awaited and not _is_inside(room, participant)


def _is_inside(room: Room, participant: str) -> bool:
    member = room.members.get(participant)
    return member is not None and member.place == "in_room"


def _without(room: Room, client: str) -> Room:
    return replace(room, sidebars={one: staff for one, staff in room.sidebars.items() if one != client})
