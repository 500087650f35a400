"""The room as one viewer may know it. A field that a viewer must not learn is absent, never merely hidden."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Place = Literal["waiting", "talking_first", "in_room", "breakout", "sidebar"]
Kind = Literal[
    "group",
    "individual",
    "family",
    "workshop",
    "skills",
    "wellness",
    "medication_check",
    "assessment",
    "alumni",
    "recreation",
    "film",
    "workbook",
]
Connectivity = Literal["connected", "reconnecting"]
Quality = Literal["good", "fair", "poor", "lost"]
"""Of a participant's connection: `lost` when the relay has heard nothing of them for some seconds."""
Role = Literal["client", "facilitator", "admin", "observer", "interpreter", "guest", "room"]
"""`observer`: a trainee, who has no rights of staff here; `guest`: a client's family or other guest; `room`: nobody,
but the camera, microphone and screen of the clinic's own room."""
Phase = Literal["planned", "in_progress", "on_break", "finished"]
RosterStatus = Literal["in_room", "remote", "waiting", "expected", "left", "removed", "denied", "redirected"]
Way = Literal["phone", "in_person", "another_day"]
"""How somebody is cared for instead of in the session that they came to."""
Why = Literal["unanswered", "not_alone", "not_agreed", "no_adult", "program_not_licensed", "staff_not_licensed"]
"""What wants a private word first. The last two: not in the state where they are."""
Rule = Literal["cap", "ratio"]
"""`cap`: people in a group; `ratio`: clients for the staff who are there."""
Finding = Literal[Why, Rule]
"""What speaks against letting somebody in, and can be gone on with for a reason."""


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class SessionView(Value):
    """The session and how far it is. Times are ISO 8601 in UTC; `time_zone` is the site's (IANA)."""

    session: str
    title: str
    kind: Kind
    starts_at: str
    ends_at: str
    time_zone: str
    phase: Phase
    started_at: str | None
    break_ends_at: str | None
    facilitators: list[str]
    """Names of those who run it."""
    clinic: str
    phone: str
    """The clinic's number, for the hold page and when in need."""
    observers: list[str] = []
    """Names of trainees who watch, or may; everybody is told before and while they are there."""


class MeView(Value):
    participant: str
    role: Role
    place: Place
    name: str
    hand_raised: bool
    on_hold: bool
    """No staff can be reached: nothing is heard or seen until they are back."""
    quality: Quality | None
    """Of one's own connection; None while it is not known yet."""
    paused: int = 0
    """How many pictures of others are not sent because one's own line does not carry them."""
    in_room: bool = False
    """In the clinic's room, as far as is known."""
    one_microphone: bool = False
    """In the clinic's room while its own device is there: one's own microphone and speaker stay off, or it echoes."""
    may_share: bool = False
    """Their screen, from where they are."""


class TrackView(Value):
    source: Literal["microphone", "camera", "screen"]
    muted: bool


class ParticipantView(Value):
    """Somebody in the same room (or private word) as the viewer, the viewer left out."""

    participant: str
    name: str
    pronouns: str
    role: Role
    connectivity: Connectivity
    quality: Quality | None
    """None while it is not known yet."""
    tracks: list[TrackView]
    hand: int | None
    """Place among the raised hands that the viewer sees, from 1."""
    people: int | None = None
    """Of the clinic's room: how many are in it."""


class WaitingView(Value):
    """Staff only: one who waits."""

    participant: str
    name: str
    legal_name: str
    since: str
    connectivity: Connectivity
    talking_with: str | None
    """The staff member in a private word with them."""
    was_removed: bool
    """They were removed or denied earlier in this session; *admit all* passes them over."""
    not_with_group: bool
    """They cannot be let in while somebody is inside from whom they are kept apart; who that is nobody is told here."""
    name_used: str = ""
    """What staff call them; empty: by the first of the legal name."""
    pronouns: str = ""
    role: Role = "client"
    guest_of: str = ""
    """A client's legal name, of a guest; otherwise empty."""
    relation: str = ""
    """What the guest is to that client."""
    over: list["OverView"] = []
    """What would be more than the policy has if they were let in now; `admit` then needs a reason."""
    not_agreed: list[str] = []
    """Of an observer: legal names of clients who are inside and have not agreed to one. They cannot be let in."""


class OverView(Value):
    """So many would be there, and the policy has at most so many."""

    rule: Rule
    there: int
    most: int


class HoursView(Value):
    """Staff only: a client's day, week and units with what the session has brought so far."""

    words: str
    """`12 minutes short of 3 h today, 7.5 of 9 h this week, 2 units left. …`"""
    must_end_at: str | None
    """The session must not end before, for them to reach the day; None: they have, are not here, or can later."""
    at_risk: bool
    """They miss the day if the session ends as planned."""


class AnswersView(Value):
    """Staff only: what a client answered on joining, or staff wrote down for them."""

    at_home: bool
    state: str
    """Postal code."""
    address: str
    """One line; may be empty."""
    phone: str
    alone: bool
    """Alone, and safe to talk."""
    agreed: bool
    """To the group agreement."""
    others: str
    """Who else is there, as staff wrote."""
    adult: bool | None = None
    """Of a minor: whether somebody of age is reachable now. None: not asked."""
    adult_name: str = ""
    adult_phone: str = ""


class RosterView(Value):
    """Staff only: one line per expected or present client, in-person and remote alike."""

    participant: str
    name: str
    legal_name: str
    status: RosterStatus
    """`in_room`: physically at the clinic. `remote`: in the live room by video."""
    minutes: float
    """Countable minutes so far, derived from facts."""
    identity_confirmed: bool
    quick_exit: bool
    """They left by the quick exit and have not been admitted since; *admit all* passes them over."""
    hours: HoursView | None = None
    """While the session is in progress."""
    name_used: str = ""
    """What staff call them; empty: by the first of the legal name."""
    pronouns: str = ""
    agrees_to_observers: bool = False
    """To a trainee's watching. Nobody watches while a client is inside who has not said so."""
    place: Place | None = None
    """Where they are in the live room; None: not there."""
    answers: AnswersView | None = None
    """None: nothing was answered."""
    talk_first: list[Why] = []
    """Of one who is online: why a private word comes first; *admit all* passes them over, and admitting wants a reason.
    """


class HandView(Value):
    """Staff only: a raised hand, wherever its owner is."""

    participant: str
    name: str
    breakout: str | None
    """The name of the breakout they are in."""


class OccupantView(Value):
    participant: str
    name: str
    role: Role
    connectivity: Connectivity


class BreakoutView(Value):
    """Staff only: one breakout and who is in it now, visiting staff too. Nobody, when it is empty."""

    breakout: str
    name: str
    people: list[OccupantView]


class SidebarView(Value):
    """Staff only: a client and the staff member who took them aside."""

    participant: str
    name: str
    staff: str
    staff_name: str
    staff_away: bool
    """They cannot be reached: a colleague may end it."""


class DeviceView(Value):
    """Staff only: the device of the clinic's room."""

    participant: str
    name: str
    state: Literal["connected", "lost", "silent"]
    """`lost`: it cannot be reached; `silent`: nothing of it is heard, so that it carries nobody to those at home."""


class StaffView(Value):
    """What staff see on top."""

    leads: bool = True
    """They run the session: planned to, or took over. With those who only look in clients are without staff."""
    waiting: list[WaitingView]
    roster: list[RosterView]
    locked: bool
    waiting_message: str
    storage_healthy: bool
    admits: bool = True
    """False while the clinic's servers cannot reach each other: nobody can be let in."""
    hands: list[HandView] = []
    """All raised hands, the first one first."""
    breakouts: list[BreakoutView] = []
    """Empty unless they are on."""
    sidebars: list[SidebarView] = []
    without_staff: bool = False
    """Clients are in the main room of a session in progress, and no staff who run it are with them."""
    must_end_at: str | None = None
    """Begun late, or breaks took longer: the session reaches its minutes only if it does not end before. None: it does
    as planned."""
    device: DeviceView | None = None
    """None: no device of the clinic's room was brought in."""
    others_may_share: bool = False
    """Clients, guests and interpreters may share a screen."""


class UplinkView(Value):
    """What comes from a participant. `loss`: 0..1, None when too little is sent to tell; `bitrate` in bit/s."""

    loss: float | None
    bitrate: int
    layers: list[int]
    """What comes of each layer of the picture, the lowest first, in bit/s."""


class DownlinkView(Value):
    """What goes to a participant, as their browser reports it."""

    loss: float | None
    bitrate: int
    estimate: int | None
    """What their line is taken to carry, in bit/s; None before it is known."""
    layers: list[int]
    """How many pictures they take at each layer, the lowest first."""
    withheld: int
    """How many pictures are not sent: they are not on the screen, or the line does not carry them."""


class LineView(Value):
    """Staff only: a participant's connection over the last seconds, direction by direction; None: not connected."""

    participant: str
    quality: Quality
    round_trip: int | None
    """Milliseconds."""
    up: UplinkView | None
    down: DownlinkView | None


class BreakoutsView(Value):
    """While the group is divided."""

    ends_at: str | None
    """When everybody is back by themselves; None: not known yet."""
    here: str | None
    """The name of the viewer's breakout; None: in the main room."""


class HandoutView(Value):
    """A hand-out that is shown to everybody; its file is asked for over HTTP."""

    handout: str
    title: str
    media_type: str


class RoomView(Value):
    session: SessionView
    me: MeView
    waiting_message: str
    """Only while waiting; else empty."""
    participants: list[ParticipantView]
    """Empty while waiting or on hold."""
    staff: StaffView | None
    breakouts: BreakoutsView | None = None
    """Of one in the room."""
    spotlight: str | None = None
    """Who is shown in front for everybody, the viewer too."""
    screen: str | None = None
    """Who shares a screen with those who are here, the viewer too."""
    handout: HandoutView | None = None
    """Shown to those who are in the room and not aside."""
