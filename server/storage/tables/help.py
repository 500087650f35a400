"""Help in an hour of need: who is on call, calls for help, whom to call for a client, and hand-outs."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

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
    Column("asked", Json, nullable=False, server_default="[]"),
    Index(None, "clinic_id", "ended_at", "at"),
    Index(None, "clinic_id", "at"),
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

handouts = Table(
    "handouts",
    metadata,
    id_column(),
    clinic_column(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=True),
    session_column(nullable=True),
    Column("title", String(100), nullable=False),
    Column("media_type", String(40), nullable=False),
    Column("size", Integer, nullable=False),
    person_column("added_by"),
    Column("added_at", UtcDateTime, nullable=False),
    Index(None, "clinic_id", "program_id"),
    Index(None, "clinic_id", "session_id"),
)

handout_files = Table(
    "handout_files",
    metadata,
    Column("handout_id", String(64), ForeignKey("handouts.id"), primary_key=True),
    clinic_column(),
    Column("data", LargeBinary, nullable=False),
)
"""Apart from what they are, so that a list reads none of it."""
