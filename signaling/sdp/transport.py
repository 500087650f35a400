"""The part of a description that is about the transport: ICE credentials, certificate, candidates."""

from dataclasses import dataclass, replace
from hashlib import sha256

from signaling.control.parameters import DtlsFingerprint, DtlsParameters, IceCandidate, IceParameters
from signaling.sdp.description import Candidate, Fingerprint, MediaDescription, SessionDescription, Setup
from signaling.sdp.errors import SdpError

HASHES = ("sha-256", "sha-384", "sha-512")
"""Hash functions that a certificate may be named with (RFC 8122, 5, without the broken ones)."""


@dataclass(frozen=True)
class LocalTransport:
    """Our side of a transport, as the relay worker made it."""

    ice: IceParameters
    candidates: tuple[IceCandidate, ...]
    dtls: DtlsParameters

    @property
    def session_id(self) -> str:
        """For a description's origin: the same as long as the transport is, another for another."""
        return str(int.from_bytes(sha256(self.ice.username_fragment.encode()).digest()[:7]))


def with_transport(
    section: MediaDescription, local: LocalTransport, setup: Setup, candidates: bool
) -> MediaDescription:
    """The section with our credentials and certificate; `candidates` only in the one that carries the bundle."""
    return replace(
        section,
        ice_ufrag=local.ice.username_fragment,
        ice_pwd=local.ice.password,
        fingerprints=tuple(Fingerprint(it.algorithm, it.value) for it in local.dtls.fingerprints),
        setup=setup,
        candidates=tuple(map(_candidate, local.candidates)) if candidates else (),
        end_of_candidates=candidates,
    )


def _candidate(it: IceCandidate) -> Candidate:
    rest = f"tcptype {it.tcp_type}" if it.tcp_type else ""
    return Candidate(it.foundation, 1, it.protocol, it.priority, it.ip, it.port, it.type, rest)


def remote_transport(session: SessionDescription, section: MediaDescription) -> tuple[IceParameters, DtlsParameters]:
    """The other side of a transport. Raises SdpError without credentials, fingerprint or role."""
    ufrag, pwd = section.ice_ufrag or session.ice_ufrag, section.ice_pwd or session.ice_pwd
    if ufrag is None or pwd is None:
        raise SdpError("no ICE credentials")
    fingerprints = tuple(
        DtlsFingerprint(algorithm=it.algorithm, value=it.value)
        for it in section.fingerprints or session.fingerprints
        if it.algorithm in HASHES
    )
    if not fingerprints:
        raise SdpError("no fingerprint of the certificate")
    if len(fingerprints) > 8:
        raise SdpError("more than 8 fingerprints")
    setup = section.setup or session.setup
    if setup is None:
        raise SdpError("no DTLS setup")
    # To `actpass` we always answer `passive`, so the other side is the client then too.
    role = DtlsParameters(role="server" if setup == "passive" else "client", fingerprints=fingerprints)
    return IceParameters(username_fragment=ufrag, password=pwd), role
