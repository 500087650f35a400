"""Credentials for the clinic's TURN server, which checks them by the same secret (draft-uberti-behave-turn-rest-00).

Nothing of them is stored. The user name tells whoever runs or watches the TURN server nothing about a person.
"""

import asyncio
import base64
import hmac
from collections.abc import Callable, Sequence

from signaling.protocol import messages as wire
from signaling.rooms.plan import Seat

LIFETIME = 3600
"""Seconds. A connection through TURN outlives the credentials that it began with."""


class TurnServers:
    """`urls` as in RTCIceServer; `secret` is coturn's `static-auth-secret`; `wall` gives seconds since 1970."""

    def __init__(self, urls: Sequence[str], secret: str, wall: Callable[[], float], lifetime: float = LIFETIME) -> None:
        self._urls = list(urls)
        self._secret = secret.encode()
        self._wall = wall
        self._lifetime = lifetime

    def credentials(self, seat: Seat) -> wire.IceServers:
        """For one participant of one session, from now on. The user name is `expiry:opaque`, stable but for the expiry,
        so that the TURN server can limit what one participant takes."""
        who = f"{seat.session}:{seat.participant}".encode()
        opaque = hmac.new(self._secret, b"who:" + who, "sha256").hexdigest()[:24]
        username = f"{int(self._wall() + self._lifetime)}:{opaque}"
        credential = base64.b64encode(hmac.digest(self._secret, username.encode(), "sha1")).decode()
        return wire.IceServers(servers=[wire.IceServer(urls=self._urls, username=username, credential=credential)])

    async def keep_fresh(self, seat: Seat, send: Callable[[wire.IceServers], None]) -> None:
        """Send new ones well before the old ones expire, until cancelled."""
        while True:
            await asyncio.sleep(self._lifetime / 2)
            send(self.credentials(seat))
