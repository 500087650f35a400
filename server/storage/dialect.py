"""Where SQLite and PostgreSQL differ in what is asked, said once; everything else is SQL that both take."""

from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Date, String, Text, type_coerce
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


class AsWritten(FunctionElement[Any]):
    """A column as SQLite has it, without being understood: days and documents as text, yes and no as 1 and 0. Times are
    text on SQLite, and times on PostgreSQL."""

    inherit_cache = True
    type = String()

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(type_coerce(column, String))
        self.column = column


class Holds(FunctionElement[bool]):
    """Whether a text holds another anywhere: `Holds(column, text)`."""

    type = Boolean()
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
def _each_text(element: Each, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **kw)} AS JSON))"


@compiles(AsJson)
@compiles(AsWritten)
@compiles(Plain, "postgresql")
def _as_it_is(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(AsJson, "postgresql")
def _as_json(element: AsJson, compiler: SQLCompiler, **kw: Any) -> str:
    """`jsonb` would lay out anew what is taken from it."""
    return f"CAST({compiler.process(element.clauses, **kw)} AS JSON)"


@compiles(AsWritten, "postgresql")
def _as_sqlite_has_it(element: AsWritten, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.clauses, **kw)
    if isinstance(element.column.type, Boolean):
        return f"CAST({column} AS INTEGER)"
    return f"CAST({column} AS TEXT)" if isinstance(element.column.type, Date) else column


@compiles(Holds)
def _instr(element: Holds, compiler: SQLCompiler, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)}) > 0"


@compiles(Holds, "postgresql")
def _strpos(element: Holds, compiler: SQLCompiler, **kw: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **kw)}) > 0"


@compiles(Plain)
def _plus(element: Plain, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+{compiler.process(element.clauses, **kw)}"
