"""A real HAProxy with the configuration that operators are given, on loopback."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from server.certificate import make_certificate
from tests.support.ports import free_port
from tests.support.waiting import until

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "haproxy" / "haproxy.cfg"


@dataclass(frozen=True)
class Proxy:
    port: int
    plain: int
    certificate: Path
    """Of our own: who trusts this file trusts the proxy."""

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"


@asynccontextmanager
async def running_proxy(directory: Path, nodes: Sequence[str]) -> AsyncIterator[Proxy]:
    """In front of two `nodes`, each host:port; ends with the block. Raises TimeoutError with what it said."""
    certificate, key = make_certificate(directory / "proxy-tls", "127.0.0.1", datetime.now(UTC))
    both = directory / "proxy-tls" / "both.pem"
    both.touch(mode=0o600)
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    proxy = Proxy(free_port("127.0.0.1"), free_port("127.0.0.1"), certificate)
    environment = {
        **os.environ,
        "VIOP_PROXY_BIND": f"127.0.0.1:{proxy.port}",
        "VIOP_PROXY_PLAIN": f"127.0.0.1:{proxy.plain}",
        "VIOP_PROXY_TLS": str(both),
        "VIOP_APP_1": nodes[0],
        "VIOP_APP_2": nodes[1],
    }
    said = directory / "proxy.log"
    with said.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *("haproxy", "-db", "-f", str(CONFIGURATION)),
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    async def listens() -> bool:
        if process.returncode is not None:
            raise TimeoutError(f"HAProxy ended by itself:\n{said.read_text()}")
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            writer.close()
            return True
        return False

    try:
        await until(listens, every=0.02)
        yield proxy
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
