"""What each participant may know of the room: one pure function decides, and nothing else is ever sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from server.domain.instants import to_text
from server.domain.joining.checks import Check
from signaling.protocol import views
from signaling.protocol.messages import Source
from signaling.rooms.agreement import not_agreed
from signaling.rooms.apart import not_with_group
from signaling.rooms.crowd import over_with
from signaling.rooms.divided import breakouts_view, must_end_at, staff_breakouts, staff_sidebars, without_staff
from signaling.rooms.plan import Expected, ShownHandout
from signaling.rooms.room import Member, Room, Whereabouts
from signaling.rooms.scopes import scope_of
from signaling.rooms.sharing import handout_before, may_share, screen_before


@dataclass(frozen=True, slots=True)
class LiveHours:
    """How far a client's day and week are, in words."""

    words: str
    must_end_at: datetime | None
    """The session must not end before, for them to reach the day."""
    at_risk: bool
    """They miss it if the session ends as planned."""


@dataclass(frozen=True, slots=True)
class LiveAttendance:
    """What the stored facts say of one participant at this moment."""

    minutes: float = 0.0
    """Countable so far."""
    at_clinic: bool = False
    """Checked in or tapped as physically present, and not out since."""
    role: views.Role = "client"
    agrees_to_observers: bool = False
    hours: LiveHours | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a view shows that is not the room's own."""

    now: datetime
    attendance: Mapping[str, LiveAttendance]
    tracks: Mapping[str, Sequence[Source]]
    """Published by each participant."""
    storage_healthy: bool = True
    admits: bool = True
    quality: Mapping[str, views.Quality] = field(default_factory=dict)
    """Of each participant's connection, where it is known."""
    paused: Mapping[str, int] = field(default_factory=dict)
    """How many pictures are kept from a participant because the line does not carry them."""


def view_for(room: Room, viewer: str, around: Surroundings) -> views.RoomView:
    """The room as `viewer`, who is here, may know it; see `Views`."""
    return Views(room, around).of(viewer)


class Views:
    """The room at one moment as each of those who are here may know it. What several see is made once.

    Who is not of the staff never gets a legal name, nor anything of those who wait but that a trainee is among them;
    who waits or is on hold gets nobody at all.
    """

    def __init__(self, room: Room, around: Surroundings) -> None:
        self._room = room
        self._around = around
        self._here = tuple(room.here())
        self._scopes = {one.id: scope_of(room, one) for one in self._here}
        self._session = _session(room)
        self._peers: dict[tuple[str, int | None], views.ParticipantView] = {}
        self._staff: dict[bool, views.StaffView] = {}

    def of(self, viewer: str) -> views.RoomView:
        room = self._room
        me = room.members[viewer]
        near = self._near(me)
        seen = {one.id for one in near}
        hands = {one: place for place, one in enumerate((it for it in room.hands if it == viewer or it in seen), 1)}
        return views.RoomView(
            session=self._session,
            me=_me(room, me, self._around),
            waiting_message=room.waiting_message if me.place == "waiting" else "",
            participants=[self._peer(one, hands.get(one.id)) for one in near],
            staff=self._of_staff(room.leads(me)) if me.is_staff else None,
            breakouts=breakouts_view(room, me),
            screen=screen_before(room, me),
            handout=_handout(handout_before(room, me)),
            spotlight=room.spotlight if room.spotlight in (viewer, *seen) else None,
        )

    def _near(self, me: Member) -> list[Member]:
        mine = self._scopes[me.id]
        if mine is None:
            return []
        return [one for one in self._here if one is not me and self._scopes[one.id] == mine]

    def _peer(self, peer: Member, hand: int | None) -> views.ParticipantView:
        key = peer.id, hand
        if key not in self._peers:
            self._peers[key] = _peer(self._room, peer, hand, self._around)
        return self._peers[key]

    def _of_staff(self, leads: bool) -> views.StaffView:
        if leads not in self._staff:
            self._staff[leads] = _staff(self._room, leads, self._around)
        return self._staff[leads]


def _handout(shown: ShownHandout | None) -> views.HandoutView | None:
    if shown is None:
        return None
    return views.HandoutView(handout=shown.id, title=shown.title, media_type=shown.media_type)


def _session(room: Room) -> views.SessionView:
    plan = room.plan
    return views.SessionView(
        session=plan.session,
        title=plan.title,
        kind=plan.kind,
        starts_at=to_text(plan.starts_at),
        ends_at=to_text(plan.ends_at),
        time_zone=plan.time_zone,
        phase=room.phase,
        started_at=to_text(room.started_at) if room.started_at else None,
        break_ends_at=to_text(room.break_ends_at) if room.break_ends_at else None,
        facilitators=list(plan.facilitators),
        observers=sorted({**plan.observers, **{one.id: one.seat.alias for one in _observers(room)}}.values()),
        clinic=plan.clinic_name,
        phone=plan.phone,
    )


def _observers(room: Room) -> Iterator[Member]:
    return (one for one in room.here() if one.seat.role == "observer")


def _me(room: Room, me: Member, around: Surroundings) -> views.MeView:
    return views.MeView(
        participant=me.id,
        role=me.seat.role,
        place=_place(room, me),
        name=me.seat.alias,
        hand_raised=me.id in room.hands,
        on_hold=room.on_hold and me.place == "in_room" and not me.is_staff,
        quality=around.quality.get(me.id),
        paused=around.paused.get(me.id, 0),
        in_room=me.id in room.at_clinic,
        one_microphone=room.is_on_one_microphone(me),
        may_share=may_share(room, me),
    )


def _place(room: Room, member: Member) -> views.Place:
    match member.place:
        case "waiting" | "talking_first":
            return member.place
        case "in_room":
            if room.sidebar_of(member.id):
                return "sidebar"
            return "breakout" if room.breakout_of(member.id) else "in_room"
        case _:
            raise ValueError(f"{member.place} has no view")


def _peer(room: Room, peer: Member, hand: int | None, around: Surroundings) -> views.ParticipantView:
    return views.ParticipantView(
        participant=peer.id,
        name=peer.seat.alias,
        pronouns=peer.seat.pronouns,
        role=peer.seat.role,
        connectivity=_connectivity(peer),
        quality=around.quality.get(peer.id),
        tracks=[
            views.TrackView(source=source, muted=source in peer.muted) for source in around.tracks.get(peer.id, ())
        ],
        hand=hand,
        people=len(room.at_clinic) if peer.is_device else None,
    )


def _connectivity(member: Member) -> views.Connectivity:
    return "connected" if member.is_reachable else "reconnecting"


def _staff(room: Room, leads: bool, around: Surroundings) -> views.StaffView:
    return views.StaffView(
        leads=leads,
        waiting=[_waiting(room, one) for one in room.here() if not one.is_staff and one.place != "in_room"],
        roster=list(_roster(room, around)),
        locked=room.locked,
        waiting_message=room.waiting_message,
        storage_healthy=around.storage_healthy,
        admits=around.admits,
        hands=[_hand(room, one) for one in room.hands],
        breakouts=staff_breakouts(room),
        sidebars=staff_sidebars(room),
        without_staff=without_staff(room),
        must_end_at=to_text(at) if (at := must_end_at(room, around.now)) else None,
        device=_device(room.device, around) if room.device is not None else None,
        others_may_share=room.others_may_share,
    )


def _hand(room: Room, participant: str) -> views.HandView:
    breakout = room.breakout_of(participant)
    name = room.members[participant].seat.alias
    return views.HandView(participant=participant, name=name, breakout=breakout.name if breakout else None)


def _device(device: Member, around: Surroundings) -> views.DeviceView:
    silent = around.quality.get(device.id) == "lost" or "microphone" not in around.tracks.get(device.id, ())
    state: Literal["connected", "lost", "silent"] = "connected"
    if not device.is_reachable:
        state = "lost"
    elif silent or "microphone" in device.muted:
        state = "silent"
    return views.DeviceView(participant=device.id, name=device.seat.alias, state=state)


def _waiting(room: Room, member: Member) -> views.WaitingView:
    return views.WaitingView(
        participant=member.id,
        name=member.seat.alias,
        legal_name=member.seat.legal_name,
        name_used=member.seat.name_used,
        pronouns=member.seat.pronouns,
        role=member.seat.role,
        guest_of=member.seat.guest_of,
        relation=member.seat.relation,
        since=to_text(member.since),
        connectivity=_connectivity(member),
        talking_with=member.talking_with,
        was_removed=member.id in room.turned_away,
        over=[views.OverView(rule=one.rule, there=one.there, most=one.most) for one in over_with(room, member)],
        not_agreed=sorted(_legal_name(room, one) for one in not_agreed(room, member)),
        not_with_group=not_with_group(room, member),
    )


def _roster(room: Room, around: Surroundings) -> Iterator[views.RosterView]:
    """Of clients alone: nobody else has minutes or hours."""
    walked_in = {
        one.id: Expected(one.id, one.seat.alias, one.seat.legal_name, one.seat.name_used, one.seat.pronouns)
        for one in room.members.values()
        if one.is_client
    }
    for participant, who in {**walked_in, **{one.participant: one for one in room.plan.roster}}.items():
        attendance = around.attendance.get(participant, LiveAttendance())
        member = room.members.get(participant)
        yield views.RosterView(
            participant=participant,
            name=who.alias,
            legal_name=who.legal_name,
            name_used=who.name_used,
            pronouns=who.pronouns,
            status=_status(room, participant, attendance),
            minutes=round(attendance.minutes, 1),
            identity_confirmed=participant in room.confirmed,
            quick_exit=member is not None and member.quick_exit,
            agrees_to_observers=participant in room.agreed,
            hours=_hours(attendance.hours) if attendance.hours else None,
            place=_place(room, member) if member is not None and member.is_here else None,
            answers=_answers(room.checks.get(participant)),
            talk_first=_talk_first(room, member),
        )


def _legal_name(room: Room, participant: str) -> str:
    """Of a client."""
    if participant in room.members:
        return room.members[participant].seat.legal_name
    return next((one.legal_name for one in room.plan.roster if one.participant == participant), "")


def _answers(check: Check | None) -> views.AnswersView | None:
    if check is None or check.answers is None:
        return None
    answers = check.answers
    return views.AnswersView(
        at_home=answers.at_home,
        state=answers.state,
        address=answers.address,
        phone=answers.phone,
        alone=answers.alone,
        agreed=answers.agreed,
        others=answers.others,
        adult=answers.adult,
        adult_name=answers.adult_name,
        adult_phone=answers.adult_phone,
    )


def _talk_first(room: Room, member: Member | None) -> list[views.Why]:
    """Nothing of those who are not online: they were asked nothing."""
    if member is None or not member.is_here:
        return []
    return [why.value for why in room.check(member).talk_first]


def _hours(hours: LiveHours) -> views.HoursView:
    must_end_at = to_text(hours.must_end_at) if hours.must_end_at else None
    return views.HoursView(words=hours.words, must_end_at=must_end_at, at_risk=hours.at_risk)


def _status(room: Room, participant: str, attendance: LiveAttendance) -> views.RosterStatus:
    if attendance.at_clinic:
        return "in_room"
    match room.members[participant].place if participant in room.members else _place_before(room, participant):
        case "in_room":
            return "remote"
        case "waiting" | "talking_first":
            return "waiting"
        case "denied":
            return "denied"
        case "redirected":
            return "redirected"
        case "removed":
            return "removed"
        case None if attendance.minutes == 0:
            return "expected"
        case _:
            return "left"


def _place_before(room: Room, participant: str) -> Whereabouts | None:
    """Of one who has not come since the room was opened anew: where what is kept says they went; None: nowhere.

    Whoever was turned away after staff had confirmed who it is was in the room, and removed.
    """
    if participant in room.redirected:
        return "redirected"
    if participant in room.turned_away:
        return "removed" if participant in room.confirmed else "denied"
    return "gone" if participant in room.confirmed else None
