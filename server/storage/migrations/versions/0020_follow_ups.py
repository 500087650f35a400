"""Rules by which programs look after attendance, and what was done about whom they raised."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up_rules",
        sa.Column("program_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("rules", Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_follow_up_rules_changed_by"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_follow_up_rules_clinic_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_follow_up_rules_program_id"),
        sa.PrimaryKeyConstraint("program_id", name="pk_follow_up_rules"),
    )
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("done_by", sa.String(length=64), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_follow_ups_clinic_id"),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name="fk_follow_ups_done_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_follow_ups_person_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_follow_ups_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_follow_ups"),
        sa.UniqueConstraint(
            "clinic_id", "person_id", "kind", "week", name="uq_follow_ups_clinic_id_person_id_kind_week"
        ),
    )
