"""What tablets at the door took while they could not reach the server."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kiosk_entries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("kiosk_id", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("error_ms", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_kiosk_entries_clinic_id"),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name="fk_kiosk_entries_kiosk_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_kiosk_entries_person_id"),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name="fk_kiosk_entries_settled_by"),
        sa.PrimaryKeyConstraint("id", name="pk_kiosk_entries"),
    )
    op.create_index("ix_kiosk_entries_clinic_id_recorded_at", "kiosk_entries", ["clinic_id", "recorded_at"])
    op.create_index("ix_kiosk_entries_kiosk_id_outcome", "kiosk_entries", ["kiosk_id", "outcome"])
