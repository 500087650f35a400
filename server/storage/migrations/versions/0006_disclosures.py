"""Disclosures: what left the clinic, of whom, and how the sending ended; and consents that can only be withdrawn."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime
from server.storage.migrations.append_only import append_only, only_withdrawn

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NEVER_CHANGED = ("id", "clinic_id", "person_id", "recipient", "purpose", "version", "given_at", "expires_on")


def upgrade() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("affiliation", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("particulars", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_disclosures_clinic_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_disclosures_made_by"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_disclosures_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_disclosures"),
    )
    op.create_index("ix_disclosures_clinic_id_at", "disclosures", ["clinic_id", "at"])
    op.create_table(
        "disclosed_clients",
        sa.Column("disclosure_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("consent_id", sa.String(length=64), nullable=True),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_disclosed_clients_clinic_id"),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name="fk_disclosed_clients_consent_id"),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosures.id"], name="fk_disclosed_clients_disclosure_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_disclosed_clients_person_id"),
        sa.PrimaryKeyConstraint("disclosure_id", "person_id", name="pk_disclosed_clients"),
    )
    op.create_index("ix_disclosed_clients_clinic_id_person_id", "disclosed_clients", ["clinic_id", "person_id"])
    op.create_table(
        "disclosure_ends",
        sa.Column("disclosure_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_disclosure_ends_clinic_id"),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosures.id"], name="fk_disclosure_ends_disclosure_id"),
        sa.PrimaryKeyConstraint("disclosure_id", name="pk_disclosure_ends"),
    )

    append_only("disclosures", "disclosed_clients", "disclosure_ends")
    only_withdrawn("consents", NEVER_CHANGED)
