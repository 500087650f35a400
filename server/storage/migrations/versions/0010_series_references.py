"""Series that came from another system keep the reference by which that knows them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("series", sa.Column("reference", sa.String(length=100), nullable=False, server_default=""))
    op.create_index("ix_series_clinic_id_reference", "series", ["clinic_id", "reference"])
