"""What the relay knows of H.264: where a receiver can begin, and which parameters must agree (RFC 6184)."""

from collections.abc import Mapping

from signaling.forwarding.rtp import Buffer

_IDR, _PARAMETERS, _AGGREGATE, _FRAGMENT = 5, 7, 24, 28
"""NAL unit types: a picture to begin with, a sequence parameter set, STAP-A and FU-A."""

_BEGINS = (_IDR, _PARAMETERS)

_PROFILES = (
    ("constrained-baseline", 0x42, 0x4F, 0x40),
    ("constrained-baseline", 0x4D, 0x8F, 0x80),
    ("constrained-baseline", 0x58, 0xCF, 0xC0),
    ("baseline", 0x42, 0x4F, 0x00),
    ("baseline", 0x58, 0xCF, 0x80),
    ("extended", 0x58, 0xCF, 0x00),
    ("main", 0x4D, 0xAF, 0x00),
)
"""Name, profile_idc, and mask and value of profile_iop (RFC 6184 8.1, table 5)."""

_DEFAULT_PROFILE = "42000a"


def begins_keyframe(packet: Buffer, payload: int, length: int) -> bool:
    """Whether the payload at offset `payload` begins a picture that needs no other, or its parameters (RFC 6184 5)."""
    if payload >= length:
        return False
    kind = packet[payload] & 0x1F
    if kind == _AGGREGATE:
        return _aggregate_begins(packet, payload + 1, length)
    if kind == _FRAGMENT:
        return payload + 1 < length and packet[payload + 1] & 0x80 != 0 and packet[payload + 1] & 0x1F in _BEGINS
    return kind in _BEGINS


def compatibility(parameters: Mapping[str, str]) -> tuple[str, str]:
    """What two descriptions of H.264 must have alike to mean the same: the profile, and the packetization mode.

    The level may differ, and several codes mean one profile (RFC 6184 8.1, 8.2.2).
    """
    code = parameters.get("profile-level-id", _DEFAULT_PROFILE).lower()
    return _profile(code), parameters.get("packetization-mode", "0")


def _aggregate_begins(packet: Buffer, position: int, length: int) -> bool:
    while position + 2 < length:
        size = packet[position] << 8 | packet[position + 1]
        if packet[position + 2] & 0x1F in _BEGINS:
            return True
        position += 2 + size
    return False


def _profile(code: str) -> str:
    try:
        identity, constraints, _ = bytes.fromhex(code)
    except ValueError:
        return code
    for name, known, mask, value in _PROFILES:
        if identity == known and constraints & mask == value:
            return name
    return code[:4]
