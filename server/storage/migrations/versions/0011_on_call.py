"""Who is on call."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "on_call_shifts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_on_call_shifts_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_on_call_shifts_person_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_on_call_shifts_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_on_call_shifts"),
    )
    op.create_index("ix_on_call_shifts_clinic_id_ends_at", "on_call_shifts", ["clinic_id", "ends_at"])
