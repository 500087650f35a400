"""Where care is given and in what course: sites, the tracks of programs, licences, holidays, assessments."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from server.storage.columns import Json, UtcDateTime
from server.storage.tables.base import clinic_column, id_column, metadata, person_column, session_column

sites = Table(
    "sites",
    metadata,
    id_column(),
    clinic_column(),
    Column("name", String(200), nullable=False),
    Column("address", String(300), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    UniqueConstraint("clinic_id", "name"),
)

program_tracks = Table(
    "program_tracks",
    metadata,
    id_column(),
    clinic_column(),
    Column("program_id", String(64), ForeignKey("programs.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("part_of_day", String(16), nullable=False),
    Column("least_age", Integer, nullable=True),
    Column("most_age", Integer, nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    UniqueConstraint("program_id", "name"),
)

staff_licences = Table(
    "staff_licences",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("state", String(2), nullable=False),
    Column("profession", String(40), nullable=False),
    Column("number", String(60), nullable=False),
    Column("starts_on", Date, nullable=True),
    Column("expires_on", Date, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
    Index(None, "clinic_id", "person_id"),
)

holidays = Table(
    "holidays",
    metadata,
    id_column(),
    clinic_column(),
    Column("site_id", String(64), ForeignKey("sites.id"), nullable=True),
    Column("day", Date, nullable=False),
    Column("name", String(100), nullable=False),
    Index(None, "clinic_id", "day"),
)

assessments = Table(
    "assessments",
    metadata,
    id_column(),
    clinic_column(),
    person_column(),
    Column("version", Integer, nullable=False),
    session_column(nullable=True),
    Column("findings", Json, nullable=False),
    Column("enrollment_id", String(64), ForeignKey("enrollments.id"), nullable=True),
    person_column("made_by"),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "version"),
)
