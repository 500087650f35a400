"""Rules by which a program looks after attendance, and what people did about whom these raised."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

follow_up_rules = Table(
    "follow_up_rules",
    metadata,
    Column("program_id", String(64), ForeignKey("programs.id"), primary_key=True),
    clinic_column(),
    Column("rules", Json, nullable=False),
    Column("version", Integer, nullable=False),
    person_column("changed_by", nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("kind", String(16), nullable=False),
    Column("week", Date, nullable=False),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("step", String(16), nullable=True),
    Column("note", String(500), nullable=False),
    person_column("done_by"),
    Column("done_at", UtcDateTime, nullable=False),
    UniqueConstraint("clinic_id", "person_id", "kind", "week"),
)
