"""A line for each newest record, and one for each of its flags, for lists and searches; filled from the records."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime
from server.storage.migrations.append_only import on_postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LINES = """
INSERT INTO record_lines
SELECT r.session_id, r.participant_id, r.clinic_id, r.version, s.starts_at, s.kind, s.title, s.program_id, r.outcome,
  r.countable_ms, json_extract(r.record, '$.in_room_ms'), json_extract(r.record, '$.remote_ms'),
  json_extract(r.record, '$.overlap_ms'), json_extract(r.record, '$.flags'),
  EXISTS (SELECT 1 FROM attestations a WHERE a.session_id = r.session_id AND a.participant_id = r.participant_id
    AND a.record_version = r.version)
FROM attendance_records r JOIN sessions s ON s.id = r.session_id
WHERE r.version = (SELECT max(o.version) FROM attendance_records o
  WHERE o.session_id = r.session_id AND o.participant_id = r.participant_id)
"""
FLAGS = """
INSERT INTO record_flags
SELECT DISTINCT l.clinic_id, f.value, l.starts_at, l.session_id, l.participant_id
FROM record_lines l JOIN json_each(l.flags) f
"""


def upgrade() -> None:
    op.create_table(
        "record_flags",
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("flag", sa.String(length=40), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_record_flags_clinic_id"),
        sa.ForeignKeyConstraint(["participant_id"], ["people.id"], name="fk_record_flags_participant_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_record_flags_session_id"),
        sa.PrimaryKeyConstraint(
            "clinic_id", "flag", "starts_at", "session_id", "participant_id", name="pk_record_flags"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_flags_session_id", "record_flags", ["session_id"])
    op.create_table(
        "record_lines",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("countable_ms", sa.Integer(), nullable=False),
        sa.Column("in_room_ms", sa.Integer(), nullable=False),
        sa.Column("remote_ms", sa.Integer(), nullable=False),
        sa.Column("overlap_ms", sa.Integer(), nullable=False),
        sa.Column("flags", Json(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_record_lines_clinic_id"),
        sa.ForeignKeyConstraint(["participant_id"], ["people.id"], name="fk_record_lines_participant_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_record_lines_program_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_record_lines_session_id"),
        sa.PrimaryKeyConstraint("session_id", "participant_id", name="pk_record_lines"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_lines_clinic_id_kind_starts_at", "record_lines", ["clinic_id", "kind", "starts_at"])
    op.create_index(
        "ix_record_lines_clinic_id_outcome_starts_at", "record_lines", ["clinic_id", "outcome", "starts_at"]
    )
    op.create_index(
        "ix_record_lines_clinic_id_participant_id_starts_at",
        "record_lines",
        ["clinic_id", "participant_id", "starts_at"],
    )
    op.create_index(
        "ix_record_lines_clinic_id_program_id_starts_at", "record_lines", ["clinic_id", "program_id", "starts_at"]
    )
    op.create_index("ix_record_lines_clinic_id_signed_starts_at", "record_lines", ["clinic_id", "signed", "starts_at"])
    op.create_index("ix_record_lines_clinic_id_starts_at", "record_lines", ["clinic_id", "starts_at"])
    op.create_index("ix_record_lines_clinic_id_title_starts_at", "record_lines", ["clinic_id", "title", "starts_at"])
    if not on_postgresql():  # which never kept records without lines
        op.execute(LINES)
        op.execute(FLAGS)
