"""Who may not be let in because somebody is there from whom they are kept apart."""

from signaling.rooms.room import Member, Room


def not_with_group(room: Room, member: Member) -> bool:
    """The other one is in the room, also in the physical one. A private word goes all the same; breakouts ask the same
    `Pairs`."""
    return bool(room.apart.barring(member.id, room.inside().keys() - {member.id}))
