"""Who may do what, from where, to whom and when: the room's transitions as a table. What is not in it is an error."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from signaling.protocol import messages as wire
from signaling.protocol.messages import Request
from signaling.protocol.views import Phase, Role
from signaling.rooms import admission, breakouts, hosting, sharing, sidebars, taking_part
from signaling.rooms.effects import Outcome, RoomError
from signaling.rooms.plan import STAFF
from signaling.rooms.room import HERE, Member, Room, Whereabouts
from signaling.rooms.settling import settle

ALL: frozenset[Role] = frozenset(get_args(Role))
"""With the device of the clinic's room, which sends and receives and does nothing else."""
ANYONE = ALL - {"room"}
INSIDE: frozenset[Whereabouts] = frozenset({"talking_first", "in_room"})
IN_ROOM: frozenset[Whereabouts] = frozenset({"in_room"})
WAITING: frozenset[Whereabouts] = frozenset({"waiting"})
TALKING: frozenset[Whereabouts] = frozenset({"talking_first"})
OPEN: frozenset[Phase] = frozenset({"planned", "in_progress", "on_break"})
PLANNED: frozenset[Phase] = frozenset({"planned"})
IN_PROGRESS: frozenset[Phase] = frozenset({"in_progress"})
ON_BREAK: frozenset[Phase] = frozenset({"on_break"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `at`: where the actor must be; `to`: where the one it concerns must be."""

    act: Callable[[Room, Member, Any, datetime], Outcome]
    by: frozenset[Role] = ANYONE
    at: frozenset[Whereabouts] = INSIDE
    to: frozenset[Whereabouts] | None = None
    but_staff: bool = False
    """The one it concerns must not be of the staff."""
    phases: frozenset[Phase] = OPEN
    leads: bool = False
    """Who does it runs the session from then on, also one who was not planned to."""
    fails_closed: bool = False
    """It does not happen unless it is stored first."""


TABLE: Mapping[type[Request], Rule] = {
    wire.Leave: Rule(taking_part.leave, ALL, at=HERE),
    wire.Ping: Rule(taking_part.ping, ALL, at=HERE),
    wire.Publish: Rule(taking_part.publish, ALL),
    wire.SubscribeAnswer: Rule(taking_part.negotiate, ALL),
    wire.RestartTransport: Rule(taking_part.negotiate, ALL),
    wire.RestartIce: Rule(taking_part.negotiate, ALL),
    wire.Tiles: Rule(taking_part.negotiate, ALL),
    wire.SetMuted: Rule(taking_part.set_muted, ALL),
    wire.RaiseHand: Rule(taking_part.raise_hand, at=IN_ROOM),
    wire.Chat: Rule(taking_part.chat),
    wire.Admit: Rule(admission.admit, STAFF, to=WAITING | TALKING, but_staff=True, leads=True, fails_closed=True),
    wire.AdmitAll: Rule(admission.admit_all, STAFF, leads=True, fails_closed=True),
    wire.TalkFirst: Rule(admission.talk_first, STAFF, IN_ROOM, to=WAITING, but_staff=True, fails_closed=True),
    wire.EndTalk: Rule(admission.end_talk, STAFF, TALKING),
    wire.Deny: Rule(admission.deny, STAFF, to=WAITING | TALKING, but_staff=True),
    wire.Redirect: Rule(admission.redirect, STAFF, to=TALKING, but_staff=True, leads=True, fails_closed=True),
    wire.ReturnToWaiting: Rule(admission.return_to_waiting, STAFF, to=IN_ROOM, but_staff=True),
    wire.Remove: Rule(admission.remove, STAFF, to=IN_ROOM, but_staff=True),
    wire.SetWaitingMessage: Rule(hosting.set_waiting_message, STAFF),
    wire.SetLocked: Rule(hosting.set_locked, STAFF),
    wire.RequestMute: Rule(hosting.request_mute, STAFF, to=INSIDE),
    wire.LowerHand: Rule(hosting.lower_hand, STAFF, to=IN_ROOM),
    wire.TakeOver: Rule(hosting.take_over, STAFF, leads=True, fails_closed=True),
    wire.StartSession: Rule(hosting.start_session, STAFF, phases=PLANNED, leads=True, fails_closed=True),
    wire.StartBreak: Rule(hosting.start_break, STAFF, phases=IN_PROGRESS, leads=True, fails_closed=True),
    wire.EndBreak: Rule(hosting.end_break, STAFF, phases=ON_BREAK, leads=True, fails_closed=True),
    wire.EndSession: Rule(hosting.end_session, STAFF, fails_closed=True),
    wire.StartBreakouts: Rule(breakouts.start_breakouts, STAFF, phases=IN_PROGRESS, leads=True, fails_closed=True),
    wire.MoveToBreakout: Rule(breakouts.move_to_breakout, STAFF, to=IN_ROOM, but_staff=True, fails_closed=True),
    wire.VisitBreakout: Rule(breakouts.visit_breakout, STAFF, IN_ROOM, fails_closed=True),
    wire.CallBack: Rule(breakouts.call_back, STAFF),
    wire.ExtendBreakouts: Rule(breakouts.extend_breakouts, STAFF),
    wire.StartSidebar: Rule(
        sidebars.start_sidebar, STAFF, IN_ROOM, to=IN_ROOM, but_staff=True, leads=True, fails_closed=True
    ),
    wire.EndSidebar: Rule(sidebars.end_sidebar, STAFF),
    wire.SetSpotlight: Rule(hosting.set_spotlight, STAFF, IN_ROOM),
    wire.ShareScreen: Rule(sharing.share_screen, ALL, IN_ROOM),
    wire.ShowHandout: Rule(sharing.show_handout, STAFF, IN_ROOM),
    wire.LetOthersShare: Rule(sharing.let_others_share, STAFF),
}


def handle(room: Room, participant: str, command: Request, now: datetime) -> Outcome:
    """What comes of one participant's command. Raises RoomError, and then nothing has changed."""
    rule = TABLE[type(command)]
    actor = room.members.get(participant)
    if actor is None or not actor.is_here:
        raise RoomError("not_admitted", "You are not in this session's room.")
    _check_actor(rule, actor)
    if room.phase not in rule.phases:
        raise RoomError("wrong_state", _wrong_phase(room.phase))
    if rule.to is not None:
        _check_subject(rule, room, getattr(command, "participant", ""))
    outcome = rule.act(room, actor, command, now)
    outcome = settle(room, hosting.taking_over(actor, outcome) if rule.leads else outcome, now)
    return replace(outcome, fails_closed=rule.fails_closed)


def _check_actor(rule: Rule, actor: Member) -> None:
    if actor.seat.role not in rule.by:
        raise RoomError("forbidden", "Only staff can do that.")
    if actor.place in rule.at:
        return
    if actor.place == "waiting":
        raise RoomError("not_admitted", "Your facilitator will let you in shortly.")
    raise RoomError("wrong_state", "That is not possible from where you are.")


def _check_subject(rule: Rule, room: Room, participant: str) -> None:
    subject = room.members.get(participant)
    if subject is None or not subject.is_here:
        raise RoomError("not_found", "They are not here any more.")
    if subject.is_device:
        raise RoomError("forbidden", "The room's device can only be sent away.")
    if rule.but_staff and subject.is_staff:
        raise RoomError("forbidden", "That cannot be done with staff.")
    if rule.to is not None and subject.place not in rule.to:
        raise RoomError("wrong_state", "They are somewhere else by now.")


def _wrong_phase(phase: Phase) -> str:
    return {
        "planned": "The session has not started yet.",
        "in_progress": "The session is in progress.",
        "on_break": "The session is on a break.",
        "finished": "The session is over.",
    }[phase]
