"""A place on a TURN server, asked for and given back, as a browser would."""

import asyncio
import re

from aioice import stun, turn

URL = re.compile(r"(turns?):(\[[0-9a-fA-F:.]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?")
PORTS = {"turn": 3478, "turns": 5349}


class Refused(Exception):
    """`code`: as in RFC 8656; 401: it does not take the credential."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def allocate(url: str, username: str, credential: str) -> None:
    """`url` as in RTCIceServer. Raises Refused, OSError, TimeoutError."""
    found = URL.fullmatch(url)
    assert found is not None, "settings let no other pass"
    scheme, host, port, transport = found.groups()
    tcp = scheme == "turns" or transport == "tcp"
    try:
        allocated, _ = await turn.create_turn_endpoint(
            asyncio.DatagramProtocol,
            (host.strip("[]"), int(port or PORTS[scheme])),
            username,
            credential,
            ssl=True if scheme == "turns" else None,
            transport="tcp" if tcp else "udp",
        )
    except stun.TransactionFailed as error:
        raise Refused(int(error.response.attributes.get("ERROR-CODE", (0, ""))[0])) from None
    except stun.TransactionTimeout:
        raise TimeoutError from None
    allocated.close()
