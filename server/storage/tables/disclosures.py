"""To whom a client's records may go, and went: consents, grants for auditors, disclosures."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

consents = Table(
    "consents",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("recipient", String(200), nullable=False),
    Column("purpose", String(200), nullable=False),
    Column("version", String(40), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("expires_on", Date, nullable=True),
    person_column("recorded_by"),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    person_column("withdrawn_by", nullable=True),
    Index(None, "clinic_id", "person_id"),
)

auditor_grants = Table(
    "auditor_grants",
    metadata,
    id_column(),
    clinic_column(),
    person_column("auditor_id"),
    Column("purpose", String(200), nullable=False),
    Column("clients", Json, nullable=True),
    Column("from_on", Date, nullable=True),
    Column("to_on", Date, nullable=True),
    person_column("granted_by"),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
    person_column("revoked_by", nullable=True),
    Index(None, "clinic_id", "auditor_id"),
)

disclosures = Table(
    "disclosures",
    metadata,
    id_column(),
    clinic_column(),
    Column("at", UtcDateTime, nullable=False),
    person_column("made_by"),
    Column("format", String(20), nullable=False),
    Column("basis", String(40), nullable=False),
    Column("recipient", String(200), nullable=False),
    Column("affiliation", String(200), nullable=False),
    Column("purpose", String(200), nullable=False),
    Column("particulars", String(200), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    session_column(nullable=True),
    Column("left_out", Integer, nullable=False),
    Index(None, "clinic_id", "at"),
)

disclosed_clients = Table(
    "disclosed_clients",
    metadata,
    Column("disclosure_id", String(64), ForeignKey("disclosures.id"), primary_key=True),
    person_column(primary_key=True),
    clinic_column(),
    Column("consent_id", String(64), ForeignKey("consents.id"), nullable=True),
    Column("records", Integer, nullable=False),
    Index(None, "clinic_id", "person_id"),
)

disclosure_ends = Table(
    "disclosure_ends",
    metadata,
    Column("disclosure_id", String(64), ForeignKey("disclosures.id"), primary_key=True),
    clinic_column(),
    Column("at", UtcDateTime, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("records", Integer, nullable=False),
)
"""How the sending of a file ended. Without a row it is under way, or the server was killed."""
