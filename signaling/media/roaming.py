"""Clients whose address changed while they did not notice, as behind a NAT that rebinds: found by what they send on."""

from collections.abc import Callable, Iterable

from signaling.media.transport import Transport

SILENT_FOR = 0.25
"""Seconds that a transport must have been silent before media from elsewhere is taken for its own."""
LOOK_EVERY = 0.1
TRIALS = 50
"""Decryptions tried between two looks. One costs about 3 us: what strangers can make us do is 0.2 % of a core."""
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

    def whose(self, ssrc: int, now: float) -> Transport | None:
        """A silent transport to try the keys of; None when there is none, or enough was tried."""
        if now - self._looked > LOOK_EVERY:
            self._look(now)
        silent = self._silent.get(ssrc)
        if not silent or not self._trials:
            return None
        self._trials -= 1
        transport = silent[self._trials % len(silent)]
        return transport if _is_silent(transport, now) else None

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
