"""Plain JSON data and its canonical bytes, so that a hash of it is the same everywhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from server.domain.instants import to_text

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def canonical_bytes(data: Json) -> bytes:
    """The canonical form of RFC 8785, for data without fractions and with ASCII keys."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


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
