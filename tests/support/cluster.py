"""The topology of more than one machine as plain processes on loopback: a proxy with TLS, two app nodes, two media
nodes of one worker each, PostgreSQL, Redis and coturn. Each can be ended, paused and started again."""

import asyncio
import os
import shutil
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from server.clinic import Clinic, open_clinic
from server.settings import Settings
from server.storage.keys import NAMES, load_or_make
from server.storage.migrate import migrate
from server.storage.place import place_of
from tests.support.coturn import running_coturn
from tests.support.media_node import MediaNode, running_media_node, shared_secret
from tests.support.ports import free_port
from tests.support.postgres import Postgres, running_postgres
from tests.support.proxy import Proxy, running_proxy
from tests.support.redis_server import RedisServer, running_redis
from tests.support.waiting import until

REPOSITORY = Path(__file__).parents[2]
DATABASE = "clinic"
PROGRAMS = {"haproxy": "haproxy", "redis-server": "redis-server", "turnserver": "coturn"}
"""By which Debian's packages they come."""
DURABLE = {"fsync": "on", "full_page_writes": "on", "autovacuum": "on", "max_wal_size": "1GB"}
"""As somebody runs it who means to keep what is in it."""
PATIENCE = 60.0
Seed = Callable[[Clinic], Awaitable[None]]


def missing_programs() -> list[str]:
    """Debian's packages that are wanted and not there."""
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if shutil.which("initdb") is None and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        missing.append("postgresql")
    return missing


@dataclass
class AppNode:
    """One `viop serve`, behind the proxy."""

    directory: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """Everything that it has logged."""
        return (self.directory / "serve.log").read_text()

    async def start(self, until_ready: bool = True) -> None:
        """Raises TimeoutError with what it logged."""
        own = {"VIOP_VAR": str(self.directory / "var"), "VIOP_PORT": str(self.port)}
        with (self.directory / "serve.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "server.cli", "serve"),
                env={**os.environ, **self.environment, **own},
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for whoever started all this
            )
        if until_ready:
            await self.ready()

    async def ready(self, patience: float = PATIENCE) -> None:
        try:
            async with aiohttp.ClientSession() as http:
                await until(lambda: self._is_ready(http), patience, every=0.05)
        except TimeoutError:
            raise TimeoutError(f"the node is not ready:\n{self.output[-4000:]}") from None

    async def _is_ready(self, http: aiohttp.ClientSession) -> bool:
        assert self.process is not None
        if self.process.returncode is not None:
            raise RuntimeError(f"the node ended by itself:\n{self.output[-4000:]}")
        try:
            async with http.get(f"http://{self.address}/readyz") as response:
                return response.status == 200
        except aiohttp.ClientConnectionError:
            return False

    async def end(self, number: int = signal.SIGKILL) -> None:
        """Gone when it returns. SIGTERM: it hands over what it has."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
            await self.process.wait()

    def pause(self) -> None:
        """It keeps its connections and does nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@dataclass(frozen=True)
class Cluster:
    directory: Path
    proxy: Proxy
    apps: list[AppNode]
    media: list[MediaNode]
    postgres: Postgres
    redis: RedisServer
    settings: Settings
    """For one more who opens the clinic."""

    @property
    def url(self) -> str:
        return self.proxy.url

    @property
    def tls(self) -> ssl.SSLContext:
        """Trusts the proxy."""
        return ssl.create_default_context(cafile=str(self.proxy.certificate))

    async def restart_one_after_the_other(self) -> None:
        """As an upgrade does it."""
        for node in self.apps:
            await node.end(signal.SIGTERM)
            await node.start()


@asynccontextmanager
async def running_cluster(
    directory: Path, seed: Seed | None = None, /, *, turn: bool = False, **settings: str
) -> AsyncIterator[Cluster]:
    """Everything below `directory`, ready inside the block and ended with it. `settings`: more of the app nodes'."""
    async with AsyncExitStack() as stack:
        postgres = stack.enter_context(running_postgres(loopback=True, **DURABLE))
        redis = await stack.enter_async_context(running_redis(directory))
        secret = shared_secret(directory)
        environment = {
            **postgres.environment(postgres.create(DATABASE)),
            "VIOP_REDIS": redis.address,
            "VIOP_CONTROL_SECRET_FILE": str(secret),
            "VIOP_KEYS": str(directory / "keys"),
            "VIOP_LOG_KEYS": str(directory / "log-keys"),
            "VIOP_STATIC": str(REPOSITORY / "client_web" / "dist"),
            "VIOP_HOST": "127.0.0.1",
            "VIOP_PROXIES": "1",
            "VIOP_DRAIN_SECONDS": "2",
            **settings,
        }
        if turn:
            environment |= _turn(directory, stack)
        for name in NAMES:
            load_or_make(directory / "keys", name)
        apps = [_app(directory, number) for number in (1, 2)]
        proxy = await stack.enter_async_context(running_proxy(directory, [one.address for one in apps]))
        own = _settings(environment, directory / "seed", proxy.url)
        await asyncio.to_thread(migrate, place_of(own))
        if seed is not None:
            async with open_clinic(own, boot="seed") as clinic:
                await seed(clinic)
        media = [
            await stack.enter_async_context(running_media_node(directory / f"media-{number}", redis.address, secret))
            for number in (1, 2)
        ]
        for node in apps:
            node.environment = {**environment, "VIOP_PUBLIC_URL": proxy.url}
            stack.push_async_callback(_end, node)
            await node.start(until_ready=False)
        for node in apps:
            await node.ready()
        yield Cluster(directory, proxy, apps, media, postgres, redis, own)


def _app(directory: Path, number: int) -> AppNode:
    own = directory / f"app-{number}"
    own.mkdir(mode=0o700)
    return AppNode(own, free_port("127.0.0.1"))


async def _end(node: AppNode) -> None:
    if node.process is not None and node.process.returncode is None:
        node.process.send_signal(signal.SIGTERM)
        node.process.send_signal(signal.SIGINT)  # the second waits for nothing
        try:
            await asyncio.wait_for(node.process.wait(), 15)
        except TimeoutError:
            await node.end()


def _turn(directory: Path, stack: AsyncExitStack) -> dict[str, str]:
    coturn = stack.enter_context(running_coturn(directory, "127.0.0.1", ["127.0.0.1"]))
    host, port = coturn.address
    return {"VIOP_TURN_URLS": f"turn:{host}:{port}?transport=udp", "VIOP_TURN_SECRET": coturn.secret}


def _settings(environment: dict[str, str], var: Path, url: str) -> Settings:
    """What the environment says, as an app node reads it."""
    given = {name.removeprefix("VIOP_").lower(): value for name, value in environment.items()}
    return Settings.model_validate({**given, "var": var, "public_url": url})
