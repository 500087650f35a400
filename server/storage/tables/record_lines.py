"""What lists and searches need of what is in force of each record: derived, outside the log, made anew at any time.

Evidence is never read from here. Rows are kept in the order of their primary key, which each index ends with: so a
page of a search is read off one index.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, metadata, person_column, session_column

record_lines = Table(
    "record_lines",
    metadata,
    session_column(primary_key=True),
    person_column("participant_id", primary_key=True),
    clinic_column(),
    Column("version", Integer, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=True),
    Column("outcome", String(20), nullable=False),
    Column("countable_ms", Integer, nullable=False),
    Column("in_room_ms", Integer, nullable=False),
    Column("remote_ms", Integer, nullable=False),
    Column("overlap_ms", Integer, nullable=False),
    Column("flags", Json, nullable=False),
    Column("signed", Boolean, nullable=False),
    Index(None, "clinic_id", "starts_at"),
    Index(None, "clinic_id", "participant_id", "starts_at"),
    Index(None, "clinic_id", "title", "starts_at"),
    Index(None, "clinic_id", "program_id", "starts_at"),
    Index(None, "clinic_id", "kind", "starts_at"),
    Index(None, "clinic_id", "outcome", "starts_at"),
    Index(None, "clinic_id", "signed", "starts_at"),
    sqlite_with_rowid=False,
)

record_flags = Table(
    "record_flags",
    metadata,
    Column("clinic_id", String(64), ForeignKey("clinics.id"), primary_key=True),
    Column("flag", String(40), primary_key=True),
    Column("starts_at", UtcDateTime, primary_key=True),
    session_column(primary_key=True),
    person_column("participant_id", primary_key=True),
    Index(None, "session_id"),
    sqlite_with_rowid=False,
)
