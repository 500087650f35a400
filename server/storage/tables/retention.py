"""How long a clinic keeps its clients' records, what holds erasing them, and what was erased."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from server.storage.columns import UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

keeping_rules = Table(
    "keeping_rules",
    metadata,
    Column("clinic_id", String(64), ForeignKey("clinics.id"), primary_key=True),
    Column("adult_years", Integer, nullable=False),
    Column("minor_years", Integer, nullable=False),
    Column("majority", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    person_column("changed_by"),
    Column("changed_at", UtcDateTime, nullable=False),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("reason", String(500), nullable=False),
    person_column("placed_by"),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("release_reason", String(500), nullable=False),
    person_column("released_by", nullable=True),
    Column("released_at", UtcDateTime, nullable=True),
    Index(None, "clinic_id", "person_id"),
)

erasures = Table(
    "erasures",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("reason", String(500), nullable=False),
    Column("leaves", Integer, nullable=False),
    Column("again_on", Date, nullable=True),
    person_column("erased_by"),
    Column("erased_at", UtcDateTime, nullable=False),
    Index(None, "clinic_id", "person_id"),
)
"""`again_on`: when what must still be accounted for may go too."""
