"""Staff who take part in a whole series beside those whom it names, from one day to another."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series_helpers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("clinic_id", sa.String(64), nullable=False),
        sa.Column("series_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_series_helpers_clinic_id"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_series_helpers_series_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_series_helpers_person_id"),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name="fk_series_helpers_added_by"),
        sa.PrimaryKeyConstraint("id", name="pk_series_helpers"),
    )
    op.create_index("ix_series_helpers_series_id", "series_helpers", ["series_id"])
    op.create_index("ix_series_helpers_clinic_id_person_id", "series_helpers", ["clinic_id", "person_id"])


def downgrade() -> None:
    op.drop_table("series_helpers")
