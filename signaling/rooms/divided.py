"""What is shown of a divided room: breakouts, sidebars, a group without staff; and until when it must go on."""

from datetime import datetime, timedelta

from server.domain.instants import to_text
from signaling.protocol import views
from signaling.rooms.room import Member, Room

WORTH_SAYING = timedelta(minutes=1)
"""By less a session is not late."""


def breakouts_view(room: Room, me: Member) -> views.BreakoutsView | None:
    """What everybody in the room sees of breakouts: until when, and the name of their own."""
    if not room.breakouts or me.place != "in_room":
        return None
    here = room.breakout_of(me.id)
    ends_at = to_text(room.breakouts_end_at) if room.breakouts_end_at else None
    return views.BreakoutsView(ends_at=ends_at, here=here.name if here else None)


def staff_breakouts(room: Room) -> list[views.BreakoutView]:
    inside = [one for one in room.here() if one.place == "in_room" and room.sidebar_of(one.id) is None]
    return [
        views.BreakoutView(
            breakout=breakout.id,
            name=breakout.name,
            people=[_occupant(one) for one in inside if room.in_breakout.get(one.id) == breakout.id],
        )
        for breakout in room.breakouts
    ]


def _occupant(member: Member) -> views.OccupantView:
    return views.OccupantView(
        participant=member.id,
        name=member.seat.alias,
        role=member.seat.role,
        connectivity="connected" if member.is_reachable else "reconnecting",
    )


def staff_sidebars(room: Room) -> list[views.SidebarView]:
    return [
        views.SidebarView(
            participant=client,
            name=_name(room, client),
            staff=staff,
            staff_name=_name(room, staff),
            staff_away=staff not in room.members or not room.members[staff].is_reachable,
        )
        for client, staff in room.sidebars.items()
    ]


def _name(room: Room, participant: str) -> str:
    """Empty of one who has not come since the app was started anew."""
    member = room.members.get(participant)
    return member.seat.alias if member else ""


def without_staff(room: Room) -> bool:
    """Clients are in the main room while the session is on, and nobody who runs it is with them."""
    main = [one for one in room.people_here() if room.is_in_main_room(one)]
    if room.phase != "in_progress" or all(one.is_staff for one in main):
        return False
    return not room.has_staff_by_device and not any(room.leads(one) and one.is_reachable for one in main)


def must_end_at(room: Room, now: datetime) -> datetime | None:
    """Before when it must not end to reach its minutes, when that is later than planned: it began late, or its breaks
    take longer than planned, the one that goes on until it was said to end and beyond. Each client's hours go by the
    same breaks (`SessionHours`)."""
    if room.started_at is None or room.phase == "finished":
        return None
    breaks = room.breaks_taken
    if room.break_began_at is not None and room.break_ends_at is not None:
        breaks += max(room.break_ends_at, now) - room.break_began_at
    at = room.started_at + room.plan.required + max(room.plan.planned_break, breaks)
    return at if at >= room.plan.ends_at + WORTH_SAYING else None
