"""Ed25519 signatures (RFC 8032), checked."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether that key made that signature over that message; False too for what is no key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
