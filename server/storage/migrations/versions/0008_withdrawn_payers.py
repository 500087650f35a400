"""Payers that a clinic has withdrawn: offered no more, and kept with what they authorized."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payers", sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
