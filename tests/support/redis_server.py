"""A real Redis of the test's own: on a Unix socket in its folder, without a port and without files."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from signaling.cluster.redis_server import connect
from tests.support.waiting import until


@dataclass
class RedisServer:
    """`start` and `kill` as often as one likes: what it held is gone each time."""

    directory: Path
    arguments: Sequence[str] = ("--port", "0")
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def socket(self) -> Path:
        return self.directory / "redis.sock"

    @property
    def address(self) -> str:
        return f"unix://{self.socket}"

    async def start(self) -> None:
        """Until it answers."""
        self.launch()
        await until(self._answers, every=0.02)

    def launch(self) -> None:
        own = ("--unixsocket", str(self.socket), "--save", "", "--appendonly", "no", "--dir", str(self.directory))
        with (self.directory / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["redis-server", *self.arguments, *own], stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """At once, without a word."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """It keeps its connections and does not answer."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def client(self) -> Redis:
        return connect(self.address)

    async def _answers(self) -> bool:
        client = self.client()
        try:
            with contextlib.suppress(RedisError, OSError, asyncio.TimeoutError):
                return bool(await client.ping())
            return False
        finally:
            await client.aclose()


@asynccontextmanager
async def running_redis(directory: Path) -> AsyncIterator[RedisServer]:
    server = RedisServer(directory)
    await server.start()
    try:
        yield server
    finally:
        server.kill()
