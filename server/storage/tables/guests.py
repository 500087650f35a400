"""Who is invited to a session as a guest, and which clients agreed to be watched by a trainee."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table

from server.storage.columns import UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

guest_invitations = Table(
    "guest_invitations",
    metadata,
    id_column(),
    clinic_column(),
    session_column(),
    person_column(),
    person_column("client_id", nullable=True),
    Column("role", String(16), nullable=False),
    Column("relation", String(100), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("consent_id", String(64), ForeignKey("consents.id"), nullable=True),
    Column("link_id", String(64), ForeignKey("join_links.id"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    person_column("invited_by"),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("accepted_at", UtcDateTime, nullable=True),
    Column("accepted_version", String(40), nullable=False),
    Column("login_id", String(64), nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_as", String(16), nullable=False),
    person_column("ended_by", nullable=True),
    Index(None, "session_id", "person_id"),
    Index(None, "clinic_id", "client_id"),
    Index(None, "consent_id"),
)

observer_agreements = Table(
    "observer_agreements",
    metadata,
    session_column(primary_key=True),
    person_column("client_id", primary_key=True),
    clinic_column(),
    Column("agreed", Boolean, nullable=False),
    person_column("recorded_by"),
    Column("recorded_at", UtcDateTime, nullable=False),
)
