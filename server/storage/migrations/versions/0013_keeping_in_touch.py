"""Keeping in touch: channels of clients, the outbox, calendars; records that are pushed to another system."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_calendar_feeds_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_calendar_feeds_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
    )
    op.create_table(
        "contact_channels",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("safe", sa.Boolean(), nullable=False),
        sa.Column("purposes", Json(), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_as", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_contact_channels_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contact_channels_person_id"),
        sa.PrimaryKeyConstraint("person_id", "kind", name="pk_contact_channels"),
    )
    op.create_table(
        "contacts",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("quiet_start", sa.Time(), nullable=True),
        sa.Column("quiet_end", sa.Time(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_contacts_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contacts_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_contacts"),
    )
    op.create_table(
        "record_endpoints",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("paused_as", sa.String(length=40), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_record_endpoints_clinic_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_record_endpoints_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_record_endpoints"),
    )
    op.create_index("ix_record_endpoints_clinic_id", "record_endpoints", ["clinic_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("about", Json(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("sent_to", sa.String(length=254), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_outbox_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_outbox_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_outbox_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_clinic_id_created_at", "outbox", ["clinic_id", "created_at"], unique=False)
    op.create_index("ix_outbox_person_id", "outbox", ["person_id"], unique=False)
    op.create_index("ix_outbox_session_id", "outbox", ["session_id"], unique=False)
    op.create_index("ix_outbox_status_next_at", "outbox", ["status", "next_at"], unique=False)
    op.create_table(
        "record_deliveries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("endpoint_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("body", Json(), nullable=True),
        sa.Column("disclosure_id", sa.String(length=64), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_record_deliveries_clinic_id"),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosures.id"], name="fk_record_deliveries_disclosure_id"),
        sa.ForeignKeyConstraint(["endpoint_id"], ["record_endpoints.id"], name="fk_record_deliveries_endpoint_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_record_deliveries_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_record_deliveries_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_record_deliveries"),
        sa.UniqueConstraint(
            "endpoint_id",
            "session_id",
            "person_id",
            "number",
            name="uq_record_deliveries_endpoint_id_session_id_person_id_number",
        ),
    )
    op.create_index(
        "ix_record_deliveries_clinic_id_created_at", "record_deliveries", ["clinic_id", "created_at"], unique=False
    )
    op.create_index("ix_record_deliveries_person_id", "record_deliveries", ["person_id"], unique=False)
    op.create_index("ix_record_deliveries_status_next_at", "record_deliveries", ["status", "next_at"], unique=False)
    op.add_column("sessions", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
