"""A program of care: sites, tracks, licences, holidays, series, exceptions from rosters, who is to be kept apart."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sites",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_sites_clinic_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("clinic_id", "name", name="uq_sites_clinic_id_name"),
    )
    op.create_table(
        "holidays",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_holidays_clinic_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_holidays_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_holidays"),
    )
    op.create_index("ix_holidays_clinic_id_day", "holidays", ["clinic_id", "day"])
    op.create_table(
        "keep_apart",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("first_id", sa.String(length=64), nullable=False),
        sa.Column("second_id", sa.String(length=64), nullable=False),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_keep_apart_clinic_id"),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name="fk_keep_apart_ended_by"),
        sa.ForeignKeyConstraint(["first_id"], ["people.id"], name="fk_keep_apart_first_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_keep_apart_made_by"),
        sa.ForeignKeyConstraint(["second_id"], ["people.id"], name="fk_keep_apart_second_id"),
        sa.PrimaryKeyConstraint("id", name="pk_keep_apart"),
    )
    op.create_index("ix_keep_apart_clinic_id_first_id", "keep_apart", ["clinic_id", "first_id"])
    op.create_index("ix_keep_apart_clinic_id_second_id", "keep_apart", ["clinic_id", "second_id"])
    op.create_table(
        "program_tracks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("part_of_day", sa.String(length=16), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_program_tracks_clinic_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_program_tracks_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_program_tracks"),
        sa.UniqueConstraint("program_id", "name", name="uq_program_tracks_program_id_name"),
    )
    op.create_table(
        "staff_licences",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("profession", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_staff_licences_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_staff_licences_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_licences"),
    )
    op.create_index("ix_staff_licences_clinic_id_person_id", "staff_licences", ["clinic_id", "person_id"])
    op.create_table(
        "roster_exceptions",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("instead_of", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_roster_exceptions_clinic_id"),
        sa.ForeignKeyConstraint(["instead_of"], ["sessions.id"], name="fk_roster_exceptions_instead_of"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_roster_exceptions_made_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_roster_exceptions_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_roster_exceptions_session_id"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name="pk_roster_exceptions"),
    )
    op.create_index("ix_roster_exceptions_clinic_id_person_id", "roster_exceptions", ["clinic_id", "person_id"])
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=True),
        sa.Column("track_id", sa.String(length=64), nullable=True),
        sa.Column("site_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("service_code", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("setting", sa.String(length=16), nullable=False),
        sa.Column("expects", sa.String(length=16), nullable=False),
        sa.Column("guests", sa.Boolean(), nullable=False),
        sa.Column("follows_id", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_series_clinic_id"),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_series_created_by"),
        sa.ForeignKeyConstraint(["follows_id"], ["series.id"], name="fk_series_follows_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_series_program_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_series_site_id"),
        sa.ForeignKeyConstraint(["track_id"], ["program_tracks.id"], name="fk_series_track_id"),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
    )
    op.create_index("ix_series_clinic_id_last_on", "series", ["clinic_id", "last_on"])
    op.create_table(
        "series_people",
        sa.Column("series_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_series_people_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_series_people_person_id"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_series_people_series_id"),
        sa.PrimaryKeyConstraint("series_id", "person_id", name="pk_series_people"),
    )
    op.create_index("ix_series_people_clinic_id_person_id", "series_people", ["clinic_id", "person_id"])
    op.add_column("enrollments", sa.Column("track_id", sa.String(length=64), nullable=True))
    op.add_column("enrollments", sa.Column("weekly_hours", sa.Float(), nullable=True))
    op.add_column(
        "enrollments", sa.Column("began_as", sa.String(length=16), server_default="admission", nullable=False)
    )
    op.add_column("enrollments", sa.Column("follows_id", sa.String(length=64), nullable=True))
    op.add_column("enrollments", sa.Column("ended_as", sa.String(length=24), nullable=True))
    op.add_column("enrollments", sa.Column("end_note", sa.String(length=500), server_default="", nullable=False))
    op.add_column("enrollments", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_enrollments_clinic_id_program_id", "enrollments", ["clinic_id", "program_id"])
    op.add_column("people", sa.Column("name_used", sa.String(length=100), server_default="", nullable=False))
    op.add_column("programs", sa.Column("site_id", sa.String(length=64), nullable=True))
    op.add_column("programs", sa.Column("weeks", sa.Integer(), nullable=True))
    op.add_column("programs", sa.Column("states", Json(), server_default="[]", nullable=False))
    op.add_column("programs", sa.Column("least_age", sa.Integer(), nullable=True))
    op.add_column("programs", sa.Column("most_age", sa.Integer(), nullable=True))
    op.add_column("programs", sa.Column("closed_at", UtcDateTime(), nullable=True))
    op.add_column("rosters", sa.Column("source", sa.String(length=16), server_default="series", nullable=False))
    op.add_column("sessions", sa.Column("series_id", sa.String(length=64), nullable=True))
    op.add_column("sessions", sa.Column("series_day", sa.Date(), nullable=True))
    op.add_column("sessions", sa.Column("track_id", sa.String(length=64), nullable=True))
    op.add_column("sessions", sa.Column("site_id", sa.String(length=64), nullable=True))
    op.add_column("sessions", sa.Column("setting", sa.String(length=16), server_default="hybrid", nullable=False))
    op.add_column("sessions", sa.Column("guests", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sessions", sa.Column("altered", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sessions", sa.Column("cancel_reason", sa.String(length=500), server_default="", nullable=False))
    op.create_index("ix_sessions_series_id_series_day", "sessions", ["series_id", "series_day"], unique=True)
