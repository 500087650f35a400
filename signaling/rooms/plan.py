"""What the clinic tells a live room: who takes a seat in it, what was planned, what is stored of an earlier run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from server.domain.roster.crowding import UNBOUND, Bounds
from server.domain.roster.keep_apart import NOBODY_APART, Pairs
from signaling.protocol.views import Kind, Phase, Role

STAFF: frozenset[Role] = frozenset({"facilitator", "admin"})
"""Who has the rights of staff in the room. All others wait to be let in."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who may take a place in which session's room. The role is the server's word, never the browser's."""

    clinic: str
    session: str
    participant: str
    """Person id."""
    role: Role
    alias: str
    """The chosen name, which peers see."""
    pronouns: str
    legal_name: str
    """For staff only."""
    login_session: str
    """Ends the socket when it is revoked."""
    on_roster: bool = False
    """Planned as one of the session's facilitators, whatever the role."""
    name_used: str = ""
    """What staff call them; for staff only, as all that follows."""
    guest_of: str = ""
    """Legal name of the client who brings this guest."""
    relation: str = ""

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_device(self) -> bool:
        """Nobody: the device of the clinic's own room."""
        return self.role == "room"

    @property
    def leads(self) -> bool:
        """Planned to run the session. A facilitator has a seat in no other; an admin may look in on any."""
        return self.on_roster or self.role == "facilitator"


@dataclass(frozen=True, slots=True)
class Expected:
    """A client on the session's roster."""

    participant: str
    alias: str
    legal_name: str
    name_used: str = ""
    pronouns: str = ""


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """The session as it was planned. Times are aware UTC."""

    clinic: str
    session: str
    title: str
    kind: Kind
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    """The site's, an IANA name."""
    clinic_name: str
    phone: str
    """The clinic's number, for the hold page."""
    facilitators: tuple[str, ...]
    """Chosen names of those who run it."""
    roster: tuple[Expected, ...]
    apart: Pairs = NOBODY_APART
    """Who of the clinic is kept apart, as the room opens."""
    bounds: Bounds = UNBOUND
    """How many the policy has at most."""
    observers: Mapping[str, str] = field(default_factory=dict)
    """Chosen names of trainees on the roster, by participant."""
    planned_break: timedelta = timedelta()
    """Within the planned times."""

    @property
    def required(self) -> timedelta:
        """What the session is meant to bring, without breaks."""
        return self.ends_at - self.starts_at - self.planned_break


class Breakout(BaseModel):
    """One part of a divided group. The id is never used again in the session, as the record goes by it."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class ShownHandout(BaseModel):
    """A hand-out of the session or its program, as shown to everybody."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    media_type: str


class SavedRoom(BaseModel):
    """What a room must know to go on after a restart or with another owner; plain JSON."""

    model_config = ConfigDict(frozen=True)

    phase: Phase = "planned"
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    break_ends_at: AwareDatetime | None = None
    locked: bool = False
    waiting_message: str = ""
    admitted: frozenset[str] = frozenset()
    """Who, not being staff, comes back without waiting."""
    confirmed: frozenset[str] = frozenset()
    """Whom staff know by sight or voice."""
    turned_away: frozenset[str] = frozenset()
    """Who was removed, denied or redirected: they wait again, and staff see that."""
    redirected: frozenset[str] = frozenset()
    """Those of them whom staff sent another way."""
    took_over: frozenset[str] = frozenset()
    """Staff who were not planned for the session and run it."""
    breakouts: tuple[Breakout, ...] = ()
    """Empty: the group is together."""
    breakouts_end_at: AwareDatetime | None = None
    breakout_round: int = 0
    """How many times the group has been divided."""
    in_breakout: Mapping[str, str] = {}
    """Breakout of each client assigned to one, and of staff who visit one."""
    sidebars: Mapping[str, str] = {}
    """Client -> who took them aside."""
    spotlight: str | None = None
    handout: ShownHandout | None = None
    screens: Mapping[str, str] = {}
    """Who shares a screen -> the scope in which they do."""
    others_may_share: bool = False
    """A screen: clients, guests and interpreters too, as staff said."""
    break_began_at: AwareDatetime | None = None
    breaks_taken: timedelta = timedelta()
    """Breaks that are over."""
