import asyncio
import contextlib
import os
import socket
import time
from pathlib import Path

import pytest

from signaling.control.client import WorkerClient, WorkerUnfit
from signaling.control.framing import encode
from signaling.control.messages import (
    ControlError,
    Counters,
    Hello,
    OpenRoom,
    ReadCounters,
    Request,
    Welcome,
    WorkerClosing,
)
from signaling.control.peer import peer_of
from signaling.control.server import ControlServer


def answer(request: Request):
    match request.body:
        case Hello(protocol=99):
            raise ControlError("unsupported_protocol", "not this one")
        case Hello():
            return Welcome(protocol=1, boot="b", pid=os.getpid(), rooms=())
        case ReadCounters():
            return Counters(at=1, transports=(), publications=(), subscriptions=(), dropped={})
        case OpenRoom():
            return None
        case _:
            raise ControlError("not_found", "no such thing")


@pytest.fixture
async def worker(tmp_path: Path):
    server = ControlServer(tmp_path / "private" / "control", answer, on_connections=lambda count: None)
    await server.open()
    yield server, str(tmp_path / "private" / "control")
    await server.close()


async def test_each_request_gets_its_own_answer(worker):
    _, path = worker
    client = await WorkerClient.connect(path)
    counters, nothing = await asyncio.gather(client.request("", 0, ReadCounters()), client.request("r", 1, OpenRoom()))
    assert isinstance(counters, Counters) and nothing is None
    assert client.welcome.boot == "b"
    await client.close()


async def test_a_worker_that_does_not_answer_hello_is_told_from_one_that_does(tmp_path):
    async def silent(reader, writer):
        await reader.read()
        writer.close()

    async with await asyncio.start_unix_server(silent, tmp_path / "control"):
        with pytest.raises(WorkerUnfit) as caught:
            await WorkerClient.connect(str(tmp_path / "control"), patience=0.1)
    assert caught.value.peer == (os.getpid(), os.geteuid())


async def test_an_app_that_was_held_up_itself_does_not_take_the_worker_for_hung(worker):
    _, path = worker
    client = await WorkerClient.connect(path)
    asking = asyncio.create_task(client.greet(patience=0.2))
    await asyncio.sleep(0)
    time.sleep(0.3)  # noqa: ASYNC251 - the loop stands still, and with it this worker, for longer than the patience
    assert (await asking).boot == "b"
    await client.close()


async def test_a_fault_in_hearing_an_event_is_logged_and_the_connection_goes_on(worker, caplog):
    server, path = worker

    def faulty(event):
        raise ZeroDivisionError

    client = await WorkerClient.connect(path, faulty)
    server.tell(WorkerClosing())
    assert await client.request("r", 1, OpenRoom()) is None
    assert "ZeroDivisionError" in caplog.text
    await client.close()


async def test_an_event_reaches_the_callback(worker):
    server, path = worker
    heard: asyncio.Queue = asyncio.Queue()
    client = await WorkerClient.connect(path, heard.put_nowait)
    server.tell(WorkerClosing())
    assert await heard.get() == WorkerClosing()
    await client.close()


async def test_a_request_in_flight_fails_as_closed_when_the_worker_goes(worker):
    server, path = worker
    client = await WorkerClient.connect(path)
    await server.close()
    await client.closed()
    with pytest.raises(ControlError) as caught:
        await client.request("r", 1, OpenRoom())
    assert caught.value.code == "closed"


async def test_who_breaks_the_protocol_is_disconnected_and_others_are_served_on(worker):
    _, path = worker
    good = await WorkerClient.connect(path)
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"\x00\x00\x00\x02{]")
    assert await reader.read() == b""
    writer.close()
    assert await good.request("r", 1, OpenRoom()) is None
    await good.close()


async def test_nothing_is_done_before_hello(worker):
    _, path = worker
    client = WorkerClient(*await asyncio.open_unix_connection(path))
    with pytest.raises(ControlError) as caught:
        await client.request("r", 1, OpenRoom())
    assert caught.value.code == "wrong_state"
    await client.greet()
    assert await client.request("r", 1, OpenRoom()) is None
    await client.close()


async def test_a_hello_that_was_refused_opens_nothing(worker):
    _, path = worker
    client = WorkerClient(*await asyncio.open_unix_connection(path))
    with pytest.raises(ControlError, match="unsupported_protocol"):
        await client.request("", 0, Hello(protocol=99))
    with pytest.raises(ControlError, match="wrong_state"):
        await client.request("r", 1, OpenRoom())
    await client.close()


async def test_a_process_of_another_user_is_hung_up_on(worker, monkeypatch):
    _, path = worker
    ours = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: ours + 1)
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(encode(Request(request=1, body=Hello())))
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()


async def test_the_socket_lies_where_only_its_user_may_enter(worker):
    _, path = worker
    assert Path(path).parent.stat().st_mode & 0o777 == 0o700


async def test_a_directory_that_others_may_enter_is_refused(tmp_path):
    tmp_path.chmod(0o755)
    with pytest.raises(PermissionError):
        await ControlServer(tmp_path / "control", answer, on_connections=lambda count: None).open()


def test_the_kernel_says_who_is_at_the_other_end():
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        assert peer_of(ours) == (os.getpid(), os.geteuid())


async def test_a_fault_in_one_request_is_answered_and_the_connection_goes_on(tmp_path):
    def faulty(request: Request):
        if isinstance(request.body, OpenRoom):
            raise RuntimeError("a fault")
        return answer(request)

    server = ControlServer(tmp_path / "private" / "control", faulty, on_connections=lambda count: None)
    await server.open()
    client = await WorkerClient.connect(str(tmp_path / "private" / "control"))
    with pytest.raises(ControlError) as caught:
        await client.request("r", 1, OpenRoom())
    assert caught.value.code == "failed"
    assert await client.request("", 0, ReadCounters())
    await client.close()
    await server.close()
