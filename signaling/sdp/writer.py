"""Writes a session description. `parse(write(it)) == it` for every description that `parse` can give."""

from collections.abc import Iterator

from signaling.sdp.attributes import FLAGS, REPEATED, SINGLE
from signaling.sdp.description import MediaDescription, SessionDescription


def write(it: SessionDescription) -> str:
    """The description as text, with CRLF after each line."""
    lines = [*_head(it), *(line for section in it.media for line in _section(section))]
    return "".join(f"{line}\r\n" for line in lines)


def _head(it: SessionDescription) -> Iterator[str]:
    yield "v=0"
    yield f"o={it.origin.username} {it.origin.session_id} {it.origin.version} {it.origin.address}"
    yield f"s={it.name}"
    if it.connection is not None:
        yield f"c={it.connection}"
    if not any(other.kind == "t" for other in it.others):
        yield "t=0 0"
    yield from _attributes(it)


def _section(it: MediaDescription) -> Iterator[str]:
    yield " ".join((f"m={it.media}", str(it.port), it.protocol, *it.formats))
    if it.connection is not None:
        yield f"c={it.connection}"
    yield from _attributes(it)


def _attributes(it: SessionDescription | MediaDescription) -> Iterator[str]:
    yield from (f"{other.kind}={other.text}" for other in it.others if other.kind != "a")
    for name, codec in SINGLE.items():
        if value := getattr(it, codec.field, None):
            yield f"a={name}:{codec.write(value)}"
    if it.direction is not None:
        yield f"a={it.direction}"
    yield from (f"a={name}" for name, field in FLAGS.items() if getattr(it, field, False))
    for name, codec in REPEATED.items():
        yield from (f"a={name}:{codec.write(value)}" for value in getattr(it, codec.field, ()))
    yield from (f"a={other.text}" for other in it.others if other.kind == "a")
