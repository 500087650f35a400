"""Hand-outs."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handouts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=True),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name="fk_handouts_added_by"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_handouts_clinic_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_handouts_program_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_handouts_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handouts"),
    )
    op.create_index("ix_handouts_clinic_id_program_id", "handouts", ["clinic_id", "program_id"])
    op.create_index("ix_handouts_clinic_id_session_id", "handouts", ["clinic_id", "session_id"])
    op.create_table(
        "handout_files",
        sa.Column("handout_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_handout_files_clinic_id"),
        sa.ForeignKeyConstraint(["handout_id"], ["handouts.id"], name="fk_handout_files_handout_id"),
        sa.PrimaryKeyConstraint("handout_id", name="pk_handout_files"),
    )
