"""What repositories ask is SQL that both engines take."""

from datetime import date

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table, Text, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from server.clinic import Clinic
from server.storage.columns import Json
from server.storage.dialect import AsJson, AsWritten, Each, Holds, insert
from server.storage.rows import among, plus

THINGS = Table(
    "things",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("n", Integer),
    Column("said", Json),
    Column("on", Date),
    Column("yes", Boolean),
)
PUT = insert(THINGS)
PUT = PUT.on_conflict_do_update(index_elements=["id"], set_={"n": PUT.excluded.n}, where=PUT.excluded.n > THINGS.c.n)


def sql(statement: ClauseElement, dialect: str) -> str:
    compiled = statement.compile(dialect={"sqlite": sqlite, "postgresql": postgresql}[dialect].dialect())
    return " ".join(str(compiled).split())


@pytest.mark.parametrize(
    ("statement", "embedded", "beyond"),
    [
        (plus(THINGS.c.n), "+things.n", "things.n"),
        (among(THINGS.c.id, ["a"]), "FROM json_each(?)", "FROM json_array_elements_text(CAST(%(param_1)s AS JSON))"),
        (AsJson(THINGS.c.said)["why"].as_string(), "JSON_EXTRACT(things.said, ?)", "CAST(things.said AS JSON) ->>"),
        (PUT, "ON CONFLICT (id) DO UPDATE SET n = excluded.n", "ON CONFLICT (id) DO UPDATE SET n = excluded.n"),
    ],
    ids=["a column without its index", "one of many", "what a document says", "put"],
)
def test_each_engine_is_asked_in_its_own_words(statement: ClauseElement, embedded: str, beyond: str) -> None:
    assert embedded in sql(statement, "sqlite")
    assert beyond in sql(statement, "postgresql").replace("::VARCHAR", "").replace("::TEXT", "")


@pytest.mark.both_engines
async def test_what_is_asked_is_what_each_engine_answers(clinic: Clinic) -> None:
    async with clinic.database.write() as connection:
        await connection.run_sync(THINGS.metadata.create_all)
        for n in (2, 1):  # the lesser one changes nothing
            row = {"id": "a", "n": n, "said": {"why": ["x", "y"], "how": {"often": 3}}, "yes": True}
            await connection.execute(PUT, {**row, "on": date(2026, 3, 4)})
        said = AsJson(THINGS.c.said)
        query = select(
            plus(THINGS.c.n), said["why"].as_string(), said[("how", "often")].as_integer(), said["no"].as_string()
        ).add_columns(*(AsWritten(THINGS.c[name]) for name in ("id", "n", "said", "on", "yes")))
        held = Holds(THINGS.c.said, literal('"x"', Text())), ~Holds(THINGS.c.said, literal('"z"', Text()))
        found = (await connection.execute(query.where(among(THINGS.c.id, ["b", "a"]), *held))).one()
        each = Each(said["why"].as_string()).table_valued("value")
        values = (await connection.execute(select(each.c.value).join_from(THINGS, each, literal(True)))).scalars().all()
        await connection.run_sync(THINGS.metadata.drop_all)
    assert tuple(found[:4]) == (2, '["x","y"]', 3, None)
    assert tuple(found[4:]) == ("a", 2, '{"how":{"often":3},"why":["x","y"]}', "2026-03-04", 1)
    assert values == ["x", "y"]
