"""What clinicians say of records: judgements, attestations, amendments."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

judgements = Table(
    "judgements",
    metadata,
    id_column(),
    clinic_column(),
    session_column(),
    person_column("participant_id"),
    Column("excused", Boolean, nullable=False),
    Column("note", String(500), nullable=False),
    person_column("made_by"),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "session_id", "participant_id"),
)

amendments = Table(
    "amendments",
    metadata,
    id_column(),
    clinic_column(),
    session_column(),
    person_column("participant_id"),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("record_version", Integer, nullable=False),
    Column("new_values", Json, nullable=False),
    Column("reason", String(500), nullable=False),
    person_column("made_by", nullable=True),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("session_id", "participant_id", "number"),
    Index(None, "clinic_id", "participant_id"),
)

amendment_decisions = Table(
    "amendment_decisions",
    metadata,
    Column("amendment_id", String(64), ForeignKey("amendments.id"), primary_key=True),
    clinic_column(),
    Column("accepted", Boolean, nullable=False),
    Column("reason", String(500), nullable=False),
    person_column("decided_by"),
    Column("at", UtcDateTime, nullable=False),
)

attestations = Table(
    "attestations",
    metadata,
    id_column(),
    clinic_column(),
    session_column(),
    person_column("participant_id"),
    Column("batch", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("record_version", Integer, nullable=False),
    Column("amendment_id", String(64), ForeignKey("amendments.id"), nullable=True),
    person_column("signed_by"),
    Column("at", UtcDateTime, nullable=False),
    Column("statement", Json, nullable=False),
    Index(None, "session_id", "participant_id"),
    Index(None, "clinic_id", "participant_id"),
)
