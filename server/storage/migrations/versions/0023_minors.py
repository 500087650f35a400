"""Ages of tracks; guardians of minors, consents to treatment, and from which age minors consent alone."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime
from server.storage.migrations.append_only import only_withdrawn

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NEVER_CHANGED = (
    *("id", "clinic_id", "person_id", "given_by", "guardian_id", "treats", "state", "age", "needed", "source"),
    *("version", "given_on", "recorded_by", "recorded_at"),
)


def upgrade() -> None:
    for column in ("least_age", "most_age"):
        op.add_column("program_tracks", sa.Column(column, sa.Integer(), nullable=True))
    op.create_table(
        "guardians",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("authority", sa.String(length=16), nullable=False),
        sa.Column("authority_note", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name="fk_guardians_added_by"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_guardians_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_guardians_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_guardians"),
    )
    op.create_index("ix_guardians_clinic_id_person_id", "guardians", ["clinic_id", "person_id"])
    op.create_table(
        "treatment_consents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("given_by", sa.String(length=16), nullable=False),
        sa.Column("guardian_id", sa.String(length=64), nullable=True),
        sa.Column("treats", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_treatment_consents_clinic_id"),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardians.id"], name="fk_treatment_consents_guardian_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_treatment_consents_person_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name="fk_treatment_consents_recorded_by"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["people.id"], name="fk_treatment_consents_withdrawn_by"),
        sa.PrimaryKeyConstraint("id", name="pk_treatment_consents"),
    )
    op.create_index("ix_treatment_consents_clinic_id_person_id", "treatment_consents", ["clinic_id", "person_id"])
    op.create_table(
        "consent_ages",
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("substance_use", sa.Integer(), nullable=True),
        sa.Column("mental_health", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_consent_ages_changed_by"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_consent_ages_clinic_id"),
        sa.PrimaryKeyConstraint("clinic_id", "state", name="pk_consent_ages"),
    )
    only_withdrawn("treatment_consents", NEVER_CHANGED)
