"""The session as everybody shares it: its start, end, breaks and staff, and each person's presence in it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from server.domain.attendance.evidence import Place
from server.domain.attendance.in_room import InRoom, in_room
from server.domain.attendance.online import COUNTING, Online, Spot, online, watched_over
from server.domain.attendance.plan import SessionPlan
from server.domain.attendance.policy import AttendancePolicy
from server.domain.attendance.record import EndReason
from server.domain.attendance.runs import REACH_BEATS
from server.domain.attendance.spans import Span, Spans, bridged, difference, intersection, union
from server.domain.attendance.state import AttendanceState, Person, seen

_NOBODY = Person()
EVER = -1
WITH_GROUP = Spot(Place.GROUP, "")
"""Before any time."""
SLIVER_MS = 1000
"""A moment shorter than this is no absence of staff: nothing here is observed more finely."""


@dataclass(frozen=True, slots=True)
class Presence:
    """One person's presence in every way. `outages`: while our server was down between two proofs of them."""

    person: Person
    online: Online
    in_room: InRoom
    outages: Mapping[Spot, Spans]
    watched_over: Mapping[Spot, Spans]
    """Where they were for others, if they are staff."""

    def spots(self, with_outages: bool) -> Mapping[Spot, Spans]:
        """Where they were online, outages bridged if asked."""
        if not with_outages or not self.outages:
            return self.online.spots
        return {
            spot: union((*self.online.spots.get(spot, ()), *self.outages.get(spot, ())))
            for spot in sorted({*self.online.spots, *self.outages})
        }


@dataclass(frozen=True, slots=True)
class Scene:
    """Times in milliseconds since 1970. `window` is from the staff's start to the end (or `now`), breaks included."""

    plan: SessionPlan
    policy: AttendancePolicy
    now: int
    started: int | None
    ended: int | None
    window: Spans
    breaks: Spans
    people: Mapping[str, Presence]
    staff: Mapping[str, int]
    """Whose presence makes minutes count, and since when: those planned, since ever, and those who took over."""
    staff_online: Mapping[Spot, Spans]
    staff_in_room: Spans
    staff_anywhere: Spans
    carried: Spans
    """The physical room's own device carried it to those at home: staff in the room were then with them too."""
    silences: Spans
    """Our server gave no proof of life, between two that it gave; not what lasts until now."""

    @property
    def held(self) -> Spans:
        """What the group had: the window without breaks and without time in which no staff were there at all."""
        return intersection(difference(self.window, self.breaks), self.staff_anywhere)

    @property
    def without_staff(self) -> Spans:
        """The window's time, breaks aside, in which no staff were there at all, though our server was."""
        return difference(self._alone, self._cut_off)

    @property
    def lost_to_outages(self) -> Spans:
        """The window's time, breaks aside, in which no staff were there as our server was not; none where it counts."""
        return intersection(self._alone, self._cut_off)

    @property
    def _alone(self) -> Spans:
        return difference(difference(self.window, self.breaks), self.staff_anywhere)

    @property
    def _cut_off(self) -> Spans:
        of_staff = (span for name in self.staff for spans in self.people[name].outages.values() for span in spans)
        return union((*of_staff, *self.silences))


def scene(state: AttendanceState, plan: SessionPlan, policy: AttendancePolicy, now: int) -> Scene:
    """Everything about the session that more than one record needs. Raises ValueError for another session's plan."""
    if plan.session != state.session:
        raise ValueError("the plan belongs to another session")
    started = None if state.started is None else state.started.at
    ended = None if state.ended is None else state.ended.at
    window = union([(started, now if ended is None else ended)]) if started is not None else ()
    names = {*state.people, *(entry.participant for entry in plan.roster)}
    people = {name: _presence(name, state, now) for name in sorted(names)}
    staff = _staff(state, plan)
    staff_in_room = bridged(_staff_in_room(people, staff), policy.staff_gap_ms)
    carried = bridged(seen(state.carried), SLIVER_MS)
    staff_online = _staff_online(people, staff, intersection(staff_in_room, carried), policy)
    anywhere = union(span for spans in (staff_in_room, *staff_online.values()) for span in spans)
    anywhere = union((*anywhere, *_slivers(difference(window, anywhere))))
    return Scene(
        plan=plan,
        policy=policy,
        now=now,
        started=started,
        ended=ended,
        window=window,
        breaks=_breaks(state, window),
        people=people,
        staff=staff,
        staff_online=staff_online,
        staff_in_room=staff_in_room,
        staff_anywhere=bridged(anywhere, policy.staff_gap_ms),
        carried=carried,
        silences=_silences(state),
    )


def _silences(state: AttendanceState) -> Spans:
    """Between two boots, or longer than some missed beats of one."""
    runs = sorted((run.first, run.last, boot) for boot, runs in state.boots.items() for run in runs)
    found: list[Span] = []
    heard, heard_by = (runs[0][1], runs[0][2]) if runs else (0, "")
    for first, last, boot in runs[1:]:
        if first > heard and (boot != heard_by or first - heard > REACH_BEATS * state.every_ms):
            found.append((heard, first))
        if last > heard:
            heard, heard_by = last, boot
    return tuple(found)


def supposing_all_still_here(known: Scene) -> Scene:
    """The scene if a headcount now found everybody whose stay in the physical room nobody has closed."""
    if all(presence.in_room.open_since is None for presence in known.people.values()):
        return known
    until = known.now if known.ended is None else known.ended
    people = {name: _still_here(presence, until) for name, presence in known.people.items()}
    staff_in_room = union((*_staff_in_room(people, known.staff), *known.staff_in_room))
    with_group = union((*known.staff_online.get(WITH_GROUP, ()), *intersection(staff_in_room, known.carried)))
    return replace(
        known,
        people=people,
        staff_online={**known.staff_online, WITH_GROUP: with_group},
        staff_in_room=staff_in_room,
        staff_anywhere=union((*known.staff_anywhere, *staff_in_room)),
    )


def _still_here(presence: Presence, until: int) -> Presence:
    since = presence.in_room.open_since
    if since is None:
        return presence
    stays = union((*presence.in_room.all, (presence.in_room.stays[-1].start, until)))
    return replace(presence, in_room=replace(presence.in_room, all=stays))


def _presence(name: str, state: AttendanceState, now: int) -> Presence:
    person = state.people.get(name, _NOBODY)
    ended = None if state.ended is None else state.ended.at
    connected = online(person, state, now)
    return Presence(
        person,
        connected,
        in_room(name, person, state.headcounts, ended),
        _outages(connected),
        watched_over(person, state),
    )


def _outages(connected: Online) -> dict[Spot, Spans]:
    """Gaps after which the person came back to the spot where our own outage had found them."""
    outages: defaultdict[Spot, list[Span]] = defaultdict(list)
    for (_, stop), (start, back_until) in pairwise(connected.all):
        ending = connected.endings.get(stop)
        if ending is None or ending.reason is not EndReason.SERVER_OUTAGE:
            continue
        for spot, spans in connected.spots.items():
            was_there = any(span[1] == stop for span in spans)
            returned = bool(intersection(spans, ((start, back_until),)))
            if spot.place in COUNTING and was_there and returned:
                outages[spot].append((stop, start))
    return {spot: tuple(spans) for spot, spans in outages.items()}


def _slivers(spans: Spans) -> Spans:
    return tuple((start, stop) for start, stop in spans if stop - start < SLIVER_MS)


def _staff(state: AttendanceState, plan: SessionPlan) -> dict[str, int]:
    others = {entry.participant for entry in plan.roster if not entry.role.is_staff}
    took_over = {name: since for name, since in state.took_over.items() if name in state.people.keys() - others}
    return {**took_over, **dict.fromkeys(plan.staff, EVER)}


def _staff_in_room(people: Mapping[str, Presence], staff: Mapping[str, int]) -> Spans:
    return union((max(start, since), stop) for name, since in staff.items() for start, stop in people[name].in_room.all)


def _staff_online(
    people: Mapping[str, Presence], staff: Mapping[str, int], by_device: Spans, policy: AttendancePolicy
) -> dict[Spot, Spans]:
    """`by_device`: when staff in the physical room were with the group by the room's own device."""
    spots: defaultdict[Spot, list[Span]] = defaultdict(list)
    if by_device:
        spots[WITH_GROUP] += by_device
    for name, since in staff.items():
        one = people[name]
        for spot, spans in (*one.spots(policy.outages_count).items(), *one.watched_over.items()):
            if spot.place in COUNTING:
                spots[spot] += [(max(start, since), stop) for start, stop in spans]
    return {spot: bridged(union(spans), policy.staff_gap_ms) for spot, spans in sorted(spots.items())}


def _breaks(state: AttendanceState, window: Spans) -> Spans:
    """Breaks really taken; one that nobody ended lasts to the end."""
    if not window:
        return ()
    taken: list[Span] = []
    since: int | None = None
    for at, begins in state.breaks:
        if begins and since is None:
            since = at
        elif not begins and since is not None:
            taken.append((since, at))
            since = None
    if since is not None:
        taken.append((since, max(since, window[-1][1])))
    return intersection(union(taken), window)
