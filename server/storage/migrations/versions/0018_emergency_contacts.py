"""Whom to call for a client in an emergency."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergency_contacts",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_emergency_contacts_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_emergency_contacts_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_emergency_contacts"),
    )
