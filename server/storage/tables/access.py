"""Who may come in, and who did what."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

login_sessions = Table(
    "login_sessions",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    session_column(nullable=True),
    Column("link_id", String(64), ForeignKey("join_links.id"), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
    Index(None, "link_id"),
)

staff_invitations = Table(
    "staff_invitations",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("token_hash", String(64), nullable=False, unique=True),
    person_column("created_by"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
    Index(None, "clinic_id", "person_id"),
)

join_links = Table(
    "join_links",
    metadata,
    id_column(),
    clinic_column(),
    session_column(),
    person_column(),
    person_column("created_by", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
    Column("guesses", Integer, nullable=False),
    Column("guesses_in_all", Integer, nullable=False),
    Column("guessing_since", UtcDateTime, nullable=True),
    Index(None, "session_id", "person_id"),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    id_column(),
    clinic_column(),
    Column("at", UtcDateTime, nullable=False),
    person_column("actor_id", nullable=True),
    Column("action", String(60), nullable=False),
    Column("subject", String(64), nullable=True),
    session_column(nullable=True),
    Column("detail", Json, nullable=False),
    Index(None, "clinic_id", "at"),
    Index(None, "clinic_id", "subject", "at"),
    Index(None, "clinic_id", "actor_id", "at"),
    Index(None, "clinic_id", "session_id", "at"),
    Index(None, "clinic_id", "action", "at"),
)
