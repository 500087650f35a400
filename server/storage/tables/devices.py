"""What the clinic's devices report."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from server.storage.columns import UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

kiosk_entries = Table(
    "kiosk_entries",
    metadata,
    id_column(),
    clinic_column(),
    Column("kiosk_id", String(64), ForeignKey("kiosks.id"), nullable=False),
    Column("action", String(16), nullable=False),
    Column("observed_at", UtcDateTime, nullable=False),
    Column("error_ms", Integer, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("outcome", String(16), nullable=False),
    person_column(nullable=True),
    Column("settled_at", UtcDateTime, nullable=True),
    person_column("settled_by", nullable=True),
    Index(None, "clinic_id", "recorded_at"),
    Index(None, "kiosk_id", "outcome"),
)
