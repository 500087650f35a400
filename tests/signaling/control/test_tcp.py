"""Control over TCP: who knows the shared secret is served, and nobody else costs anything (threat 20)."""

import asyncio
import contextlib
import os
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from signaling.bots.loops import make_loops
from signaling.bots.publisher import Publisher
from signaling.control.client import WorkerClient
from signaling.control.framing import encode
from signaling.control.identity import app_context, read_secret, worker_context
from signaling.control.messages import ControlError, Hello, OpenRoom, Request
from signaling.control.server import ControlServer
from signaling.control.tcp import MAX_HANDSHAKES, Address, Remote
from signaling.media.seam import Certificate
from tests.signaling.control.test_connection import answer
from tests.support.hearing import Hearing, HearingRoom
from tests.support.ports import free_port
from tests.support.relay_room import running_worker
from tests.support.waiting import until

SECRET, ANOTHER = "known to both ends, and to nobody", "known to somebody else, somewhere"
LOOPS = make_loops(0, "AB")
LONGEST_PAUSE = 1.0
"""Seconds without a packet that comes every 20 ms, on a machine that has other things to do as well."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Of a real worker."""
    secret = tmp_path_factory.mktemp("secrets") / "control"
    secret.write_text(SECRET + "\n")
    at = Address("127.0.0.1", free_port("127.0.0.1"))
    with running_worker("--control-listen", str(at), "--control-secret-file", str(secret)):
        yield at


async def connect(place: Address, secret: str = SECRET) -> WorkerClient:
    return await WorkerClient.connect(Remote(place, app_context(secret)))


async def is_refused(connecting: Awaitable[WorkerClient]) -> None:
    with pytest.raises((OSError, ControlError)) as caught:
        await connecting
    assert not isinstance(caught.value, TimeoutError)


async def with_another_secret(place: Address) -> None:
    await is_refused(connect(place, ANOTHER))


async def without_tls(place: Address) -> None:
    reader, writer = await asyncio.open_connection(place.host, place.port)
    writer.write(encode(Request(request=1, body=Hello())))
    with contextlib.suppress(ConnectionResetError):
        assert b"welcome" not in await reader.read()
    writer.close()


async def without_a_certificate(place: Address) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    await is_refused(WorkerClient.connect(Remote(place, context)))


async def with_a_flood_of_handshakes(place: Address) -> None:
    floods = [asyncio.create_task(is_refused(connect(place, ANOTHER))) for _ in range(3 * MAX_HANDSHAKES)]
    await _comes_in(place)
    for flood in asyncio.as_completed(floods):
        await flood


async def with_half_open_connections(place: Address) -> None:
    silent = [await asyncio.open_connection(place.host, place.port) for _ in range(3 * MAX_HANDSHAKES)]
    await _comes_in(place)
    for _, writer in silent:
        writer.close()


async def _comes_in(place: Address) -> None:
    await (await _in_time(place)).close()


async def _in_time(place: Address) -> WorkerClient:
    client = await until(lambda: _there(place), every=0.05)
    assert client is not None
    return client


@pytest.mark.parametrize(
    "attack",
    [
        with_another_secret,
        without_tls,
        without_a_certificate,
        with_a_flood_of_handshakes,
        with_half_open_connections,
    ],
)
async def test_who_does_not_know_the_secret_is_refused_and_packets_flow_on(
    place: Address, attack: Callable[[Address], Awaitable[None]]
) -> None:
    client = await _in_time(place)
    room = HearingRoom(client, attack.__name__)
    publisher = Publisher(Certificate(), LOOPS, "ana")
    try:
        await room.set_scopes({"ana": "group", "ben": "group"})
        await room.publish("ana", publisher)
        await until(lambda: asyncio.sleep(0, "ben" in room.subscribers and room.subscribers["ben"].media), every=0.02)
        hears = room.subscribers["ben"]
        assert isinstance(hears, Hearing)
        hears.longest = 0.0
        await attack(place)
        heard = hears.last
        await until(lambda: asyncio.sleep(0, hears.last > heard), every=0.01)
        assert hears.longest < LONGEST_PAUSE
        assert not client._reading.done()
    finally:
        await publisher.close()
        await room.close()
        await client.close()


async def _there(place: Address) -> WorkerClient | None:
    with contextlib.suppress(OSError, ControlError):
        return await connect(place)
    return None


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ControlServer]:
    at = Remote(Address("127.0.0.1", 0), worker_context(SECRET))
    server = ControlServer(tmp_path / "private" / "control", answer, lambda count: None, at)
    await server.open()
    yield server
    await server.close()


def place_of(server: ControlServer) -> Address:
    assert server.port is not None
    return Address("127.0.0.1", server.port)


async def test_over_tcp_a_worker_is_spoken_to_as_on_its_own_machine(server: ControlServer) -> None:
    client = await connect(place_of(server))
    assert client.welcome.boot == "b"
    assert await client.request("r", 1, OpenRoom()) is None
    await client.close()


async def test_an_app_does_not_speak_to_a_worker_that_does_not_know_the_secret(tmp_path: Path) -> None:
    false = Remote(Address("127.0.0.1", 0), worker_context(ANOTHER))
    server = ControlServer(tmp_path / "private" / "control", answer, lambda count: None, false)
    await server.open()
    with pytest.raises(ssl.SSLCertVerificationError):
        await connect(place_of(server))
    await server.close()


async def test_an_older_tls_is_not_spoken(server: ControlServer) -> None:
    context = app_context(SECRET)
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2
    await is_refused(WorkerClient.connect(Remote(place_of(server), context)))


async def test_who_waits_to_be_let_in_leaves_no_descriptor_behind(
    server: ControlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.control.tcp.PACE", 0)
    monkeypatch.setattr("signaling.control.tcp.GRACE", 0.01)
    monkeypatch.setattr("signaling.control.tcp.HANDSHAKE_PATIENCE", 0.2)
    before = len(os.listdir("/proc/self/fd"))
    assert server._door is not None
    door = server._door
    silent = [socket.create_connection(("127.0.0.1", door.port)) for _ in range(2 * MAX_HANDSHAKES)]
    most = 0

    async def has_let_all_wait() -> bool:
        nonlocal most
        most = max(most, len(door._shaking))
        return bool(most and not door._shaking)

    await until(has_let_all_wait, every=0)
    assert most == MAX_HANDSHAKES
    await until(lambda: asyncio.sleep(0, len(os.listdir("/proc/self/fd")) <= before + len(silent)), every=0.02)
    for one in silent:
        one.close()


def test_the_secret_is_of_some_length_and_its_files_last_line_may_end(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    assert read_secret(file) == SECRET
    file.write_text("short\n")
    with pytest.raises(ValueError, match="at least 32"):
        read_secret(file)


def test_no_key_lies_in_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = os.listdir("/proc/self/fd")
    worker_context(SECRET)
    app_context(SECRET)
    assert os.listdir("/proc/self/fd") == before
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["10.0.0.5:7400", "media-1:7400", "[2001:db8::5]:7400"])
def test_an_address_is_written_as_it_is_read(text: str) -> None:
    assert str(Address.parse(text)) == text


@pytest.mark.parametrize("text", ["", "7400", ":7400", "host", "host:", "host:99999", "2001:db8::5:7400", "[host]:1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Address.parse(text)
