"""The log: leaves, the subtrees above them, each clinic's head, and signed heads."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ALWAYS = "1"
UNLESS_ERASED = (
    "NOT (NEW.content IS NULL AND NEW.salt IS NULL AND NEW.subject_id IS NULL AND NEW.clinic_id IS OLD.clinic_id "
    "AND NEW.position IS OLD.position AND NEW.kind IS OLD.kind AND NEW.session_id IS OLD.session_id "
    "AND NEW.covers IS OLD.covers AND NEW.hash IS OLD.hash)"
)
UNLESS_GROWN = "NOT (NEW.clinic_id IS OLD.clinic_id AND NEW.size > OLD.size)"
REFUSED = (
    ("log_leaves", "UPDATE", UNLESS_ERASED),
    ("log_leaves", "DELETE", ALWAYS),
    ("log_nodes", "UPDATE", ALWAYS),
    ("log_nodes", "DELETE", ALWAYS),
    ("log_heads", "UPDATE", UNLESS_GROWN),
    ("log_heads", "DELETE", ALWAYS),
    ("signed_heads", "UPDATE", ALWAYS),
    ("signed_heads", "DELETE", ALWAYS),
)


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
    for table, act, when in REFUSED:
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
