"""What participants can and cannot reach through TURN: `python -m tests.signaling.media.turn_checks DIRECTORY`.

It wants a network as tests/support/namespace.py makes it, adds addresses to it, and prints what it found.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aioice import stun

from signaling.control import messages as m
from signaling.media.turn_probe import Refused, allocate
from signaling.websocket.turn import TurnServers
from tests.support import namespace
from tests.support.coturn import Coturn, TurnClient, running_coturn
from tests.support.live_clinic import seat
from tests.support.relay_room import Worker, running_worker

RELAY = "192.0.2.3"
MAPPED = "::ffff:127.0.0.1"
IPV6 = "2001:db8::1"
FORBIDDEN = {
    "loopback": "127.0.0.1",
    "all of loopback": "127.8.8.8",
    "this network": "0.0.0.0",
    "this server": namespace.ADDRESS,
    "private 10": "10.0.0.1",
    "private 172": "172.16.0.1",
    "private 192": "192.168.0.1",
    "carrier": "100.64.0.1",
    "link-local, metadata": "169.254.169.254",
    "multicast": "224.0.0.1",
    "broadcast": "255.255.255.255",
    "internet": "198.51.100.9",
}
FORBIDDEN_IPV6 = {
    "loopback": "::1",
    "unspecified": "::",
    "mapped loopback": MAPPED,
    "mapped private": "::ffff:10.0.0.1",
    "mapped relay": f"::ffff:{RELAY}",
    "this server": IPV6,
    "unique local": "fd00::1",
    "link-local": "fe80::1",
    "multicast": "ff02::1",
    "internet": "2001:db8:1::1",
}


def check(directory: Path) -> dict[str, Any]:
    for address in (f"{RELAY}/24", f"{IPV6}/64"):
        nodad = ["nodad"] if ":" in address else []
        subprocess.run(["ip", "address", "add", address, "dev", "cable", *nodad], check=True)
    with (
        running_worker("--listen", RELAY) as worker,
        running_coturn(directory, namespace.ADDRESS, [RELAY], [IPV6]) as coturn,
        eavesdroppers() as heard,
    ):
        found = {
            "answered": asyncio.run(reach_relay(worker, coturn)),
            "forbidden": forbidden(coturn, FORBIDDEN, ipv6=False),
            "forbidden_ipv6": forbidden(coturn, FORBIDDEN_IPV6, ipv6=True),
            "credentials": credentials(coturn),
            "quota": quota(coturn),
            "tls": over_tls(coturn),
            "probed": asyncio.run(probed(coturn)),
        }
        return {**found, "delivered": heard()}


def as_participant(coturn: Coturn, who: str = "ana", lifetime: float = 3600, tls: bool = False) -> TurnClient:
    turn = TurnServers(["turn:unused"], coturn.secret, time.time, lifetime)
    (server,) = turn.credentials(seat(who)).servers
    if tls:
        return TurnClient(coturn.tls, server.username, server.credential, coturn.certificate)
    return TurnClient(coturn.address, server.username, server.credential)


async def reach_relay(worker: Worker, coturn: Coturn) -> bool:
    """A connectivity check goes to the relay through TURN, and is answered."""
    control = await worker.connect()
    await control.request("room", 1, m.OpenRoom())
    created = await control.request("room", 1, m.CreateTransport(transport="t", direction="publish", scope="group"))
    assert isinstance(created, m.TransportCreated)
    candidate = next(one for one in created.candidates if one.ip == RELAY)
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{created.ice.username_fragment}:ours"
    request.attributes["ICE-CONTROLLING"] = 1
    request.add_message_integrity(created.ice.password.encode())
    with as_participant(coturn) as client:
        assert client.allocate() == 0
        assert client.permit(RELAY) == 0
        client.send((candidate.ip, candidate.port), bytes(request))
        answer = stun.parse_message(await asyncio.to_thread(client.receive))
    await control.close()
    return bool(answer.message_class == stun.Class.RESPONSE)


def forbidden(coturn: Coturn, peers: dict[str, str], ipv6: bool) -> dict[str, list[int]]:
    """How the server answers who asks for a permission and for a channel."""
    answers = {}
    with as_participant(coturn) as client:
        assert client.allocate(ipv6) == 0
        for name, peer in peers.items():
            answers[name] = [client.permit(peer), client.bind(peer)]
            for port in PORTS:
                client.send((peer, port), b"let me in")
    return answers


async def probed(coturn: Coturn) -> list[int]:
    """As `viop doctor` tries it: by UDP, by TCP, with a foreign secret."""
    host, port = coturn.address
    answers = []
    for transport, secret in (("udp", coturn.secret), ("tcp", coturn.secret), ("udp", "x" * 64)):
        (given,) = TurnServers([], secret, time.time).credentials(seat("doctor")).servers
        try:
            await allocate(f"turn:{host}:{port}?transport={transport}", str(given.username), str(given.credential))
            answers.append(0)
        except Refused as refused:
            answers.append(refused.code)
    return answers


def over_tls(coturn: Coturn) -> list[int]:
    with as_participant(coturn, "by-tls", tls=True) as client:
        return [client.allocate(), client.permit(RELAY), client.permit("127.0.0.1")]


def credentials(coturn: Coturn) -> dict[str, int]:
    good = as_participant(coturn)
    expired = as_participant(coturn, lifetime=-5)
    foreign = TurnServers(["turn:unused"], "x" * 64, time.time).credentials(seat("ana")).servers[0]
    later = f"{int(time.time()) + 99_999}:{good._username.partition(':')[2]}"
    clients = {
        "good": good,
        "expired": expired,
        "foreign": TurnClient(coturn.address, foreign.username, foreign.credential),
        "prolonged": TurnClient(coturn.address, later, good._credential),
        "none": TurnClient(coturn.address, "", ""),
    }
    answers = {}
    for name, client in clients.items():
        with client:
            answers[name] = client.allocate()
    return answers


def quota(coturn: Coturn) -> list[int]:
    """The answers to many allocations of one participant, the last one to another's."""
    greedy = [as_participant(coturn, "greedy") for _ in range(26)]
    answers = [client.allocate() for client in greedy]
    with as_participant(coturn, "modest") as modest:
        answers.append(modest.allocate())
    for client in greedy:
        client.__exit__()
    return answers


PORTS: list[int] = []
"""Where somebody listens who is not to be reached."""


@contextmanager
def eavesdroppers() -> Iterator[Any]:
    """Sockets that nobody may reach; gives how many datagrams came all the same."""
    sockets = []
    for address in ("127.0.0.1", namespace.ADDRESS, "::1", IPV6):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        one = socket.socket(family, socket.SOCK_DGRAM)
        one.bind((address, 0))
        one.setblocking(False)
        PORTS.append(one.getsockname()[1])
        sockets.append(one)

    def heard() -> int:
        count = 0
        for one in sockets:
            try:
                while one.recv(2048):
                    count += 1
            except BlockingIOError:
                continue
        return count

    try:
        yield heard
    finally:
        for one in sockets:
            one.close()


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]))))
