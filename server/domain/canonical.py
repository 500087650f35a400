"""Plain JSON data and its canonical bytes (RFC 8785), so that a hash of it is the same everywhere."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, TypeAlias

from server.domain.instants import to_text

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"

MAX_INTEGER = 2**53 - 1
"""Beyond it not every whole number is a double, so that another reader may see another number."""


def canonical_bytes(data: Json) -> bytes:
    """The canonical form. Raises ValueError for what it cannot say exactly (a whole number beyond 2^53, NaN, infinity,
    half a surrogate pair, too deep a nest) and TypeError for what is no JSON."""
    try:
        return _text(data).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_json(text: str | bytes) -> Any:
    """The data of a JSON text, numbers as the RFC reads them: doubles, so that what was written canonically is written
    the same again. Raises ValueError for what is no JSON, nested too deeply, or says one name twice, of which other
    readers may take the other."""
    try:
        return _DECODER.decode(text if isinstance(text, str) else text.decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None


def to_plain(value: Any) -> Json:
    """Frozen values as plain JSON: dataclasses by field, tuples as lists, times as text. TypeError for others."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, tuple):
        return [to_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no plain form")


def _read_whole(digits: str) -> int | float:
    if len(digits) < 16:
        return int(digits)
    if len(digits) > 16 or abs(int(digits)) > MAX_INTEGER:
        return float(digits)
    return int(digits)


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a name stands twice in it")
    return data


_DECODER = json.JSONDecoder(parse_int=_read_whole, parse_constant=_refuse, object_pairs_hook=_once)


def _text(data: Any) -> str:
    kind = type(data)  # nearly everything is one of these
    if kind is str:
        return encode_basestring(data)
    if kind is int and -MAX_INTEGER <= data <= MAX_INTEGER:
        return f"{data}"
    if kind is dict:
        return _object(data)
    if isinstance(data, str):
        return encode_basestring(data)
    if isinstance(data, dict):
        return _object(data)
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int):
        return _whole(data)
    if isinstance(data, list | tuple):
        return f"[{','.join([_text(one) for one in data])}]"
    if isinstance(data, Mapping):
        return _object(data)
    if isinstance(data, float):
        return _number(data)
    raise TypeError(f"{type(data).__name__} is no JSON")


def _object(data: Mapping[Any, Any]) -> str:
    members = [
        begun + (encode_basestring(value) if type(value := data[name]) is str else _text(value))
        for name, begun in _members(tuple(data))
    ]
    return f"{{{','.join(members)}}}"


@lru_cache(maxsize=256)
def _members(names: tuple[Any, ...]) -> list[tuple[str, str]]:
    """Names by UTF-16 code units (RFC 8785, 3.2.3), each with the text that begins its member. Objects of one kind have
    the same names. Raises TypeError for a name that is no text."""
    ordered = sorted(names)
    if not "".join(names).isascii():
        ordered = sorted(names, key=lambda name: str(name).encode("utf-16-be", "surrogatepass"))
    return [(name, f"{encode_basestring(name)}:") for name in ordered]


def _whole(number: int) -> str:
    if abs(number) > MAX_INTEGER:
        raise ValueError(f"{number} is beyond what every reader of JSON can tell apart")
    return str(int(number))


def _number(number: float) -> str:
    """As ECMAScript writes it (RFC 8785, 3.2.2.3): the same shortest digits as Python, laid out by other rules."""
    if not math.isfinite(number):
        raise ValueError(f"{number} is no JSON number")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    places = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{places}e{point - 1:+d}"
