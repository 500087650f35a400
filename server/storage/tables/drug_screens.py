"""Draws for drug screens, whom they chose, and what became of each. There is no column for what a screen found."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

drug_screen_rules = Table(
    "drug_screen_rules",
    metadata,
    Column("program_id", String(64), ForeignKey("programs.id"), primary_key=True),
    clinic_column(),
    Column("rule", Json, nullable=False),
    Column("counts_from", Date, nullable=False),
    Column("version", Integer, nullable=False),
    person_column("changed_by", nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
)

drug_screen_draws = Table(
    "drug_screen_draws",
    metadata,
    id_column(),
    clinic_column(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=False),
    Column("week", Date, nullable=False),
    Column("rule", Json, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("seed", String(64), nullable=False),
    Column("eligible", Json, nullable=False),
    Column("selected", Json, nullable=False),
    person_column("drawn_by", nullable=True),
    Column("drawn_at", UtcDateTime, nullable=False),
    UniqueConstraint("program_id", "week"),
)

drug_screens = Table(
    "drug_screens",
    metadata,
    id_column(),
    clinic_column(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=False),
    Column("week", Date, nullable=False),
    person_column(),
    Column("draw_id", String(64), ForeignKey("drug_screen_draws.id"), nullable=True),
    Column("days", Json, nullable=False),
    Column("reason", String(120), nullable=False),
    person_column("added_by", nullable=True),
    Column("added_at", UtcDateTime, nullable=False),
    Index("ix_drug_screens_clinic_id_week", "clinic_id", "week"),
    Index("ix_drug_screens_person_id_week", "person_id", "week"),
)

drug_screen_marks = Table(
    "drug_screen_marks",
    metadata,
    id_column(),
    clinic_column(),
    Column("screen_id", String(64), ForeignKey("drug_screens.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(120), nullable=False),
    person_column("marked_by"),
    Column("marked_at", UtcDateTime, nullable=False),
    UniqueConstraint("screen_id", "number"),
)
