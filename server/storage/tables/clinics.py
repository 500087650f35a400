"""Clinics, the people in them, and what they are in."""

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

clinics = Table(
    "clinics",
    metadata,
    id_column(),
    Column("name", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("time_zone", String(64), nullable=False),
)

people = Table(
    "people",
    metadata,
    id_column(),
    clinic_column(),
    Column("kind", String(16), nullable=False),
    Column("legal_name", String(200), nullable=False),
    Column("chosen_name", String(100), nullable=False),
    Column("name_used", String(100), nullable=False, server_default=""),
    Column("pronouns", String(40), nullable=False, default=""),
    Column("record_number", String(40), nullable=True),
    Column("date_of_birth", Date, nullable=True),
    UniqueConstraint("clinic_id", "record_number"),
)

client_secrets = Table(
    "client_secrets",
    metadata,
    person_column(primary_key=True),
    clinic_column(),
    Column("pin_hash", String(200), nullable=False),
    Column("personal_code_hash", String(64), nullable=True),
    UniqueConstraint("clinic_id", "personal_code_hash"),
)

staff_logins = Table(
    "staff_logins",
    metadata,
    person_column(primary_key=True),
    clinic_column(),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("credential", String(40), nullable=False, default=""),
    Column("licence", String(60), nullable=False, server_default=""),
    Column("supervisor_id", String(64), nullable=True),
    Column("disabled_at", UtcDateTime, nullable=True),
)

programs = Table(
    "programs",
    metadata,
    id_column(),
    clinic_column(),
    Column("name", String(200), nullable=False),
    Column("level_of_care", String(16), nullable=False),
    Column("weekly_hours", Float, nullable=False),
    Column("site_id", String(64), nullable=True),
    Column("weeks", Integer, nullable=True),
    Column("states", Json, nullable=False, server_default="[]"),
    Column("least_age", Integer, nullable=True),
    Column("most_age", Integer, nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
)

enrollments = Table(
    "enrollments",
    metadata,
    id_column(),
    clinic_column(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=False),
    person_column(),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=True),
    Column("track_id", String(64), nullable=True),
    Column("weekly_hours", Float, nullable=True),
    Column("began_as", String(16), nullable=False, server_default="admission"),
    Column("follows_id", String(64), nullable=True),
    Column("ended_as", String(24), nullable=True),
    Column("end_note", String(500), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    Index(None, "clinic_id", "person_id"),
    Index(None, "clinic_id", "program_id"),
)

enrollment_changes = Table(
    "enrollment_changes",
    metadata,
    Column("enrollment_id", String(64), ForeignKey("enrollments.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    clinic_column(),
    person_column(),
    Column("act", String(16), nullable=False),
    Column("note", String(500), nullable=False),
    Column("became", Json, nullable=False),
    person_column("made_by", nullable=True),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "clinic_id", "person_id"),
)

kiosks = Table(
    "kiosks",
    metadata,
    id_column(),
    clinic_column(),
    Column("name", String(100), nullable=False),
    Column("code_hash", String(64), nullable=True, unique=True),
    Column("code_expires_at", UtcDateTime, nullable=False),
    Column("device_hash", String(64), nullable=True, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("enrolled_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
    Column("kind", String(8), nullable=False, server_default="door"),
    Column("site_id", String(64), nullable=True),
    Column("session_id", String(64), nullable=True),
    Column("assigned_at", UtcDateTime, nullable=True),
)
