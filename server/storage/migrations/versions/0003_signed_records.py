"""Policies, payers and authorisations; judgements, attestations and amendments; consents and auditors' grants."""

import sqlalchemy as sa
from alembic import op

from server.storage.columns import Json, UtcDateTime
from server.storage.migrations.append_only import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_payers_clinic_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payers"),
        sa.UniqueConstraint("clinic_id", "name", name="uq_payers_clinic_id_name"),
    )
    op.create_table(
        "auditor_grants",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("auditor_id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("clients", Json(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=64), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["auditor_id"], ["people.id"], name="fk_auditor_grants_auditor_id"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_auditor_grants_clinic_id"),
        sa.ForeignKeyConstraint(["granted_by"], ["people.id"], name="fk_auditor_grants_granted_by"),
        sa.ForeignKeyConstraint(["revoked_by"], ["people.id"], name="fk_auditor_grants_revoked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_auditor_grants"),
    )
    op.create_index("ix_auditor_grants_clinic_id_auditor_id", "auditor_grants", ["clinic_id", "auditor_id"])
    op.create_table(
        "authorizations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("payer_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("service_code", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_authorizations_clinic_id"),
        sa.ForeignKeyConstraint(["payer_id"], ["payers.id"], name="fk_authorizations_payer_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_authorizations_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_authorizations"),
    )
    op.create_index("ix_authorizations_clinic_id_person_id", "authorizations", ["clinic_id", "person_id"])
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_consents_clinic_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_consents_person_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name="fk_consents_recorded_by"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["people.id"], name="fk_consents_withdrawn_by"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_clinic_id_person_id", "consents", ["clinic_id", "person_id"])
    op.create_table(
        "policies",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("scope_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("rules", Json(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_policies_clinic_id"),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_policies_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_policies"),
        sa.UniqueConstraint(
            "clinic_id", "scope", "scope_id", "version", name="uq_policies_clinic_id_scope_scope_id_version"
        ),
    )
    op.create_table(
        "amendments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("new_values", Json(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_amendments_clinic_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_amendments_made_by"),
        sa.ForeignKeyConstraint(["participant_id"], ["people.id"], name="fk_amendments_participant_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_amendments_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_amendments"),
        sa.UniqueConstraint(
            "session_id", "participant_id", "number", name="uq_amendments_session_id_participant_id_number"
        ),
    )
    op.create_index("ix_amendments_clinic_id_participant_id", "amendments", ["clinic_id", "participant_id"])
    op.create_table(
        "judgements",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_judgements_clinic_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_judgements_made_by"),
        sa.ForeignKeyConstraint(["participant_id"], ["people.id"], name="fk_judgements_participant_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_judgements_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_judgements"),
    )
    op.create_index("ix_judgements_session_id_participant_id", "judgements", ["session_id", "participant_id"])
    op.create_table(
        "amendment_decisions",
        sa.Column("amendment_id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name="fk_amendment_decisions_amendment_id"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_amendment_decisions_clinic_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_amendment_decisions_decided_by"),
        sa.PrimaryKeyConstraint("amendment_id", name="pk_amendment_decisions"),
    )
    op.create_table(
        "attestations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.String(length=64), nullable=True),
        sa.Column("signed_by", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("statement", Json(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name="fk_attestations_amendment_id"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name="fk_attestations_clinic_id"),
        sa.ForeignKeyConstraint(["participant_id"], ["people.id"], name="fk_attestations_participant_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_attestations_session_id"),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name="fk_attestations_signed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_attestations"),
    )
    op.create_index("ix_attestations_clinic_id_participant_id", "attestations", ["clinic_id", "participant_id"])
    op.create_index("ix_attestations_session_id_participant_id", "attestations", ["session_id", "participant_id"])
    op.add_column("sessions", sa.Column("service_code", sa.String(length=20), server_default="", nullable=False))
    op.add_column("sessions", sa.Column("topic", sa.String(length=200), server_default="", nullable=False))
    op.add_column("staff_logins", sa.Column("licence", sa.String(length=60), server_default="", nullable=False))
    op.add_column("staff_logins", sa.Column("supervisor_id", sa.String(length=64), nullable=True))

    append_only("policies", "judgements", "amendments", "amendment_decisions", "attestations")
