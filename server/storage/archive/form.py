"""What an archive is made of: JSON lines, the first a header, the last a manifest, tables between.

A line is an object, or a row: an array in the order of its table's columns. Whoever reads needs no schema, as a table's
first line names the kind of each column. Documents are text, byte for byte, since the log hashes those bytes.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, Text, Time
from sqlalchemy.types import TypeEngine

from server.storage.columns import Json, UtcDateTime

BACKUP = "viop-backup"
VERSION = 1
SPOOL = ("spool/facts.jsonl", "spool/set-aside.jsonl")
"""Parts that are no tables: the lines of these files below `var`."""
LINE = [("line", "text")]

Columns = Sequence[tuple[str, str]]
"""Name and kind of each."""
Change = Callable[[Any], Any]


@dataclass(frozen=True)
class PartEnd:
    """`sha256`: of the lines of its rows."""

    name: str
    rows: int
    sha256: str

    def to_data(self) -> dict[str, Any]:
        return {"name": self.name, "rows": self.rows, "sha256": self.sha256}


@dataclass(frozen=True)
class Kind:
    """`type`: by which the value is stored. None is None in every kind."""

    type: TypeEngine[Any]
    to_json: Change | None = None
    from_json: Change | None = None


def _bytes_to_text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _text_to_bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


KINDS: Mapping[str, Kind] = {
    "text": Kind(Text()),
    "integer": Kind(Integer()),
    "float": Kind(Float()),
    "boolean": Kind(Boolean()),
    "bytes": Kind(LargeBinary(), _bytes_to_text, _text_to_bytes),
    "date": Kind(Date(), date.isoformat, date.fromisoformat),
    "time": Kind(Time(), time.isoformat, time.fromisoformat),
    "instant": Kind(UtcDateTime(), datetime.isoformat, datetime.fromisoformat),
}
_OF_TYPE: Sequence[tuple[type[TypeEngine[Any]], str]] = (
    (UtcDateTime, "instant"),
    (Json, "text"),
    (Integer, "integer"),
    (Float, "float"),
    (Boolean, "boolean"),
    (LargeBinary, "bytes"),
    (Date, "date"),
    (Time, "time"),
)


def kind_of(type_: TypeEngine[Any]) -> str:
    return next((kind for known, kind in _OF_TYPE if isinstance(type_, known)), "text")


def line(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def changes(columns: Columns, of: Callable[[Kind], Change | None]) -> list[tuple[int, Change]]:
    """Which values of a row are something else in the archive, and how they become it."""
    return [(at, change) for at, (_, kind) in enumerate(columns) if (change := of(KINDS[kind])) is not None]
