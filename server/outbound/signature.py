"""Signed webhooks, as Standard Webhooks (standardwebhooks.com) has them: HMAC-SHA256 over id, time and body."""

import base64
import binascii
import hashlib
import hmac

PREFIX = "whsec_"


def headers(secret: str, id: str, at: int, body: bytes) -> dict[str, str]:
    """`at`: Unix seconds, which a receiver compares to its own clock, so that nothing old is played again."""
    return {"webhook-id": id, "webhook-timestamp": str(at), "webhook-signature": f"v1,{sign(secret, id, at, body)}"}


def sign(secret: str, id: str, at: int, body: bytes) -> str:
    said = f"{id}.{at}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), said, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """What stands after the prefix is base64; a secret without it is taken as it is."""
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()
