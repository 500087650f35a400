"""What an operator may say about the network, and what makes no sense."""

import pytest
from pydantic import ValidationError

from server.settings import Settings

SECRET = "0123456789012345678901234567890123"


def settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(f"VIOP_{name.upper()}", value)
    return Settings()


@pytest.mark.parametrize(
    "given", ['["203.0.113.7", "2001:db8::7"]', "203.0.113.7,2001:db8::7", "203.0.113.7, 2001:db8::7,"]
)
def test_several_addresses_are_json_or_have_commas_between(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert settings(monkeypatch, media_announce=given).media_announce == ["203.0.113.7", "2001:db8::7"]


def test_an_announced_address_may_have_a_port_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    given = ["203.0.113.7:40000", "[2001:db8::7]:40000"]
    assert settings(monkeypatch, media_announce=",".join(given)).media_announce == given


@pytest.mark.parametrize(
    "given",
    [
        {"media_announce": "relay.example.org"},
        {"media_host": "localhost"},
        {"turn_urls": "https://turn.example.org", "turn_secret": SECRET},
        {"turn_urls": "turn:turn.example.org:3478"},
        {"turn_urls": "turn:turn.example.org:3478", "turn_secret": "short"},
    ],
    ids=["name announced", "name to listen on", "no TURN", "no secret", "short secret"],
)
def test_what_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        settings(monkeypatch, **given)


def test_turn_servers_go_with_their_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = ["turn:turn.example.org:3478?transport=udp", "turns:[2001:db8::7]:5349?transport=tcp"]
    made = settings(monkeypatch, turn_urls=",".join(urls), turn_secret=SECRET)
    assert made.turn_urls == urls
    assert SECRET not in str(made)
