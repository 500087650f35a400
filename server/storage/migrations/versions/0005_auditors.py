"""Invitations of auditors; the access log is searched by person, session and who did it."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_invitations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_staff_invitations_clinic_id"),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_staff_invitations_created_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_staff_invitations_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_staff_invitations_token_hash"),
    )
    op.create_index("ix_staff_invitations_clinic_id_person_id", "staff_invitations", ["clinic_id", "person_id"])
    op.create_index("ix_audit_entries_clinic_id_actor_id_at", "audit_entries", ["clinic_id", "actor_id", "at"])
    op.create_index("ix_audit_entries_clinic_id_session_id_at", "audit_entries", ["clinic_id", "session_id", "at"])
    op.create_index("ix_audit_entries_clinic_id_subject_at", "audit_entries", ["clinic_id", "subject", "at"])
    op.create_index("ix_audit_entries_clinic_id_action_at", "audit_entries", ["clinic_id", "action", "at"])
