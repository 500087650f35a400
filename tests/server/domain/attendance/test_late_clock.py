from hypothesis import given
from hypothesis import strategies as st

from server.domain.attendance.late_clock import Contact, Reading, happened_at

HOUR = 3_600_000
NOON = 1_772_654_400_000


class Tablet:
    """Its clocks as they are set, and the true time beside them."""

    def __init__(self, wrong_by=0):
        self.true, self.wall, self.ticks, self.run = NOON, NOON + wrong_by, 5_000, "one"

    def after(self, ms, asleep=False):
        self.true += ms
        self.wall += ms
        self.ticks += 0 if asleep else ms
        return self

    def reloaded(self):
        self.run += "+"
        self.ticks = 0
        return self

    def set_by(self, ms):
        self.wall += ms
        return self

    def read(self):
        return Reading(self.run, self.ticks, self.wall)

    def contact(self, error_ms=20):
        return Contact(self.read(), self.true, error_ms)


def test_a_clock_that_is_wrong_by_hours_tells_exactly_when_it_was_wrong_at_the_last_contact_too():
    tablet = Tablet(wrong_by=-5 * HOUR)
    before = tablet.contact()
    moment, true = tablet.after(10 * 60_000).read(), tablet.true
    found = happened_at(moment, before, tablet.after(HOUR).reloaded().contact())
    assert abs(found.at - true) <= found.error_ms < 300


def test_a_clock_set_by_hours_while_the_page_stays_open_is_noticed():
    tablet = Tablet()
    before = tablet.contact()
    moment, true = tablet.after(10 * 60_000).read(), tablet.true
    after = tablet.set_by(3 * HOUR).after(60_000).contact()
    found = happened_at(moment, before, after)
    assert abs(found.at - true) <= found.error_ms < 300


def test_a_clock_set_by_hours_before_a_reload_leaves_open_what_it_leaves_open_and_says_so():
    tablet = Tablet()
    before = tablet.contact()
    tablet.after(60_000).reloaded().set_by(-2 * HOUR)
    moment, true = tablet.after(60_000).read(), tablet.true
    found = happened_at(moment, before, tablet.after(3 * HOUR).reloaded().contact())
    assert abs(found.at - true) <= found.error_ms
    assert found.error_ms >= 30_000


def test_a_tablet_that_slept_goes_by_its_wall_clock():
    tablet = Tablet()
    before = tablet.contact()
    moment, true = tablet.after(40 * 60_000, asleep=True).read(), tablet.true
    found = happened_at(moment, before, tablet.after(20 * 60_000, asleep=True).contact())
    assert abs(found.at - true) <= found.error_ms < 1_000


def test_without_an_earlier_contact_the_next_one_tells():
    tablet = Tablet(wrong_by=HOUR).reloaded()
    moment, true = tablet.after(1_000).read(), tablet.true
    found = happened_at(moment, None, tablet.after(60_000).contact())
    assert abs(found.at - true) <= found.error_ms < 300


@given(
    wrong_by=st.integers(-10 * HOUR, 10 * HOUR),
    steps=st.lists(st.tuples(st.integers(1, HOUR), st.booleans(), st.booleans()), min_size=2, max_size=6),
    stepped=st.integers(-5 * HOUR, 5 * HOUR),
    when=st.integers(0, 5),
    taken=st.integers(0, 5),
)
def test_however_it_slept_was_reloaded_and_set_once_the_truth_lies_within_the_error(
    wrong_by, steps, stepped, when, taken
):
    tablet = Tablet(wrong_by)
    before, moment, true = tablet.contact(), tablet.read(), tablet.true
    for number, (ms, asleep, reloaded) in enumerate(steps):
        tablet.after(ms, asleep)
        if number == when:
            tablet.set_by(stepped)
        if reloaded:
            tablet.reloaded()
        if number == min(taken, len(steps) - 1):
            moment, true = tablet.read(), tablet.true
    found = happened_at(moment, before, tablet.contact())
    assert before.server <= found.at <= tablet.true + found.error_ms
    assert abs(found.at - true) <= found.error_ms
