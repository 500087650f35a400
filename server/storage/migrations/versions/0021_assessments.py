"""Assessments of whether care from a distance suits a client."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime
from server.storage.migrations.append_only import append_only

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("findings", Json(), nullable=False),
        sa.Column("enrollment_id", sa.String(length=64), nullable=True),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_assessments_clinic_id"),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name="fk_assessments_enrollment_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_assessments_made_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_assessments_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_assessments_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.UniqueConstraint("person_id", "version", name="uq_assessments_person_id_version"),
    )
    append_only("assessments")
