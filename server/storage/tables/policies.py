"""By what rules attendance is judged, who pays, and for how much."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

payers = Table(
    "payers",
    metadata,
    id_column(),
    clinic_column(),
    Column("name", String(200), nullable=False),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    UniqueConstraint("clinic_id", "name"),
)

policies = Table(
    "policies",
    metadata,
    id_column(),
    clinic_column(),
    Column("scope", String(16), nullable=False),
    Column("scope_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("rules", Json, nullable=False),
    Column("reason", String(500), nullable=False),
    person_column("created_by", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("clinic_id", "scope", "scope_id", "version"),
)

authorizations = Table(
    "authorizations",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("payer_id", String(64), ForeignKey("payers.id"), nullable=False),
    Column("number", String(60), nullable=False),
    Column("service_code", String(20), nullable=False),
    Column("unit", String(16), nullable=False),
    Column("units", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
    Index(None, "clinic_id", "person_id"),
)
