"""Rows to values and back: a value's fields are its table's columns."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping

V = TypeVar("V")


def also(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    """`column == value`, as a condition on what another index has found: without statistics SQLite takes an index on
    the clinic for as good as one on the session, and reads all of the clinic's rows."""
    return column.concat("") == value


def value_of(kind: type[V], row: RowMapping | Mapping[str, Any]) -> V:
    """The value that a row holds; columns that the value does not have are left out."""
    return kind(**{field.name: row[field.name] for field in fields(kind)})  # type: ignore[arg-type]


def row_of(value: Any) -> Mapping[str, Any]:
    return asdict(value)
