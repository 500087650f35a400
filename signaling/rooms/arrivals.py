"""People come, drop, come back and go: what a socket's life means for a seat."""

from dataclasses import replace
from datetime import datetime

from server.domain.attendance.evidence import Cause, Connected
from signaling.protocol.messages import Goodbye
from signaling.rooms.agreement import not_agreed
from signaling.rooms.apart import not_with_group
from signaling.rooms.effects import Audit, Begin, Close, Effect, Forget, Observed, Outcome, Resume, RoomError
from signaling.rooms.plan import Seat
from signaling.rooms.room import Connection, Member, Room, Whereabouts
from signaling.rooms.settling import attendance_place, disconnected, settle


def arrive(room: Room, seat: Seat, connection: str, page: str, now: datetime) -> Outcome:
    """A socket authenticated. The same person takes the same seat again, whichever page they come from.

    Raises RoomError `wrong_state` when the session is over.
    """
    if room.phase == "finished":
        raise RoomError("wrong_state", "This session is over.")
    earlier = room.members.get(seat.participant)
    member = _seated(room, seat, earlier, Connection(connection, page, now, now), now)
    outcome = Outcome(room.with_member(member), effects=_replacing(member, earlier, page))
    if earlier is not None:
        cause = _cause_of_replacement(earlier, page)
        if cause is Cause.REPLACED and earlier.connection is not None and not earlier.connection.lost:  # open until now
            earlier = replace(earlier, connection=replace(earlier.connection, heard=now))
        outcome = outcome.and_observed(*disconnected(earlier, cause))
    outcome = settle(room, outcome, now)
    if member.is_device:
        return outcome.and_effects(Audit("room.device_came", member.id))
    place, word = attendance_place(outcome.room, outcome.room.members[member.id])
    return outcome.and_observed(Observed(Connected(place, word), member.id, connection))


def drop(room: Room, participant: str, connection: str, now: datetime, closed: bool = False) -> Outcome:
    """A socket ended or fell silent. Its owner keeps the seat for a while; a socket already replaced means nothing.
    `closed`: by the page itself."""
    member = room.members.get(participant)
    if member is None or member.connection is None or member.connection.id != connection or member.connection.lost:
        return Outcome(room)
    lost = replace(member.connection, lost=now, closed=closed)
    return Outcome(room.change(participant, connection=lost))


def heard(room: Room, participant: str, at: datetime) -> Room:
    """A sign of life, by socket or by media; an older one than is known changes nothing."""
    member = room.members.get(participant)
    if member is None or member.connection is None or at <= member.connection.heard:
        return room
    return room.change(participant, connection=replace(member.connection, heard=at))


def depart(room: Room, member: Member, place: Whereabouts, cause: Cause) -> Outcome:
    """The member goes; how the socket learns of it is the caller's matter."""
    last = member.connection.heard if member.connection else member.since
    gone = replace(member, place=place, since=last, connection=None, talking_with=None, muted=frozenset())
    return Outcome(room.with_member(gone), disconnected(member, cause))


def revoke(room: Room, login_session: str, now: datetime) -> Outcome:
    """A login session ended: whoever sits here by it goes at once."""
    outcome = Outcome(room)
    for member in tuple(room.here()):
        if member.seat.login_session != login_session or member.connection is None:
            continue
        gone = depart(outcome.room, member, "gone", Cause.LEFT)
        closing = Close(member.connection.id, (Goodbye(reason="revoked"),))
        outcome = outcome.on(gone.room).and_observed(*gone.observed).and_effects(closing)
    return settle(room, outcome, now)


def _seated(room: Room, seat: Seat, earlier: Member | None, connection: Connection, now: datetime) -> Member:
    if earlier is not None and earlier.is_here:
        same_page = earlier.connection is not None and earlier.connection.page == connection.page
        return replace(earlier, seat=seat, connection=connection, muted=earlier.muted if same_page else frozenset())
    quick_exit = earlier is not None and earlier.quick_exit
    waiting = Member(seat, "waiting", now, connection, quick_exit=quick_exit)
    barred = not_with_group(room, waiting) or not_agreed(room, waiting)
    inside = seat.is_staff or seat.is_device or (seat.participant in room.admitted and not barred)
    return replace(waiting, place="in_room") if inside else waiting


def _replacing(member: Member, earlier: Member | None, page: str) -> tuple[Effect, ...]:
    begin = Begin(member.id, page, member.is_staff or member.is_device)
    if earlier is None or earlier.connection is None:
        return (begin,)
    if earlier.connection.page == page:
        return Close(earlier.connection.id), Resume(member.id)
    return Close(earlier.connection.id, (Goodbye(reason="replaced"),)), Forget(member.id), begin


def _cause_of_replacement(earlier: Member, page: str) -> Cause:
    if earlier.connection is not None and earlier.connection.closed:
        return Cause.REPLACED
    same_page = earlier.connection is not None and earlier.connection.page == page
    return Cause.LOST if same_page or not earlier.is_reachable else Cause.REPLACED
