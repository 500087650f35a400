"""To whom a client's records may go: consents, and grants for auditors."""

from sqlalchemy import Column, Date, Index, String, Table

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

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
