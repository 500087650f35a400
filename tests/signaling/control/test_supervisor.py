"""Real worker processes: started, adopted, replaced, ended."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from signaling.control.messages import (
    PROTOCOL_VERSION,
    ControlError,
    CreateTransport,
    Hello,
    OpenRoom,
    ReadCounters,
    Welcome,
)
from signaling.control.supervisor import WORKER, WorkerSupervisor
from tests.support.waiting import until

ARGUMENTS = ("--listen", "127.0.0.1", "--alone-for", "20")


class App:
    """What an app process does with its worker."""

    def __init__(
        self, control: Path, arguments: tuple[str, ...] = ARGUMENTS, command: tuple[str, ...] = WORKER
    ) -> None:
        self.welcomes: list[Welcome] = []
        self.events: list = []
        self.supervisor = WorkerSupervisor(control, arguments, self.welcomes.append, self.events.append, command)

    def has_had_workers(self, number: int):
        async def has() -> bool:
            return len(self.welcomes) == number

        return has


@pytest.fixture
def impatient(monkeypatch):
    """Signs of life are asked for more often, and waited for less long, than any app would."""
    monkeypatch.setattr("signaling.control.supervisor.HEARTBEAT_INTERVAL", 0.1)
    monkeypatch.setattr("signaling.control.supervisor.HEARTBEAT_PATIENCE", 1.0)
    monkeypatch.setattr("signaling.control.supervisor.GREETING_PATIENCE", 1.0)


@pytest.fixture
async def control(tmp_path: Path):
    path = tmp_path / "media" / "control"
    yield path
    last = App(path)
    if path.exists():
        await last.supervisor.start()
        await last.supervisor.close(stop_worker=True)


async def test_a_worker_outlives_its_app_and_the_next_app_finds_its_rooms(control):
    first = App(control)
    await first.supervisor.start()
    await first.supervisor.request("room", 3, OpenRoom())
    created = CreateTransport(transport="t", direction="publish", scope="group")
    answer = await first.supervisor.request("room", 3, created)
    await first.supervisor.close(stop_worker=False)
    second = App(control)
    await second.supervisor.start()
    assert second.welcomes[0].boot == first.welcomes[0].boot
    room = second.welcomes[0].rooms[0]
    assert (room.room, room.epoch) == ("room", 3)
    assert await second.supervisor.request("room", 4, created) == answer
    await second.supervisor.close(stop_worker=False)


async def test_a_killed_worker_is_replaced_by_one_that_knows_no_rooms(control):
    app = App(control)
    await app.supervisor.start()
    await app.supervisor.request("room", 1, OpenRoom())
    os.kill(app.welcomes[0].pid, signal.SIGKILL)

    await until(app.has_had_workers(2))
    assert app.welcomes[1].boot != app.welcomes[0].boot
    assert app.welcomes[1].rooms == ()
    assert await app.supervisor.request("", 0, ReadCounters())
    await app.supervisor.close(stop_worker=False)


async def test_a_hung_worker_is_killed_and_replaced(control, impatient):
    app = App(control)
    await app.supervisor.start()
    os.kill(app.welcomes[0].pid, signal.SIGSTOP)
    waiting = asyncio.create_task(app.supervisor.request("room", 1, OpenRoom()))
    await until(app.has_had_workers(2))
    assert app.welcomes[1].pid != app.welcomes[0].pid
    with pytest.raises(ControlError, match="closed"):
        await waiting
    assert await app.supervisor.request("", 0, ReadCounters())
    await app.supervisor.close(stop_worker=False)


async def test_a_hung_worker_does_not_hold_up_the_end_of_its_app(control, monkeypatch):
    app = App(control)
    await app.supervisor.start()
    monkeypatch.setattr("signaling.control.supervisor.START_PATIENCE", 0.3)
    os.kill(app.welcomes[0].pid, signal.SIGSTOP)
    await app.supervisor.close(stop_worker=True)
    control.unlink()
    with pytest.raises(ProcessLookupError):
        os.kill(app.welcomes[0].pid, 0)


async def test_an_app_that_comes_to_a_hung_worker_replaces_it(control, impatient):
    first = App(control)
    await first.supervisor.start()
    await first.supervisor.close(stop_worker=False)
    os.kill(first.welcomes[0].pid, signal.SIGSTOP)
    second = App(control)
    await second.supervisor.start()
    assert second.welcomes[0].pid != first.welcomes[0].pid
    await second.supervisor.close(stop_worker=False)


async def test_an_app_that_comes_to_a_worker_of_another_version_replaces_it(control, monkeypatch):
    """It would be refused by it for ever, and the worker would never be alone."""
    first = App(control)
    await first.supervisor.start()
    await first.supervisor.close(stop_worker=False)
    older = tuple(Hello(protocol=protocol) for protocol in (PROTOCOL_VERSION - 1, PROTOCOL_VERSION))
    hellos = iter(older)
    monkeypatch.setattr("signaling.control.client.Hello", lambda: next(hellos, older[-1]))
    second = App(control)
    await second.supervisor.start()
    assert second.welcomes[0].pid != first.welcomes[0].pid
    await second.supervisor.close(stop_worker=False)


async def test_a_worker_that_hangs_before_it_listens_is_replaced(control, tmp_path, monkeypatch):
    monkeypatch.setattr("signaling.control.supervisor.START_PATIENCE", 2.0)
    hanging_first = 'if mkdir "$0"; then exec sleep 60; else exec "$@"; fi'
    app = App(control, command=("sh", "-c", hanging_first, str(tmp_path / "once"), *WORKER))
    await app.supervisor.start(patience=20)
    await app.supervisor.close(stop_worker=False)


async def test_a_worker_that_answers_is_kept_however_often_it_is_asked(control, impatient):
    app = App(control)
    await app.supervisor.start()
    client = app.supervisor._client

    async def often():
        assert client is not None
        return client._next_request > 5

    await until(often)
    assert len(app.welcomes) == 1
    await app.supervisor.close(stop_worker=False)


async def test_a_fault_in_taking_a_worker_over_is_logged_and_it_is_taken_over_again(control, caplog):
    app = App(control)
    faults = [ZeroDivisionError("not foreseen")]

    def on_connected(welcome):
        app.welcomes.append(welcome)
        if faults:
            raise faults.pop()

    app.supervisor._on_connected = on_connected
    await app.supervisor.start()
    await until(app.has_had_workers(2))
    assert app.welcomes[1].boot == app.welcomes[0].boot
    assert "not foreseen" in caplog.text
    assert await app.supervisor.request("", 0, ReadCounters())
    await app.supervisor.close(stop_worker=False)


async def test_a_worker_told_to_end_says_so_and_leaves_no_socket(control):
    app = App(control)
    await app.supervisor.start()
    pid = app.welcomes[0].pid
    await app.supervisor.close(stop_worker=True)
    assert [event.kind for event in app.events] == ["worker_closing"]
    assert not control.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_without_any_app_the_worker_ends_by_itself(control):
    app = App(control, ("--listen", "127.0.0.1", "--alone-for", "0.2"))
    await app.supervisor.start()
    await app.supervisor.close(stop_worker=False)
    assert app.supervisor._process is not None
    await asyncio.to_thread(app.supervisor._process.wait, 10)
    assert not control.exists()


async def test_requests_fail_as_closed_while_there_is_no_worker(control):
    app = App(control)
    with pytest.raises(ControlError) as caught:
        await app.supervisor.request("room", 1, OpenRoom())
    assert caught.value.code == "closed"


async def test_a_second_worker_does_not_take_the_first_ones_place(control):
    app = App(control)
    await app.supervisor.start()
    process = await asyncio.create_subprocess_exec(*app.supervisor._command, stderr=asyncio.subprocess.PIPE)
    _, words = await process.communicate()
    assert process.returncode == 1
    assert b"another worker" in words
    assert await app.supervisor.request("", 0, ReadCounters())
    await app.supervisor.close(stop_worker=False)
