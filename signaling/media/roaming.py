"""Clients whose address changed while they did not notice, as behind a NAT that rebinds: found by what they send on."""

from collections.abc import Callable, Iterable, Iterator

from signaling.media.sockets import Address
from signaling.media.transport import Transport

SILENT_FOR = 0.25
"""Seconds that a transport must have been silent before media from elsewhere is taken for its own."""
LOOK_EVERY = 0.1
TRIALS = 50
"""Decryptions tried between two looks. One costs about 3 us: what strangers can make us do is 0.2 % of a core."""
TRIALS_PER_PACKET = 8
"""One is not enough: every Chromium that only receives reports under SSRC 1."""
CONFIRM_WITHIN = 7.0
"""Seconds until a connectivity check must have come from a new address, too (a Firefox sends one every 4 to 6 s)."""


class Roaming:
    """Says whose media it may be that comes from an address which no connectivity check came from.

    `transports` gives all that there are.
    """

    def __init__(self, transports: Callable[[], Iterable[Transport]]) -> None:
        self._transports = transports
        self._looked = float("-inf")
        self._silent: dict[int, list[Transport]] = {}
        """By each SSRC that they have sent under."""
        self._trials = 0

    def whose(self, ssrc: int, address: Address, now: float) -> Iterator[Transport]:
        """The silent transports to try the keys of, the likeliest first, as long as not enough was tried."""
        if now - self._looked > LOOK_EVERY:
            self._look(now)
        silent = self._silent.get(ssrc)
        if silent and self._trials:
            host = address[0]
            likely = sorted(silent, key=lambda one: (_host(one) == host, one.heard or 0.0), reverse=True)
            for transport in likely[: min(TRIALS_PER_PACKET, self._trials)]:
                if _is_silent(transport, now):
                    self._trials -= 1
                    yield transport

    def _look(self, now: float) -> None:
        self._looked, self._trials = now, TRIALS
        self._silent.clear()
        for transport in self._transports():
            if _is_silent(transport, now):
                for ssrc in transport.incoming.keys() | transport.rtcp_senders:
                    self._silent.setdefault(ssrc, []).append(transport)


def _is_silent(transport: Transport, now: float) -> bool:
    heard = transport.heard
    return transport.inbound is not None and heard is not None and now - heard > SILENT_FOR


def _host(transport: Transport) -> str:
    return transport.path[1][0] if transport.path is not None else ""
