"""What an operator may say about the network, and what makes no sense."""

from pathlib import Path

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


def test_turn_servers_go_with_their_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    urls = ["turn:turn.example.org:3478?transport=udp", "turns:[2001:db8::7]:5349?transport=tcp"]
    made = settings(monkeypatch, turn_urls=",".join(urls), turn_secret=SECRET)
    assert made.turn_urls == urls
    assert SECRET not in str(made)
    monkeypatch.delenv("VIOP_TURN_SECRET")
    (tmp_path / "turn").write_text(SECRET + "\n")
    assert settings(monkeypatch, turn_urls=",".join(urls), turn_secret_file=str(tmp_path / "turn")).turn_key == SECRET


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://viop@db.example.org:5432/viop",
        "postgresql://viop@/viop?host=/run/postgresql",
        "postgresql://viop@[2001:db8::7]/viop?sslmode=verify-full&sslrootcert=/etc/viop/ca.pem",
    ],
    ids=["name", "socket", "TLS"],
)
def test_a_database_of_more_than_one_machine_is_an_address(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert settings(monkeypatch, database=given).database == given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("mysql://viop@db/viop", "must be postgresql://"),
        ("viop", "must be postgresql://"),
        ("postgresql://db/viop", "must be postgresql://"),
        ("postgresql://viop@db", "must name one database"),
        ("postgresql://viop@db/viop/other", "must name one database"),
        ("postgresql://viop@db:http/viop", "Port"),
        ("postgresql://viop:secret-word@db/viop", "VIOP_DATABASE_PASSWORD_FILE"),
        ("postgresql://viop@db/viop?password=secret-word", "no password"),
        ("postgresql://viop@db/viop?sslmode=allow", "sslmode is one of"),
    ],
)
def test_no_other_address_of_a_database_is_taken(monkeypatch: pytest.MonkeyPatch, given: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        settings(monkeypatch, database=given)
    (wrong,) = refused.value.errors(include_input=False)
    assert wrong["loc"] == ("database",) and "secret-word" not in wrong["msg"]


@pytest.mark.parametrize("given", ["http://redis", "redis://user:secret-word@redis:6379/0", "redis+sentinel://redis"])
def test_no_other_address_of_redis_is_taken(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    with pytest.raises(ValidationError, match=r"must be redis://host:port/0.*VIOP_REDIS_PASSWORD_FILE") as refused:
        settings(monkeypatch, redis=given)
    (wrong,) = refused.value.errors(include_input=False)
    assert wrong["loc"] == ("redis",) and "secret-word" not in wrong["msg"]


def test_a_databases_password_is_what_a_file_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("secret-word\n")
    with pytest.raises(ValidationError, match="VIOP_DATABASE, which is not set"):
        settings(monkeypatch, database_password_file=str(file))
    made = settings(monkeypatch, database="postgresql://viop@db/viop")
    assert made.database_password == "secret-word" and "secret-word" not in str(made)
