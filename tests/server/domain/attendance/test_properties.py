"""What must hold for any facts whatever, in any order, given any number of times."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.attendance.absorb import apply_all
from server.domain.attendance.derive import record
from server.domain.attendance.evidence import (
    Beat,
    BreakEnded,
    BreakStarted,
    Cause,
    CheckedIn,
    CheckedOut,
    ClockStepped,
    Connected,
    Disconnected,
    Evidence,
    Headcount,
    MarkedAbsent,
    MarkedPresent,
    Modality,
    Place,
    Placed,
    RoomCarried,
    Seen,
    ServerStarted,
    SessionEnded,
    SessionStarted,
    SignedIn,
    StaffTookOver,
    Stated,
)
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.attendance.live import minutes
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.state import AttendanceState
from server.domain.attendance.summary import summary
from tests.server.domain.attendance.reference import Reference
from tests.support.attendance import NINE, SESSION, STAFF, plan
from tests.support.examples import examples

END = 150
CONNECTIONS = {"ana-1": "ana", "ana-2": "ana", "ben-1": "ben", "staff-1": STAFF, "staff-2": STAFF, "sub-1": "sub"}
PEOPLE = ("ana", "ben", STAFF, "sub")
"""`sub` is on no roster, and staff once they take over."""
PLAN = plan("ana", "ben", minutes=2)
NOW = NINE + timedelta(seconds=END)

seconds = st.integers(0, END)
places = st.tuples(st.sampled_from(Place), st.sampled_from(["", "x"]))
people = st.sampled_from(PEOPLE)
connections = st.sampled_from(sorted(CONNECTIONS))


def at(second: int):
    return NINE + timedelta(seconds=second)


def fact(evidence: Evidence, second: int, boot: str, who: str | None = None) -> PresenceFact:
    participant = who if evidence.names_participant else None
    connection = None
    if evidence.names_connection:
        connection, participant = who, CONNECTIONS[who or ""]
    return PresenceFact(
        "fact", SESSION, Source.SIGNALING, at(second), at(second), boot, evidence, participant, connection
    )


boots = st.sampled_from(["one", "two"])
media = st.sampled_from(
    [(True, True, True), (True, True, True), (True, False, True), (False, False, True), (False, False, False, False)]
)
"""Audio, video, receiving and, if the relay did not answer, that nobody looked."""
on_connections = st.builds(
    fact,
    st.one_of(
        places.map(lambda spot: Placed(*spot)),
        places.map(lambda spot: Connected(*spot)),
        st.builds(Disconnected, st.sampled_from(Cause), seconds.map(at)),
    ),
    seconds,
    boots,
    connections,
)
on_people = st.builds(
    fact,
    st.one_of(
        st.just(CheckedIn()),
        st.builds(CheckedOut, st.sampled_from(["", STAFF])),
        st.builds(MarkedPresent, st.sampled_from(["", STAFF])),
        st.builds(MarkedAbsent, st.sampled_from(["", STAFF])),
        st.just(SignedIn()),
        st.tuples(st.integers(0, END - 1), st.integers(1, 60)).map(
            lambda pair: Stated(at(pair[0]), at(pair[0] + pair[1]), Modality.PHONE, "by phone", STAFF)
        ),
    ),
    seconds,
    boots,
    people,
)
on_the_session = st.builds(
    fact,
    st.one_of(
        st.just(SessionStarted()),
        st.just(SessionEnded()),
        st.builds(StaffTookOver, people),
        st.builds(RoomCarried, st.just("wall"), st.sampled_from([2_000, 10_000, 60_000])),
        st.just(BreakStarted()),
        st.just(BreakEnded()),
        st.just(ServerStarted()),
        st.builds(ClockStepped, st.sampled_from([-3_600_000, -2000, 2000, 3_600_000])),
        st.builds(Headcount, st.sets(people).map(tuple), st.sampled_from(["", STAFF])),
    ),
    seconds,
    boots,
)


@st.composite
def beats(draw) -> list[PresenceFact]:
    """A stretch of regular beats of one boot; what is seen of those who are heard changes once on the way."""
    start, count, boot = draw(seconds), draw(st.integers(1, 10)), draw(boots)
    heard = draw(st.lists(connections, unique=True, max_size=4))
    ago, change = draw(st.integers(0, 9)), draw(st.integers(0, 10))
    before, after = draw(media), draw(media)
    found = []
    for number in range(count):
        of_media = before if number < change else after
        seen = tuple(Seen(CONNECTIONS[one], one, ago * 1000, *of_media) for one in heard)
        found.append(fact(Beat(seen), start + 10 * number, boot))
    return found


@st.composite
def sessions(draw) -> list[PresenceFact]:
    facts = draw(st.lists(st.one_of(on_connections, on_people, on_the_session), max_size=20))
    for stretch in draw(st.lists(beats(), max_size=5)):
        facts += stretch
    if draw(st.booleans()):
        facts.append(fact(SessionStarted(), draw(st.integers(0, 20)), "one"))
    return facts


def derived(facts: list[PresenceFact], policy: AttendancePolicy = DEFAULT_POLICY):
    return record(apply_all(AttendanceState(SESSION), facts), PLAN, policy, NOW)


@given(facts=sessions())
@examples(60)
def test_the_record_is_what_asking_every_second_by_itself_gives(facts):
    reference = Reference(facts, {STAFF}, {"ana", "ben"}, NINE, NOW)
    for one in derived(facts):
        expected = reference.seconds(one.participant, range(-10, 260))
        assert one.countable_ms == expected.countable * 1000
        assert one.in_room_ms == expected.in_room * 1000
        assert one.remote_ms == expected.remote * 1000
        assert one.overlap_ms == expected.overlap * 1000
        assert one.present_ms == expected.present * 1000
        assert one.individual_ms == expected.individual * 1000
        assert one.waiting_ms == expected.waiting * 1000
        assert one.talk_first_ms == expected.talk_first * 1000
        assert one.hold_ms == expected.hold * 1000
        assert one.break_ms == expected.taken_breaks * 1000
        assert one.without_staff_ms == expected.without_staff * 1000


@given(facts=sessions())
@examples(60)
def test_the_modality_is_what_asking_every_half_second_by_itself_gives(facts):
    reference = Reference(facts, {STAFF}, {"ana", "ben"}, NINE, NOW)
    for one in derived(facts):
        found = [
            next((each.modality for each in one.intervals if each.start <= moment < each.stop), None)
            for moment in (NINE + half * timedelta(seconds=0.5) for half in range(-20, 520))
        ]
        assert found == reference.modalities(one.participant, range(-20, 520))


@given(facts=sessions(), data=st.data())
@examples(100)
def test_neither_order_nor_repetition_of_facts_changes_anything(facts, data):
    again = data.draw(st.permutations([*facts, *data.draw(st.lists(st.sampled_from(facts)) if facts else st.just([]))]))
    state, other = apply_all(AttendanceState(SESSION), facts), apply_all(AttendanceState(SESSION), again)
    assert state == other
    assert derived(facts) == derived(again)
    assert summary(state, PLAN, DEFAULT_POLICY, NOW) == summary(other, PLAN, DEFAULT_POLICY, NOW)


policies = st.builds(
    AttendancePolicy,
    camera_off_counts=st.booleans(),
    phone_counts=st.booleans(),
    must_receive=st.booleans(),
    outages_count=st.booleans(),
    staff_gap_ms=st.sampled_from([0, 15_000]),
)


@given(facts=sessions(), policy=policies)
@examples(100)
def test_minutes_are_a_union_within_the_wall_under_any_policy(facts, policy):
    for one in derived(facts, policy):
        assert 0 <= one.countable_ms <= one.present_ms
        if one.first_at is not None and one.last_at is not None:
            assert one.present_ms <= (one.last_at - one.first_at) / timedelta(milliseconds=1)
        if one.started_at is not None:
            wall = max(0, ((one.ended_at or NOW) - one.started_at) / timedelta(milliseconds=1))
            assert one.countable_ms <= wall
        else:
            assert one.countable_ms == 0
        assert one.in_room_ms + one.remote_ms - one.overlap_ms == one.countable_ms
        assert max(one.individual_ms, one.video_ms) <= one.countable_ms
        assert one.camera_off_ms + one.audio_only_ms + one.phone_ms <= one.remote_ms
        apart = one.waiting_ms + one.talk_first_ms + one.hold_ms + one.break_ms + one.without_staff_ms
        assert one.countable_ms + apart <= one.present_ms
        assert sum(interval.ms for interval in one.intervals if interval.counted) == one.countable_ms
        for earlier, later in zip(one.intervals, one.intervals[1:], strict=False):
            assert earlier.start < earlier.stop <= later.start < later.stop
        assert one.reason


@given(facts=sessions())
@examples(100)
def test_live_minutes_are_those_of_the_record_and_never_take_the_future_for_granted(facts):
    state = apply_all(AttendanceState(SESSION), facts)
    live = minutes(state, PLAN, DEFAULT_POLICY, NOW)
    for one in derived(facts):
        assert live[one.participant].countable_ms == one.countable_ms
        assert live[one.participant].unconfirmed_ms >= 0
