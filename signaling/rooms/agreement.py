"""To a trainee's watching each client agrees; nobody is watched who did not."""

from collections.abc import Collection

from signaling.rooms.room import Member, Room


def not_agreed(room: Room, member: Member) -> Collection[str]:
    """Of an observer: the clients inside, also in the physical room, who have not agreed."""
    if member.seat.role != "observer":
        return ()
    return sorted(one for one, role in room.inside().items() if role == "client" and one not in room.agreed)
