"""`viop doctor`: each thing that may be wrong is found, with what to do, and no secret is told."""

import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from server.certificate import make_certificate
from server.cli import main
from server.doctor import clocks
from server.doctor.app import check_app
from server.doctor.certificate import check_certificate
from server.doctor.database import check_database
from server.doctor.environment import read_settings
from server.doctor.files import check_files
from server.doctor.finding import Finding
from server.doctor.media import check_media
from server.doctor.ports import check_ports
from server.doctor.reach import check_reach
from server.doctor.redis import check_redis
from server.doctor.rounds import examine
from server.main import running
from server.settings import Settings
from server.storage.health import DatabaseHealth
from tests.support.clinics import cheap_settings
from tests.support.ports import free_port
from tests.support.redis_server import RedisServer

SECRET = "planted-secret-that-nobody-may-read"


def states(found: Sequence[Finding], what: str) -> list[str]:
    return [one.state for one in found if one.what == what]


def said(found: Sequence[Finding]) -> str:
    return " ".join(f"{one.says} {one.do}" for one in found)


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """Settings of an app that was never started."""
    return cheap_settings(tmp_path / "var").model_copy(update={"port": free_port("127.0.0.1"), "media_port": 0})


def test_all_wrong_settings_are_named_at_once_and_none_is_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    given = {"PORT": SECRET, "SMTP_SECURITY": SECRET, "SIGNING_KEY": SECRET[:9], "PUBLC_URL": SECRET}
    for name, value in given.items():
        monkeypatch.setenv(f"VIOP_{name}", value)
    assert main(["doctor", "--json"]) == 1
    told = capsys.readouterr().out
    assert all(f"VIOP_{name}" in told for name in given) and SECRET[:9] not in told


def test_secrets_and_what_makes_sense_together_only_are_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("short")
    (tmp_path / "secret").chmod(0o644)
    for name, value in {"REDIS": "redis://h:1/0", "CONTROL_SECRET_FILE": str(tmp_path / "secret")}.items():
        monkeypatch.setenv(f"VIOP_{name}", value)
    monkeypatch.setenv("VIOP_PUBLIC_URL", "https://iop.example.org")
    told = said(read_settings()[1])
    assert "VIOP_DATABASE" in told
    monkeypatch.setenv("VIOP_SMTP_PASSWORD_FILE", str(tmp_path / "missing"))
    assert "VIOP_SMTP_PASSWORD_FILE: the file cannot be read" in said(read_settings()[1])


def test_directories_of_others_open_ones_and_keys_beside_the_data_are_found(bare: Settings) -> None:
    assert states(list(check_files(bare)), "var") == ["warn"]
    for directory in (bare.var, bare.log_key_directory):
        directory.mkdir(mode=0o700)
    (bare.log_key_directory / "key").touch(0o600)
    assert states(list(check_files(bare)), "log keys") == ["ok", "warn"], "on one volume with the data"
    assert "make-keys" in said(list(check_files(bare.model_copy(update={"redis": "redis://one:6379/0"}))))
    bare.var.chmod(0o755)
    (bare.log_key_directory / "key").chmod(0o644)
    found = list(check_files(bare))
    assert states(found, "var") == ["wrong"] and "wrong" in states(found, "log keys")
    assert f"chmod 700 {bare.var}" in said(found)


def test_a_port_that_another_program_has_is_found(bare: Settings) -> None:
    assert set(states(list(check_ports(bare)), "port")) == {"ok"}
    with socket.socket() as other:
        other.bind((bare.host, bare.port))
        other.listen()
        assert states(list(check_ports(bare)), "port") == ["wrong"]


@pytest.fixture
def certified(bare: Settings, tmp_path: Path) -> Settings:
    certificate, key = make_certificate(tmp_path, "127.0.0.1", datetime.now(UTC))
    return bare.model_copy(
        update={"tls_certificate": certificate, "tls_key": key, "public_url": "https://localhost:8443"}
    )


def test_a_certificate_is_checked_for_its_days_its_names_and_its_key(certified: Settings, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    assert states(list(check_certificate(certified)), "certificate") == ["ok"]
    assert states(list(check_certificate(certified, now + timedelta(days=20))), "certificate") == ["warn"]
    assert states(list(check_certificate(certified, now + timedelta(days=31))), "certificate") == ["wrong"]
    elsewhere = certified.model_copy(update={"public_url": "https://iop.example.org"})
    assert "not for iop.example.org" in said(list(check_certificate(elsewhere)))
    _, other = make_certificate(tmp_path / "other", "127.0.0.1", now)
    assert "not the certificate's" in said(list(check_certificate(certified.model_copy(update={"tls_key": other}))))


def test_clocks_that_are_apart_are_found() -> None:
    now = datetime.now(UTC)
    for seconds, state in ((0, "ok"), (-2, "warn"), (2, "warn"), (60, "wrong")):
        theirs = now + timedelta(seconds=seconds)
        assert clocks.compare("database clock", theirs, now, now).state == state, seconds


def test_a_private_address_for_a_public_name_is_warned_of(bare: Settings) -> None:
    public = bare.model_copy(update={"public_url": "https://iop.example.org"})
    for announced, state in ((["10.0.0.5"], "warn"), ([], "warn"), (["8.8.4.4:40000"], "ok"), (["0.0.0.0"], "wrong")):
        found = list(check_media(public.model_copy(update={"media_announce": announced})))
        assert found[0].state == state, announced


@asynccontextmanager
async def a_proxy(port: int, sockets: bool) -> AsyncIterator[None]:
    """Leads to our app, as far as its answers go."""

    async def me(request: web.Request) -> web.Response:
        return web.Response(status=204, headers={"X-Trace-Id": "1"})

    async def signal(request: web.Request) -> web.StreamResponse:
        if not sockets:
            raise web.HTTPBadRequest
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        return socket

    app = web.Application()
    app.add_routes([web.get("/api/me", me), web.get("/signal", signal)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield
    await runner.cleanup()


async def test_a_proxy_that_lets_no_socket_through_is_found(bare: Settings) -> None:
    settings = bare.model_copy(update={"public_url": f"http://127.0.0.1:{bare.port}"})
    assert "does not run" in said(await check_reach(settings))
    async with a_proxy(bare.port, sockets=False):
        assert states(await check_reach(settings), "sockets") == ["wrong"]
    async with a_proxy(bare.port, sockets=True):
        assert states(await check_reach(settings), "sockets") == ["ok"]


@pytest.mark.sqlite
async def test_of_an_app_that_runs_all_is_well_and_what_it_lacks_is_said(settings: Settings) -> None:
    port = free_port("127.0.0.1")
    more = {"port": port, "media_port": 0, "media_host": "127.0.0.1", "public_url": f"http://127.0.0.1:{port}"}
    settings = settings.model_copy(update=more)
    assert states(await check_app(settings), "app") == ["warn"], "not yet"
    async with running(settings) as app:
        found = [one for one in await examine(settings) if one.what in ("app", "port", "sockets", "database", "var")]
        assert {one.state for one in found} == {"ok"} and len(found) == 5, found
        app.readiness.drain()
        assert "about to stop" in said(await check_app(settings))


@pytest.mark.both_engines
async def test_a_database_is_looked_at(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await check_database(settings)
    wrong = said([one for one in found if one.state == "wrong"])
    assert not wrong or wrong.startswith("fsync is off"), "as the tests' PostgreSQL is"
    assert bool(wrong) == (settings.database is not None)
    assert states(found, "backup") == ["warn"]

    async def older(health: DatabaseHealth) -> bool:
        return False

    monkeypatch.setattr(DatabaseHealth, "is_migrated", older)
    assert "viop migrate" in said(await check_database(settings))


async def test_a_database_that_is_away_is_found_and_its_password_is_not_told(bare: Settings, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(SECRET)
    away = {
        "database": f"postgresql://viop@127.0.0.1:{free_port('127.0.0.1')}/viop",
        "database_password_file": tmp_path / "password",
    }
    found = await check_database(bare.model_copy(update=away))
    assert states(found, "database") == ["wrong"] and SECRET not in said(found)


@pytest.fixture
def forgetful(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path, ("--port", "0", "--maxmemory-policy", "allkeys-lru"))
    yield server
    server.kill()


async def test_a_redis_that_forgets_is_away_or_knows_no_media_worker_is_found(
    bare: Settings, forgetful: RedisServer
) -> None:
    settings = bare.model_copy(update={"redis": forgetful.address})
    assert states(await check_redis(settings), "Redis") == ["wrong"]
    await forgetful.start()
    found = await check_redis(settings)
    assert "maxmemory-policy noeviction" in said(found)
    assert states(found, "media nodes") == ["wrong"] and states(found, "Redis clock") == ["ok"]


async def test_what_goes_wrong_in_looking_is_a_finding_without_its_words(bare: Settings) -> None:
    async def check_something(settings: Settings) -> list[Finding]:
        raise ValueError(SECRET)

    (found,) = await examine(bare, [check_something])
    assert (found.what, found.state) == ("something", "wrong") and SECRET not in found.says
