"""The room as a value: its members, where each of them is, and what is kept of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from server.domain.joining.checks import NOT_ASKED, UNANSWERED, Check
from server.domain.roster.keep_apart import NOBODY_APART, Pairs
from signaling.protocol.messages import Source
from signaling.protocol.views import Phase, Role
from signaling.rooms.plan import Breakout, SavedRoom, Seat, SessionPlan, ShownHandout

Whereabouts = Literal["waiting", "talking_first", "in_room", "gone", "denied", "redirected", "removed"]
HERE: frozenset[Whereabouts] = frozenset({"waiting", "talking_first", "in_room"})


@dataclass(frozen=True, slots=True)
class Connection:
    """One socket of a participant, kept for a while after it dropped."""

    id: str
    page: str
    """The page load it belongs to: the same page keeps its media transports."""
    since: datetime
    heard: datetime
    """The last sign of life, by socket or by media."""
    lost: datetime | None = None
    """When the socket was found dropped or silent; None while it is open."""
    closed: bool = False
    """The page closed the socket itself, as it does when it is closed, left or loaded anew."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person who came to this room since it was opened, whether still here or not."""

    seat: Seat
    place: Whereabouts
    since: datetime
    """At this place; of one who is gone, the last sign of life."""
    connection: Connection | None
    """None exactly when the place is gone, denied, redirected or removed."""
    talking_with: str | None = None
    """The other one of a private word."""
    muted: frozenset[Source] = frozenset()
    quick_exit: bool = False
    """They left by the quick exit and have not been admitted since."""

    @property
    def id(self) -> str:
        return self.seat.participant

    @property
    def is_staff(self) -> bool:
        return self.seat.is_staff

    @property
    def is_device(self) -> bool:
        return self.seat.is_device

    @property
    def is_client(self) -> bool:
        return self.seat.role == "client"

    @property
    def is_here(self) -> bool:
        return self.place in HERE

    @property
    def is_reachable(self) -> bool:
        """Here, with an open socket."""
        return self.is_here and self.connection is not None and self.connection.lost is None


@dataclass(frozen=True, slots=True)
class Room:
    """The live run of a session. `members` is never changed in place."""

    plan: SessionPlan
    opened_at: datetime
    phase: Phase = "planned"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    break_ends_at: datetime | None = None
    locked: bool = False
    waiting_message: str = ""
    on_hold: bool = False
    """No staff can be reached: what clients send to each other stops."""
    members: Mapping[str, Member] = field(default_factory=dict)
    hands: tuple[str, ...] = ()
    """Raised hands, the first one first."""
    admitted: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    turned_away: frozenset[str] = frozenset()
    redirected: frozenset[str] = frozenset()
    took_over: frozenset[str] = frozenset()
    breakouts: tuple[Breakout, ...] = ()
    breakouts_end_at: datetime | None = None
    breakout_round: int = 0
    in_breakout: Mapping[str, str] = field(default_factory=dict)
    sidebars: Mapping[str, str] = field(default_factory=dict)
    spotlight: str | None = None
    handout: ShownHandout | None = None
    screens: Mapping[str, str] = field(default_factory=dict)
    others_may_share: bool = False
    break_began_at: datetime | None = None
    breaks_taken: timedelta = timedelta()
    apart: Pairs = NOBODY_APART
    """Who must not be in the room together, as the clinic says now."""
    at_clinic: frozenset[str] = frozenset()
    """In the physical room, as far as is known."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Of everybody on the roster or seen, as the clinic has them."""
    agreed: frozenset[str] = frozenset()
    """Clients who agreed to a trainee's watching."""
    handouts: Mapping[str, ShownHandout] = field(default_factory=dict)
    """Those that were asked for, as the clinic has them."""
    checks: Mapping[str, Check] = field(default_factory=dict)
    """What clients answered on joining, as the clinic says now."""
    unheard: frozenset[str] = frozenset()
    """Connections whose signs of life cannot reach this process just now: their silence says nothing."""

    @classmethod
    def open(cls, plan: SessionPlan, saved: SavedRoom | None, now: datetime) -> Self:
        """The room as it was left, or a new one. Nobody is in it until they connect."""
        if saved is None:
            return cls(plan, now, apart=plan.apart)
        return cls(plan, now, apart=plan.apart, **dict(saved))

    def saved(self) -> SavedRoom:
        """What another owner must know to go on."""
        return SavedRoom(**{name: getattr(self, name) for name in SavedRoom.model_fields})

    @property
    def is_underway(self) -> bool:
        """Started by staff and not ended."""
        return self.phase in ("in_progress", "on_break")

    def with_member(self, member: Member) -> Self:
        """With this member added or replaced. A hand goes down with its owner's leaving the room. A breakout is kept
        for a client who lost the connection or left by themselves, and for staff in a private word."""
        hands = self.hands if member.place == "in_room" else tuple(one for one in self.hands if one != member.id)
        keeps = "talking_first" if member.is_staff else "gone"
        in_breakout = self.in_breakout
        if member.place not in ("in_room", keeps) and member.id in in_breakout:
            in_breakout = {who: where for who, where in in_breakout.items() if who != member.id}
        return replace(self, members={**self.members, member.id: member}, hands=hands, in_breakout=in_breakout)

    def change(self, participant: str, **changes: Any) -> Self:
        """With these fields of that member changed."""
        return self.with_member(replace(self.members[participant], **changes))

    def here(self) -> Iterator[Member]:
        """Everyone who waits, talks or is in the room, its device too."""
        return (member for member in self.members.values() if member.is_here)

    def people_here(self) -> Iterator[Member]:
        """Without the device, which is nobody."""
        return (member for member in self.here() if not member.is_device)

    @property
    def device(self) -> Member | None:
        """The clinic's room, if it takes part: the one that can be reached, if there are several."""
        devices = [member for member in self.here() if member.is_device]
        return max(devices, key=lambda one: one.is_reachable, default=None)

    @property
    def is_joined_by_device(self) -> bool:
        """Those in the clinic's room and those at home hear each other, as far as is known."""
        return self.device is not None and self.device.is_reachable

    def is_on_one_microphone(self, member: Member) -> bool:
        """They sit in the clinic's room, which has a microphone and a loudspeaker of its own."""
        return not member.is_device and member.id in self.at_clinic and self.is_joined_by_device

    def clients_in_room(self) -> Iterable[Member]:
        return (member for member in self.here() if member.place == "in_room" and member.is_client)

    def not_staff_in_room(self) -> Iterable[Member]:
        """Clients and whoever else takes part: none of them is ever left there without staff."""
        return (member for member in self.people_here() if member.place == "in_room" and not member.is_staff)

    def inside(self) -> Mapping[str, Role]:
        """Everybody who is in the room, also in the physical one, with the role."""
        at_clinic = {one: self.roles.get(one, "client") for one in self.at_clinic}
        return {**at_clinic, **{one.id: one.seat.role for one in self.people_here() if one.place == "in_room"}}

    def breakout_of(self, participant: str) -> Breakout | None:
        """The breakout that they are assigned to, or visit; None: the main room."""
        at = self.in_breakout.get(participant)
        return next((one for one in self.breakouts if one.id == at), None)

    def sidebar_of(self, participant: str) -> str | None:
        """The client of the sidebar that they are in."""
        if participant in self.sidebars:
            return participant
        return next((client for client, staff in self.sidebars.items() if staff == participant), None)

    def is_in_main_room(self, member: Member) -> bool:
        apart = self.breakout_of(member.id) or self.sidebar_of(member.id)
        return member.place == "in_room" and apart is None

    def check(self, member: Member) -> Check:
        """What a client answered, and why a private word comes first; nobody else is asked."""
        return self.checks.get(member.id, UNANSWERED) if member.is_client else NOT_ASKED

    def leads(self, member: Member) -> bool:
        """Runs the session: planned to, or took over. Staff who only look in are to its clients as if not there; the
        record holds it the same way (`Scene.staff`)."""
        return member.seat.leads or member.id in self.took_over

    def staff_last_reachable(self) -> datetime | None:
        """When staff who run the session could last be reached; None while they can. Staff in the clinic's room can, as
        long as its device is there."""
        if self.has_staff_by_device:
            return None
        last = self.opened_at
        for member in self.members.values():
            if not self.leads(member):
                continue
            if member.is_reachable:
                return None
            last = max(last, member.connection.heard if member.connection else member.since)
        return last

    @property
    def has_staff_by_device(self) -> bool:
        return bool(self.staff_by_device())

    def staff_by_device(self) -> frozenset[str]:
        """Staff who run the session, are in the clinic's room, and by its device with those at home."""
        if not self.is_joined_by_device:
            return frozenset()
        return frozenset(one for one in self.at_clinic if self.roles.get(one) == "facilitator" or one in self.took_over)
