"""A real PostgreSQL in a folder of its own: on a Unix socket, and on loopback when asked."""

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import asyncpg

from tests.support.ports import free_port

PATIENCE = 30.0
USER = "viop"
LIGHT = {
    "fsync": "off",  # a test's database need not outlive the machine
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "autovacuum": "off",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


@dataclass
class Postgres:
    """One server. Its superuser `viop` comes in by the socket without a password, by loopback with it."""

    directory: Path
    port: int
    loopback: bool
    options: dict[str, str]
    password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    process: subprocess.Popen[bytes] | None = None

    @property
    def password_file(self) -> Path:
        return self.directory / "password"

    def url(self, name: str) -> str:
        """What VIOP_DATABASE says of one of its databases."""
        if self.loopback:
            return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"
        return f"postgresql://{USER}@/{name}?host={self.directory}"

    def environment(self, name: str) -> dict[str, str]:
        """The settings of an app that keeps its clinic in one of its databases."""
        file = {"VIOP_DATABASE_PASSWORD_FILE": str(self.password_file)} if self.loopback else {}
        return {"VIOP_DATABASE": self.url(name), **file}

    def create(self, name: str, template: str = "template0") -> str:
        """A database that is a copy of another, whose name is returned. Nobody may be connected to that one."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str, name: str = "postgres", script: bool = False) -> list[Any]:
        """The rows of a statement, as the superuser; none of a script of several. Blocks, whether or not a loop runs
        in this thread."""

        async def ask() -> list[Any]:
            connection = await asyncpg.connect(
                host=str(self.directory), port=self.port, user=USER, database=name, timeout=PATIENCE
            )
            try:
                if script:
                    await connection.execute(statement)
                    return []
                return list(await connection.fetch(statement))
            finally:
                await connection.close()

        return _in_a_thread(ask())

    def start(self) -> None:
        """Serving when it returns."""
        command = [*_as_nobody(), str(_program("postgres")), "-D", str(self.directory / "data")]
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", start_new_session=True)
        deadline = monotonic() + PATIENCE
        while True:
            try:
                self.execute("SELECT 1")
                return
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                if self.process.poll() is not None or monotonic() > deadline:
                    said = (self.directory / "log").read_text(errors="replace")
                    raise TimeoutError(f"PostgreSQL did not start:\n{said}") from None
                sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT: at once, as a crash; SIGINT: after breaking off what goes on."""
        if self.process is not None:
            self.process.send_signal(how)
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:  # whose client says nothing does not hear the signal either
                for pid in self._pids()[1:]:
                    _signal(pid, signal.SIGKILL)
                self.process.wait(PATIENCE)
            self.process = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Inside, it answers nobody, and its connections stay open."""
        pids = self._pids()
        for pid in pids:
            _signal(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in reversed(pids):
                _signal(pid, signal.SIGCONT)

    def _pids(self) -> list[int]:
        assert self.process is not None, "it does not run"
        first = self.process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]


@contextmanager
def running_postgres(loopback: bool = False, **options: str) -> Iterator[Postgres]:
    """A server that ends with the block, and its folder with it; `options`: more of postgresql.conf."""
    directory = Path(tempfile.mkdtemp(prefix="viop-pg-"))
    server = Postgres(directory, free_port("127.0.0.1") if loopback else 5432, loopback, options)
    try:
        _make(server)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)


def _make(server: Postgres) -> None:
    server.password_file.write_text(server.password + "\n")
    server.password_file.chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(server.directory, _NOBODY)
        shutil.chown(server.password_file, _NOBODY)
    data = server.directory / "data"
    made = subprocess.run(
        [
            *(*_as_nobody(), str(_program("initdb")), f"--pgdata={data}", f"--username={USER}"),
            *("--locale=C", "--encoding=UTF8", "--no-sync", "--no-instructions", "--wal-segsize=1"),
            *("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={server.password_file}"),
        ],
        capture_output=True,
        text=True,
        cwd="/",
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
    own = {
        "port": str(server.port),
        "listen_addresses": "127.0.0.1" if server.loopback else "",
        "unix_socket_directories": str(server.directory),
    }
    lines = [f"{name} = '{value}'\n" for name, value in {**LIGHT, **own, **server.options}.items()]
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(lines)


def _signal(pid: int, which: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, which)


_NOBODY = "postgres"
"""Whom it runs as when root asks: it refuses to be root's. Debian's package makes that user."""


def _as_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--init-groups", "--"]


def _program(name: str) -> Path:
    """Debian keeps the server's programs out of PATH, one folder for each version."""
    if found := shutil.which(name):
        return Path(found)
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda one: int(one.parts[-3]))
    if not versions:
        raise FileNotFoundError(f"{name} of PostgreSQL is not installed: see tests/prerequisites.sh")
    return versions[-1]


def _in_a_thread(work: Coroutine[Any, Any, list[Any]]) -> list[Any]:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
