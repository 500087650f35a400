"""Posts JSON to another system's address: bounded in time, following nobody, reading nothing but the status."""

import ipaddress
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientSSLError, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

TIMEOUT = ClientTimeout(total=15, connect=5)
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """Nothing came back. `problem`: a short code."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class PrivateAddress(OSError):
    """A name leads into a private network, which may not be asked."""


async def post(url: str, body: bytes, headers: dict[str, str], private: bool) -> int:
    """The status of the answer. `private`: whether addresses of private networks, and of this machine, may be asked.
    Raises Unreachable."""
    if not private and _is_private(urlsplit(url).hostname or ""):
        raise Unreachable("private_address")
    resolver: AbstractResolver = DefaultResolver() if private else _PublicOnly()
    headers = {**headers, "Content-Type": "application/json", "User-Agent": "viop"}
    try:
        async with (
            ClientSession(connector=TCPConnector(resolver=resolver), timeout=TIMEOUT) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            return response.status
    except TimeoutError:
        raise Unreachable("timeout") from None
    except (ClientSSLError, ssl.SSLError):
        raise Unreachable("tls") from None
    except PrivateAddress:
        raise Unreachable("private_address") from None
    except ClientConnectorError as error:
        private_one = isinstance(error.os_error, PrivateAddress) or isinstance(error.__cause__, PrivateAddress)
        raise Unreachable("private_address" if private_one else "no_connection") from None
    except (ClientError, OSError):
        raise Unreachable("no_connection") from None


class _PublicOnly(AbstractResolver):
    """What a name leads to is looked at where it is connected to: nobody can change it in between."""

    def __init__(self) -> None:
        self._resolver = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if any(_is_private(one["host"]) for one in found):
            raise PrivateAddress(host)
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _is_private(host: str) -> bool:
    """Of an address: whether it is none that all the world can reach. A name is not known yet."""
    try:
        address: Any = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    if address.version == 6 and address in NAT64:
        address = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
    address = getattr(address, "ipv4_mapped", None) or address
    return not address.is_global or address.is_multicast
