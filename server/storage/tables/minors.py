"""Guardians of minors, consents to treatment, and from which age minors consent alone."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from server.storage.columns import UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

guardians = Table(
    "guardians",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("name", String(200), nullable=False),
    Column("relation", String(100), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(254), nullable=False),
    Column("authority", String(16), nullable=False),
    Column("authority_note", String(200), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=True),
    person_column("added_by"),
    Column("added_at", UtcDateTime, nullable=False),
    Index(None, "clinic_id", "person_id"),
)

treatment_consents = Table(
    "treatment_consents",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("given_by", String(16), nullable=False),
    Column("guardian_id", String(64), ForeignKey("guardians.id"), nullable=True),
    Column("treats", String(16), nullable=False),
    Column("state", String(2), nullable=False),
    Column("age", Integer, nullable=False),
    Column("needed", Integer, nullable=True),
    Column("source", String(300), nullable=False),
    Column("version", String(40), nullable=False),
    Column("given_on", Date, nullable=False),
    person_column("recorded_by"),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    person_column("withdrawn_by", nullable=True),
    Index(None, "clinic_id", "person_id"),
)

consent_ages = Table(
    "consent_ages",
    metadata,
    Column("clinic_id", String(64), ForeignKey("clinics.id"), primary_key=True),
    Column("state", String(2), primary_key=True),
    Column("substance_use", Integer, nullable=True),
    Column("mental_health", Integer, nullable=True),
    Column("source", String(300), nullable=False),
    person_column("changed_by", nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
)
