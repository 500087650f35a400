"""What a room shows of a connection, look by look: worse and better come late, silence comes at once."""

from dataclasses import replace

import pytest

from signaling.rooms.quality import LIMITS, SILENCE, Flow, Grade, Line, Totals, flow, grade

SEEN = Totals(at=10_000, state="connected", last_heard=20, expected=1000, lost=10, octets=50_000)


def line(loss: float | None = 0.0, round_trip: float | None = 40, silent: bool = False) -> Line:
    return Line(Flow(silent, loss, 64_000), Flow(silent, 0.0, 900_000), round_trip)


def shown(*lines: Line, before: Grade | None = None) -> list[str | None]:
    """What is shown after each look."""
    found: list[str | None] = []
    for one in lines:
        before = grade(before, one)
        found.append(before.shown if before else None)
    return found


def looks(*totals: Totals) -> Flow:
    """What is known after these looks."""
    found = None
    for one in totals:
        found = flow(found, one)
    assert found is not None
    return found


def later(totals: Totals, seconds: int, expected: int, lost: int = 0, octets: int = 0) -> Totals:
    return replace(
        totals,
        at=totals.at + 1000 * seconds,
        expected=totals.expected + expected,
        lost=totals.lost + lost,
        octets=totals.octets + octets,
    )


def test_two_looks_tell_loss_and_bitrate_of_the_time_between() -> None:
    found = looks(SEEN, later(SEEN, 2, 200, 10, 100_000))
    assert (found.silent, found.loss, found.bitrate) == (False, 0.05, 400_000)


def test_the_first_look_tells_only_that_somebody_is_there() -> None:
    found = looks(SEEN)
    assert (found.silent, found.loss, found.bitrate) == (False, None, 0)


@pytest.mark.parametrize("state", ["new", "connecting"])
def test_nothing_is_known_of_who_has_not_connected_yet(state) -> None:
    assert flow(None, replace(SEEN, state=state)) is None
    assert grade(None, Line(None, None)) is None


def test_few_packets_are_counted_together_until_they_tell_something() -> None:
    one = later(SEEN, 2, 15, 0)
    assert looks(SEEN, one).loss is None
    assert looks(SEEN, one, later(one, 2, 15, 6)).loss == 0.2


def test_what_was_known_of_loss_stays_while_little_is_sent_and_is_forgotten_when_that_goes_on() -> None:
    known = later(SEEN, 2, 100, 20)
    assert looks(SEEN, known, later(known, 2, 0)).loss == 0.2
    assert looks(SEEN, known, later(known, 2, 0), later(known, 10, 0)).loss is None


@pytest.mark.parametrize(("expected", "lost"), [(-600, -10), (100, 500)])
def test_a_publication_that_was_closed_makes_no_loss(expected: int, lost: int) -> None:
    known = later(SEEN, 2, 100, 1)
    closed = later(known, 2, expected, lost)
    assert looks(SEEN, known, closed).loss == 0.01
    assert looks(SEEN, known, closed, later(closed, 2, 100, 3)).loss == 0.03


def test_packets_that_come_late_are_not_less_than_none_lost() -> None:
    assert looks(SEEN, later(SEEN, 2, 100, -5)).loss == 0


@pytest.mark.parametrize(
    "change",
    [{"last_heard": SILENCE + 1}, {"last_heard": None}, {"state": "disconnected"}, {"state": "failed"}],
    ids=str,
)
def test_a_transport_of_which_nothing_is_heard_is_silent(change) -> None:
    assert looks(SEEN, replace(later(SEEN, 2, 100), **change)).silent


@pytest.mark.parametrize(
    ("loss", "round_trip", "quality"),
    [
        (0.03, 300, "good"),
        (0.031, 40, "fair"),
        (0.0, 301, "fair"),
        (0.10, 600, "fair"),
        (0.101, 40, "poor"),
        (0.0, 601, "poor"),
        (None, None, "good"),
    ],
)
def test_loss_and_round_trip_make_the_grade(loss, round_trip, quality) -> None:
    assert shown(line(loss, round_trip)) == [quality]


def test_the_worse_direction_counts() -> None:
    assert shown(Line(Flow(loss=0.0), Flow(loss=0.2))) == shown(Line(Flow(loss=0.2), Flow(loss=0.0))) == ["poor"]


def test_worse_is_shown_the_second_time_and_better_the_third() -> None:
    bad, good = line(0.2), line(0.0)
    assert shown(good, bad, bad, good, good, good) == ["good", "good", "poor", "poor", "poor", "good"]


def test_a_line_that_changes_back_and_forth_keeps_its_grade() -> None:
    assert set(shown(*[line(0.0), line(0.2)] * 10)) == {"good"}


@pytest.mark.parametrize("quality", ["fair", "poor"])
def test_a_line_just_below_a_limit_keeps_the_worse_grade_and_one_well_below_it_does_not(quality) -> None:
    enter, leave = LIMITS[quality].loss
    before = Grade(quality)
    assert set(shown(*[line((enter + leave) / 2)] * 10, before=before)) == {quality}
    assert shown(*[line(leave)] * 3, before=before)[-1] != quality


def test_silence_both_ways_is_shown_at_once_and_so_is_its_end() -> None:
    assert shown(line(), line(silent=True), line()) == ["good", "lost", "good"]


def test_one_direction_without_a_sound_is_poor_and_not_lost() -> None:
    half = Line(Flow(silent=True), Flow(loss=0.0), 40)
    assert shown(line(), half, half) == ["good", "good", "poor"]
