"""Help in an hour of need: who is on call, calls for help, and whom to call for a client."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

on_call_shifts = Table(
    "on_call_shifts",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("site_id", String(64), ForeignKey("sites.id"), nullable=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index(None, "clinic_id", "ends_at"),
)

help_calls = Table(
    "help_calls",
    metadata,
    id_column(),
    clinic_column(),
    session_column(),
    Column("kind", String(16), nullable=False),
    person_column("made_by"),
    Column("at", UtcDateTime, nullable=False),
    Column("paged", Json, nullable=False),
    Column("everybody_at", UtcDateTime, nullable=True),
    person_column("answered_by", nullable=True),
    Column("answered_at", UtcDateTime, nullable=True),
    person_column("ended_by", nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Index(None, "clinic_id", "ended_at", "at"),
)

emergency_contacts = Table(
    "emergency_contacts",
    metadata,
    person_column(primary_key=True),
    clinic_column(),
    Column("name", String(200), nullable=False),
    Column("relation", String(100), nullable=False),
    Column("phone", String(40), nullable=False),
)
