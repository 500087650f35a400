"""From the state of a session to the record of everybody in it. Pure; `now` is an aware UTC time."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType

from server.domain.attendance.evidence import Modality, Place, Way
from server.domain.attendance.facts import Source
from server.domain.attendance.group_size import clients_at_once
from server.domain.attendance.online import COUNTING, Ending
from server.domain.attendance.others import others_with
from server.domain.attendance.outcome import NOT_BY_POLICY, Attended, outcome, too_little_is_confirmed
from server.domain.attendance.plan import RosterEntry, RosterStatus, SessionPlan
from server.domain.attendance.policy import MINUTE_MS, AttendancePolicy
from server.domain.attendance.record import (
    AgainstChecks,
    AttendanceRecord,
    Confirmation,
    Elsewhere,
    EndReason,
    Flag,
    Gap,
    NotCounted,
    PresenceInterval,
    Telehealth,
)
from server.domain.attendance.scene import Presence, Scene, scene
from server.domain.attendance.spans import Spans, difference, intersection, total, union
from server.domain.attendance.state import HERE, Act, AttendanceState, Person, Said
from server.domain.attendance.timeline import ON_THE_WAY, Manner, Segment, timeline
from server.domain.instants import from_ms, to_ms
from server.domain.roles import Role

_NOBODYS: Mapping[str, AttendancePolicy] = MappingProxyType({})


def record(
    state: AttendanceState,
    plan: SessionPlan,
    policy: AttendancePolicy,
    now: datetime,
    own: Mapping[str, AttendancePolicy] = _NOBODYS,
) -> tuple[AttendanceRecord, ...]:
    """One record for everybody on the roster and everybody seen, clients and staff, ordered by participant id. `own`:
    the policies of those who are judged by another than `policy`.

    Before the session's end the outcomes are pending. Raises ValueError for another session's plan.
    """
    known = {each: scene(state, plan, each, to_ms(now)) for each in {policy, *own.values()}}
    entries = {entry.participant: entry for entry in plan.roster}
    at_once = clients_at_once(known[policy])
    return tuple(
        _record(
            entries.get(name, RosterEntry(name, Role.CLIENT, RosterStatus.WALK_IN)),
            known[own.get(name, policy)],
            state,
            at_once,
        )
        for name in known[policy].people
    )


def _record(entry: RosterEntry, known: Scene, state: AttendanceState, at_once: int | None) -> AttendanceRecord:
    name = entry.participant
    presence = known.people[name]
    segments = timeline(name, known)
    countable = [segment for segment in segments if segment.manner.not_counted is None]
    countable_ms = sum(segment.ms for segment in countable)
    first, last = _first_and_last(presence, segments)
    late_by, early_by = _late_and_early(first, last, known)
    attended = Attended(
        role=entry.role,
        status=entry.status,
        came=first is not None,
        countable_ms=countable_ms,
        waiting_ms=_sum(segments, NotCounted.WAITING),
        talk_first_ms=_sum(segments, NotCounted.TALK_FIRST),
        hold_ms=_sum(segments, NotCounted.HOLD),
        without_staff_ms=_sum(segments, NotCounted.WITHOUT_STAFF),
        outage_ms=_outage_ms(presence, known),
        not_by_policy={why: _sum(segments, why) for why in NOT_BY_POLICY},
        late_by_ms=late_by,
        early_by_ms=early_by,
        last_end=None if last is None else _ending(last, presence).reason,
        removed=_removed(presence, segments),
        redirected=_redirected(presence),
        never_checked_out=_never_checked_out(presence, known),
        unconfirmed_at=_unconfirmed_at(presence, known),
    )
    result, reason = outcome(attended, known)
    intervals = _intervals(segments, presence)
    flags = _flags(attended, presence, segments, intervals, known, bool(state.clock_steps), at_once)
    return AttendanceRecord(
        session=known.plan.session,
        participant=name,
        role=entry.role,
        outcome=result,
        reason=reason,
        countable_ms=countable_ms,
        in_room_ms=sum(segment.ms for segment in countable if segment.manner.in_room),
        remote_ms=sum(segment.ms for segment in countable if segment.manner.remote),
        overlap_ms=sum(segment.ms for segment in countable if segment.manner.in_room and segment.manner.remote),
        individual_ms=sum(segment.ms for segment in countable if segment.manner.place is Place.SIDEBAR),
        video_ms=sum(segment.ms for segment in countable if segment.manner.remote and segment.manner.video),
        present_ms=sum(segment.ms for segment in segments),
        waiting_ms=attended.waiting_ms,
        talk_first_ms=attended.talk_first_ms,
        hold_ms=attended.hold_ms,
        break_ms=_sum(segments, NotCounted.BREAK),
        without_staff_ms=attended.without_staff_ms,
        outage_ms=attended.outage_ms,
        first_at=_time(first),
        last_at=_time(last),
        late_by_ms=late_by,
        early_by_ms=early_by,
        intervals=intervals,
        gaps=_gaps(presence, segments, known),
        flags=flags,
        estimated=any(interval.estimated for interval in intervals),
        error_ms=presence.person.error_ms,
        identity_confirmed=_confirmation(presence.person.identity),
        signed_in=_confirmation(presence.person.signed_in),
        statements=tuple(statement.reason for statement in presence.person.statements),
        scheduled_start=known.plan.starts_at,
        scheduled_end=known.plan.ends_at,
        started_at=_time(known.started),
        ended_at=_time(known.ended),
        time_zone=known.plan.time_zone,
        policy_version=known.policy.version,
        counts_towards_hours=known.plan.kind in known.policy.counting_kinds,
        clients_at_once=at_once if Flag.OVER_GROUP_CAP in flags else None,
        camera_off_ms=_by(countable, Modality.CAMERA_OFF),
        audio_only_ms=_by(countable, Modality.AUDIO_ONLY),
        phone_ms=_by(countable, Modality.PHONE),
        telehealth=_telehealth(presence.person.joining.said),
        against_checks=tuple(
            AgainstChecks(from_ms(one.at), one.by, one.why, one.reason) for one in presence.person.joining.overrides
        ),
        redirected=tuple(
            Elsewhere(from_ms(one.at), one.by, one.way, one.reason) for one in presence.person.joining.redirects
        ),
        others=others_with(name, known) if entry.role is Role.CLIENT else (),
    )


def _by(countable: list[Segment], modality: Modality) -> int:
    return sum(segment.ms for segment in countable if segment.manner.modality is modality)


def _sum(segments: tuple[Segment, ...], why: NotCounted) -> int:
    return sum(segment.ms for segment in segments if segment.manner.not_counted is why)


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def _confirmation(act: Act | None) -> Confirmation | None:
    return None if act is None else Confirmation(from_ms(act.at), act.by)


def _telehealth(said: Said | None) -> Telehealth | None:
    if said is None:
        return None
    answers = said.answers
    return Telehealth(
        said_at=from_ms(said.at),
        by=said.by,
        at_home=answers.at_home,
        place_of_service=answers.place_of_service,
        state=answers.state,
        address=answers.address,
        phone=answers.phone,
        alone=answers.alone,
        others=answers.others,
        agreed=answers.agreed,
        agreement=answers.agreement,
    )


def _first_and_last(presence: Presence, segments: tuple[Segment, ...]) -> tuple[int | None, int | None]:
    """The first and last sign of the person, were it only a moment."""
    signs = [*presence.online.endings, *(at for stay in presence.in_room.stays for at in stay[:2])]
    signs += [at for segment in segments for at in (segment.start, segment.stop)]
    return min(signs, default=None), max(signs, default=None)


def _late_and_early(first: int | None, last: int | None, known: Scene) -> tuple[int, int]:
    """Late is after both the real and the planned start, early before both the real and the planned end."""
    if first is None or last is None or known.started is None:
        return 0, 0
    late = max(0, first - max(known.started, to_ms(known.plan.starts_at)))
    if known.ended is None:
        return late, 0
    return late, max(0, min(known.ended, to_ms(known.plan.ends_at)) - last)


def _ending(at: int, presence: Presence) -> Ending:
    """Why the presence that stops at `at` did."""
    online = presence.online.endings.get(at)
    if online is not None:
        return online
    for stay in presence.in_room.stays:
        if stay.stop == at:
            return Ending(stay.reason, stay.estimated)
    return Ending(EndReason.STATED, False)


def _removed(presence: Presence, segments: tuple[Segment, ...]) -> EndReason | None:
    turned_away = [
        at for at, end in presence.online.endings.items() if end.reason in (EndReason.REMOVED, EndReason.DENIED)
    ]
    if not turned_away:
        return None
    at = max(turned_away)
    let_in_again = any(
        segment.stop > at and (segment.manner.in_room or segment.manner.place in COUNTING) for segment in segments
    )
    return None if let_in_again else presence.online.endings[at].reason


def _redirected(presence: Presence) -> Way | None:
    """The last way that staff sent them, unless they came once more and were turned away."""
    redirects = presence.person.joining.redirects
    turned_away = (at for at, end in presence.online.endings.items() if end.reason is EndReason.DENIED)
    return redirects[-1].way if redirects and redirects[-1].at >= max(turned_away, default=0) else None


def _never_checked_out(presence: Presence, known: Scene) -> bool:
    """In the physical room and never counted again, long before the session ended."""
    since = presence.in_room.open_since
    return since is not None and known.ended is not None and known.ended - since > known.policy.grace_ms


def _unconfirmed_at(presence: Presence, known: Scene) -> int | None:
    """A check-in at the kiosk before the start does not say that somebody came to the session itself."""
    seen = presence.in_room.unconfirmed
    if seen is None or known.started is None:
        return None
    return seen.at if seen.source is Source.TAP or seen.at >= known.started else None


def _intervals(segments: tuple[Segment, ...], presence: Presence) -> tuple[PresenceInterval, ...]:
    intervals: list[PresenceInterval] = []
    for index, segment in enumerate(segments):
        manner = segment.manner
        after = segments[index + 1] if index + 1 < len(segments) else None
        if after is not None and after.start == segment.stop:
            ending = Ending(_change(manner, after.manner), False)
        else:
            ending = _ending(segment.stop, presence)
        intervals.append(
            PresenceInterval(
                start=from_ms(segment.start),
                stop=from_ms(segment.stop),
                modality=manner.modality,
                place=manner.place,
                also_remote=manner.in_room and manner.remote,
                grade=manner.grade,
                sources=manner.sources,
                end_reason=ending.reason,
                estimated=ending.estimated or manner.estimated,
                counted=manner.not_counted is None,
                not_counted=manner.not_counted,
            )
        )
    return tuple(intervals)


_BEGINS = {
    NotCounted.AFTER_END: EndReason.SESSION_ENDED,
    NotCounted.BREAK: EndReason.BREAK_BEGAN,
    NotCounted.WITHOUT_STAFF: EndReason.STAFF_LEFT,
}
_ENDS = {
    NotCounted.NOT_STARTED: EndReason.SESSION_STARTED,
    NotCounted.BEFORE_START: EndReason.SESSION_STARTED,
    NotCounted.BREAK: EndReason.BREAK_OVER,
    NotCounted.WITHOUT_STAFF: EndReason.STAFF_CAME,
}


def _change(before: Manner, after: Manner) -> EndReason:
    """What changed between two segments that touch: first what happened to everybody, then what the person did."""
    if before.not_counted is after.not_counted:
        return EndReason.CONTINUES
    moved = (before.place, before.in_room) != (after.place, after.in_room)
    if moved and Place.HOLD in (before.place, after.place) and not (before.in_room or after.in_room):
        return EndReason.ON_HOLD if after.place is Place.HOLD else EndReason.STAFF_CAME
    if moved:
        let_in = before.place in ON_THE_WAY and after.place in COUNTING
        return EndReason.ADMITTED if let_in else EndReason.CONTINUES
    began = _BEGINS.get(after.not_counted) if after.not_counted else None
    ended = _ENDS.get(before.not_counted) if before.not_counted else None
    return began or ended or EndReason.CONTINUES


def _gaps(presence: Presence, segments: tuple[Segment, ...], known: Scene) -> tuple[Gap, ...]:
    """Absences between two stretches of presence, as far as they lie within the session."""
    present = union((segment.start, segment.stop) for segment in segments)
    gaps: list[Gap] = []
    for (_, stop), (start, _) in pairwise(present):
        cause = _ending(stop, presence).reason
        gaps += [Gap(from_ms(a), from_ms(b), cause) for a, b in intersection(((stop, start),), known.window)]
    return tuple(gaps)


def _outage_ms(presence: Presence, known: Scene) -> int:
    return total(intersection(union(span for spans in presence.outages.values() for span in spans), known.window))


def _flags(
    attended: Attended,
    presence: Presence,
    segments: tuple[Segment, ...],
    intervals: tuple[PresenceInterval, ...],
    known: Scene,
    clock_stepped: bool,
    at_once: int | None,
) -> tuple[Flag, ...]:
    client = attended.role is Role.CLIENT
    online = any(segment.manner.place in COUNTING for segment in segments)
    found = {
        Flag.LATE: client and attended.late_by_ms > known.policy.grace_ms,
        Flag.LEFT_EARLY: client and attended.early_by_ms > known.policy.grace_ms,
        Flag.OVERLAP: client and any(segment.manner.in_room and segment.manner.remote for segment in segments),
        Flag.ESTIMATED: any(interval.estimated for interval in intervals),
        Flag.OUTAGE: bool(presence.outages),
        Flag.WITHOUT_STAFF: _sum(segments, NotCounted.WITHOUT_STAFF) > 0,
        Flag.STATED: bool(presence.person.statements),
        Flag.NEVER_CHECKED_OUT: attended.never_checked_out or too_little_is_confirmed(attended, known),
        Flag.NEVER_ADMITTED: client and attended.waiting_ms > 0 and not online and not attended.countable_ms,
        Flag.IDENTITY_NOT_CONFIRMED: client and online and presence.person.identity is None,
        Flag.CLOCK_STEPPED: clock_stepped and attended.came,
        Flag.NO_VIDEO: client and _long_without_video(_no_picture(presence), segments),
        **_unmet(attended, presence, segments, known.policy, at_once),
    }
    return tuple(flag for flag, true in found.items() if true)


def _unmet(
    attended: Attended,
    presence: Presence,
    segments: tuple[Segment, ...],
    policy: AttendancePolicy,
    at_once: int | None,
) -> dict[Flag, bool]:
    """What the policy wants besides minutes, and is not so."""
    there = attended.role is Role.CLIENT and attended.countable_ms > 0
    explained = union((one.start, one.stop) for one in presence.person.statements)
    unexplained = difference(presence.online.without_video, explained)
    wants_reason = there and policy.no_video_reason_wanted
    return {
        Flag.NO_REASON_FOR_NO_VIDEO: wants_reason and _long_without_video(unexplained, segments),
        Flag.NOT_SIGNED_IN: there and policy.sign_in_wanted and not _signed_in(presence.person),
        Flag.OVER_GROUP_CAP: there and 0 < policy.group_cap < (at_once or 0),
    }


def _signed_in(person: Person) -> bool:
    """By an act of their own: they said so online, or typed their personal code at the door."""
    at_the_door = any(mark.source is Source.KIOSK and mark.order == HERE for mark in person.marks)
    return person.signed_in is not None or at_the_door


def _no_picture(presence: Presence) -> Spans:
    """When there is evidence that there was no picture."""
    stated = ((one.start, one.stop) for one in presence.person.statements if one.modality != Modality.VIDEO)
    return union((*presence.online.without_video, *stated))


def _long_without_video(no_picture: Spans, segments: tuple[Segment, ...]) -> bool:
    """A minute or more at a stretch that counts, was not in the room, and had no picture."""
    remote = union(
        (segment.start, segment.stop)
        for segment in segments
        if segment.manner.not_counted is None and not segment.manner.in_room and not segment.manner.video
    )
    return any(stop - start >= MINUTE_MS for start, stop in intersection(remote, no_picture))
