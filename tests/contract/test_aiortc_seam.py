"""Every private name of aiortc and pylibsrtp that the relay leans on, and the versions that have them."""

import ast
import asyncio
import inspect
from importlib.metadata import version
from pathlib import Path

import aiortc.rtcdtlstransport as dtls
import pylibsrtp
import pytest

from signaling.control.parameters import DtlsFingerprint
from signaling.media.seam import SRTP_PROFILES, Association, Certificate, PacketBuffer, unprotect

ROOT = Path(__file__).parents[2]
SEAM = ROOT / "signaling" / "media" / "seam.py"
PRIVATE = {
    "_set_role",
    "_srtp_profiles",
    "_rx_srtp",
    "_tx_srtp",
    "_ssl",
}


def test_the_versions_are_the_ones_that_were_read():
    assert (version("aiortc"), version("aioice"), version("pylibsrtp")) == ("1.16.0", "0.13.0", "1.0.0")


def test_the_dtls_transport_has_the_names():
    transport = dtls.RTCDtlsTransport(object(), [dtls.RTCCertificate.generateCertificate()])  # type: ignore[arg-type]
    assert set(dir(transport)) >= PRIVATE
    source = inspect.getsource(dtls.RTCDtlsTransport)
    for used in ("self.transport._recv()", "self.transport._send(data)", "self.transport.role", '"statechange"'):
        assert used in source


def test_the_dtls_transport_asks_nothing_else_of_its_ice_transport():
    tree = ast.parse(inspect.getsource(dtls.RTCDtlsTransport))
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in ("transport", "_transport")
    }
    assert asked == {"role", "_recv", "_send"}


def test_pylibsrtp_gives_its_library_and_the_session_behind_a_session():
    policy = pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    session = pylibsrtp.Session(policy)
    buffer = PacketBuffer()
    protected = buffer.protect_rtp(session._srtp[0], bytes((0x80, 0)) + bytes(18))
    assert protected is not None and len(protected) == 30
    for name in ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp"):
        assert callable(getattr(pylibsrtp.lib, name))  # type: ignore[attr-defined]


@pytest.mark.parametrize("directory", ["server", "signaling"])
def test_nobody_else_touches_aiortc_or_pylibsrtp(directory):
    def names(path):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""

    doors = {
        path
        for path in (ROOT / directory).rglob("*.py")
        if any(name.split(".")[0] in ("aiortc", "pylibsrtp") for name in names(path))
    }
    assert doors <= {SEAM}


async def test_two_associations_shake_hands_and_understand_each_other():
    states: list[tuple[str, str]] = []
    connected = asyncio.Event()

    def tell(name: str, state: str) -> None:
        states.append((name, state))
        if {("server", "connected"), ("client", "connected")} <= set(states):
            connected.set()

    certificate = Certificate()
    server: Association = Association(
        certificate, lambda d: client.receive(bytes(d)), lambda state: tell("server", state)
    )
    client: Association = Association(
        certificate, lambda d: server.receive(bytes(d)), lambda state: tell("client", state)
    )
    fingerprints: tuple[DtlsFingerprint, ...] = certificate.fingerprints
    server.start("server", fingerprints)
    client.start("client", fingerprints)
    await asyncio.wait_for(connected.wait(), 5)
    assert server.profile == client.profile == SRTP_PROFILES[0].openssl_profile.decode()
    here, there = PacketBuffer(), PacketBuffer()
    packet = bytes((0x80, 96)) + bytes(30)
    protected = here.protect_rtp(client.outbound, packet)
    assert protected is not None and bytes(protected[12:]) != packet[12:]
    there.view[: len(protected)] = protected
    there.length[0] = len(protected)
    assert unprotect(server.inbound, there.memory, there.length) == 0
    assert bytes(there.view[: there.length[0]]) == packet
    await client.close()
    await server.close()
