"""Help in an hour of need: who is on call."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from server.storage.columns import UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column

on_call_shifts = Table(
    "on_call_shifts",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("site_id", String(64), ForeignKey("sites.id"), nullable=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index(None, "clinic_id", "ends_at"),
)
