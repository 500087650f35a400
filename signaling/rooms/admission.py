"""The waiting room: admit, talk first, deny, redirect, return, remove. `commands` says in a table who may, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from server.domain.attendance.evidence import Cause, ChecksOverridden, IdentityConfirmed, Redirected, Way
from signaling.protocol import messages as wire
from signaling.protocol.views import Finding
from signaling.rooms.agreement import not_agreed
from signaling.rooms.apart import not_with_group
from signaling.rooms.arrivals import depart
from signaling.rooms.aside import may_go_aside
from signaling.rooms.crowd import over_with
from signaling.rooms.effects import Audit, Close, Observed, Outcome, RoomError
from signaling.rooms.room import Member, Room, Whereabouts
from signaling.rooms.settling import back_from_talk

NOT_WITH_GROUP = "Not with this group. Please see an admin."
"""To staff, who may not know of either that they are kept apart, and from whom."""
TOO_MANY = "That would be more than the policy has. Say why they come in all the same."
PRIVATE_WORD = "Talk with them first. To admit them all the same, say why."
CHANGED = "Something else speaks against it by now. Read it, and say why they come in all the same."
NOT_AGREED = "Not every client who is inside has agreed to a trainee."


def admit(room: Room, actor: Member, command: wire.Admit, now: datetime) -> Outcome:
    subject = room.members[command.participant]
    _require_identity(command.identity_confirmed)
    _require_unlocked(room)
    if not_with_group(room, subject):
        raise RoomError("forbidden", NOT_WITH_GROUP)
    if subject.place == "talking_first" and subject.talking_with != actor.id:
        raise RoomError("wrong_state", "A colleague is talking with them.")
    if not_agreed(room, subject):
        raise RoomError("forbidden", NOT_AGREED)
    over, why = over_with(room, subject), room.check(subject).talk_first
    _require_reason(command, [one.rule for one in over], [one.value for one in why])
    outcome = Outcome(room)
    if why:
        outcome = outcome.and_observed(
            Observed(ChecksOverridden(why, command.reason, actor.id), subject.id)
        ).and_effects(Audit("room.admit_against_checks", actor.id, subject.id, {"why": " ".join(why)}))
    detail = {str(one.rule): f"{one.there} of {one.most}" for one in over}
    return _admitted(outcome, subject, actor, now, command.reason, detail)


def admit_all(room: Room, actor: Member, command: wire.AdmitAll, now: datetime) -> Outcome:
    _require_identity(command.identity_confirmed)
    _require_unlocked(room)
    outcome = Outcome(room)
    for subject in sorted(room.here(), key=lambda one: not one.is_client):
        if is_ready(outcome.room, outcome.room.members[subject.id]):
            outcome = _admitted(outcome, subject, actor, now)
    return outcome


def is_ready(room: Room, member: Member) -> bool:
    """Waiting, reachable, and not to be looked at alone, as is who was turned away or left by the quick exit, whose
    answers want a private word first, who may not be with those who are inside, and who would be one too many."""
    if member.place != "waiting" or not member.is_reachable:
        return False
    barred = not_with_group(room, member) or not_agreed(room, member) or over_with(room, member)
    unremarkable = member.id not in room.turned_away and not member.quick_exit and not barred
    return unremarkable and room.check(member).is_complete


def talk_first(room: Room, actor: Member, command: wire.TalkFirst, now: datetime) -> Outcome:
    """Not while the group would be left alone."""
    if room.sidebar_of(actor.id):
        raise RoomError("wrong_state", "You are in a private word already.")
    may_go_aside(room, actor, room.members[command.participant])
    talking = room.change(actor.id, place="talking_first", since=now, talking_with=command.participant)
    return Outcome(talking.change(command.participant, place="talking_first", talking_with=actor.id))


def end_talk(room: Room, actor: Member, command: wire.EndTalk, now: datetime) -> Outcome:
    return Outcome(back_from_talk(room, actor.id, now))


def deny(room: Room, actor: Member, command: wire.Deny, now: datetime) -> Outcome:
    subject = room.members[command.participant]
    if subject.place == "talking_first" and subject.talking_with != actor.id:
        raise RoomError("wrong_state", "A colleague is talking with them.")
    goodbye = wire.Goodbye(reason="denied", message=command.message)
    return _turned_away(room, subject, "denied", Cause.DENIED, goodbye).and_effects(
        Audit("room.deny", actor.id, subject.id)
    )


def redirect(room: Room, actor: Member, command: wire.Redirect, now: datetime) -> Outcome:
    """After a private word: cared for another way. They learn which, and never why."""
    subject = room.members[command.participant]
    if subject.talking_with != actor.id:
        raise RoomError("wrong_state", "A colleague is talking with them.")
    goodbye = wire.Goodbye(reason="redirected", way=command.way)
    outcome = _turned_away(room, subject, "redirected", Cause.DENIED, goodbye)
    return (
        outcome.on(replace(outcome.room, redirected=room.redirected | {subject.id}))
        .and_observed(Observed(Redirected(Way(command.way), command.reason, actor.id), subject.id))
        .and_effects(Audit("room.redirect", actor.id, subject.id, {"way": command.way}))
    )


def remove(room: Room, actor: Member, command: wire.Remove, now: datetime) -> Outcome:
    subject = room.members[command.participant]
    goodbye = wire.Goodbye(reason="removed")
    return _turned_away(room, subject, "removed", Cause.REMOVED, goodbye).and_effects(
        Audit("room.remove", actor.id, subject.id)
    )


def return_to_waiting(room: Room, actor: Member, command: wire.ReturnToWaiting, now: datetime) -> Outcome:
    subject = room.members[command.participant]
    waiting = room.change(subject.id, place="waiting", since=now, muted=frozenset())
    waiting = replace(waiting, admitted=room.admitted - {subject.id})
    return Outcome(waiting, effects=(Audit("room.return_to_waiting", actor.id, subject.id),))


def _require_identity(confirmed: bool) -> None:
    if not confirmed:
        raise RoomError("wrong_state", "Confirm who it is before letting them in.")


def _require_unlocked(room: Room) -> None:
    if room.locked:
        raise RoomError("locked", "The room is locked. Unlock it to let anybody in.")


def _require_reason(command: wire.Admit, over: Sequence[Finding], why: Sequence[Finding]) -> None:
    """A reason answers what its author saw: what has come since they have not answered."""
    seen = command.despite if command.reason else ()
    findings = [one for one in (*over, *why) if one not in seen]
    if not findings:
        return
    if command.reason:
        raise RoomError("reason_needed", CHANGED, findings)
    raise RoomError("reason_needed", TOO_MANY if over else PRIVATE_WORD, findings)


def _admitted(
    outcome: Outcome,
    subject: Member,
    actor: Member,
    now: datetime,
    reason: str = "",
    detail: Mapping[str, str] = MappingProxyType({}),
) -> Outcome:
    room = outcome.room.change(subject.id, place="in_room", since=now, talking_with=None, quick_exit=False)
    room = replace(
        room,
        admitted=room.admitted | {subject.id},
        confirmed=room.confirmed | {subject.id},
        turned_away=room.turned_away - {subject.id},
        redirected=room.redirected - {subject.id},
    )
    return (
        outcome.on(room)
        .and_observed(Observed(IdentityConfirmed(actor.id, reason), subject.id))
        .and_effects(Audit("room.admit", actor.id, subject.id, detail))
    )


def _turned_away(room: Room, subject: Member, place: Whereabouts, cause: Cause, goodbye: wire.Goodbye) -> Outcome:
    gone = depart(room, subject, place, cause)
    changed = replace(
        gone.room,
        admitted=room.admitted - {subject.id},
        turned_away=room.turned_away | {subject.id},
        redirected=room.redirected - {subject.id},
    )
    outcome = gone.on(changed)
    return outcome.and_effects(Close(subject.connection.id, (goodbye,))) if subject.connection else outcome
