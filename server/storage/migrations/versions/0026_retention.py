"""Keeping times, legal holds and a register of what was erased."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keeping_rules",
        sa.Column("clinic_id", sa.String(64), nullable=False),
        sa.Column("adult_years", sa.Integer(), nullable=False),
        sa.Column("minor_years", sa.Integer(), nullable=False),
        sa.Column("majority", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_keeping_rules_clinic_id"),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_keeping_rules_changed_by"),
        sa.PrimaryKeyConstraint("clinic_id", name="pk_keeping_rules"),
    )
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("clinic_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("placed_by", sa.String(64), nullable=False),
        sa.Column("placed_at", UtcDateTime(), nullable=False),
        sa.Column("release_reason", sa.String(500), nullable=False),
        sa.Column("released_by", sa.String(64), nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_legal_holds_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_legal_holds_person_id"),
        sa.ForeignKeyConstraint(["placed_by"], ["people.id"], name="fk_legal_holds_placed_by"),
        sa.ForeignKeyConstraint(["released_by"], ["people.id"], name="fk_legal_holds_released_by"),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
    )
    op.create_index("ix_legal_holds_clinic_id_person_id", "legal_holds", ["clinic_id", "person_id"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("clinic_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("erased_by", sa.String(64), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_erasures_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_erasures_person_id"),
        sa.ForeignKeyConstraint(["erased_by"], ["people.id"], name="fk_erasures_erased_by"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_clinic_id_person_id", "erasures", ["clinic_id", "person_id"])


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_table("legal_holds")
    op.drop_table("keeping_rules")
