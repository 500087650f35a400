"""What somebody answered last on joining is found without reading their other facts."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_presence_facts_participant_id_kind_observed_at",
        "presence_facts",
        ["participant_id", "kind", "observed_at"],
    )
