"""A bad network on loopback: a UDP proxy that loses, delays, reorders and throttles, the same way for the same seed."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random
from typing import Literal

Way = Literal["up", "down"]
Address = tuple[str, int]
MAX_CLIENTS = 64
MAX_QUEUED_SECONDS = 0.5
"""Of a throttled direction: what would wait longer is dropped, as at a full router."""


@dataclass(frozen=True)
class Conditions:
    """One way. `loss`: 0..1. `delay`, `jitter`: seconds; jitter also reorders. `rate`: bit/s, 0 for no limit."""

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    rate: float = 0.0


GOOD = Conditions()


class LossyNetwork:
    """Stands before `target`. `up` holds from the clients to it, `down` back; both may be changed at any time.

    Each client comes from an address of its own, a port of `source`, as through a NAT. `blackhole`: nothing passes
    either way.
    """

    def __init__(
        self,
        target: Address,
        seed: int = 1,
        up: Conditions = GOOD,
        down: Conditions = GOOD,
        source: str = "127.0.0.1",
    ) -> None:
        self.up = up
        self.down = down
        self.blackhole = False
        self.passed: Counter[Way] = Counter()
        self.lost: Counter[Way] = Counter()
        self._target = target
        self._random = Random(seed)
        self._free_at = {"up": 0.0, "down": 0.0}
        self._source = source
        self._listening = self._open(self._from_client, "127.0.0.1")
        self._clients: dict[Address, socket.socket] = {}

    @property
    def address(self) -> Address:
        """Where clients send to."""
        return self._listening.getsockname()

    def rebind(self) -> None:
        """From now on every client comes from another address than before, as after a NAT's reboot."""
        for one in self._clients.values():
            asyncio.get_running_loop().remove_reader(one)
            one.close()
        self._clients.clear()

    def close(self) -> None:
        for one in (self._listening, *self._clients.values()):
            asyncio.get_running_loop().remove_reader(one)
            one.close()

    def _open(self, take: Callable[[bytes, Address], None], address: str) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        made.bind((address, 0))
        asyncio.get_running_loop().add_reader(made, _drain, made, take)
        return made

    def _from_client(self, datagram: bytes, client: Address) -> None:
        if client not in self._clients:
            if len(self._clients) >= MAX_CLIENTS:
                return
            self._clients[client] = self._open(
                lambda back, _: self._carry("down", self.down, self._listening, back, client), self._source
            )
        self._carry("up", self.up, self._clients[client], datagram, self._target)

    def _carry(self, way: Way, conditions: Conditions, out: socket.socket, datagram: bytes, to: Address) -> None:
        loop = asyncio.get_running_loop()
        # The dice fall for every datagram, so that what befalls one does not hang on what was asked of the others.
        is_lost, jitter = self._random.random() < conditions.loss, self._random.random() * conditions.jitter
        queued = max(0.0, self._free_at[way] - loop.time()) if conditions.rate else 0.0
        if self.blackhole or is_lost or queued > MAX_QUEUED_SECONDS:
            self.lost[way] += 1
            return
        if conditions.rate:
            queued += 8 * len(datagram) / conditions.rate
            self._free_at[way] = loop.time() + queued
        self.passed[way] += 1
        wait = conditions.delay + jitter + queued
        if wait:
            loop.call_later(wait, _send, out, datagram, to)
        else:
            _send(out, datagram, to)


def _drain(source: socket.socket, take: Callable[[bytes, Address], None]) -> None:
    for _ in range(64):
        try:
            datagram, address = source.recvfrom(2048)
        except OSError:
            return
        take(datagram, address)


def _send(out: socket.socket, datagram: bytes, to: Address) -> None:
    if out.fileno() != -1:
        with suppress(OSError):
            out.sendto(datagram, to)


@asynccontextmanager
async def lossy_network(
    target: Address, seed: int = 1, up: Conditions = GOOD, down: Conditions = GOOD
) -> AsyncIterator[LossyNetwork]:
    """A network before `target`; ends with the block."""
    network = LossyNetwork(target, seed, up, down)
    try:
        yield network
    finally:
        network.close()
