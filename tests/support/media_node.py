"""A media node as an operator runs it: `viop media-node` in a process of its own, on loopback."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from signaling.cluster.workers import RegisteredWorker, WorkerRegistry
from signaling.control.client import WorkerClient
from signaling.control.identity import app_context, read_secret
from signaling.control.tcp import Address, Remote
from tests.support.ports import free_port
from tests.support.waiting import until

SECRET = "what all nodes of this test know each other by"


def shared_secret(folder: Path) -> Path:
    """The file of the secret that all nodes below a folder share."""
    file = folder / "control-secret"
    file.write_text(SECRET)
    file.chmod(0o600)
    return file


@dataclass
class MediaNode:
    """With one relay worker, unless `settings` say otherwise."""

    folder: Path
    redis: str
    secret: Path
    settings: dict[str, str] = field(default_factory=dict)
    control: str = field(default_factory=lambda: str(Address("127.0.0.1", free_port("127.0.0.1"))))
    media_port: int = field(default_factory=lambda: free_port("127.0.0.1"))
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        environment = {
            **os.environ,
            "VIOP_VAR": str(self.folder),
            "VIOP_REDIS": self.redis,
            "VIOP_CONTROL_SECRET_FILE": str(self.secret),
            "VIOP_CONTROL_LISTEN": self.control,
            "VIOP_MEDIA_WORKERS": "1",
            "VIOP_MEDIA_HOST": "127.0.0.1",
            "VIOP_MEDIA_PORT": str(self.media_port),
            "VIOP_MEDIA_ANNOUNCE": "127.0.0.1",
            **self.settings,
        }
        self.folder.mkdir(mode=0o700, exist_ok=True)
        with (self.folder / "media-node.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "server.cli", "media-node"),
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def registered(self, registry: WorkerRegistry, but: str | None = None) -> RegisteredWorker:
        """Wait until its worker is, with another boot than `but`."""

        async def look() -> RegisteredWorker | None:
            found = [one for one in await registry.workers() if one.address == self.control and one.boot != but]
            return found[0] if found else None

        worker = await until(look, every=0.02)
        assert worker is not None
        return worker

    async def worker(self) -> WorkerClient:
        """A connection of an app node's to its worker."""
        return await WorkerClient.connect(Remote(Address.parse(self.control), app_context(read_secret(self.secret))))

    async def worker_process(self) -> int:
        client = await self.worker()
        await client.close()
        return client.welcome.pid

    def tell(self, number: int = signal.SIGTERM) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def ends(self, within: float = 20.0) -> int:
        """Its exit status. Raises TimeoutError."""
        assert self.process is not None
        return await asyncio.wait_for(self.process.wait(), within)


@asynccontextmanager
async def running_media_node(folder: Path, redis: str, secret: Path, /, **settings: str) -> AsyncIterator[MediaNode]:
    node = MediaNode(folder, redis, secret, {"VIOP_MEDIA_DRAIN_SECONDS": "0", **settings})
    await node.start()
    try:
        yield node
    finally:
        assert node.process is not None
        if node.process.returncode is None:
            node.tell()
            node.tell(signal.SIGINT)  # the second signal
            await node.ends()
