"""Clients whose address changed while they did not notice, as behind a NAT that rebinds: found by what they send on."""

import socket
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from signaling.media.sockets import Address
from signaling.media.transport import Transport

SILENT_FOR = 0.25
"""Seconds that a transport must have been silent before media from elsewhere is taken for its own."""
LOOK_EVERY = 0.1
TRIALS_PER_PACKET = 8
"""One is not enough: every Chromium that only receives reports under SSRC 1."""
TRIALS, TRIALS_TOGETHER = 50, 500
"""Decryptions tried between two looks for what comes from a network that silent transports were last in, and for what
comes from all of these. One costs about 4 us."""
STRANGE_TRIALS, STRANGE_TRIALS_TOGETHER = 16, 200
"""The same for networks where nobody was."""
CONFIRM_WITHIN = 7.0
"""Seconds until a connectivity check must have come from a new address, too (a Firefox sends one every 4 to 6 s)."""
STAYS_FOR = 30.0
"""Seconds for which a transport is not looked for elsewhere after one did not come: somebody leads us astray."""

_IPV4_BYTES, _IPV6_BYTES = 3, 6
"""Of an address: what its network is known by."""


class Roaming:
    """Says whose media it may be that comes from an address which no connectivity check came from.

    `transports` gives all that there are. What is tried is shared out among networks, so that a flood from some takes
    nothing from the others: least of all from where a client was last, as a NAT that rebinds is at the same address.
    """

    def __init__(self, transports: Callable[[], Iterable[Transport]]) -> None:
        self._transports = transports
        self._looked = float("-inf")
        self._silent: dict[int, list[Transport]] = {}
        """By each SSRC that they have sent under, the one that was heard last first."""
        self._silent_in: dict[tuple[bytes, int], list[Transport]] = {}
        """The same by the network that they were last in, too."""
        self._turn = 0
        self._here = _Budget(TRIALS, TRIALS_TOGETHER)
        self._elsewhere = _Budget(STRANGE_TRIALS, STRANGE_TRIALS_TOGETHER)

    def whose(self, datagram: bytes, address: Address, now: float) -> Iterator[Transport]:
        """The silent transports to try the keys of, the likeliest first, as long as not enough was tried."""
        ssrc = _ssrc(datagram)
        if now - self._looked > LOOK_EVERY:
            self._look(now)
        silent = self._silent.get(ssrc)
        if silent is None:
            return
        network = _network(address)
        here = self._some(self._silent_in.get((network, ssrc), ()), TRIALS_PER_PACKET)
        elsewhere = [one for one in self._some(silent, TRIALS_PER_PACKET - len(here)) if one not in here]
        for candidates, budget in ((here, self._here), (elsewhere, self._elsewhere)):
            for transport in candidates:
                if _may_roam(transport, now) and budget.take(network):
                    self._turn += 1
                    yield transport

    def _some(self, silent: Sequence[Transport], count: int) -> list[Transport]:
        """So many of them, others at each packet where they are more."""
        if len(silent) <= count:
            return list(silent)
        start = self._turn % len(silent)
        return [*silent[start : start + count], *silent[: max(0, start + count - len(silent))]]

    def _look(self, now: float) -> None:
        self._looked = now
        self._here.renew()
        self._elsewhere.renew()
        self._silent.clear()
        self._silent_in.clear()
        silent = [transport for transport in dict.fromkeys(self._transports()) if _may_roam(transport, now)]
        for transport in sorted(silent, key=lambda one: one.heard or 0.0, reverse=True):
            assert transport.path is not None
            network = _network(transport.path[1])
            for ssrc in transport.incoming.keys() | transport.rtcp_senders:
                self._silent.setdefault(ssrc, []).append(transport)
                self._silent_in.setdefault((network, ssrc), []).append(transport)


class _Budget:
    """What may be tried between two looks: so much for each network, and for all together."""

    def __init__(self, each: int, together: int) -> None:
        self._each = each
        self._together = together
        self._left = together
        self._spent: Counter[bytes] = Counter()

    def renew(self) -> None:
        self._left = self._together
        self._spent.clear()

    def take(self, network: bytes) -> bool:
        if not self._left or self._spent[network] >= self._each:
            return False
        self._left -= 1
        self._spent[network] += 1
        return True


def _may_roam(transport: Transport, now: float) -> bool:
    """Whether it has keys, is silent and was on UDP: a TCP connection does not change its address."""
    heard, path = transport.heard, transport.path
    if transport.inbound is None or heard is None or path is None or path[0].descriptor < 0:
        return False
    return now - heard > SILENT_FOR and now >= transport.stays_until


def _ssrc(datagram: bytes) -> int:
    """Of the stream, or of the sender of RTCP."""
    at = 4 if 191 < datagram[1] < 224 else 8
    return int.from_bytes(datagram[at : at + 4], "big")


def _network(address: Address) -> bytes:
    """What whoever has one address of can be taken to have all of: a /24, of IPv6 a /48."""
    host = address[0]
    if ":" in host:
        return socket.inet_pton(socket.AF_INET6, host.partition("%")[0])[:_IPV6_BYTES]
    return socket.inet_aton(host)[:_IPV4_BYTES]
