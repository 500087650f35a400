"""One more beat costs the same at the end of a session as at its start: counted in steps, not in time."""

import gc
import sys
from collections.abc import Callable
from datetime import timedelta

from server.domain.attendance.absorb import apply, apply_all
from server.domain.attendance.evidence import Beat, Cause, Connected, Seen
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.attendance.live import minutes
from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.attendance.state import AttendanceState
from tests.support.attendance import NINE, SESSION, STAFF, Tape, plan

PEOPLE = [f"person-{number}" for number in range(12)]


def beat(number: int, boot: str = "boot-1") -> PresenceFact:
    at = NINE + timedelta(seconds=10 * number)
    seen = tuple(Seen(person, f"{person}-1", 20, True, True, True) for person in PEOPLE)
    return PresenceFact(f"beat-{number}", SESSION, Source.SIGNALING, at, at, boot, Beat(seen))


def reconnect(number: int) -> PresenceFact:
    """A new connection that is lost at once, somewhere in the first hour."""
    at = NINE + timedelta(seconds=number)
    return PresenceFact(
        f"connected-{number}", SESSION, Source.SIGNALING, at, at, "boot-1", Connected(), "person-0", f"extra-{number}"
    )


def steps(act: Callable[..., object], *arguments: object) -> int:
    """How many lines of Python it takes."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    gc.disable()  # what others hang on the collector would be counted
    sys.settrace(trace)
    try:
        act(*arguments)
    finally:
        sys.settrace(before)
        gc.enable()
    return count


def size(state: AttendanceState) -> int:
    runs = [
        runs for person in state.people.values() for one in person.connections.values() for runs in [*one.runs.values()]
    ]
    spans = [one.video for person in state.people.values() for one in person.connections.values()]
    return sum(map(len, runs)) + sum(map(len, spans)) + sum(map(len, state.boots.values()))


def test_a_beat_costs_the_same_after_a_minute_and_after_three_hours_and_after_thirty():
    early, late, later = (apply_all(AttendanceState(SESSION), map(beat, range(n))) for n in (6, 1080, 10_800))
    assert steps(apply, early, beat(6)) == steps(apply, late, beat(1080)) == steps(apply, later, beat(10_800))
    assert size(early) == size(late) == size(later) == 2 * len(PEOPLE) + 1


def test_a_beat_costs_the_same_after_five_hundred_reconnects():
    calm = apply_all(AttendanceState(SESSION), map(beat, range(100)))
    restless = apply_all(calm, map(reconnect, range(500)))
    assert steps(apply, calm, beat(100)) == steps(apply, restless, beat(100))


def test_applying_a_fact_changes_no_state_that_was_there_before():
    before = apply_all(AttendanceState(SESSION), map(beat, range(6)))
    again = apply_all(AttendanceState(SESSION), map(beat, range(6)))
    apply_all(before, [beat(6), beat(40), reconnect(3), beat(41, "boot-2")])
    assert before == again


def test_minutes_cost_no_more_than_in_step_with_how_often_somebody_came_back():
    """A page on a bad network comes back often, and one who means harm more often than that."""

    def restless(times: int) -> AttendanceState:
        tape = Tape().boots()
        tape.joins(STAFF)
        tape.starts()
        for number in range(times):
            tape.joins("ana")
            tape.until((number + 1) * 0.2).leaves("ana", Cause.LOST)
        return tape.state()

    few, many = (
        steps(minutes, restless(times), plan("ana"), DEFAULT_POLICY, NINE + timedelta(hours=1)) for times in (50, 200)
    )
    assert many < 4.5 * few
