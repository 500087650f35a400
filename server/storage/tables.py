"""The tables. Every row names its clinic; every query asks for it.

`presence_facts`, `attendance_records` and `audit_entries` are append-only: the first migration gives them triggers that
refuse UPDATE and DELETE. So are the log's tables, but for lawful erasure and the growth of `log_heads`.
"""

from sqlalchemy import (
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from server.storage.columns import Json, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> Column[str]:
    return Column(name, String(64), primary_key=True)


def _clinic() -> Column[str]:
    return Column("clinic_id", String(64), ForeignKey("clinics.id"), nullable=False)


def _person(name: str = "person_id", nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, String(64), ForeignKey("people.id"), nullable=nullable, primary_key=primary_key)


def _session(nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column("session_id", String(64), ForeignKey("sessions.id"), nullable=nullable, primary_key=primary_key)


clinics = Table(
    "clinics",
    metadata,
    _id(),
    Column("name", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("time_zone", String(64), nullable=False),
)

people = Table(
    "people",
    metadata,
    _id(),
    _clinic(),
    Column("kind", String(16), nullable=False),
    Column("legal_name", String(200), nullable=False),
    Column("chosen_name", String(100), nullable=False),
    Column("pronouns", String(40), nullable=False, default=""),
    Column("record_number", String(40), nullable=True),
    Column("date_of_birth", Date, nullable=True),
    UniqueConstraint("clinic_id", "record_number"),
)

client_secrets = Table(
    "client_secrets",
    metadata,
    _person(primary_key=True),
    _clinic(),
    Column("pin_hash", String(200), nullable=False),
    Column("personal_code_hash", String(64), nullable=True),
    UniqueConstraint("clinic_id", "personal_code_hash"),
)

staff_logins = Table(
    "staff_logins",
    metadata,
    _person(primary_key=True),
    _clinic(),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("credential", String(40), nullable=False, default=""),
    Column("disabled_at", UtcDateTime, nullable=True),
)

programs = Table(
    "programs",
    metadata,
    _id(),
    _clinic(),
    Column("name", String(200), nullable=False),
    Column("level_of_care", String(16), nullable=False),
    Column("weekly_hours", Float, nullable=False),
)

enrollments = Table(
    "enrollments",
    metadata,
    _id(),
    _clinic(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=False),
    _person(),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=True),
    Index(None, "clinic_id", "person_id"),
)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    _clinic(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=True),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("status", String(16), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime, nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("planned_break_ms", Integer, nullable=False),
    Index(None, "clinic_id", "starts_at"),
)

rosters = Table(
    "rosters",
    metadata,
    _session(primary_key=True),
    _person(primary_key=True),
    _clinic(),
    Column("role", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Index(None, "clinic_id", "person_id"),
)

presence_facts = Table(
    "presence_facts",
    metadata,
    _id(),
    _clinic(),
    _session(),
    _person("participant_id", nullable=True),
    Column("connection", String(64), nullable=True),
    Column("kind", String(40), nullable=False),
    Column("source", String(40), nullable=False),
    Column("observed_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("boot", String(64), nullable=False),
    Column("fact", Json, nullable=False),
    Index(None, "session_id", "observed_at"),
)

room_states = Table(
    "room_states",
    metadata,
    _session(primary_key=True),
    _clinic(),
    Column("epoch", Integer, nullable=False),
    Column("state", Json, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

attendance_records = Table(
    "attendance_records",
    metadata,
    _id(),
    _clinic(),
    _session(),
    _person("participant_id"),
    Column("version", Integer, nullable=False),
    Column("derived_at", UtcDateTime, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("countable_ms", Integer, nullable=False),
    Column("record", Json, nullable=False),
    UniqueConstraint("session_id", "participant_id", "version"),
    Index(None, "clinic_id", "participant_id"),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    _id(),
    _clinic(),
    Column("at", UtcDateTime, nullable=False),
    _person("actor_id", nullable=True),
    Column("action", String(60), nullable=False),
    Column("subject", String(64), nullable=True),
    _session(nullable=True),
    Column("detail", Json, nullable=False),
    Index(None, "clinic_id", "at"),
)

login_sessions = Table(
    "login_sessions",
    metadata,
    _id(),
    _clinic(),
    _person(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    _session(nullable=True),
    Column("link_id", String(64), ForeignKey("join_links.id"), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
    Index(None, "link_id"),
)

join_links = Table(
    "join_links",
    metadata,
    _id(),
    _clinic(),
    _session(),
    _person(),
    _person("created_by", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
    Column("guesses", Integer, nullable=False),
    Column("guesses_in_all", Integer, nullable=False),
    Column("guessing_since", UtcDateTime, nullable=True),
    Index(None, "session_id", "person_id"),
)

kiosks = Table(
    "kiosks",
    metadata,
    _id(),
    _clinic(),
    Column("name", String(100), nullable=False),
    Column("code_hash", String(64), nullable=True, unique=True),
    Column("code_expires_at", UtcDateTime, nullable=False),
    Column("device_hash", String(64), nullable=True, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("enrolled_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
)

log_heads = Table(
    "log_heads",
    metadata,
    Column("clinic_id", String(64), ForeignKey("clinics.id"), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("frontier", Json, nullable=False),
)

log_leaves = Table(
    "log_leaves",
    metadata,
    Column("clinic_id", String(64), ForeignKey("clinics.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("session_id", String(64), nullable=True),
    Column("subject_id", String(64), nullable=True),
    Column("covers", Integer, nullable=True),
    Column("salt", String(32), nullable=True),
    Column("content", Json, nullable=True),
    Column("hash", String(64), nullable=False),
    Index(None, "clinic_id", "session_id"),
    Index(None, "clinic_id", "subject_id"),
    Index(None, "clinic_id", "kind", "position"),
)

log_nodes = Table(
    "log_nodes",
    metadata,
    Column("clinic_id", String(64), ForeignKey("clinics.id"), primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("at", Integer, primary_key=True),
    Column("hash", String(64), nullable=False),
)

signed_heads = Table(
    "signed_heads",
    metadata,
    Column("clinic_id", String(64), ForeignKey("clinics.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("root", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("signature", String(128), nullable=False),
)
