"""How each attribute is read and written: one table for both directions, so that they cannot drift apart."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast, get_args

from signaling.sdp.description import (
    Candidate,
    Direction,
    ExtensionMap,
    Feedback,
    Fingerprint,
    FormatParameters,
    Group,
    Msid,
    Rid,
    RtpMap,
    Setup,
    Simulcast,
    SsrcAttribute,
    SsrcGroup,
)
from signaling.sdp.errors import SdpError

_TOKEN = re.compile(r"[!#-'*+\-.0-9A-Z^-~]{1,256}")  # RFC 8866, 9
_ICE = re.compile(r"[A-Za-z0-9+/]{1,256}")  # RFC 8839, 5.4
_HEX_PAIRS = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){15,63}")
_RID = re.compile(r"~?[A-Za-z0-9_-]{1,255}")
DIRECTIONS = get_args(Direction)


@dataclass(frozen=True, slots=True)
class Codec:
    """Reads an attribute's value into a field and writes it back. `read` raises SdpError."""

    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def integer(text: str, lowest: int, highest: int) -> int:
    """A plain decimal number within bounds."""
    if not (text.isascii() and text.isdigit() and len(text) <= 20 and lowest <= int(text) <= highest):
        raise SdpError(f"expected a number from {lowest} to {highest}")
    return int(text)


def token(text: str) -> str:
    """A token as RFC 8866 has it."""
    if not _TOKEN.fullmatch(text):
        raise SdpError("expected a token")
    return text


def _words(text: str, least: int, most: int) -> list[str]:
    words = text.split(" ", most - 1)
    if len(words) < least or not all(words):
        raise SdpError(f"expected at least {least} words")
    return words


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise SdpError("expected one of " + ", ".join(allowed))
    return text


def _payload_type(text: str) -> int:
    return integer(text, 0, 127)


def _ssrc(text: str) -> int:
    return integer(text, 0, 2**32 - 1)


def _read_ufrag(text: str) -> str:
    if not (_ICE.fullmatch(text) and len(text) >= 4):
        raise SdpError("an ICE username fragment has 4 to 256 letters")
    return text


def _read_pwd(text: str) -> str:
    if not (_ICE.fullmatch(text) and len(text) >= 22):
        raise SdpError("an ICE password has 22 to 256 letters")
    return text


def _read_fingerprint(text: str) -> Fingerprint:
    algorithm, value = _words(text, 2, 2)
    if not _HEX_PAIRS.fullmatch(value.upper()):
        raise SdpError("expected a fingerprint")
    return Fingerprint(token(algorithm).lower(), value.upper())


def _read_group(text: str) -> Group:
    semantics, *mids = text.split(" ")
    return Group(token(semantics), tuple(token(mid) for mid in mids if mid))


def _read_candidate(text: str) -> Candidate:
    foundation, component, protocol, priority, address, port, typ, kind, *rest = _words(text, 8, 9)
    if typ != "typ":
        raise SdpError("expected the candidate's type")
    return Candidate(
        foundation=token(foundation),
        component=integer(component, 1, 256),
        protocol=token(protocol).lower(),
        priority=integer(priority, 0, 2**32 - 1),
        address=address,
        port=integer(port, 0, 65535),
        type=token(kind),
        rest="".join(rest),
    )


def _write_candidate(it: Candidate) -> str:
    line = f"{it.foundation} {it.component} {it.protocol} {it.priority} {it.address} {it.port} typ {it.type}"
    return f"{line} {it.rest}" if it.rest else line


def _read_rtp_map(text: str) -> RtpMap:
    payload_type, encoding = _words(text, 2, 2)
    name, *numbers = encoding.split("/")
    if not 1 <= len(numbers) <= 2:
        raise SdpError("expected encoding/clock rate")
    channels = integer(numbers[1], 1, 255) if len(numbers) == 2 else None
    return RtpMap(_payload_type(payload_type), token(name), integer(numbers[0], 1, 10**9), channels)


def _write_rtp_map(it: RtpMap) -> str:
    channels = "" if it.channels is None else f"/{it.channels}"
    return f"{it.payload_type} {it.encoding}/{it.clock_rate}{channels}"


def _read_format_parameters(text: str) -> FormatParameters:
    payload_type, rest = _words(text, 2, 2)
    return FormatParameters(_payload_type(payload_type), rest)


def _read_feedback(text: str) -> Feedback:
    payload_type, kind, *parameter = _words(text, 2, 3)
    return Feedback(None if payload_type == "*" else _payload_type(payload_type), token(kind), "".join(parameter))


def _write_feedback(it: Feedback) -> str:
    line = f"{'*' if it.payload_type is None else it.payload_type} {it.type}"
    return f"{line} {it.parameter}" if it.parameter else line


def _read_extension(text: str) -> ExtensionMap:
    number, uri, *attributes = _words(text, 2, 3)
    identifier, slash, direction = number.partition("/")
    return ExtensionMap(
        id=integer(identifier, 1, 4351),  # beyond 255: a range for numbers not yet assigned (RFC 8285, 7)
        uri=uri,
        direction=cast(Direction, _one_of(direction, DIRECTIONS)) if slash else None,
        attributes="".join(attributes),
    )


def _write_extension(it: ExtensionMap) -> str:
    line = f"{it.id}{'/' + it.direction if it.direction else ''} {it.uri}"
    return f"{line} {it.attributes}" if it.attributes else line


def _read_msid(text: str) -> Msid:
    stream, *track = _words(text, 1, 2)
    return Msid(stream, "".join(track))


def _read_ssrc(text: str) -> SsrcAttribute:
    ssrc, attribute = _words(text, 2, 2)
    name, _, value = attribute.partition(":")
    return SsrcAttribute(_ssrc(ssrc), token(name), value)


def _write_ssrc(it: SsrcAttribute) -> str:
    return f"{it.ssrc} {it.name}:{it.value}" if it.value else f"{it.ssrc} {it.name}"


def _read_ssrc_group(text: str) -> SsrcGroup:
    semantics, *ssrcs = text.split(" ")
    return SsrcGroup(token(semantics), tuple(_ssrc(ssrc) for ssrc in ssrcs if ssrc))


def _read_rid(text: str) -> Rid:
    name, direction, *restrictions = _words(text, 2, 3)
    if not _RID.fullmatch(name) or direction not in ("send", "recv"):
        raise SdpError("expected a stream's name and its direction")
    return Rid(name, "send" if direction == "send" else "recv", "".join(restrictions))


def _write_rid(it: Rid) -> str:
    line = f"{it.id} {it.direction}"
    return f"{line} {it.restrictions}" if it.restrictions else line


def _read_streams(text: str) -> tuple[tuple[str, ...], ...]:
    streams = tuple(tuple(alternatives.split(",")) for alternatives in text.split(";"))
    if not all(_RID.fullmatch(rid) for alternatives in streams for rid in alternatives):
        raise SdpError("expected simulcast streams")
    return streams


def _read_simulcast(text: str) -> Simulcast:
    words = text.split(" ")
    directions, streams = words[::2], words[1::2]
    if len(words) not in (2, 4) or len(set(directions)) != len(directions) or set(directions) - {"send", "recv"}:
        raise SdpError("expected simulcast streams with their direction")
    by_direction = {name: _read_streams(text) for name, text in zip(directions, streams, strict=True)}
    return Simulcast(send=by_direction.get("send", ()), receive=by_direction.get("recv", ()))


def _write_simulcast(it: Simulcast) -> str:
    both = (("send", it.send), ("recv", it.receive))
    return " ".join(f"{name} {';'.join(map(','.join, streams))}" for name, streams in both if streams)


def _spaced(it: tuple[str, ...]) -> str:
    return " ".join(it)


FLAGS = {
    "extmap-allow-mixed": "extmap_allow_mixed",
    "ice-lite": "ice_lite",
    "bundle-only": "bundle_only",
    "end-of-candidates": "end_of_candidates",
    "rtcp-mux": "rtcp_mux",
    "rtcp-rsize": "rtcp_rsize",
}
"""Attributes without a value."""

SINGLE = {
    "mid": Codec("mid", token, str),
    "ice-ufrag": Codec("ice_ufrag", _read_ufrag, str),
    "ice-pwd": Codec("ice_pwd", _read_pwd, str),
    "ice-options": Codec("ice_options", lambda text: tuple(token(word) for word in text.split(" ") if word), _spaced),
    "setup": Codec("setup", lambda text: _one_of(text, get_args(Setup)), str),
    "simulcast": Codec("simulcast", _read_simulcast, _write_simulcast),
}
"""Attributes that stand once in a section."""

REPEATED = {
    "group": Codec("groups", _read_group, lambda it: " ".join((it.semantics, *it.mids))),
    "fingerprint": Codec("fingerprints", _read_fingerprint, lambda it: f"{it.algorithm} {it.value}"),
    "candidate": Codec("candidates", _read_candidate, _write_candidate),
    "rtpmap": Codec("rtp_maps", _read_rtp_map, _write_rtp_map),
    "fmtp": Codec("format_parameters", _read_format_parameters, lambda it: f"{it.payload_type} {it.text}"),
    "rtcp-fb": Codec("feedback", _read_feedback, _write_feedback),
    "extmap": Codec("extensions", _read_extension, _write_extension),
    "msid": Codec("msids", _read_msid, lambda it: f"{it.stream} {it.track}" if it.track else it.stream),
    "ssrc-group": Codec("ssrc_groups", _read_ssrc_group, lambda it: " ".join((it.semantics, *map(str, it.ssrcs)))),
    "ssrc": Codec("ssrcs", _read_ssrc, _write_ssrc),
    "rid": Codec("rids", _read_rid, _write_rid),
}
"""Attributes that may stand several times, in the order in which they are written."""
