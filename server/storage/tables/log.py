"""The log: leaves, the tree above them, and signed heads."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import metadata

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
