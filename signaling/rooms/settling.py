"""What follows from any transition: private words and sidebars that lost one side end, as does a spotlight on who has
gone, and a screen whose owner has; trainees step out, hold begins or ends, moves become facts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from server.domain.attendance.evidence import Cause, Disconnected, Place, Placed
from signaling.rooms.agreement import not_agreed
from signaling.rooms.breakouts import keep_apart
from signaling.rooms.effects import Observed, Outcome
from signaling.rooms.room import Member, Room
from signaling.rooms.sharing import end_shares
from signaling.rooms.sidebars import end_broken_sidebars

STAFF_GRACE = timedelta(seconds=30)
"""Without reachable staff for so long, what clients send to each other stops."""


def settle(before: Room, outcome: Outcome, now: datetime) -> Outcome:
    """The outcome with all that follows from it."""
    room = _observers_step_out(_end_broken_talks(outcome.room, now), now)
    room = keep_apart(before, end_broken_sidebars(before, room, now))
    room = replace(room, on_hold=_must_hold(room, now), spotlight=_spotlight(room))
    room = end_shares(before, room)
    return outcome.on(room).and_observed(*_moves(before, room))


def hold_deadline(room: Room) -> datetime | None:
    """When the room goes on hold unless staff come back; None when it will not, or is already."""
    last = room.staff_last_reachable()
    if room.on_hold or last is None or not any(room.not_staff_in_room()):
        return None
    return last + STAFF_GRACE


def attendance_place(room: Room, member: Member) -> tuple[Place, str]:
    """Where one who is here counts as being; the second part tells private words, sidebars and breakouts apart."""
    if member.place == "waiting":
        return Place.WAITING, ""
    if member.place == "talking_first":
        return Place.TALK_FIRST, (member.talking_with if member.is_staff else member.id) or ""
    if room.on_hold and not member.is_staff:
        return Place.HOLD, ""
    if client := room.sidebar_of(member.id):
        return Place.SIDEBAR, client
    breakout = room.breakout_of(member.id)
    return (Place.BREAKOUT, breakout.id) if breakout else (Place.GROUP, "")


def disconnected(member: Member, cause: Cause) -> tuple[Observed, ...]:
    """The fact that this member's connection ended, at its last sign of life."""
    if member.connection is None or member.is_device:
        return ()
    return (Observed(Disconnected(cause, member.connection.heard), member.id, member.connection.id),)


def gone_by(member: Member) -> Cause:
    """Why a member whose socket ended, and who did not come back, went."""
    return Cause.LEFT if member.connection is not None and member.connection.closed else Cause.LOST


def back_from_talk(room: Room, participant: str, now: datetime) -> Room:
    """That side of a private word returns: staff to the group, whoever waited to the waiting room."""
    member = room.members[participant]
    return room.change(participant, place="in_room" if member.is_staff else "waiting", since=now, talking_with=None)


def _must_hold(room: Room, now: datetime) -> bool:
    last = room.staff_last_reachable()
    return last is not None and now >= last + STAFF_GRACE and any(room.not_staff_in_room())


def _spotlight(room: Room) -> str | None:
    """On whoever is in the main room, or may come back to it after a start anew."""
    member = room.members.get(room.spotlight or "")
    return room.spotlight if member is None or room.is_in_main_room(member) else None


def _end_broken_talks(room: Room, now: datetime) -> Room:
    for member in tuple(room.here()):
        if member.place != "talking_first":
            continue
        other = room.members.get(member.talking_with or "")
        if other is None or other.place != "talking_first" or other.talking_with != member.id:
            room = back_from_talk(room, member.id, now)
    return room


def _observers_step_out(room: Room, now: datetime) -> Room:
    """A client who has not agreed to a trainee is not turned away: the trainee waits until it is settled."""
    for member in tuple(room.here()):
        if member.place == "in_room" and not_agreed(room, member):
            waiting = room.change(member.id, place="waiting", since=now, muted=frozenset())
            room = replace(waiting, admitted=room.admitted - {member.id})
    return room


def _moves(before: Room, after: Room) -> Iterator[Observed]:
    """Everyone whose connection went on and whose place changed."""
    for member in after.people_here():
        earlier = before.members.get(member.id)
        if earlier is None or earlier.connection is None or member.connection is None:
            continue
        place = attendance_place(after, member)
        if earlier.connection.id == member.connection.id and attendance_place(before, earlier) != place:
            yield Observed(Placed(*place), member.id, member.connection.id)
