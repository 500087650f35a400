"""Who hears whom: the relay forwards between two participants only while both have the same scope that is not None."""

from collections.abc import Mapping

from signaling.rooms.room import Member, Room

GROUP = "group"


def scopes(room: Room) -> Mapping[str, str | None]:
    """Participant -> scope. Who is absent has no business with media; None keeps transports and stops packets."""
    return {member.id: scope_of(room, member) for member in room.here() if member.place != "waiting"}


def scope_of(room: Room, member: Member) -> str | None:
    """The scope of one who is here; None: hears nobody."""
    match member.place:
        case "talking_first":
            client = member.talking_with if member.is_staff else member.id
            return f"talk-first:{client}"
        case "in_room":
            return None if room.on_hold and not member.is_staff else _within(room, member)
        case _:
            return None


def _within(room: Room, member: Member) -> str:
    if client := room.sidebar_of(member.id):
        return f"sidebar:{client}"
    breakout = room.breakout_of(member.id)
    return f"breakout:{breakout.id}" if breakout else GROUP


def share_scope(room: Room, one: Member, other: Member) -> bool:
    """Both are in the group, or in the same breakout, sidebar or private word."""
    return scope_of(room, one) is not None and scope_of(room, one) == scope_of(room, other)
