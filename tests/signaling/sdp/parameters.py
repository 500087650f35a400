"""What a relay worker would have told, for tests."""

from dataclasses import replace

from signaling.control.parameters import DtlsFingerprint, DtlsParameters, IceCandidate, IceParameters
from signaling.sdp.transport import LocalTransport

FINGERPRINT = ":".join(["AB"] * 32)


def local_transport() -> LocalTransport:
    return LocalTransport(
        ice=IceParameters(username_fragment="relayUfrag", password="relayPasswordOf24letters"),
        candidates=(
            IceCandidate(foundation="1", ip="127.0.0.1", port=5000, priority=200),
            IceCandidate(foundation="2", ip="192.0.2.7", port=5000, priority=100),
        ),
        dtls=DtlsParameters(role="server", fingerprints=(DtlsFingerprint(algorithm="sha-256", value=FINGERPRINT),)),
    )


def other_transport() -> LocalTransport:
    ice = IceParameters(username_fragment="otherUfrag", password="relayPasswordOf24letters")
    return replace(local_transport(), ice=ice)
