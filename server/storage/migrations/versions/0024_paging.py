"""Who was written to, one after another, because nobody answered a call for help; and past calls by time."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("help_calls", sa.Column("asked", Json(), nullable=False, server_default="[]"))
    op.create_index("ix_help_calls_clinic_id_at", "help_calls", ["clinic_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_help_calls_clinic_id_at", "help_calls")
    op.drop_column("help_calls", "asked")
