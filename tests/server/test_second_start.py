"""`viop serve` by mistake, while another serves: it says so, and whoever is in a room notices nothing."""

import errno
import os
from pathlib import Path

import pytest

from server.cli import main
from server.lock import AlreadyRunning, held
from server.main import running
from server.settings import Settings
from signaling.control.client import WorkerClient
from tests.support.clinics import cheap_settings
from tests.support.databases import underneath
from tests.support.live_app import live_group


async def test_a_second_start_says_that_the_app_is_running_and_takes_nothing_from_it(tmp_path: Path) -> None:
    async with live_group(tmp_path) as group:
        before = await _worker(group.settings.worker_socket())
        epoch = _epoch(group.settings)
        with pytest.raises(AlreadyRunning, match=f"already running .process {os.getpid()}."):
            async with running(group.settings.model_copy(update={"port": group.app.port})):
                raise AssertionError("it serves")
        assert await _worker(group.settings.worker_socket()) == before
        assert _epoch(group.settings) == epoch
        assert (await group.inside[0].ask("ping"))["type"] == "result"
        assert (await group.fay.ask("set_locked", locked=True))["type"] == "result"


async def test_where_the_port_is_taken_nothing_is_made_and_no_worker_started(tmp_path: Path) -> None:
    free = {"port": 0, "media_port": 0, "media_host": "127.0.0.1"}
    async with running(cheap_settings(tmp_path / "one").model_copy(update=free)) as app:
        settings = cheap_settings(tmp_path / "two").model_copy(update={**free, "port": app.port})
        with pytest.raises(OSError) as refused:
            async with running(settings):
                raise AssertionError("it serves")
    assert refused.value.errno == errno.EADDRINUSE
    assert not settings.database_path.exists() and not settings.worker_socket().exists()


def test_the_command_line_says_who_holds_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIOP_VAR", str(tmp_path / "var"))
    with held(tmp_path / "var" / "run" / "lock"):
        assert main(["serve"]) == 1
    assert f"already running (process {os.getpid()})" in capsys.readouterr().err
    with held(tmp_path / "var" / "run" / "lock"):
        assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700, "released, and nobody else's"


async def _worker(socket: Path) -> int:
    worker = await WorkerClient.connect(str(socket))
    await worker.close()
    return worker.welcome.pid


def _epoch(settings: Settings) -> int:
    return int(underneath(settings, "SELECT max(epoch) FROM room_states")[0][0])
