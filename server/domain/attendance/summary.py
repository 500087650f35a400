"""How a session was held, and when it must end."""

from datetime import datetime

from server.domain.attendance.group_size import clients_at_once
from server.domain.attendance.outcome import in_words
from server.domain.attendance.plan import SessionPlan
from server.domain.attendance.policy import MINUTE_MS, AttendancePolicy
from server.domain.attendance.record import Break, Outage, SessionSummary
from server.domain.attendance.runs import REACH_BEATS
from server.domain.attendance.scene import Scene, scene, supposing_all_still_here
from server.domain.attendance.spans import Spans, difference, intersection, total
from server.domain.attendance.state import AttendanceState
from server.domain.instants import from_ms, to_ms


def summary(state: AttendanceState, plan: SessionPlan, policy: AttendancePolicy, now: datetime) -> SessionSummary:
    """How the session was held so far, and when it must end to bring the minutes it is meant to bring."""
    known = scene(state, plan, policy, to_ms(now))
    if known.ended is None:
        known = supposing_all_still_here(known)
    started, ended = known.started, known.ended
    until = known.now if ended is None else ended
    late_start = 0 if started is None else max(0, started - to_ms(plan.starts_at))
    overrun = 0 if started is None else max(0, until - to_ms(plan.ends_at))
    without_staff = _without_staff(state, known)
    lost = total(known.lost_to_outages)
    held = total(difference(difference(known.window, known.breaks), without_staff)) - lost
    return SessionSummary(
        started_at=_time(started),
        ended_at=_time(ended),
        late_start_ms=late_start,
        overrun_ms=overrun,
        breaks=tuple(
            Break(from_ms(a), None if ended is None and b == known.now else from_ms(b)) for a, b in known.breaks
        ),
        outages=_outages(state, known),
        counted_at=_time(state.headcounts[-1].at if state.headcounts else None),
        held_ms=held,
        without_staff_ms=total(without_staff),
        must_end_at=_must_end_at(known, total(without_staff) + lost),
        short_by_ms=max(0, plan.required_ms - held),
        clients_at_once=clients_at_once(known),
        clock_stepped=bool(state.clock_steps),
        reason=_in_words(known, held, late_start, overrun, total(without_staff), lost),
    )


def last_proof(state: AttendanceState) -> datetime | None:
    """The server's last proof of life: where a session that nobody ended is taken to have ended. None without one."""
    return max((from_ms(runs[-1].last) for runs in state.boots.values()), default=None)


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def _without_staff(state: AttendanceState, known: Scene) -> Spans:
    """While the session is on, the time since the last beat is nobody's absence."""
    latest = last_proof(state)
    if known.ended is not None or latest is None or known.started is None:
        return known.without_staff
    return intersection(known.without_staff, ((known.started, max(known.started, to_ms(latest))),))


def _must_end_at(known: Scene, lost_ms: int) -> datetime | None:
    """`lost_ms`: without staff, or while our server was down."""
    if known.ended is not None:
        return None
    start = max(known.now, to_ms(known.plan.starts_at)) if known.started is None else known.started
    breaks = max(known.plan.planned_break_ms, total(known.breaks))
    return from_ms(start + known.plan.required_ms + breaks + lost_ms)


def _outages(state: AttendanceState, known: Scene) -> tuple[Outage, ...]:
    """Silences of the server within the session, and the one that lasts."""
    outages = [Outage(from_ms(a), from_ms(b)) for a, b in intersection(known.silences, known.window)]
    latest = last_proof(state)
    if latest is not None and known.window and known.ended is None:
        heard = to_ms(latest)
        if known.now - heard > REACH_BEATS * state.every_ms and heard >= known.window[0][0]:
            outages.append(Outage(latest, None))
    return tuple(outages)


def _in_words(known: Scene, held: int, late_start: int, overrun: int, without_staff: int, lost: int) -> str:
    if known.started is None:
        return "Never started." if known.now >= to_ms(known.plan.ends_at) else "Not started yet."
    so_far = "" if known.ended is not None else " so far"
    said = [f"Held for {in_words(held)}{so_far} of {in_words(known.plan.required_ms)} planned."]
    if late_start >= MINUTE_MS:
        said.append(f"Started {in_words(late_start)} late.")
    if overrun >= MINUTE_MS:
        said.append(f"Ran over by {in_words(overrun)}.")
    if without_staff:
        said.append(f"Without staff for {in_words(without_staff)}.")
    if lost:
        said.append(f"Our server was down for {in_words(lost)}.")
    return " ".join(said)
