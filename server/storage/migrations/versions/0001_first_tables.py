"""First tables: the clinic, its people, sessions, facts, records and logins."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime
from server.storage.migrations.append_only import append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clinics",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clinics"),
    )
    op.create_table(
        "kiosks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_expires_at", UtcDateTime(), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("enrolled_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_kiosks_clinic_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kiosks"),
        sa.UniqueConstraint("code_hash", name="uq_kiosks_code_hash"),
        sa.UniqueConstraint("device_hash", name="uq_kiosks_device_hash"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("chosen_name", sa.String(length=100), nullable=False),
        sa.Column("pronouns", sa.String(length=40), nullable=False),
        sa.Column("record_number", sa.String(length=40), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_people_clinic_id"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("clinic_id", "record_number", name="uq_people_clinic_id_record_number"),
    )
    op.create_table(
        "programs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level_of_care", sa.String(length=16), nullable=False),
        sa.Column("weekly_hours", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_programs_clinic_id"),
        sa.PrimaryKeyConstraint("id", name="pk_programs"),
    )
    op.create_table(
        "client_secrets",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("personal_code_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_client_secrets_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_client_secrets_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_client_secrets"),
        sa.UniqueConstraint("clinic_id", "personal_code_hash", name="uq_client_secrets_clinic_id_personal_code_hash"),
    )
    op.create_table(
        "enrollments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_enrollments_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_enrollments_person_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_enrollments_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enrollments"),
    )
    op.create_index("ix_enrollments_clinic_id_person_id", "enrollments", ["clinic_id", "person_id"])

    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("planned_break_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_sessions_clinic_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_sessions_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_clinic_id_starts_at", "sessions", ["clinic_id", "starts_at"])

    op.create_table(
        "staff_logins",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("credential", sa.String(length=40), nullable=False),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_staff_logins_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_staff_logins_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_staff_logins"),
        sa.UniqueConstraint("email", name="uq_staff_logins_email"),
    )
    op.create_table(
        "attendance_records",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("derived_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("countable_ms", sa.Integer(), nullable=False),
        sa.Column("record", Json(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_attendance_records_clinic_id"),
        sa.ForeignKeyConstraint(["participant_id"], ["people.id"], name="fk_attendance_records_participant_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_attendance_records_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance_records"),
        sa.UniqueConstraint(
            "session_id", "participant_id", "version", name="uq_attendance_records_session_id_participant_id_version"
        ),
    )
    op.create_index(
        "ix_attendance_records_clinic_id_participant_id", "attendance_records", ["clinic_id", "participant_id"]
    )

    op.create_table(
        "audit_entries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("detail", Json(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name="fk_audit_entries_actor_id"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_audit_entries_clinic_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_audit_entries_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_clinic_id_at", "audit_entries", ["clinic_id", "at"])

    op.create_table(
        "join_links",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("guesses_in_all", sa.Integer(), nullable=False),
        sa.Column("guessing_since", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_join_links_clinic_id"),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_join_links_created_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_join_links_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_join_links_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_join_links"),
    )
    op.create_index("ix_join_links_session_id_person_id", "join_links", ["session_id", "person_id"])

    op.create_table(
        "presence_facts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=True),
        sa.Column("connection", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("fact", Json(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_presence_facts_clinic_id"),
        sa.ForeignKeyConstraint(["participant_id"], ["people.id"], name="fk_presence_facts_participant_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_presence_facts_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_presence_facts"),
    )
    op.create_index("ix_presence_facts_session_id_observed_at", "presence_facts", ["session_id", "observed_at"])

    op.create_table(
        "room_states",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", Json(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_room_states_clinic_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_room_states_session_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_room_states"),
    )
    op.create_table(
        "rosters",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_rosters_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_rosters_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_rosters_session_id"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name="pk_rosters"),
    )
    op.create_index("ix_rosters_clinic_id_person_id", "rosters", ["clinic_id", "person_id"])

    op.create_table(
        "login_sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("link_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_login_sessions_clinic_id"),
        sa.ForeignKeyConstraint(["link_id"], ["join_links.id"], name="fk_login_sessions_link_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_login_sessions_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_login_sessions_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_login_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_login_sessions_token_hash"),
    )
    op.create_index("ix_login_sessions_link_id", "login_sessions", ["link_id"])

    append_only("presence_facts", "attendance_records", "audit_entries")
