"""What meets again and again, who is expected at it, and who must never be brought together."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Time

from server.storage.columns import UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

series = Table(
    "series",
    metadata,
    id_column(),
    clinic_column(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=True),
    Column("track_id", String(64), ForeignKey("program_tracks.id"), nullable=True),
    Column("site_id", String(64), ForeignKey("sites.id"), nullable=True),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("topic", String(200), nullable=False),
    Column("service_code", String(20), nullable=False),
    Column("rule", String(300), nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("at", Time, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("break_minutes", Integer, nullable=False),
    Column("setting", String(16), nullable=False),
    Column("expects", String(16), nullable=False),
    Column("guests", Boolean, nullable=False),
    Column("follows_id", String(64), ForeignKey("series.id"), nullable=True),
    Column("version", Integer, nullable=False),
    person_column("created_by", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("reference", String(100), nullable=False, server_default=""),
    Index(None, "clinic_id", "last_on"),
    Index(None, "clinic_id", "reference"),
)

series_people = Table(
    "series_people",
    metadata,
    Column("series_id", String(64), ForeignKey("series.id"), primary_key=True),
    person_column(primary_key=True),
    clinic_column(),
    Column("role", String(16), nullable=False),
    Index(None, "clinic_id", "person_id"),
)

series_helpers = Table(
    "series_helpers",
    metadata,
    id_column(),
    clinic_column(),
    Column("series_id", String(64), ForeignKey("series.id"), nullable=False),
    person_column(),
    Column("role", String(16), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=True),
    person_column("added_by"),
    Column("added_at", UtcDateTime, nullable=False),
    Index(None, "series_id"),
    Index(None, "clinic_id", "person_id"),
)

roster_exceptions = Table(
    "roster_exceptions",
    metadata,
    session_column(primary_key=True),
    person_column(primary_key=True),
    clinic_column(),
    Column("kind", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Column("instead_of", String(64), ForeignKey("sessions.id"), nullable=True),
    Column("reason", String(500), nullable=False),
    person_column("made_by", nullable=True),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "clinic_id", "person_id"),
)

keep_apart = Table(
    "keep_apart",
    metadata,
    id_column(),
    clinic_column(),
    person_column("first_id"),
    person_column("second_id"),
    Column("ground", String(24), nullable=False),
    Column("note", String(500), nullable=False),
    person_column("made_by", nullable=True),
    Column("made_at", UtcDateTime, nullable=False),
    person_column("ended_by", nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Index(None, "clinic_id", "first_id"),
    Index(None, "clinic_id", "second_id"),
)
