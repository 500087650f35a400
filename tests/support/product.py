"""The whole product as an operator runs it: `viop serve` in a process of its own, on a database the test has filled."""

import asyncio
import json
import os
import re
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from server.clinic import Clinic, open_clinic
from server.settings import Settings
from server.storage.keys import NAMES, load_or_make
from tests.support.clinics import OWN, PASSWORD, Cast, add_clinic
from tests.support.databases import Engine, with_database
from tests.support.ports import free_port
from tests.support.waiting import until

REPOSITORY = Path(__file__).parents[2]
CHEAP = {"VIOP_PASSWORD_MEMORY_KIB": "8", "VIOP_PASSWORD_ROUNDS": "1"}
PATIENCE = 30.0
Seed = Callable[[Clinic, Cast], Awaitable[None]]


@dataclass
class Product:
    """One running server with one clinic, `cast`, whose group session started 10 minutes ago."""

    var: Path
    port: int
    cast: Cast
    media_port: int
    settings: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def meeting(self) -> str:
        return self.cast.running

    def email(self, who: str) -> str:
        return self.cast.email(who)

    @property
    def kept(self) -> Settings:
        """Where its clinic is, for `open_clinic`."""
        return Settings(var=self.var, database=self.settings.get("VIOP_DATABASE"))

    @property
    def output(self) -> str:
        """Everything the server has logged."""
        return (self.var.parent / "serve.log").read_text()

    @property
    def media_worker(self) -> int:
        """The process id of the relay worker that was connected last."""
        return int(re.findall(r"connected to relay worker (\d+)", self.output)[-1])

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **CHEAP,
            "VIOP_VAR": str(self.var),
            "VIOP_STATIC": str(REPOSITORY / "client_web" / "dist"),
            "VIOP_PORT": str(self.port),
            "VIOP_MEDIA_WORKERS": "1",
            "VIOP_MEDIA_HOST": "127.0.0.1",
            "VIOP_MEDIA_PORT": str(self.media_port),
            "VIOP_MEDIA_ANNOUNCE": json.dumps(["127.0.0.1"]),
            **self.settings,
        }

    async def start(self) -> None:
        """Start it and wait until it answers. Raises TimeoutError with what it logged."""
        with (self.var.parent / "serve.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "server.cli", "serve"), env=self.environment(), stdout=log, stderr=log
            )
        try:
            async with aiohttp.ClientSession() as http:
                await until(lambda: self._answers(http), PATIENCE)
        except TimeoutError:
            raise TimeoutError(f"the server did not start:\n{self.output}") from None

    async def kill(self, number: int = signal.SIGKILL) -> None:
        """End the server, not its media worker, and wait until it is gone."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
            await self.process.wait()

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        assert self.process is not None
        if self.process.returncode is not None:
            raise RuntimeError(f"the server ended by itself:\n{self.output}")
        try:
            async with http.get(f"{self.url}/api/me") as response:
                return response.status == 204
        except aiohttp.ClientConnectionError:
            return False

    @asynccontextmanager
    async def api(self, who: str) -> AsyncIterator["ApiOf"]:
        """The API as a member of staff sees it."""
        async with api_of(self.url, self.cast.email(who)) as api:
            yield api

    async def link(self, client: int, session: str | None = None) -> str:
        """A new join link of a client."""
        async with self.api(self.cast.admin) as api:
            made = await api.post(
                f"/api/sessions/{session or self.cast.running}/links", {"participant": self.cast.clients[client]}
            )
            url: str = made["url"]
            return url


@dataclass
class ApiOf:
    url: str
    http: aiohttp.ClientSession

    async def get(self, path: str) -> Any:
        async with self.http.get(self.url + path) as response:
            return await self._body(response)

    async def post(self, path: str, body: Any = None) -> Any:
        async with self.http.post(self.url + path, json=body) as response:
            return await self._body(response)

    async def put(self, path: str, body: Any) -> Any:
        async with self.http.put(self.url + path, json=body) as response:
            return await self._body(response)

    async def _body(self, response: aiohttp.ClientResponse) -> Any:
        assert response.status < 400, (response.status, await response.text())
        return await response.json() if response.content_type.endswith("json") else await response.text()


@asynccontextmanager
async def api_of(url: str, email: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[ApiOf]:
    """The API at `url` as the member of staff of that address sees it. `tls`: what it is trusted by."""
    connector = aiohttp.TCPConnector(ssl=tls or True)
    async with aiohttp.ClientSession(headers={**OWN, "Origin": url}, connector=connector) as http:
        api = ApiOf(url, http)
        await api.post("/api/login", {"email": email, "password": PASSWORD})
        yield api


@asynccontextmanager
async def running_product(directory: Path, seed: Seed | None = None, /, **settings: str) -> AsyncIterator[Product]:
    """A started product below `directory`; at the end it is stopped, its media worker too. `seed`: what else its
    database has from the start."""
    var = directory / "var"
    var.mkdir(mode=0o700)
    several: Engine | None = "postgresql" if "VIOP_REDIS" in settings else None
    cheap = with_database(Settings(var=var, password_memory_kib=8, password_rounds=1), several)
    async with open_clinic(cheap, boot="seed") as clinic:
        cast = await add_clinic(clinic, "north", datetime.now(UTC))
        if seed is not None:
            await seed(clinic, cast)
    for name in NAMES:  # as `viop make-keys` does, for those who begin with a Redis
        load_or_make(cheap.key_directory, name)
    if cheap.database is not None:
        settings = {**settings, "VIOP_DATABASE": cheap.database}
    product = Product(var, free_port("127.0.0.1"), cast, free_port("127.0.0.1"), settings)
    try:
        await product.start()
        yield product
    finally:
        await product.kill(signal.SIGTERM)
