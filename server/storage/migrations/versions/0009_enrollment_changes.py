"""Each change of an enrollment, kept as it was made."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime
from server.storage.migrations.append_only import append_only

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrollment_changes",
        sa.Column("enrollment_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("became", Json(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_enrollment_changes_clinic_id"),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name="fk_enrollment_changes_enrollment_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_enrollment_changes_made_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_enrollment_changes_person_id"),
        sa.PrimaryKeyConstraint("enrollment_id", "version", name="pk_enrollment_changes"),
    )
    op.create_index("ix_enrollment_changes_clinic_id_person_id", "enrollment_changes", ["clinic_id", "person_id"])
    append_only("enrollment_changes")
