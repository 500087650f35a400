"""What staff do with the whole room: lock it, write to those who wait, ask for silence, start, break, end."""

from dataclasses import replace
from datetime import datetime, timedelta

from server.domain.attendance.evidence import (
    BreakEnded,
    BreakStarted,
    Cause,
    SessionEnded,
    SessionStarted,
    StaffTookOver,
)
from signaling.protocol import messages as wire
from signaling.rooms.arrivals import depart
from signaling.rooms.breakouts import over
from signaling.rooms.effects import Audit, Close, Finish, Observed, Outcome, RoomError, Send
from signaling.rooms.room import Member, Room
from signaling.rooms.settling import gone_by

EARLY = timedelta(minutes=30)
"""A session may be started so long before its planned start."""
ABANDONED = timedelta(minutes=30)
"""After its planned end a session that nobody ended and nobody is in goes on for so long."""


def set_waiting_message(room: Room, actor: Member, command: wire.SetWaitingMessage, now: datetime) -> Outcome:
    return Outcome(replace(room, waiting_message=command.text))


def set_locked(room: Room, actor: Member, command: wire.SetLocked, now: datetime) -> Outcome:
    return Outcome(replace(room, locked=command.locked))


def request_mute(room: Room, actor: Member, command: wire.RequestMute, now: datetime) -> Outcome:
    return Outcome(room, effects=(Send(command.participant, wire.MuteRequested()),))


def lower_hand(room: Room, actor: Member, command: wire.LowerHand, now: datetime) -> Outcome:
    return Outcome(replace(room, hands=tuple(one for one in room.hands if one != command.participant)))


def take_over(room: Room, actor: Member, command: wire.TakeOver, now: datetime) -> Outcome:
    """Nothing more than any act of who runs the session: see `taking_over`."""
    return Outcome(room)


def taking_over(actor: Member, outcome: Outcome) -> Outcome:
    """The outcome of an act by which somebody runs the session, if they were not planned to."""
    room = outcome.room
    if room.leads(actor):
        return outcome
    took_over = Observed(StaffTookOver(actor.id))
    changed = outcome.on(replace(room, took_over=room.took_over | {actor.id}))
    return replace(changed, observed=(took_over, *outcome.observed)).and_effects(Audit("room.take_over", actor.id))


def start_session(room: Room, actor: Member, command: wire.StartSession, now: datetime) -> Outcome:
    if now < room.plan.starts_at - EARLY:
        raise RoomError("wrong_state", "It is too early: a session can be started from half an hour before its time.")
    started = replace(room, phase="in_progress", started_at=now)
    return Outcome(started, (Observed(SessionStarted(actor.id)),), (Audit("room.start_session", actor.id),))


def start_break(room: Room, actor: Member, command: wire.StartBreak, now: datetime) -> Outcome:
    """Of everybody at once: a divided group is called back first."""
    if room.breakouts:
        raise RoomError("wrong_state", "The group is in breakouts. Call them back first.")
    ends_at = now + timedelta(minutes=command.minutes)
    rests = replace(room, phase="on_break", break_ends_at=ends_at, break_began_at=now)
    return Outcome(rests, (Observed(BreakStarted(actor.id)),))


def end_break(room: Room, actor: Member, command: wire.EndBreak, now: datetime) -> Outcome:
    taken = room.breaks_taken + (now - room.break_began_at if room.break_began_at else timedelta())
    goes_on = replace(room, phase="in_progress", break_ends_at=None, break_began_at=None, breaks_taken=taken)
    return Outcome(goes_on, (Observed(BreakEnded(actor.id)),))


def set_spotlight(room: Room, actor: Member, command: wire.SetSpotlight, now: datetime) -> Outcome:
    if command.participant is not None:
        subject = room.members.get(command.participant)
        if subject is None or not room.is_in_main_room(subject):
            raise RoomError("wrong_state", "They are not in the main room any more.")
    return Outcome(replace(room, spotlight=command.participant))


def end_session(room: Room, actor: Member, command: wire.EndSession, now: datetime) -> Outcome:
    """End for all: everyone goes, the records are derived. What was not started ends only once its time has come."""
    if room.phase == "planned" and now < room.plan.starts_at:
        raise RoomError("wrong_state", "The session has not begun, so there is nothing to end. You can simply leave.")
    outcome = Outcome(_ended(room, now), effects=(Audit("room.end_session", actor.id),))
    goodbye = wire.Goodbye(reason="session_ended")
    for member in tuple(room.here()):
        gone = depart(outcome.room, member, "gone", Cause.SESSION_ENDED if member.is_reachable else gone_by(member))
        outcome = outcome.on(gone.room).and_observed(*gone.observed)
        if member.connection is not None:
            words = (wire.Result(id=command.id), goodbye) if member.id == actor.id else (goodbye,)
            outcome = outcome.and_effects(Close(member.connection.id, words))
    return outcome.and_observed(Observed(SessionEnded(actor.id))).and_effects(Finish())


def end_abandoned(room: Room, at: datetime, now: datetime) -> Outcome:
    """Nobody ended a session that everybody left: the server does, as of `at`, so that its records are derived. Nothing
    happens when somebody came back meanwhile."""
    if not is_abandoned(room, now):
        return Outcome(room)
    return Outcome(_ended(room, at), (Observed(SessionEnded(), at=at),), (Finish(),), fails_closed=True)


def is_abandoned(room: Room, now: datetime) -> bool:
    """It goes on with nobody here, long after its planned end."""
    return room.is_underway and not any(room.people_here()) and now >= room.plan.ends_at + ABANDONED


def _ended(room: Room, now: datetime) -> Room:
    ended = replace(
        room, phase="finished", ended_at=now, break_ends_at=None, spotlight=None, sidebars={}, screens={}, handout=None
    )
    return over(ended)
