"""Calls for help."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_calls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("paged", Json(), nullable=False),
        sa.Column("everybody_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name="fk_help_calls_answered_by"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_help_calls_clinic_id"),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name="fk_help_calls_ended_by"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_help_calls_made_by"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_help_calls_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_help_calls"),
    )
    op.create_index("ix_help_calls_clinic_id_ended_at_at", "help_calls", ["clinic_id", "ended_at", "at"])
