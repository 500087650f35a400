"""Sessions, what was observed in them, and what comes of it."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint, false

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

sessions = Table(
    "sessions",
    metadata,
    id_column(),
    clinic_column(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=True),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("status", String(16), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime, nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("planned_break_ms", Integer, nullable=False),
    Column("service_code", String(20), nullable=False, server_default=""),
    Column("topic", String(200), nullable=False, server_default=""),
    Column("series_id", String(64), nullable=True),
    Column("series_day", Date, nullable=True),
    Column("track_id", String(64), nullable=True),
    Column("site_id", String(64), nullable=True),
    Column("setting", String(16), nullable=False, server_default="hybrid"),
    Column("guests", Boolean, nullable=False, server_default=false()),
    Column("altered", Boolean, nullable=False, server_default=false()),
    Column("cancel_reason", String(500), nullable=False, server_default=""),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Index(None, "clinic_id", "starts_at"),
    Index(None, "series_id", "series_day", unique=True),
)

rosters = Table(
    "rosters",
    metadata,
    session_column(primary_key=True),
    person_column(primary_key=True),
    clinic_column(),
    Column("role", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("source", String(16), nullable=False, server_default="series"),
    Index(None, "clinic_id", "person_id"),
)

room_states = Table(
    "room_states",
    metadata,
    session_column(primary_key=True),
    clinic_column(),
    Column("epoch", Integer, nullable=False),
    Column("state", Json, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

presence_facts = Table(
    "presence_facts",
    metadata,
    id_column(),
    clinic_column(),
    session_column(),
    person_column("participant_id", nullable=True),
    Column("connection", String(64), nullable=True),
    Column("kind", String(40), nullable=False),
    Column("source", String(40), nullable=False),
    Column("observed_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("boot", String(64), nullable=False),
    Column("fact", Json, nullable=False),
    Index(None, "session_id", "observed_at"),
    Index(None, "participant_id", "kind", "observed_at"),
)

attendance_records = Table(
    "attendance_records",
    metadata,
    id_column(),
    clinic_column(),
    session_column(),
    person_column("participant_id"),
    Column("version", Integer, nullable=False),
    Column("derived_at", UtcDateTime, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("countable_ms", Integer, nullable=False),
    Column("record", Json, nullable=False),
    UniqueConstraint("session_id", "participant_id", "version"),
    Index(None, "clinic_id", "participant_id"),
)
