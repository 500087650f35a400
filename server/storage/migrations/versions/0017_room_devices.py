"""Devices of the clinic's rooms, and the session that each was brought in to."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kiosks", sa.Column("kind", sa.String(length=8), nullable=False, server_default="door"))
    op.add_column("kiosks", sa.Column("site_id", sa.String(length=64), nullable=True))
    op.add_column("kiosks", sa.Column("session_id", sa.String(length=64), nullable=True))
    op.add_column("kiosks", sa.Column("assigned_at", UtcDateTime(), nullable=True))
