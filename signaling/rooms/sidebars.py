"""A sidebar: staff take one client of the room aside while the group goes on with a colleague."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from signaling.protocol import messages as wire
from signaling.rooms.effects import Audit, Outcome, RoomError
from signaling.rooms.room import Member, Room

RETURN_GRACE = timedelta(seconds=60)
"""After the app was started anew both sides of a sidebar have so long to come back to it."""
WITHOUT_STAFF = (
    "Nobody else of the staff is with the group: it would be without staff, and its minutes would not count. "
    "Ask a colleague in, or do it in a break."
)


def start_sidebar(room: Room, actor: Member, command: wire.StartSidebar, now: datetime) -> Outcome:
    """Not while other clients would be left without staff who run the session; in a break they may be."""
    subject = room.members[command.participant]
    if room.sidebar_of(actor.id) or room.sidebar_of(subject.id):
        raise RoomError("wrong_state", "One sidebar at a time.")
    if room.apart.barring(subject.id, (actor.id,)):
        raise RoomError("forbidden", "Not with you. Please see an admin.")
    others = [one for one in room.clients_in_room() if one.id != subject.id and not room.sidebar_of(one.id)]
    if others and room.phase == "in_progress" and not any(_remaining(room, actor)):
        raise RoomError("wrong_state", WITHOUT_STAFF)
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


def _remaining(room: Room, actor: Member) -> Iterator[Member]:
    """Staff who run the session and stay with the group, whole or divided."""
    for one in room.here():
        stays = one.id != actor.id and one.place == "in_room" and room.sidebar_of(one.id) is None
        if stays and one.is_reachable and room.leads(one):
            yield one


def _without(room: Room, client: str) -> Room:
    return replace(room, sidebars={one: staff for one, staff in room.sidebars.items() if one != client})
