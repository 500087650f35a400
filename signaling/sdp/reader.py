"""Reads a session description (RFC 8866), with bounds on everything that a stranger could make large."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from signaling.sdp.attributes import DIRECTIONS, FLAGS, REPEATED, SINGLE, integer, token
from signaling.sdp.description import Attribute, MediaDescription, Origin, SessionDescription
from signaling.sdp.errors import SdpError

MAX_BYTES = 64 * 1024
MAX_LINE = 4096
MAX_SECTIONS = 200
MAX_CANDIDATES = 256
MAX_FORMATS = 128

_SESSION_FIELDS = frozenset(it.name for it in fields(SessionDescription))
_MEDIA_FIELDS = frozenset(it.name for it in fields(MediaDescription))
_KEPT = frozenset("iuepbtrzk")

Line = tuple[str, str]


def parse(text: str) -> SessionDescription:
    """Read a whole description.

    Raises SdpError, with the line's number, for anything malformed and for more than 64 kB, 4 kB in a line, 200
    sections or 256 candidates. Attributes nobody here knows are kept in `others`.
    """
    lines = _lines(text)
    starts = [at for at, (kind, _) in enumerate(lines) if kind == "m"]
    if len(starts) > MAX_SECTIONS:
        raise SdpError(f"more than {MAX_SECTIONS} media sections")
    if sum(kind == "a" and value.startswith("candidate:") for kind, value in lines) > MAX_CANDIDATES:
        raise SdpError(f"more than {MAX_CANDIDATES} candidates")
    bounds = [*starts, len(lines)]
    session = _session(lines[: bounds[0]])
    media = tuple(_media(lines[start:end], start) for start, end in itertools.pairwise(bounds))
    _check_mids(session.get("groups", ()), media)
    return SessionDescription(**session, media=media)


def _lines(text: str) -> list[Line]:
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        raise SdpError(f"more than {MAX_BYTES} bytes")
    raw = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    return [_line(line, number) for number, line in enumerate(raw, 1)]


def _line(line: str, number: int) -> Line:
    if len(line) > MAX_LINE:
        raise SdpError(f"line {number}: longer than {MAX_LINE} characters")
    if len(line) < 3 or line[1] != "=" or not line[0].islower() or not line[0].isascii():
        raise SdpError(f"line {number}: expected a letter, = and a value")
    if any(ord(char) < 32 or ord(char) == 127 for char in line):
        raise SdpError(f"line {number}: control character")
    return line[0], line[2:]


def _session(lines: list[Line]) -> dict[str, Any]:
    if [kind for kind, _ in lines[:3]] != ["v", "o", "s"] or lines[0][1] != "0":
        raise SdpError("line 1: expected v=0, then o= and s=")
    with _At(2):
        origin = _origin(lines[1][1])
    return {"origin": origin, "name": lines[2][1], **_fields(lines[3:], 4, _SESSION_FIELDS)}


def _origin(value: str) -> Origin:
    words = value.split(" ")
    if len(words) != 6:
        raise SdpError("expected an origin of six words")
    username, session_id, version, *address = words
    if not (session_id.isascii() and session_id.isdigit() and version.isascii()):
        raise SdpError("expected a session id and a version")
    return Origin(session_id=session_id, version=version, username=username, address=" ".join(address))


def _media(lines: list[Line], start: int) -> MediaDescription:
    with _At(start + 1):
        words = lines[0][1].split(" ")
        if not 4 <= len(words) <= 3 + MAX_FORMATS:
            raise SdpError(f"expected media, port, protocol and up to {MAX_FORMATS} formats")
        media, port, protocol, *formats = words
        head: dict[str, Any] = {
            "media": token(media),
            "port": integer(port, 0, 65535),
            "protocol": protocol,
            "formats": tuple(token(it) for it in formats),
        }
    return MediaDescription(**head, **_fields(lines[1:], start + 2, _MEDIA_FIELDS))


def _fields(lines: Iterable[Line], first: int, known: frozenset[str]) -> dict[str, Any]:
    """The fields of a section from its lines; `first` is the number of the first one."""
    found: dict[str, Any] = {}
    previous = ""
    for number, (kind, value) in enumerate(lines, first):
        with _At(number):
            if previous == "a" != kind:
                raise SdpError(f"{kind}= after an attribute")
            previous = kind
            for name, read, repeated in _read(kind, value, known):
                if repeated:
                    found.setdefault(name, []).append(read)
                elif name in found:
                    raise SdpError(f"{name} stands twice")
                else:
                    found[name] = read
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def _read(kind: str, value: str, known: frozenset[str]) -> Iterator[tuple[str, Any, bool]]:
    """Field, value and whether it may be repeated."""
    if kind == "c":
        yield "connection", value, False
        return
    if kind != "a":
        if kind not in _KEPT:
            raise SdpError(f"unexpected {kind}=")
        if (kind, value) != ("t", "0 0"):
            yield "others", Attribute(kind, value), True
        return
    name, colon, rest = value.partition(":")
    if colon and name in SINGLE and SINGLE[name].field in known:
        yield SINGLE[name].field, SINGLE[name].read(rest), False
    elif colon and name in REPEATED and REPEATED[name].field in known:
        yield REPEATED[name].field, REPEATED[name].read(rest), True
    elif not colon and name in FLAGS and FLAGS[name] in known:
        yield FLAGS[name], True, False
    elif not colon and name in DIRECTIONS:
        yield "direction", name, False
    else:
        yield "others", Attribute("a", value), True


def _check_mids(groups: Iterable[Any], media: Iterable[MediaDescription]) -> None:
    mids = [it.mid for it in media if it.mid is not None]
    if len(mids) != len(set(mids)):
        raise SdpError("the same mid stands twice")
    if not all(set(group.mids) <= set(mids) for group in groups):
        raise SdpError("a group names a mid that no section has")


class _At:
    """Puts the line's number in front of an SdpError."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, SdpError):
            raise SdpError(f"line {self._number}: {error}") from None
