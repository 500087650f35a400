"""Keeps one relay worker running and connected, for the app.

A worker that is already there (its app was killed) is adopted; where there is none, one is started in a session of its
own, so that it outlives the app. When it dies another is started, after a pause that grows while that keeps happening.
One that no longer answers, or is of another version, is killed, and thereby replaced too.
"""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from signaling.control.client import GREETING_PATIENCE, WorkerClient, WorkerUnfit
from signaling.control.messages import ControlError, EventBody, RequestBody, ResponseBody, Welcome
from signaling.control.peer import Peer

WORKER = (sys.executable, "-m", "signaling.media")
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
STABLE_AFTER = 10.0
START_PATIENCE = 10.0
HEARTBEAT_INTERVAL = 2.0
HEARTBEAT_PATIENCE = 5.0
"""Seconds between two signs of life asked of the worker, and how long it may take to give one."""
_KNOCK_INTERVAL = 0.02

log = logging.getLogger(__name__)


class WorkerSupervisor:
    """`on_connected` is told of each worker that is connected: one with another `boot` knows no rooms. `on_gone`: it is
    not connected any more.

    `on_event` gets what the worker tells unasked. `arguments` are the worker's own (see `viop media-worker --help`),
    except for the control path.
    """

    def __init__(
        self,
        control: Path,
        arguments: Sequence[str],
        on_connected: Callable[[Welcome], None],
        on_event: Callable[[EventBody], None],
        command: Sequence[str] = WORKER,
        on_gone: Callable[[], None] = lambda: None,
    ) -> None:
        self._control = control
        self._command = [*command, "--control", str(control), *arguments]
        self._on_connected = on_connected
        self._on_event = on_event
        self._on_gone = on_gone
        self._client: WorkerClient | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self, patience: float = START_PATIENCE) -> None:
        """Connect to a worker, starting one if need be; TimeoutError after `patience` seconds, while it tries on."""
        self._task = asyncio.create_task(self._keep())
        await asyncio.wait_for(self._connected.wait(), patience)

    @property
    def connected(self) -> bool:
        return self._client is not None

    @property
    def welcome(self) -> Welcome | None:
        """What the worker said of itself last, some seconds ago at most; None when it is not connected."""
        return None if self._client is None else self._client.welcome

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        """Ask the worker; ControlError says why not (`closed`: none is connected at the moment)."""
        if self._client is None:
            raise ControlError("closed", "no relay worker is connected")
        return await self._client.request(room, epoch, body)

    async def close(self, stop_worker: bool) -> None:
        """Let go of the worker, or end it too: it says goodbye to its clients first."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        client, self._client = self._client, None
        if client is None:
            return
        if stop_worker:
            with suppress(ProcessLookupError):
                os.kill(client.welcome.pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(client.closed(), START_PATIENCE)
            except TimeoutError:
                _kill(client.peer)
        await client.close()
        if stop_worker and self._process is not None:
            await asyncio.to_thread(self._process.wait)

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE
        while True:
            started = loop.time()
            try:
                await self._stay_with(await self._reach())
            except WorkerUnfit as unfit:
                log.error("%s: it is killed", unfit)
                _kill(unfit.peer)
            except (OSError, ControlError) as error:
                log.error("no relay worker: %s", error)
            except Exception:
                log.exception("keeping a relay worker failed")
            client, self._client = self._client, None
            if client is not None:
                self._on_gone()
                await client.close()
            pause = FIRST_PAUSE if loop.time() - started > STABLE_AFTER else min(2 * pause, LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _stay_with(self, client: WorkerClient) -> None:
        """Return when the worker is gone; raises WorkerUnfit when it is there and no longer answers."""
        self._client = client
        log.info("connected to relay worker %d", client.welcome.pid)
        self._connected.set()
        self._on_connected(client.welcome)
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_INTERVAL):  # wait_for forgets a cancel that comes with the end
                    await client.closed()
                log.error("the relay worker is gone")
                return
            client.welcome = await client.greet(HEARTBEAT_PATIENCE)

    async def _reach(self) -> WorkerClient:
        """A worker that is there, else a new one. Raises OSError or ControlError."""
        try:
            return await self._connect()
        except WorkerUnfit:
            raise
        except OSError:
            pass  # there is none
        if self._process is None or self._process.poll() is not None:
            self._process = await asyncio.to_thread(self._spawn)
        deadline = asyncio.get_running_loop().time() + START_PATIENCE
        while True:
            if self._process.poll() is not None:
                raise OSError(f"it ended with status {self._process.returncode}")
            try:
                return await self._connect()
            except WorkerUnfit:
                raise
            except OSError:
                if asyncio.get_running_loop().time() > deadline:
                    self._process.kill()
                    raise
            await asyncio.sleep(_KNOCK_INTERVAL)

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.DEVNULL, start_new_session=True)

    async def _connect(self) -> WorkerClient:
        return await WorkerClient.connect(str(self._control), self._on_event, GREETING_PATIENCE)


def _kill(worker: Peer) -> None:
    """End a process that serves our control socket, in a directory that only our user may enter: it is our worker."""
    if worker.process > 0 and worker.user == os.geteuid():
        with suppress(ProcessLookupError):
            os.kill(worker.process, signal.SIGKILL)
