"""Tables that are only appended to: triggers that refuse the rest, in the engine's own words.

What they raise is an integrity error on both engines, and says `append-only`.
"""

from collections.abc import Iterable

from alembic import op

_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only(*tables: str) -> None:
    for table in tables:
        for act in ("UPDATE", "DELETE"):
            refuse(table, act)


def only_withdrawn(table: str, never_changed: Iterable[str]) -> None:
    """Rows stay, and change once: when `withdrawn_at` is set, and these columns stay what they are."""
    refuse(table, "DELETE")
    differs = "IS DISTINCT FROM" if on_postgresql() else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in never_changed)
    refuse(table, "UPDATE", f"OLD.withdrawn_at IS NOT NULL OR {changed}", "only_withdrawn")


def refuse(table: str, act: str, when: str | None = None, name: str | None = None) -> None:
    """Refuse an act (`UPDATE`, `DELETE`) of rows that `when` says. PostgreSQL's TRUNCATE goes by no row: it is refused
    with DELETE."""
    name = f"{table}_{name or f'no_{act.lower()}'}"
    if not on_postgresql():
        condition = "" if when is None else f"WHEN {when} "
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(_REFUSE)
    condition = "" if when is None else f"WHEN ({when}) "
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION refuse_change()"
    )
    if act == "DELETE":
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")


def same(*columns: str) -> str:
    """A condition that these columns do not change."""
    is_the = "IS NOT DISTINCT FROM" if on_postgresql() else "IS"
    return " AND ".join(f"NEW.{column} {is_the} OLD.{column}" for column in columns)


def always() -> str:
    return "TRUE" if on_postgresql() else "1"


def on_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"
