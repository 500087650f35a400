"""Where SQLite and PostgreSQL differ, said once; everything else that repositories ask is SQL that both take.

docs/decisions/0075 says what is left.
"""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Text
from sqlalchemy.dialects.postgresql import insert as insert  # `on_conflict_…` as it is written for both
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Each(FunctionElement[str]):
    """The strings of a JSON array that is kept as text, to be read `table_valued("value")`."""

    type = Text()
    inherit_cache = True


class AsJson(FunctionElement[Any]):
    """Text that is a JSON document, to be looked into: `AsJson(column)["name"].as_string()`."""

    type = JSON()
    inherit_cache = True


class Plain(FunctionElement[Any]):
    """The same column, by which SQLite chooses no index, nor makes an order: without statistics it takes an index on
    the clinic for as good as any other. PostgreSQL has statistics."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Each)
def _each(element: Each, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


@compiles(Each, "postgresql")
def _each_jsonb(element: Each, compiler: SQLCompiler, **kw: Any) -> str:
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **kw)} AS JSONB))"


@compiles(AsJson)
@compiles(Plain, "postgresql")
def _as_it_is(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(AsJson, "postgresql")
def _as_jsonb(element: AsJson, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AS JSONB)"


@compiles(Plain)
def _plus(element: Plain, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+{compiler.process(element.clauses, **kw)}"
