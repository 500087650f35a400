"""Guests by invitation, and what clients said to a trainee's watching."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "guest_invitations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("relation", sa.String(length=100), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("consent_id", sa.String(length=64), nullable=True),
        sa.Column("link_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by", sa.String(length=64), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_version", sa.String(length=40), nullable=False),
        sa.Column("login_id", sa.String(length=64), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_as", sa.String(length=16), nullable=False),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        _key("guest_invitations", "clinic_id", "clinics"),
        _key("guest_invitations", "session_id", "sessions"),
        _key("guest_invitations", "person_id", "people"),
        _key("guest_invitations", "client_id", "people"),
        _key("guest_invitations", "consent_id", "consents"),
        _key("guest_invitations", "link_id", "join_links"),
        _key("guest_invitations", "invited_by", "people"),
        _key("guest_invitations", "ended_by", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_guest_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_guest_invitations_token_hash"),
    )
    for columns in (["session_id", "person_id"], ["clinic_id", "client_id"], ["consent_id"]):
        op.create_index(f"ix_guest_invitations_{'_'.join(columns)}", "guest_invitations", columns)
    op.create_table(
        "observer_agreements",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        _key("observer_agreements", "session_id", "sessions"),
        _key("observer_agreements", "client_id", "people"),
        _key("observer_agreements", "clinic_id", "clinics"),
        _key("observer_agreements", "recorded_by", "people"),
        sa.PrimaryKeyConstraint("session_id", "client_id", name="pk_observer_agreements"),
    )
