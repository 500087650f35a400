"""Whatever staff do in whatever order, no two breakouts or sidebars mix, and nobody is put into one with somebody from
whom they are kept apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from server.domain.roster.keep_apart import Pairs
from signaling.protocol import messages as wire
from signaling.protocol.messages import Request
from signaling.rooms.effects import RoomError
from signaling.rooms.plan import SavedRoom
from signaling.rooms.room import Room
from signaling.rooms.scopes import scopes, share_scope
from tests.signaling.rooms.stage import Stage
from tests.support.examples import examples
from tests.support.live_clinic import seat

CLIENTS, STAFF = ("ana", "ben", "cleo", "dee"), ("fay", "gus")
SEATS = {**{one: seat(one) for one in CLIENTS}, **{one: seat(one, "facilitator") for one in STAFF}}
client, staff, anyone = st.sampled_from(CLIENTS), st.sampled_from(STAFF), st.sampled_from(sorted(SEATS))
pairs = st.tuples(anyone, client).filter(lambda pair: pair[0] != pair[1])
said = st.lists(pairs, min_size=1, max_size=3)
which = st.sampled_from([0, 1, None])
"""A breakout, or the main room."""


class Aside:
    """Pairs that were aside together when it was said that they are kept apart stay so: `together`."""

    def __init__(self, said: list[tuple[str, str]]) -> None:
        self.stage = Stage()
        self.together: set[frozenset[str]] = set()
        for one in SEATS.values():
            self.stage.arrive(one)
        self._try("fay", wire.AdmitAll(id=1, identity_confirmed=True))
        self._try("fay", wire.StartSession(id=1))
        self.are_kept_apart(said)

    def are_kept_apart(self, said: list[tuple[str, str]]) -> None:
        self.stage.room = replace(self.stage.room, apart=Pairs.of(said))
        self.together = _aside_together(self.stage.room)

    def divides(self, who: str, drawn: list[str], by_hand: list[str]) -> None:
        planned = [wire.PlannedBreakout(name="One", people=by_hand), wire.PlannedBreakout(name="Two")]
        rest = [one for one in drawn if one not in by_hand]
        self._try(who, wire.StartBreakouts(id=1, breakouts=planned, drawn=rest, minutes=1))

    def moves(self, who: str, whom: str, at: int | None) -> None:
        self._try(who, wire.MoveToBreakout(id=1, participant=whom, breakout=self._breakout(at)))

    def visits(self, who: str, at: int | None) -> None:
        self._try(who, wire.VisitBreakout(id=1, breakout=self._breakout(at)))

    def takes_aside(self, who: str, whom: str) -> None:
        self._try(who, wire.StartSidebar(id=1, participant=whom))

    def brings_back(self) -> None:
        for whom, who in self.stage.room.sidebars.items():
            self._try(who, wire.EndSidebar(id=1, participant=whom))

    def calls_back(self, who: str) -> None:
        self._try(who, wire.CallBack(id=1, seconds=0))

    def leaves_and_comes_back(self, who: str) -> None:
        self._try(who, wire.Leave(id=1))
        self.stage.arrive(SEATS[who])

    def admits_all(self, who: str) -> None:
        self._try(who, wire.AdmitAll(id=1, identity_confirmed=True))

    def the_app_starts_anew(self, order: list[str], some: int, seconds: int) -> None:
        before = self.stage
        self.stage = Stage(SavedRoom.model_validate_json(before.room.saved().model_dump_json()))
        self.stage.now = before.now
        self.stage.room = replace(self.stage.room, apart=before.room.apart, opened_at=before.now)
        self.together = set()
        for one in order[:some]:
            self.stage.arrive(SEATS[one])
        for one in order[:some]:
            self.stage.hear(one)
        self.stage.now += timedelta(seconds=seconds - 1)
        self.stage.wait(1, heard=tuple(one.id for one in self.stage.room.here()))

    def _breakout(self, at: int | None) -> str | None:
        made = self.stage.room.breakouts
        return made[at].id if at is not None and made else None

    def _try(self, who: str, command: Request) -> None:
        before = self.stage.room
        try:
            self.stage.do(who, command)
        except RoomError:
            assert self.stage.room is before

    def nobody_is_put_aside_with_somebody_from_whom_they_are_kept_apart(self) -> None:
        room = self.stage.room
        self.together &= _aside_together(room)
        assert room.apart.within(SEATS) & _aside_together(room) <= self.together

    def who_is_aside_sees_and_is_seen_by_those_there_alone(self) -> None:
        room, scoped = self.stage.room, scopes(self.stage.room)
        for me in room.here():
            shown = self.stage.view(me.id)
            there = {me.id, *(one.participant for one in shown.participants)}
            scope = scoped.get(me.id)
            assert there == {me.id, *(one for one in scoped if scope is not None and scoped[one] == scope)}
            if shown.me.place == "sidebar":
                client = room.sidebar_of(me.id) or ""
                assert there <= {client, room.sidebars[client]}
            elif shown.me.place == "breakout":
                assert {room.in_breakout.get(one) for one in there} == {room.in_breakout[me.id]}
                assert not there & {*room.sidebars, *room.sidebars.values()}
            elif shown.me.place == "in_room":
                assert not there & {*room.in_breakout, *room.sidebars, *room.sidebars.values()}

    def a_sidebar_is_of_a_client_and_one_of_the_staff(self) -> None:
        sidebars = self.stage.room.sidebars
        assert {*sidebars} <= {*CLIENTS} and {*sidebars.values()} <= {*STAFF}
        assert len({*sidebars.values()}) == len(sidebars)


def _aside_together(room: Room) -> set[frozenset[str]]:
    inside = [one for one in room.here() if one.place == "in_room" and not room.is_in_main_room(one)]
    return {frozenset((one.id, other.id)) for one, other in combinations(inside, 2) if share_scope(room, one, other)}


STEPS = st.lists(
    st.one_of(
        st.builds(
            partial,
            st.just(Aside.divides),
            who=staff,
            drawn=st.permutations(CLIENTS),
            by_hand=st.lists(client, max_size=2, unique=True),
        ),
        st.builds(partial, st.just(Aside.moves), who=staff, whom=client, at=which),
        st.builds(partial, st.just(Aside.visits), who=staff, at=which),
        st.builds(partial, st.just(Aside.takes_aside), who=staff, whom=client),
        st.builds(partial, st.just(Aside.brings_back)),
        st.builds(partial, st.just(Aside.calls_back), who=staff),
        st.builds(partial, st.just(Aside.leaves_and_comes_back), who=anyone),
        st.builds(partial, st.just(Aside.admits_all), who=staff),
        st.builds(partial, st.just(Aside.are_kept_apart), said=said),
        st.builds(
            partial,
            st.just(Aside.the_app_starts_anew),
            order=st.permutations(sorted(SEATS)),
            some=st.integers(0, 6),
            seconds=st.sampled_from([1, 61]),
        ),
    ),
    min_size=8,
    max_size=20,
)


@examples(100)
@given(said, STEPS)
def test_breakouts_and_sidebars_never_mix_and_never_hold_two_who_are_kept_apart(
    said: list[tuple[str, str]], steps: list[Callable[[Aside], None]]
) -> None:
    aside = Aside(said)
    for step in steps:
        step(aside)
        aside.nobody_is_put_aside_with_somebody_from_whom_they_are_kept_apart()
        aside.who_is_aside_sees_and_is_seen_by_those_there_alone()
        aside.a_sidebar_is_of_a_client_and_one_of_the_staff()
