"""Rows to values and back: a value's fields are its table's columns."""

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, RowMapping, Text, literal, select

from server.storage.dialect import Each, Plain

V = TypeVar("V")


def also(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    """`column == value`, as a condition on what another index has found: without statistics SQLite takes an index on
    the clinic for as good as one on the session, and reads all of the clinic's rows."""
    return column.concat("") == value


def plus(column: Column[Any]) -> ColumnElement[Any]:
    """The same column, by which no index is chosen, nor an order made (see `dialect.Plain`)."""
    return Plain(column)


def among(column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """`column.in_(values)` as one parameter, so that the statement is the same however many there are."""
    return column.in_(select(Each(literal(json.dumps(list(values)), Text())).table_valued("value").c.value))


def value_of(kind: type[V], row: RowMapping | Mapping[str, Any]) -> V:
    """The value that a row holds; columns that the value does not have are left out."""
    return kind(**{name: row[name] for name in _names(kind)})  # type: ignore[arg-type]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def row_of(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _names(type(value))}  # type: ignore[arg-type]
