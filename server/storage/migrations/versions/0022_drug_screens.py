"""Rules and draws for drug screens, whom they chose, and what became of each."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime
from server.storage.migrations.append_only import append_only

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drug_screen_rules",
        sa.Column("program_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("rule", Json(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_drug_screen_rules_changed_by"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_drug_screen_rules_clinic_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_drug_screen_rules_program_id"),
        sa.PrimaryKeyConstraint("program_id", name="pk_drug_screen_rules"),
    )
    op.create_table(
        "drug_screen_draws",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("rule", Json(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("eligible", Json(), nullable=False),
        sa.Column("selected", Json(), nullable=False),
        sa.Column("drawn_by", sa.String(length=64), nullable=True),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_drug_screen_draws_clinic_id"),
        sa.ForeignKeyConstraint(["drawn_by"], ["people.id"], name="fk_drug_screen_draws_drawn_by"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_drug_screen_draws_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drug_screen_draws"),
        sa.UniqueConstraint("program_id", "week", name="uq_drug_screen_draws_program_id_week"),
    )
    op.create_table(
        "drug_screens",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("draw_id", sa.String(length=64), nullable=True),
        sa.Column("days", Json(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name="fk_drug_screens_added_by"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_drug_screens_clinic_id"),
        sa.ForeignKeyConstraint(["draw_id"], ["drug_screen_draws.id"], name="fk_drug_screens_draw_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_drug_screens_person_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_drug_screens_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drug_screens"),
    )
    op.create_index("ix_drug_screens_clinic_id_week", "drug_screens", ["clinic_id", "week"])
    op.create_index("ix_drug_screens_person_id_week", "drug_screens", ["person_id", "week"])
    op.create_table(
        "drug_screen_marks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("screen_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("marked_by", sa.String(length=64), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_drug_screen_marks_clinic_id"),
        sa.ForeignKeyConstraint(["marked_by"], ["people.id"], name="fk_drug_screen_marks_marked_by"),
        sa.ForeignKeyConstraint(["screen_id"], ["drug_screens.id"], name="fk_drug_screen_marks_screen_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drug_screen_marks"),
        sa.UniqueConstraint("screen_id", "number", name="uq_drug_screen_marks_screen_id_number"),
    )
    append_only("drug_screen_draws", "drug_screens", "drug_screen_marks")
