"""What repositories ask is SQL that both engines take."""

import json

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from server.storage.columns import Json
from server.storage.dialect import AsJson, insert
from server.storage.rows import among, plus

THINGS = Table("things", MetaData(), Column("id", String, primary_key=True), Column("n", Integer), Column("said", Json))
PUT = insert(THINGS)
PUT = PUT.on_conflict_do_update(index_elements=["id"], set_={"n": PUT.excluded.n}, where=PUT.excluded.n > THINGS.c.n)


def sql(statement: ClauseElement, dialect: str) -> str:
    compiled = statement.compile(dialect={"sqlite": sqlite, "postgresql": postgresql}[dialect].dialect())
    return " ".join(str(compiled).split())


@pytest.mark.parametrize(
    ("statement", "embedded", "beyond"),
    [
        (plus(THINGS.c.n), "+things.n", "things.n"),
        (among(THINGS.c.id, ["a"]), "FROM json_each(?)", "FROM jsonb_array_elements_text(CAST(%(param_1)s AS JSONB))"),
        (AsJson(THINGS.c.said)["why"].as_string(), "JSON_EXTRACT(things.said, ?)", "CAST(things.said AS JSONB) ->>"),
        (PUT, "ON CONFLICT (id) DO UPDATE SET n = excluded.n", "ON CONFLICT (id) DO UPDATE SET n = excluded.n"),
    ],
    ids=["a column without its index", "one of many", "what a document says", "put"],
)
def test_each_engine_is_asked_in_its_own_words(statement: ClauseElement, embedded: str, beyond: str) -> None:
    assert embedded in sql(statement, "sqlite")
    assert beyond in sql(statement, "postgresql").replace("::VARCHAR", "").replace("::TEXT", "")


def test_what_is_asked_of_sqlite_is_what_it_answers() -> None:
    with create_engine("sqlite://").begin() as connection:
        THINGS.metadata.create_all(connection)
        for n in (2, 1):  # the lesser one changes nothing
            connection.execute(PUT, {"id": "a", "n": n, "said": {"why": ["x", "y"], "how": {"often": 3}}})
        said = AsJson(THINGS.c.said)
        query = select(
            plus(THINGS.c.n), said["why"].as_string(), said[("how", "often")].as_integer(), said["no"].as_string()
        )
        row = connection.execute(query.where(among(THINGS.c.id, ["b", "a"]))).one()
    assert (row[0], json.loads(row[1]), row[2], row[3]) == (2, ["x", "y"], 3, None)
