"""A real coturn with the configuration that operators are given, and a small TURN client (RFC 8656, RFC 6156)."""

import contextlib
import hashlib
import secrets
import socket
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

from aioice import stun

from server.certificate import make_certificate
from tests.support.ports import free_port

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "coturn" / "turnserver.conf"
REALM = "iop.example.org"
PATIENCE = START_PATIENCE = 20.0
UDP = 17 << 24
IPV6 = 2 << 24
stun.ATTRIBUTES_BY_NAME.setdefault(
    "REQUESTED-ADDRESS-FAMILY", (0x0017, "REQUESTED-ADDRESS-FAMILY", stun.pack_unsigned, stun.unpack_unsigned)
)

Address = tuple[str, int]


@dataclass(frozen=True)
class Coturn:
    """Listens on `address` for UDP and TCP, on `tls` for TLS."""

    address: Address
    tls: Address
    secret: str
    certificate: Path


@contextlib.contextmanager
def running_coturn(
    directory: Path, host: str, relay: Sequence[str], more_hosts: Sequence[str] = ()
) -> Iterator[Coturn]:
    """A turnserver on `host` that relays to `relay` only; ends with the block."""
    secret = secrets.token_hex(32)
    certificate, key = make_certificate(directory / "turn-tls", host, datetime.now(UTC))
    port = tls = free_port(host)
    while tls == port:
        tls = free_port(host)
    text = CONFIGURATION.read_text()
    for placeholder, value in (("SECRET", secret), ("REALM", REALM)):
        text = text.replace(f"={placeholder}\n", f"={value}\n")
    text = text.replace("allowed-peer-ip=RELAY\n", "".join(f"allowed-peer-ip={one}\n" for one in relay))
    replaced = {"listening-port": port, "tls-listening-port": tls, "cert": certificate, "pkey": key}
    lines = text.splitlines()
    lines = [f"{name}={replaced[name]}" if (name := line.partition("=")[0]) in replaced else line for line in lines]
    lines += [f"{kind}-ip={one}" for kind in ("listening", "relay") for one in (host, *more_hosts)]
    lines += [f"pidfile={directory / 'turnserver.pid'}", f"userdb={directory / 'turndb'}"]
    configuration = directory / "turnserver.conf"
    configuration.write_text("\n".join(lines) + "\n")
    with (directory / "turnserver.log").open("wb") as log:
        process = subprocess.Popen(
            ["turnserver", "-c", str(configuration)], stdout=log, stderr=log, cwd=directory, start_new_session=True
        )
        try:
            _wait_for((host, port), (host, tls), process, directory / "turnserver.log")
            yield Coturn((host, port), (host, tls), secret, certificate)
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(address: Address, tls: Address, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers by UDP and takes connections: which listener comes first is not said."""
    deadline = monotonic() + START_PATIENCE
    while not (_answers(address) and _listens(address) and _listens(tls)):
        if process.poll() is not None or monotonic() > deadline:
            raise RuntimeError(f"no turnserver:\n{log.read_text()}")


def _answers(address: Address) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        try:
            asking.connect(address)
            asking.send(bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST)))
            return bool(asking.recv(4096))
        except ConnectionRefusedError:
            sleep(0.02)
        except TimeoutError:
            pass
        return False


def _listens(address: Address) -> bool:
    try:
        socket.create_connection(address, 1).close()
    except OSError:
        sleep(0.02)
        return False
    return True


class TurnClient:
    """Asks and waits for the answer: each method gives 0, or the error code that the server answered with."""

    def __init__(self, server: Address, username: str, credential: str, certificate: Path | None = None) -> None:
        """Over UDP; over TLS, if the server's `certificate` is given."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM if certificate else socket.SOCK_DGRAM)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(server)
        if certificate is not None:
            trusting = ssl.create_default_context(cafile=str(certificate))
            self._socket = trusting.wrap_socket(self._socket, server_hostname=server[0])
        self._username, self._credential = username, credential
        self._nonce = b""
        self._realm = REALM

    def __enter__(self) -> "TurnClient":
        return self

    def __exit__(self, *_: object) -> None:
        if self._nonce:
            self._ask(stun.Method.REFRESH, {"LIFETIME": 0})
        self._socket.close()

    def allocate(self, ipv6: bool = False) -> int:
        family = {"REQUESTED-ADDRESS-FAMILY": IPV6} if ipv6 else {}
        return self._ask(stun.Method.ALLOCATE, {"REQUESTED-TRANSPORT": UDP, **family})

    def permit(self, peer: str) -> int:
        return self._ask(stun.Method.CREATE_PERMISSION, {"XOR-PEER-ADDRESS": (peer, 9)})

    def bind(self, peer: str, port: int = 9) -> int:
        return self._ask(stun.Method.CHANNEL_BIND, {"CHANNEL-NUMBER": 0x4000, "XOR-PEER-ADDRESS": (peer, port)})

    def send(self, peer: Address, data: bytes) -> None:
        """To whom it is permitted; elsewhere it comes to nothing."""
        indication = stun.Message(stun.Method.SEND, stun.Class.INDICATION)
        indication.attributes["XOR-PEER-ADDRESS"] = peer
        indication.attributes["DATA"] = data
        self._socket.send(bytes(indication))

    def receive(self) -> bytes:
        """What the next peer says."""
        while True:
            message = stun.parse_message(self._receive())
            if message.message_method == stun.Method.DATA:
                data: bytes = message.attributes["DATA"]
                return data

    def _ask(self, method: stun.Method, attributes: dict[str, object]) -> int:
        """Once without credentials, so that the server says which nonce it wants; then with them."""
        for _ in range(3):
            request = stun.Message(method, stun.Class.REQUEST)
            request.attributes.update(attributes)
            if self._nonce:
                request.attributes.update({"USERNAME": self._username, "NONCE": self._nonce, "REALM": self._realm})
                key = hashlib.md5(f"{self._username}:{self._realm}:{self._credential}".encode()).digest()
                request.add_message_integrity(key)
            code, answer = self._exchange(request)
            if code not in (401, 438) or answer.attributes.get("NONCE") in (None, self._nonce):
                return code
            if code == 401 and self._nonce:
                return code
            self._nonce, self._realm = answer.attributes["NONCE"], answer.attributes["REALM"]
        return code

    def _receive(self) -> bytes:
        """One message: over TLS an answer comes in one piece, since nothing else is under way."""
        return self._socket.recv(4096)

    def _exchange(self, request: stun.Message) -> tuple[int, stun.Message]:
        self._socket.send(bytes(request))
        while True:
            answer = stun.parse_message(self._receive())
            if answer.transaction_id == request.transaction_id:
                error = answer.attributes.get("ERROR-CODE", (0, ""))
                return int(error[0]), answer
