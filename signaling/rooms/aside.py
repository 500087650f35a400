"""Whether one of the staff may go aside with a client: out of the room (a sidebar) or to the door (a private word)."""

from signaling.rooms.effects import RoomError
from signaling.rooms.room import Member, Room

WITHOUT_STAFF = (
    "Nobody else of the staff is with the group: it would be without staff, and its minutes would not count. "
    "Ask a colleague in, or do it in a break."
)


def may_go_aside(room: Room, actor: Member, subject: Member) -> None:
    """Not while other clients would be left without staff who run the session; before it starts and in a break they may
    be. Raises RoomError."""
    if room.apart.barring(subject.id, (actor.id,)):
        raise RoomError("forbidden", "Not with you. Please see an admin.")
    others = [one for one in room.clients_in_room() if one.id != subject.id and not room.sidebar_of(one.id)]
    if others and room.phase == "in_progress" and not _is_attended_without(room, actor):
        raise RoomError("wrong_state", WITHOUT_STAFF)


def _is_attended_without(room: Room, actor: Member) -> bool:
    """Others who run the session stay with the group, whole or divided, or in the clinic's room with its device."""
    if room.staff_by_device() - {actor.id}:
        return True
    return any(
        one.id != actor.id and one.place == "in_room" and room.sidebar_of(one.id) is None
        for one in room.here()
        if one.is_reachable and room.leads(one)
    )
