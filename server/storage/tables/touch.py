"""How people are kept in touch with: channels, messages, calendars; and records that are pushed to another system."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Time, UniqueConstraint

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

contacts = Table(
    "contacts",
    metadata,
    person_column(primary_key=True),
    clinic_column(),
    Column("language", String(8), nullable=False),
    Column("quiet_start", Time, nullable=True),
    Column("quiet_end", Time, nullable=True),
    Column("version", Integer, nullable=False),
)

contact_channels = Table(
    "contact_channels",
    metadata,
    person_column(primary_key=True),
    Column("kind", String(8), primary_key=True),
    clinic_column(),
    Column("address", String(254), nullable=False),
    Column("safe", Boolean, nullable=False),
    Column("purposes", Json, nullable=False),
    Column("stopped_at", UtcDateTime, nullable=True),
    Column("stopped_as", String(16), nullable=True),
)

outbox = Table(
    "outbox",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    session_column(nullable=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("what", String(16), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("about", Json, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("sent_to", String(254), nullable=True),
    Column("problem", String(40), nullable=True),
    Index(None, "status", "next_at"),
    Index(None, "clinic_id", "created_at"),
    Index(None, "session_id"),
    Index(None, "person_id"),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    person_column(primary_key=True),
    clinic_column(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime, nullable=True),
)

record_endpoints = Table(
    "record_endpoints",
    metadata,
    id_column(),
    clinic_column(),
    Column("url", String(500), nullable=False),
    Column("recipient", String(200), nullable=False),
    Column("purpose", String(200), nullable=False),
    Column("basis", String(40), nullable=False),
    Column("key_number", Integer, nullable=False),
    person_column("made_by"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("paused_at", UtcDateTime, nullable=True),
    Column("paused_as", String(40), nullable=True),
    Column("removed_at", UtcDateTime, nullable=True),
    Index(None, "clinic_id"),
)

record_deliveries = Table(
    "record_deliveries",
    metadata,
    id_column(),
    clinic_column(),
    Column("endpoint_id", String(64), ForeignKey("record_endpoints.id"), nullable=False),
    session_column(),
    person_column(),
    Column("number", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("body", Json, nullable=True),
    Column("disclosure_id", String(64), ForeignKey("disclosures.id"), nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("answer", Integer, nullable=True),
    Column("problem", String(200), nullable=True),
    UniqueConstraint("endpoint_id", "session_id", "person_id", "number"),
    Index(None, "status", "next_at"),
    Index(None, "clinic_id", "created_at"),
    Index(None, "person_id"),
)
