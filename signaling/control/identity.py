"""Who may speak with a relay worker over TCP: whoever holds the shared secret, and nobody else.

The secret gives an Ed25519 key, and the key a certificate of fixed content, the same wherever it is made. Both ends
show it, both trust it alone: TLS 1.3 with certificates on both sides, and no authority to run.
"""

import os
import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MIN_SECRET = 32
"""Characters."""
_INFO = b"viop control over tcp 1"
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def read_secret(path: Path) -> str:
    """What a file holds, without the spaces and line ends around it. Raises OSError, ValueError when it is short."""
    secret = path.read_text("utf-8").strip()
    if len(secret) < MIN_SECRET:
        raise ValueError(f"the control secret in {path} must have at least {MIN_SECRET} characters")
    return secret


def worker_context(secret: str) -> ssl.SSLContext:
    """For who listens."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.num_tickets = 0  # each connection proves itself anew
    return _for_the_secret(context, secret)


def app_context(secret: str) -> ssl.SSLContext:
    """For who connects."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # one certificate is trusted, wherever it is met
    return _for_the_secret(context, secret)


def _for_the_secret(context: ssl.SSLContext, secret: str) -> ssl.SSLContext:
    key = _key(secret)
    certificate = _certificate(key)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=certificate.public_bytes(Encoding.DER))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _load(context, private + certificate.public_bytes(Encoding.PEM))
    return context


def _load(context: ssl.SSLContext, chain: bytes) -> None:
    """`ssl` reads keys from files alone: from one in memory then, which has no name and ends here."""
    descriptor = os.memfd_create("viop-control", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, chain)
        context.load_cert_chain(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _key(secret: str) -> Ed25519PrivateKey:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(derived)


def _certificate(key: Ed25519PrivateKey) -> x509.Certificate:
    """Ed25519 signs the same content the same way, so that both ends make the same bytes."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "viop control")])
    both = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(both, critical=False)
        .sign(key, None)
    )
