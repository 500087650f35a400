"""The log: leaves, the subtrees above them, each clinic's head, and signed heads."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime
from server.storage.migrations.append_only import always, refuse, same

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_heads",
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", Json(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_log_heads_clinic_id"),
        sa.PrimaryKeyConstraint("clinic_id", name="pk_log_heads"),
    )
    op.create_table(
        "log_leaves",
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("subject_id", sa.String(length=64), nullable=True),
        sa.Column("covers", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("content", Json(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_log_leaves_clinic_id"),
        sa.PrimaryKeyConstraint("clinic_id", "position", name="pk_log_leaves"),
    )
    op.create_index("ix_log_leaves_clinic_id_session_id", "log_leaves", ["clinic_id", "session_id"])
    op.create_index("ix_log_leaves_clinic_id_subject_id", "log_leaves", ["clinic_id", "subject_id"])
    op.create_index("ix_log_leaves_clinic_id_kind_position", "log_leaves", ["clinic_id", "kind", "position"])
    op.create_table(
        "log_nodes",
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_log_nodes_clinic_id"),
        sa.PrimaryKeyConstraint("clinic_id", "level", "at", name="pk_log_nodes"),
    )
    op.create_table(
        "signed_heads",
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_signed_heads_clinic_id"),
        sa.PrimaryKeyConstraint("clinic_id", "number", name="pk_signed_heads"),
    )
    erased = same("clinic_id", "position", "kind", "session_id", "covers", "hash")
    emptied = "NEW.content IS NULL AND NEW.salt IS NULL AND NEW.subject_id IS NULL"
    refuse("log_leaves", "UPDATE", f"NOT ({emptied} AND {erased})")
    refuse("log_heads", "UPDATE", f"NOT ({same('clinic_id')} AND NEW.size > OLD.size)")
    for table, act in (
        ("log_leaves", "DELETE"),
        ("log_nodes", "UPDATE"),
        ("log_nodes", "DELETE"),
        ("log_heads", "DELETE"),
        ("signed_heads", "UPDATE"),
        ("signed_heads", "DELETE"),
    ):
        refuse(table, act, always())
