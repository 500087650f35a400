"""threats.md 7, 8, 11 and 13: what a socket may not do costs that socket, and nobody else notices."""

import json
import logging
import time

import aiohttp
import pytest

from signaling.protocol.messages import MAX_MESSAGE_BYTES
from tests.signaling.websocket.pages import House, Page, names, peer
from tests.support.live_clinic import FakeClinic, plan, seat
from tests.support.waiting import until

ANA, BEN, FAY = seat("ana"), seat("ben"), seat("fay", "facilitator")


@pytest.fixture
async def house():
    async with House() as house:
        yield house


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", ""])
async def test_a_foreign_or_missing_origin_is_forbidden(house: House, origin: str | None) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await house.knock(origin)
    assert refused.value.status == 403


async def test_a_ticket_opens_one_socket_once(house: House) -> None:
    ticket = house.clinic.ticket(ANA)
    hello = json.dumps({"type": "authenticate", "ticket": ticket, "protocol": 1, "page": "p"})
    first, second = Page(await house.knock()), Page(await house.knock())
    await first.socket.send_str(hello)
    await first.of_type("view")
    await second.socket.send_str(hello)
    assert (await second.of_type("error"))["code"] == "unauthenticated"
    await second.closes()
    assert not first.is_closed


@pytest.mark.parametrize(
    "first",
    [
        '{"type": "ping", "id": 1}',
        "not json",
        '{"type": "authenticate", "ticket": "unknown-unknown-unknown", "protocol": 1, "page": "p"}',
        '{"type": "authenticate", "ticket": "", "protocol": 1, "page": "p"}',
        b"\x00\x01",
    ],
)
async def test_who_does_not_say_who_they_are_is_closed(house: House, first: str | bytes) -> None:
    page = Page(await house.knock())
    await (page.socket.send_bytes(first) if isinstance(first, bytes) else page.socket.send_str(first))
    assert (await page.of_type("error"))["code"] == "unauthenticated"
    assert await page.closes() == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_an_older_page_is_told_to_reload(house: House) -> None:
    page = Page(await house.knock())
    hello = {"type": "authenticate", "ticket": house.clinic.ticket(ANA), "protocol": 99, "page": "p"}
    await page.socket.send_str(json.dumps(hello))
    assert (await page.of_type("error"))["code"] == "unsupported_protocol"


async def test_a_silent_stranger_is_closed() -> None:
    async with House(authenticate_within=0.05) as house:
        page = Page(await house.knock())
        assert (await page.of_type("error"))["code"] == "unauthenticated"
        await page.closes()


async def test_strangers_of_one_address_leave_places_to_others_and_all_of_them_together_are_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("signaling.websocket.handler.STRANGERS", 5)
    monkeypatch.setattr("signaling.websocket.handler.STRANGERS_PER_ADDRESS", 3)
    async with House() as house:
        opened = []

        async def is_open(address: str) -> bool:
            try:
                opened.append(await house.knock(address=address))
            except aiohttp.WSServerHandshakeError as error:
                assert error.status == 503
                return False
            return True

        pages = [Page(await house.knock(address="192.0.2.1")) for _ in range(3)]
        assert not await is_open("192.0.2.1")
        assert await is_open("192.0.2.2") and await is_open("192.0.2.2")
        assert not await is_open("192.0.2.3")
        await opened[0].close()
        hello = {"type": "authenticate", "ticket": house.clinic.ticket(ANA), "protocol": 1, "page": "p"}
        await pages[0].socket.send_str(json.dumps(hello))
        await pages[0].of_type("view")
        for _ in range(2):
            await until(lambda: is_open("192.0.2.3"), every=0.01)
        assert not await is_open("192.0.2.3")


@pytest.mark.parametrize(
    "message",
    [
        '{"type": "raise_hand", "id": 1, "raised": true, "participant": "ben"}',
        '{"type": "chat", "id": 1, "to": "all", "text": "hi", "sender": "fay"}',
        '{"type": "attend", "id": 1}',
        '{"type": "chat", "id": 1, "to": "ben", "text": "alone"}',
        '{"type": "set_attendance", "id": 1, "minutes": 180}',
        '{"type": "raise_hand", "id": -1, "raised": true}',
        "[" * 40_000,
        '{"a":' * 15_000,
        "{}",
        '"text"',
        json.dumps({"type": "chat", "id": 1, "to": "all", "text": "x" * 10_000}),
        json.dumps({"type": "set_waiting_message", "id": 1, "text": "x" * 10_000}),
        json.dumps({"type": "deny", "id": 1, "participant": "ben", "message": "x" * 10_000}),
        json.dumps({"type": "publish", "id": 1, "sources": [], "sdp": "a=candidate:1 1 udp 1 1.2.3.4 9 " * 2200}),
    ],
    ids=lambda message: message[:40],
)
async def test_a_message_outside_the_protocol_closes_only_its_senders_socket(house: House, message: str) -> None:
    fay, ana, ben = await house.group(ANA, BEN)
    await ana.socket.send_str(message)
    assert (await ana.of_type("error"))["code"] == "invalid_message"
    assert await ana.closes() == aiohttp.WSCloseCode.POLICY_VIOLATION
    assert (await ben.ask("ping"))["type"] == "result"
    assert (await fay.ask("ping"))["type"] == "result"
    assert peer(ben.view, "fay")["hand"] is None


@pytest.mark.parametrize("payload", [b"binary", "x" * (MAX_MESSAGE_BYTES + 1)], ids=["binary", "oversized"])
async def test_binary_and_oversized_messages_close_the_socket(house: House, payload: str | bytes) -> None:
    ana, ben = await house.page(ANA), await house.page(BEN)
    await (ana.socket.send_bytes(payload) if isinstance(payload, bytes) else ana.socket.send_str(payload))
    assert await ana.closes() in (aiohttp.WSCloseCode.POLICY_VIOLATION, aiohttp.WSCloseCode.MESSAGE_TOO_BIG)
    assert (await ben.ask("ping"))["type"] == "result"


@pytest.mark.parametrize(
    "request_",
    [
        {"type": "admit", "participant": "ana", "identity_confirmed": True},
        {"type": "admit_all", "identity_confirmed": True},
        {"type": "request_mute", "participant": "ben"},
        {"type": "remove", "participant": "ben"},
        {"type": "set_locked", "locked": True},
        {"type": "start_session"},
        {"type": "end_session"},
    ],
    ids=lambda request: request["type"],
)
@pytest.mark.parametrize("inside", [True, False], ids=["inside", "waiting"])
async def test_what_only_staff_may_do_is_refused_to_clients_and_audited(
    house: House, request_: dict, inside: bool
) -> None:
    fay, ana, ben = await house.page(FAY), await house.page(ANA), await house.page(BEN)
    if inside:
        await fay.ask("admit_all", identity_confirmed=True)
    before = len(house.clinic.facts)
    assert (await ana.ask(**request_))["code"] == "forbidden"
    assert ("ana", f"room.refused.{request_['type']}") in [(act.actor, act.action) for act in house.clinic.acts]
    assert len(house.clinic.facts) == before
    assert (await ben.ask("ping"))["type"] == "result"
    assert not any(one["type"] == "mute_requested" for one in ben.messages)


async def test_an_admin_who_looks_in_is_seen_by_everyone(house: House) -> None:
    _, ana = await house.group(ANA)
    await house.page(seat("ada", "admin"))
    view = await ana.sees(lambda view: names(view) == ["fay", "ada"])
    assert view["participants"][1]["role"] == "admin"


async def test_a_flood_closes_the_flooder_and_another_room_does_not_feel_it() -> None:
    async with House(FakeClinic(plans={"session-1": plan(), "session-2": plan("session-2")})) as house:
        ana, quiet = await house.page(ANA), await house.page(seat("dora", session="session-2"))
        for number in range(2000):
            if ana.is_closed:
                break
            await ana.socket.send_str(json.dumps({"type": "ping", "id": number}))
        began = time.monotonic()
        await quiet.ask("ping")
        assert time.monotonic() - began < 1.0
        assert (await ana.until(lambda one: one["type"] == "error"))["code"] == "too_many_requests"
        await ana.closes()


async def test_a_chatterer_is_told_to_wait_also_on_a_new_socket_and_costs_nobody_else_theirs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.websocket.live_room.CHATS_PER_SECOND", 0.0)
    fay, ana = await house.group(ANA)
    answers = [await ana.ask("chat", to="all", text="hi") for _ in range(20)]
    assert [one.get("code") for one in answers] == [None] * 5 + ["too_many_requests"] * 15
    again = await house.page(ANA)
    assert (await again.ask("chat", to="all", text="hi"))["code"] == "too_many_requests"
    assert (await again.ask("ping"))["type"] == "result", "only the chat is refused"
    assert (await fay.ask("chat", to="all", text="One at a time"))["type"] == "result"
    assert len([one for one in fay.messages if one["type"] == "chat_message" and one["sender"] == "ana"]) == 5


async def test_markup_arrives_as_the_text_it_is_and_direction_overrides_do_not(house: House) -> None:
    fay, ana = await house.group(ANA)
    text = "<img src=x onerror=alert(1)> \u202eevil\u202c \u2066=HYPERLINK()\u2069 \u05e9\u05dc\u05d5\u05dd"
    await ana.ask("chat", to="all", text=text)
    arrived = (await fay.of_type("chat_message"))["text"]
    assert arrived == "<img src=x onerror=alert(1)> evil =HYPERLINK() \u05e9\u05dc\u05d5\u05dd"
    await fay.ask("set_waiting_message", text="A minute\u202e, please.")
    await fay.sees(lambda view: view["staff"]["waiting_message"] == "A minute, please.")


async def test_ending_a_login_session_closes_its_sockets_at_once(house: House) -> None:
    ana, ben = await house.page(ANA), await house.page(BEN)
    await house.rooms.revoke("login-ana")
    assert (await ana.of_type("goodbye"))["reason"] == "revoked"
    await ana.closes()
    assert (await ben.ask("ping"))["type"] == "result"


async def test_who_was_just_coming_in_when_their_login_session_ended_is_turned_back() -> None:
    async with House() as house:
        house.clinic.opening.clear()
        ana, ben = await house.hello(ANA), await house.hello(BEN)
        await until(lambda: house.has_redeemed(2), every=0.01)
        await house.rooms.revoke("login-ana")
        house.clinic.opening.set()
        assert (await ana.of_type("error"))["code"] == "unauthenticated"
        await ana.closes()
        await ben.of_type("view")
        assert ana.views == []
        assert "connected" not in house.clinic.kinds("ana")


async def test_offers_that_pile_up_cost_their_sender_the_socket_and_nobody_elses(house: House) -> None:
    _, ana, ben = await house.group(ANA, BEN)
    house.media[0].answering.clear()
    for _ in range(20):
        await ana.send("publish", sdp="v=0", sources=[])
    assert (await ana.until(lambda one: one["type"] == "error"))["code"] == "too_many_requests"
    await ana.closes()
    house.media[0].answering.set()
    assert (await ben.ask("publish", sdp="v=0", sources=[]))["type"] == "publish_answer"


async def test_no_name_and_no_word_of_anybody_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _, ana = await house.group(ANA)
    await ana.ask("chat", to="all", text="something private")
    await ana.socket.send_str('{"type": "chat", "text": "something private"}')
    await ana.closes()
    logged = caplog.text
    assert not any(word in logged for word in ("something private", "LEGAL", "Ana", "ticket-"))
