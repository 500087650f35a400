"""threats.md 1-5 over real WebSockets: who gets in, and what those who wait can do and know."""

import asyncio
import json

import pytest

from server.domain.roster.keep_apart import Pairs
from signaling.rooms.plan import SavedRoom, ShownHandout
from tests.signaling.websocket.pages import House, names, places, waiting
from tests.support.live_clinic import FakeClinic, seat
from tests.support.waiting import until

ANA, BEN, FAY = seat("ana"), seat("ben"), seat("fay", "facilitator")


@pytest.fixture
async def house():
    async with House() as house:
        yield house


async def test_who_arrives_before_the_facilitator_still_waits_after_they_joined(house: House) -> None:
    ana = await house.page(ANA)
    fay = await house.page(FAY)
    await fay.sees(lambda view: waiting(view) == ["ana"])
    assert ana.view["me"]["place"] == "waiting"
    assert ana.view["participants"] == []


async def test_an_admitted_client_is_in_the_room_and_heard_by_it(house: House) -> None:
    ana, fay = await house.page(ANA), await house.page(FAY)
    answer = await fay.ask("admit", participant="ana", identity_confirmed=True)
    assert answer["type"] == "result"
    await ana.sees(lambda view: view["me"]["place"] == "in_room" and names(view) == ["fay"])
    await fay.sees(lambda view: names(view) == ["ana"])
    offer = {"sdp": "v=0", "sources": [{"mid": "0", "source": "microphone"}]}
    assert (await ana.ask("publish", **offer))["sdp"] == "answer to v=0"
    view = await fay.sees(lambda view: bool(view["participants"][0]["tracks"]))
    assert view["participants"][0]["tracks"] == [{"source": "microphone", "muted": False}]
    assert house.media[0].scopes == {"fay": "group", "ana": "group"}


@pytest.mark.parametrize(
    "request_",
    [
        {"type": "publish", "sdp": "v=0", "sources": []},
        {"type": "subscribe_answer", "sdp": "v=0", "negotiation": 1},
        {"type": "restart_transport", "direction": "publish"},
        {"type": "tiles", "tiles": [{"mid": "1", "height": 180}]},
        {"type": "chat", "to": "all", "text": "hello"},
        {"type": "chat", "to": "staff", "text": "hello"},
        {"type": "set_muted", "source": "camera", "muted": True},
        {"type": "raise_hand", "raised": True},
    ],
    ids=lambda request: request["type"],
)
async def test_a_waiting_client_is_refused_and_learns_nothing(house: House, request_: dict) -> None:
    fay, ana, ben = await house.page(FAY), await house.page(ANA), await house.page(BEN)
    assert (await ana.ask(**request_))["code"] == "not_admitted"
    await fay.sees(lambda view: waiting(view) == ["ana", "ben"])
    assert house.media[0].published == {} and "ana" not in house.media[0].scopes
    told = json.dumps(ana.messages)
    assert "ben" not in told.lower() and "LEGAL" not in told
    assert not any(one["type"] == "chat_message" for one in fay.messages + ben.messages)


@pytest.mark.parametrize("turn_away", ["remove", "deny", "return_to_waiting"])
async def test_whoever_was_sent_away_comes_back_to_the_waiting_room(house: House, turn_away: str) -> None:
    ana, fay = await house.page(ANA), await house.page(FAY)
    if turn_away != "deny":
        await fay.ask("admit", participant="ana", identity_confirmed=True)
    assert (await fay.ask(turn_away, participant="ana"))["type"] == "result"
    if turn_away == "return_to_waiting":
        await ana.sees(lambda view: view["me"]["place"] == "waiting" and view["participants"] == [])
        await ana.drop()
    else:
        goodbye = await ana.of_type("goodbye")
        assert goodbye["reason"] == {"remove": "removed", "deny": "denied"}[turn_away]
        await ana.closes()
    again = await house.page(ANA, "page-2")
    assert again.view["me"]["place"] == "waiting"
    view = await fay.sees(lambda view: waiting(view) == ["ana"])
    assert view["staff"]["waiting"][0]["was_removed"] == (turn_away != "return_to_waiting")
    assert "ana" not in house.media[0].scopes


async def test_a_hand_out_of_the_session_is_shown_to_who_is_inside_and_one_that_is_not_there_is_refused(house) -> None:
    house.clinic.handouts["h-1"] = ShownHandout(id="h-1", title="Coping cards", media_type="image/png")
    fay, ana = await house.page(FAY), await house.page(ANA)
    await fay.ask("admit", participant="ana", identity_confirmed=True)
    assert (await fay.ask("show_handout", handout="h-2"))["code"] == "not_found"
    assert (await fay.ask("show_handout", handout="h-1"))["type"] == "result"
    shown = {"handout": "h-1", "title": "Coping cards", "media_type": "image/png"}
    await ana.sees(lambda view: view["handout"] == shown)
    await fay.ask("show_handout", handout=None)
    await ana.sees(lambda view: view["handout"] is None)


async def test_a_facilitator_who_dropped_comes_back_with_control(house: House) -> None:
    fay, ana = await house.page(FAY), await house.page(ANA)
    await fay.drop()
    again = await house.page(FAY)
    assert again.view["me"]["role"] == "facilitator"
    assert (await again.ask("admit", participant="ana", identity_confirmed=True))["type"] == "result"
    await ana.sees(lambda view: names(view) == ["fay"])


async def test_half_a_minute_without_staff_puts_clients_on_hold_until_they_are_back(house: House) -> None:
    fay, ana, ben = await house.page(FAY), await house.page(ANA), await house.page(BEN)
    await fay.ask("admit_all", identity_confirmed=True)
    await ana.sees(lambda view: names(view) == ["fay", "ben"])
    await fay.drop()
    await ana.sees(lambda view: view["participants"][0]["connectivity"] == "reconnecting")
    for _ in range(4):
        house.clock.advance(8)
        await ana.ask("ping")
        await ben.ask("ping")
    await ana.sees(lambda view: view["me"]["on_hold"] and view["participants"] == [])
    assert house.media[0].scopes["ana"] is None and house.media[0].scopes["ben"] is None
    assert (await ana.ask("chat", to="all", text="anybody?"))["code"] == "wrong_state"
    assert places(house.clinic, "ana") == ["waiting", "group", "hold"]
    ((session, needed),) = house.rooms.attention()
    assert (session.session, needed.reason, needed.clients) == ("session-1", "without_staff", 2)
    await house.page(FAY)
    assert house.rooms.attention() == []
    await ana.sees(lambda view: not view["me"]["on_hold"] and "fay" in names(view))
    assert places(house.clinic, "ben") == ["waiting", "group", "hold", "group"]


async def test_two_facilitators_who_admit_at_once_admit_once(house: House) -> None:
    fay, gus = await house.page(FAY), await house.page(seat("gus", "facilitator"))
    await house.page(ANA)
    first = await fay.send("admit", participant="ana", identity_confirmed=True)
    second = await gus.send("admit", participant="ana", identity_confirmed=True)
    answers = [
        await fay.until(lambda message: message.get("id") == first),
        await gus.until(lambda message: message.get("id") == second),
    ]
    assert sorted(one["type"] for one in answers) == ["error", "result"]
    assert house.clinic.kinds("ana") == ["connected", "identity_confirmed", "placed"]


@pytest.mark.parametrize("order", ["admit first", "admit last"])
@pytest.mark.parametrize("other", ["leave", "deny", "remove", "return_to_waiting"])
async def test_an_admission_that_races_with_something_else_ends_in_one_state(
    house: House, other: str, order: str
) -> None:
    fay, gus, ana = await house.page(FAY), await house.page(seat("gus", "facilitator")), await house.page(ANA)
    admits = fay.ask("admit", participant="ana", identity_confirmed=True)
    undoes = ana.ask("leave") if other == "leave" else gus.ask(other, participant="ana")
    await asyncio.gather(*((admits, undoes) if order == "admit first" else (undoes, admits)))

    async def is_one_state() -> bool:
        """Both facilitators, the relay, the facts and what is stored agree on where she is."""
        saved = house.clinic.saved.get("session-1") or SavedRoom()
        is_in, waits = names(fay.view) == ["gus", "ana"], waiting(fay.view) == ["ana"]
        return (
            (is_in, waits) == (names(gus.view) == ["fay", "ana"], waiting(gus.view) == ["ana"])
            and (house.media[0].scopes.get("ana") == "group") == is_in
            and ("disconnected" in house.clinic.kinds("ana")) == (not is_in and not waits)
            and ((places(house.clinic, "ana")[-1] == "group" and "ana" in saved.admitted) or not is_in)
            and not saved.admitted & saved.turned_away
        )

    await until(is_one_state, patience=5, every=0.01)
    again = await house.page(ANA, "page-2")
    assert (again.view["me"]["place"] == "in_room") == ("ana" in house.clinic.saved["session-1"].admitted)


async def test_an_admission_that_cannot_be_stored_does_not_happen(house: House) -> None:
    fay, ana = await house.page(FAY), await house.page(ANA)
    house.clinic.storage_away = True
    answer = await fay.ask("admit", participant="ana", identity_confirmed=True)
    assert answer["code"] == "storage_unavailable"
    assert ana.view["me"]["place"] == "waiting"
    house.clinic.storage_away = False
    assert (await fay.ask("admit", participant="ana", identity_confirmed=True))["type"] == "result"


async def test_an_admission_outlives_the_process_that_made_it() -> None:
    clinic = FakeClinic()
    async with House(clinic) as before:
        fay, _ = await before.page(FAY), await before.page(ANA)
        await fay.ask("admit", participant="ana", identity_confirmed=True)
    async with House(clinic) as after:
        ana, ben = await after.page(ANA), await after.page(BEN)
        assert (ana.view["me"]["place"], ben.view["me"]["place"]) == ("in_room", "waiting")
        assert "server_started" in clinic.kinds()


async def test_a_pair_that_is_said_while_both_wait_holds_at_once(house: House) -> None:
    fay, ana, ben = await house.page(FAY), await house.page(ANA), await house.page(BEN)
    await fay.sees(lambda view: waiting(view) == ["ana", "ben"])
    house.clinic.apart = Pairs.of([("ana", "ben")])
    await house.rooms.kept_apart_changed("clinic-1")
    assert (await fay.ask("admit", participant="ana", identity_confirmed=True))["type"] == "result"
    await ana.sees(lambda view: view["me"]["place"] == "in_room")
    assert (await fay.ask("admit", participant="ben", identity_confirmed=True))["code"] == "forbidden"
    await fay.sees(lambda view: view["staff"]["waiting"][0]["not_with_group"])
    assert ben.view["me"]["place"] == "waiting"
