"""The app's own certificate, where it has one: its days, its names, its key."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from server.doctor.finding import Finding, ok, warn, wrong
from server.settings import Settings

SOON = timedelta(days=21)
WHAT = "certificate"


def check_certificate(settings: Settings, now: datetime | None = None) -> Iterator[Finding]:
    if settings.tls_certificate is None:
        return
    try:
        certificate = x509.load_pem_x509_certificates(settings.tls_certificate.read_bytes())[0]
    except (OSError, ValueError):
        yield wrong(WHAT, "VIOP_TLS_CERTIFICATE cannot be read as PEM.", "Give the chain in PEM, our own first.")
        return
    yield _days(certificate, now or datetime.now(UTC))
    host = urlsplit(settings.public_url or "").hostname
    if host is not None and not _names(certificate, host):
        yield wrong(WHAT, f"It is not for {host}, which VIOP_PUBLIC_URL names.", "Get one for that name.")
    yield from _key(certificate, settings.tls_key)


def _days(certificate: x509.Certificate, now: datetime) -> Finding:
    left = certificate.not_valid_after_utc - now
    if certificate.not_valid_before_utc > now:
        return wrong(WHAT, f"It holds from {certificate.not_valid_before_utc:%Y-%m-%d} on.", "Is the clock right?")
    if left < timedelta():
        return wrong(WHAT, f"It ended on {certificate.not_valid_after_utc:%Y-%m-%d}: no browser comes in.", "Renew it.")
    says = f"It holds for {left.days} more days."
    return warn(WHAT, says, "Renew it, and start the app anew.") if left < SOON else ok(WHAT, says)


def _names(certificate: x509.Certificate, host: str) -> bool:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    try:
        return ip_address(host) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        _, _, parent = host.partition(".")
        return bool({host, f"*.{parent}"} & {one.lower() for one in names.get_values_for_type(x509.DNSName)})


def _key(certificate: x509.Certificate, path: Path | None) -> Iterator[Finding]:
    if path is None:
        yield wrong(WHAT, "VIOP_TLS_KEY is not set.", "Say where the certificate's key is.")
        return
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        yield wrong(WHAT, "VIOP_TLS_KEY cannot be read as a PEM key without a password.", "Let this user read it.")
        return
    if key.public_key() != certificate.public_key():
        yield wrong(WHAT, "The key is not the certificate's.", "Give the key that it was made with.")
    if path.stat().st_mode & 0o077:
        yield warn(WHAT, "Others may read the certificate's key.", f"chmod 600 {path}")
