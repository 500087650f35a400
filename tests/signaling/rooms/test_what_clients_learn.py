"""Whatever anybody does in whatever order, a client never learns a legal name nor who waits."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.domain.attendance.evidence import Connected, IdentityConfirmed, Place, Placed
from signaling.protocol import messages as wire
from signaling.protocol.messages import Request
from signaling.rooms.effects import Close, RoomError, Send
from signaling.rooms.room import Room
from signaling.rooms.scopes import scopes
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

CLIENTS = ("ana", "ben", "cleo")
SEATS = {
    **{one: seat(one) for one in CLIENTS},
    "fay": seat("fay", "facilitator"),
    "gus": seat("gus", "facilitator"),
    "ada": seat("ada", "admin"),
}
anyone = st.sampled_from(sorted(SEATS))
client = st.sampled_from(CLIENTS)

ONE = st.just(1)
OWN: st.SearchStrategy[Request] = st.one_of(
    st.builds(wire.Leave, id=ONE, quick=st.booleans()),
    st.builds(wire.RaiseHand, id=ONE, raised=st.booleans()),
    st.builds(wire.Chat, id=ONE, to=st.sampled_from(["all", "staff"]), text=st.just("hello")),
)
OF_STAFF: st.SearchStrategy[Request] = st.one_of(
    st.builds(wire.Admit, id=ONE, participant=client, identity_confirmed=st.booleans()),
    st.builds(wire.AdmitAll, id=ONE, identity_confirmed=st.just(True)),
    st.builds(wire.TalkFirst, id=ONE, participant=client),
    st.builds(wire.EndTalk, id=ONE),
    st.builds(wire.Deny, id=ONE, participant=client, message=st.just("")),
    st.builds(wire.ReturnToWaiting, id=ONE, participant=client),
    st.builds(wire.Remove, id=ONE, participant=client),
    st.builds(wire.SetLocked, id=ONE, locked=st.booleans()),
    st.builds(wire.SetWaitingMessage, id=ONE, text=st.just("soon")),
)


class AnyOrder(RuleBasedStateMachine):
    """Everybody comes, goes, drops, commands and is silent, in every order hypothesis can think of."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()

    @rule(who=anyone, page=st.sampled_from(["page-1", "page-2"]))
    def comes(self, who: str, page: str) -> None:
        self.stage.arrive(SEATS[who], page)

    @precondition(lambda self: any(self.stage.room.here()))
    @rule(data=st.data())
    def drops(self, data: Any) -> None:
        self.stage.drop(data.draw(st.sampled_from(sorted(one.id for one in self.stage.room.here()))))

    @initialize(everybody=st.booleans())
    def begins(self, everybody: bool) -> None:
        for who in ("fay", *CLIENTS) if everybody else ():
            self.stage.arrive(SEATS[who])

    @rule(who=anyone, command=OWN)
    def takes_part(self, who: str, command: Request) -> None:
        self._try(who, command)

    @rule(who=st.sampled_from(["fay", "gus", "ada"]), command=OF_STAFF)
    def hosts(self, who: str, command: Request) -> None:
        self._try(who, command)

    @rule(who=client, command=OF_STAFF)
    def presumes(self, who: str, command: Request) -> None:
        self._try(who, command)

    def _try(self, who: str, command: Request) -> None:
        before = self.stage.room
        try:
            self.stage.do(who, command)
        except RoomError:
            assert self.stage.room is before

    @rule(seconds=st.integers(1, 45), silent=st.sets(anyone))
    def time_passes(self, seconds: int, silent: set[str]) -> None:
        self.stage.wait(seconds, heard=tuple(one for one in self.stage.room.members if one not in silent))

    @rule()
    def restarts(self) -> None:
        saved = self.stage.room.saved()
        observed, now = self.stage.observed, self.stage.now
        self.stage = Stage(saved)
        self.stage.observed, self.stage.now = observed, now

    @invariant()
    def no_client_learns_a_legal_name_or_who_waits(self) -> None:
        room = self.stage.room
        for me in room.here():
            if me.is_staff:
                continue
            told = self.stage.view(me.id).model_dump_json()
            assert "LEGAL" not in told
            assert self.stage.view(me.id).staff is None
            unseen = [one for one in room.members.values() if not one.is_staff and one is not me]
            for one in unseen:
                if me.place != "in_room" or one.place != "in_room":
                    assert f'"{one.id}"' not in told and one.seat.alias not in told

    @invariant()
    def no_client_is_in_before_staff_confirmed_who_it_is(self) -> None:
        confirmed: set[str] = set()
        for one in self.stage.observed:
            if isinstance(one.evidence, IdentityConfirmed):
                confirmed.add(one.participant or "")
            inside = isinstance(one.evidence, Placed | Connected) and one.evidence.place is Place.GROUP
            assert not inside or one.participant in confirmed or one.participant not in CLIENTS

    @invariant()
    def who_waits_has_no_media_and_words_are_for_two(self) -> None:
        room, scoped = self.stage.room, scopes(self.stage.room)
        for member in room.here():
            assert (member.id in scoped) == (member.place != "waiting")
        for scope in {scope for scope in scoped.values() if scope and scope.startswith("talk-first:")}:
            assert sorted(SEATS[who].is_staff for who in scoped if scoped[who] == scope) == [False, True]

    @invariant()
    def connections_and_places_agree(self) -> None:
        for member in self.stage.room.members.values():
            assert (member.connection is not None) == member.is_here
        assert set(self.stage.room.hands) <= _in_room(self.stage.room)

    @invariant()
    def chat_never_reaches_who_waits(self) -> None:
        for effect in self.stage.last.effects:
            if isinstance(effect, Send) and isinstance(effect.message, wire.ChatMessage):
                assert self.stage.room.members[effect.participant].place != "waiting"
            assert not isinstance(effect, Close) or "LEGAL" not in str(effect.words)


def _in_room(room: Room) -> set[str]:
    return {one.id for one in room.here() if one.place == "in_room"}


TestAnyOrder = AnyOrder.TestCase
