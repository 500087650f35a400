"""Breakouts: the group divided for a while. Who is put into one stays assigned to it while they are on, and comes back
to it after a lost connection; who is let in meanwhile comes to the main room. Staff go where they like."""

from dataclasses import replace
from datetime import datetime, timedelta

from signaling.protocol import messages as wire
from signaling.rooms.deal import deal
from signaling.rooms.effects import Audit, Outcome, RoomError
from signaling.rooms.plan import Breakout
from signaling.rooms.room import Member, Room

NOT_TOGETHER = "Not these people together. Please see an admin."
"""To staff, who may not know of either that they are kept apart, and from whom."""


def start_breakouts(room: Room, actor: Member, command: wire.StartBreakouts, now: datetime) -> Outcome:
    """Those who have left since the page drew or chose are passed over."""
    if room.breakouts:
        raise RoomError("wrong_state", "Breakouts are on already. Call them back first.")
    inside = {one.id for one in room.not_staff_in_room()}
    seated = [[one for one in planned.people if one in inside] for planned in command.breakouts]
    drawn = [one for one in command.drawn if one in inside]
    everybody = [*drawn, *(one for people in seated for one in people)]
    if len(everybody) != len(set(everybody)):
        raise RoomError("wrong_state", "Somebody is in two breakouts.")
    if any(room.apart.within(people) for people in seated):
        raise RoomError("forbidden", NOT_TOGETHER)
    dealt = deal(drawn, seated, room.apart)
    if dealt is None:
        raise RoomError("forbidden", "Not these people in so few breakouts. Please choose more of them.")
    made = tuple(
        Breakout(id=f"{room.breakout_round + 1}.{number}", name=planned.name)
        for number, planned in enumerate(command.breakouts, 1)
    )
    divided = replace(
        room,
        breakouts=made,
        breakouts_end_at=now + timedelta(minutes=command.minutes) if command.minutes else None,
        breakout_round=room.breakout_round + 1,
        in_breakout={one: breakout.id for breakout, people in zip(made, dealt, strict=True) for one in people},
    )
    return Outcome(divided, effects=(Audit("room.start_breakouts", actor.id),))


def move_to_breakout(room: Room, actor: Member, command: wire.MoveToBreakout, now: datetime) -> Outcome:
    moved = _put(room, command.participant, command.breakout)
    return Outcome(moved, effects=(Audit("room.move_to_breakout", actor.id, command.participant),))


def visit_breakout(room: Room, actor: Member, command: wire.VisitBreakout, now: datetime) -> Outcome:
    return Outcome(_put(room, actor.id, command.breakout))


def call_back(room: Room, actor: Member, command: wire.CallBack, now: datetime) -> Outcome:
    """A notice never makes them longer than they would have been."""
    _require_on(room)
    called = Audit("room.call_back", actor.id)
    if command.seconds == 0:
        return Outcome(over(room), effects=(called,))
    at = now + timedelta(seconds=command.seconds)
    return Outcome(replace(room, breakouts_end_at=min(room.breakouts_end_at or at, at)), effects=(called,))


def extend_breakouts(room: Room, actor: Member, command: wire.ExtendBreakouts, now: datetime) -> Outcome:
    _require_on(room)
    at = max(room.breakouts_end_at or now, now) + timedelta(minutes=command.minutes)
    return Outcome(replace(room, breakouts_end_at=at))


def over(room: Room) -> Room:
    """Everybody is back in the main room."""
    return replace(room, breakouts=(), breakouts_end_at=None, in_breakout={})


def keep_apart(before: Room, room: Room) -> Room:
    """Who comes (back) into a breakout where somebody is from whom they are kept apart by now is in the main room."""
    for member in tuple(room.here()):
        at = _there(room, member.id)
        if at is not None and at != _there(before, member.id) and room.apart.barring(member.id, _assigned(room, at)):
            room = replace(room, in_breakout=_without(room, member.id))
    return room


def _there(room: Room, participant: str) -> str | None:
    member = room.members.get(participant)
    inside = member is not None and member.place == "in_room" and room.sidebar_of(participant) is None
    return room.in_breakout.get(participant) if inside else None


def _put(room: Room, participant: str, breakout: str | None) -> Room:
    _require_on(room)
    others = _without(room, participant)
    if breakout is None:
        return replace(room, in_breakout=others)
    if all(one.id != breakout for one in room.breakouts):
        raise RoomError("not_found", "That breakout is not there any more.")
    if room.apart.barring(participant, _assigned(room, breakout)):
        raise RoomError("forbidden", NOT_TOGETHER)
    return replace(room, in_breakout={**others, participant: breakout})


def _without(room: Room, participant: str) -> dict[str, str]:
    return {who: where for who, where in room.in_breakout.items() if who != participant}


def _assigned(room: Room, breakout: str) -> list[str]:
    return [who for who, where in room.in_breakout.items() if where == breakout]


def _require_on(room: Room) -> None:
    if not room.breakouts:
        raise RoomError("wrong_state", "The breakouts are over.")
