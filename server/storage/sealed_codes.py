"""What a tablet keeps while it cannot reach us, sealed so that the tablet itself cannot read it back: ECIES with P-256,
HKDF-SHA-256 and AES-256-GCM. The private key is made of a secret of this server's."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, Hash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT_BYTES, NONCE_BYTES = 65, 12
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (SP 800-186, 3.2.1.3)."""


class SealedCodes:
    def __init__(self, secret: str) -> None:
        wide = Hash(SHA512())
        wide.update(b"viop kiosk " + secret.encode())
        self._key = ec.derive_private_key(int.from_bytes(wide.finalize()) % (ORDER - 1) + 1, ec.SECP256R1())
        self.public_key = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def open(self, sealed: bytes, label: str) -> bytes | None:
        """What `seal` was given; None when it was sealed for another key or label, or was changed."""
        point, nonce, text = (
            sealed[:POINT_BYTES],
            sealed[POINT_BYTES : POINT_BYTES + NONCE_BYTES],
            sealed[POINT_BYTES + NONCE_BYTES :],
        )
        try:
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            return AESGCM(_shared(self._key, theirs, point)).decrypt(nonce, text, label.encode())
        except (ValueError, InvalidTag):
            return None


def seal(public_key: bytes, text: bytes, label: str, nonce: bytes) -> bytes:
    """As the tablet does it (client_web/src/pages/kiosk/offline/seal.ts)."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point + nonce + AESGCM(_shared(own, theirs, point)).encrypt(nonce, text, label.encode())


def _shared(own: ec.EllipticCurvePrivateKey, theirs: ec.EllipticCurvePublicKey, point: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"viop kiosk entry" + point).derive(own.exchange(ec.ECDH(), theirs))
