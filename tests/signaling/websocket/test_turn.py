"""What participants are told of the clinic's TURN server, and when."""

import base64
import hmac

import pytest

from signaling.websocket.turn import TurnServers
from tests.signaling.websocket.pages import House
from tests.support.live_clinic import seat

URLS = ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:5349?transport=tcp"]
SECRET = "a secret of thirty-two characters"
NOW = 1_790_000_000.5


@pytest.fixture
def turn() -> TurnServers:
    return TurnServers(URLS, SECRET, lambda: NOW)


def test_credentials_expire_and_are_signed_with_the_secret(turn: TurnServers) -> None:
    (server,) = turn.credentials(seat("ana")).servers
    assert server.urls == URLS
    expiry, _, _ = server.username.partition(":")
    assert int(expiry) == int(NOW) + 3600
    signed = hmac.digest(SECRET.encode(), server.username.encode(), "sha1")
    assert base64.b64decode(server.credential) == signed


def test_a_user_name_is_the_same_for_a_participant_and_says_nothing_of_them(turn: TurnServers) -> None:
    ana, again, ben = (turn.credentials(seat(who)).servers[0].username for who in ("ana", "ana", "ben"))
    assert ana == again != ben
    assert set(ana) <= set("0123456789abcdef:")
    assert "ana" not in ana
    other_secret = TurnServers(URLS, SECRET[::-1], lambda: NOW)
    assert other_secret.credentials(seat("ana")).servers[0].username != ana


async def test_a_page_is_told_before_anything_else_and_nobody_without_a_ticket(turn: TurnServers) -> None:
    async with House(turn=turn) as house:
        page = await house.page(seat("ana"))
        assert page.messages[0]["type"] == "ice_servers"
        assert page.messages[0] == turn.credentials(seat("ana")).model_dump(mode="json")
        stranger = await house.knock()
        await stranger.send_str(
            '{"type": "authenticate", "ticket": "not-a-ticket-of-ours", "protocol": 1, "page": "p"}'
        )
        assert "ice_servers" not in (await stranger.receive()).data


async def test_new_credentials_come_before_the_old_ones_expire() -> None:
    ticks = iter(range(1000, 2000))
    async with House(turn=TurnServers(URLS, SECRET, lambda: next(ticks), lifetime=0.1)) as house:
        page = await house.page(seat("ana"))
        first = page.messages[0]
        await page.until(lambda message: message["type"] == "ice_servers" and message != first)


async def test_where_there_is_no_turn_server_nothing_is_told() -> None:
    async with House() as house:
        page = await house.page(seat("ana"))
        assert "ice_servers" not in [message["type"] for message in page.messages]
