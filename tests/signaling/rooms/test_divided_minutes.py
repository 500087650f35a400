"""Whatever staff do with a group, a client's minutes are those in which staff were where they were, each once."""

from datetime import timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from server.domain.attendance.absorb import apply_all
from server.domain.attendance.derive import record
from server.domain.attendance.evidence import Beat, Evidence, Seen
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.attendance.plan import RosterEntry, SessionKind, SessionPlan
from server.domain.attendance.policy import AttendancePolicy
from server.domain.attendance.record import AttendanceRecord
from server.domain.attendance.state import AttendanceState
from server.domain.roles import Role
from signaling.protocol import messages as wire
from signaling.protocol.messages import Request
from signaling.rooms.effects import Outcome, RoomError
from signaling.rooms.scopes import scope_of
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import NOON, seat

CLIENTS, STAFF = ("ana", "ben", "cleo"), ("fay", "gus")
EVERYBODY = (*STAFF, *CLIENTS)
TWO = [wire.PlannedBreakout(name="One", people=["ana"]), wire.PlannedBreakout(name="Two", people=["ben"])]

client = st.sampled_from(CLIENTS)
breakout = st.sampled_from([None, "1.1", "1.2", "2.1"])
ACTS: st.SearchStrategy[Request] = st.one_of(
    st.builds(wire.StartBreakouts, id=st.just(1), breakouts=st.just(TWO), minutes=st.sampled_from([None, 1])),
    st.builds(wire.MoveToBreakout, id=st.just(1), participant=client, breakout=breakout),
    st.builds(wire.VisitBreakout, id=st.just(1), breakout=breakout),
    st.builds(wire.StartSidebar, id=st.just(1), participant=client),
    st.builds(wire.EndSidebar, id=st.just(1), participant=client),
    st.builds(wire.CallBack, id=st.just(1), seconds=st.sampled_from([0, 20])),
    st.builds(wire.StartBreak, id=st.just(1), minutes=st.just(1)),
    st.builds(wire.EndBreak, id=st.just(1)),
    st.builds(wire.Remove, id=st.just(1), participant=client),
    st.builds(wire.ReturnToWaiting, id=st.just(1), participant=client),
    st.builds(wire.AdmitAll, id=st.just(1), identity_confirmed=st.just(True)),
)
steps = st.lists(st.tuples(st.sampled_from(STAFF), ACTS, st.integers(1, 40)), min_size=4, max_size=14)


class Recorded(Stage):
    """A stage whose facts are kept as they would be stored, with a beat every ten seconds; `with_staff` counts by
    itself the seconds of each client in which somebody who runs the session was in the same scope."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[PresenceFact] = []
        self.with_staff = dict.fromkeys(CLIENTS, 0)
        self.in_sidebar = dict.fromkeys(CLIENTS, 0)
        self._numbers = count()

    def passes(self, seconds: int) -> None:
        for _ in range(seconds):
            for one in CLIENTS:
                self._count(one)
            self.wait(1, heard=EVERYBODY)
            if (self.now - NOON).seconds % 10 == 0:
                self._beat()

    def _count(self, client: str) -> None:
        member = self.room.members.get(client)
        scope = scope_of(self.room, member) if member and self.room.phase == "in_progress" else None
        staff = [one for one in self.room.here() if one.id in STAFF and scope_of(self.room, one) == scope]
        if scope is not None and staff:
            self.with_staff[client] += 1
            self.in_sidebar[client] += scope.startswith("sidebar:")

    def _beat(self) -> None:
        seen = (Seen(one.id, one.connection.id, 0, True, True, True) for one in self.room.here() if one.connection)
        self._keep(Beat(tuple(seen)))

    def _take(self, outcome: Outcome) -> Outcome:
        for one in outcome.observed:
            self._keep(one.evidence, one.participant, one.connection)
        return super()._take(outcome)

    def _keep(self, evidence: Evidence, participant: str | None = None, connection: str | None = None) -> None:
        number, at = f"fact-{next(self._numbers)}", self.now
        self.facts.append(
            PresenceFact(number, "session-1", Source.SIGNALING, at, at, "boot", evidence, participant, connection)
        )

    def records(self) -> dict[str, AttendanceRecord]:
        roster = [RosterEntry(one, Role.FACILITATOR) for one in STAFF] + [RosterEntry(one) for one in CLIENTS]
        plan = SessionPlan(
            "session-1", SessionKind.GROUP, NOON, NOON + timedelta(hours=1), "America/New_York", tuple(roster)
        )
        state = apply_all(AttendanceState("session-1"), self.facts)
        return {one.participant: one for one in record(state, plan, AttendancePolicy(), self.now)}


def begun() -> Recorded:
    stage = Recorded()
    for one in STAFF:
        stage.arrive(seat(one, "facilitator"))
    for one in CLIENTS:
        stage.arrive(seat(one))
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    stage.do("fay", wire.StartSession(id=2))
    return stage


@given(steps)
def test_minutes_are_those_with_staff_each_once_and_those_aside_are_individual(
    steps: list[tuple[str, Request, int]],
) -> None:
    stage = begun()
    for who, act, seconds in steps:
        try:
            stage.do(who, act)
        except RoomError:
            continue
        stage.passes(seconds)
        for one in CLIENTS:
            if not stage.room.members[one].is_here:
                stage.arrive(seat(one))
    stage.do("fay", wire.EndSession(id=3))
    records = stage.records()
    assert {one: records[one].countable_ms // 1000 for one in CLIENTS} == stage.with_staff
    assert {one: records[one].individual_ms // 1000 for one in CLIENTS} == stage.in_sidebar


def test_of_two_breakouts_the_one_with_staff_counts() -> None:
    stage = begun()
    stage.passes(60)
    stage.do("fay", wire.StartBreakouts(id=3, breakouts=TWO))
    stage.do("fay", wire.VisitBreakout(id=4, breakout="1.1"))
    stage.passes(120)
    stage.do("fay", wire.CallBack(id=5, seconds=0))
    stage.passes(60)
    stage.do("fay", wire.EndSession(id=6))
    records = stage.records()
    assert {one: records[one].countable_ms for one in CLIENTS} == {"ana": 240_000, "ben": 120_000, "cleo": 240_000}
    assert records["ben"].without_staff_ms == 120_000
