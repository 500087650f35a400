"""Janus as Debian packages it, with a room of its VideoRoom plugin, asked over a WebSocket."""

import asyncio
import contextlib
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.waiting import until

PROGRAM = "/usr/bin/janus"
INSTALL = "Janus is not installed: as root, `apt-get install janus` (Debian) brings it."
_PACKAGE = "lib/*/janus"
_ROOM = 1
_PORT = 8188
_ANSWER_SECONDS = 20

# All that is not said here is as Janus has it by default. With ice_lite it takes a client's checks and makes none, as
# our relay does.
_CORE = """
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{folder}/plugins"
  transports_folder = "{folder}/transports"
  events_folder = "{folder}/none"
  loggers_folder = "{folder}/none"
  debug_level = 2
  debug_colors = false
  session_timeout = 0
}}
nat: {{ ice_lite = true, ice_tcp = {tcp} }}
"""
_SOCKET = """
general: {{ ws = true, ws_port = {port}, json = "compact" }}
"""


def why_not() -> str:
    """How to get what is missing; empty where Janus is installed."""
    return "" if shutil.which(PROGRAM) else INSTALL


@contextlib.contextmanager
def running_janus(folder: Path, before: Sequence[str] = (), tcp: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
    """Janus with its configuration in `folder`; `before` is put before the command. Ends with the block.

    `tcp`: media may come by TCP too.
    """
    (package,) = Path("/usr").glob(_PACKAGE)
    for kind, library in (("plugins", "libjanus_videoroom.so"), ("transports", "libjanus_websockets.so")):
        (folder / kind).mkdir()
        (folder / kind / library).symlink_to(package / kind / library)
    (folder / "none").mkdir()
    for name, text in (("janus", _CORE), ("janus.transport.websockets", _SOCKET), ("janus.plugin.videoroom", "")):
        (folder / f"{name}.jcfg").write_text(text.format(folder=folder, port=_PORT, tcp=str(tcp).lower()))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*before, PROGRAM, f"--configs-folder={folder}"], stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Janus:
    """A session at a running Janus. Raises RuntimeError for what it refuses."""

    def __init__(self, http: aiohttp.ClientSession, connection: aiohttp.ClientWebSocketResponse) -> None:
        self._http = http
        self._connection = connection
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._session = 0
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, address: str) -> "Janus":
        """Wait until it listens there, and make the room."""
        http = aiohttp.ClientSession()

        async def attempt() -> aiohttp.ClientWebSocketResponse | None:
            with contextlib.suppress(aiohttp.ClientError):
                return await http.ws_connect(f"http://{address}:{_PORT}", protocols=("janus-protocol",))
            return None

        connection = await until(attempt, patience=10)
        assert connection is not None
        janus = cls(http, connection)
        janus._session = (await janus._ask({"janus": "create"}))["data"]["id"]
        room = {"request": "create", "room": _ROOM, "publishers": 100, "bitrate": 0, "fir_freq": 0, "videocodec": "vp8"}
        await janus._message(await janus.attach(), room)
        return janus

    async def attach(self) -> int:
        """A handle: one for each peer connection."""
        attach = {"janus": "attach", "session_id": self._session, "plugin": "janus.plugin.videoroom"}
        handle: int = (await self._ask(attach))["data"]["id"]
        return handle

    async def publish(self, handle: int, feed: int, offer: str) -> str:
        """Join as a publisher with this number; the answer to the offer."""
        join = {"request": "joinandconfigure", "room": _ROOM, "ptype": "publisher", "id": feed}
        answered = await self._message(handle, join, {"type": "offer", "sdp": offer})
        return str(answered["jsep"]["sdp"])

    async def subscribe(self, handle: int, feeds: Sequence[int]) -> str:
        """Ask for all streams of these publishers over one connection; its offer."""
        streams = [{"feed": feed} for feed in feeds]
        join = {"request": "join", "room": _ROOM, "ptype": "subscriber", "streams": streams}
        return str((await self._message(handle, join))["jsep"]["sdp"])

    async def start(self, handle: int, answer: str) -> None:
        """Answer the offer of `subscribe`."""
        await self._message(handle, {"request": "start"}, {"type": "answer", "sdp": answer})

    async def close(self) -> None:
        self._reading.cancel()
        await self._connection.close()
        await self._http.close()

    async def _message(self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None) -> dict[str, Any]:
        message = {"janus": "message", "session_id": self._session, "handle_id": handle, "body": body}
        answer = await self._ask(message | ({"jsep": jsep} if jsep else {}))
        data = answer["plugindata"]["data"]
        if "error" in data:
            raise RuntimeError(f"Janus refuses: {data['error']}")
        return answer

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        transaction = secrets.token_hex(8)
        answer = self._waiting[transaction] = asyncio.get_running_loop().create_future()
        await self._connection.send_json(message | {"transaction": transaction})
        async with asyncio.timeout(_ANSWER_SECONDS):
            return await answer

    async def _read(self) -> None:
        async for received in self._connection:
            message = received.json()
            if message["janus"] == "ack" or (waiting := self._waiting.pop(message.get("transaction"), None)) is None:
                continue
            if message["janus"] == "error":
                waiting.set_exception(RuntimeError(f"Janus refuses: {message['error']['reason']}"))
            elif not waiting.done():
                waiting.set_result(message)
