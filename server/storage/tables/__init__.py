"""The tables, each in the file of its subject.

Facts, records, audit entries, policies, judgements, attestations, amendments, disclosures and assessments are
append-only: the migrations give them triggers that refuse UPDATE and DELETE. A consent may be withdrawn, once, and
nothing else. So are the log's tables, but for lawful erasure and the growth of `log_heads`.
"""

from server.storage.tables.access import audit_entries, join_links, login_sessions, staff_invitations
from server.storage.tables.base import metadata
from server.storage.tables.care import assessments, holidays, program_tracks, sites, staff_licences
from server.storage.tables.clinics import (
    client_secrets,
    clinics,
    enrollment_changes,
    enrollments,
    kiosks,
    people,
    programs,
    staff_logins,
)
from server.storage.tables.devices import kiosk_entries
from server.storage.tables.disclosures import (
    auditor_grants,
    consents,
    disclosed_clients,
    disclosure_ends,
    disclosures,
)
from server.storage.tables.drug_screens import (
    drug_screen_draws,
    drug_screen_marks,
    drug_screen_rules,
    drug_screens,
)
from server.storage.tables.follow_up import follow_up_rules, follow_ups
from server.storage.tables.guests import guest_invitations, observer_agreements
from server.storage.tables.help import (
    emergency_contacts,
    handout_files,
    handouts,
    help_calls,
    on_call_shifts,
)
from server.storage.tables.log import log_heads, log_leaves, log_nodes, signed_heads
from server.storage.tables.minors import consent_ages, guardians, treatment_consents
from server.storage.tables.policies import authorizations, payers, policies
from server.storage.tables.record_lines import record_flags, record_lines
from server.storage.tables.retention import erasures, keeping_rules, legal_holds
from server.storage.tables.schedule import keep_apart, roster_exceptions, series, series_helpers, series_people
from server.storage.tables.sessions import attendance_records, presence_facts, room_states, rosters, sessions
from server.storage.tables.signing import amendment_decisions, amendments, attestations, judgements
from server.storage.tables.touch import (
    calendar_feeds,
    contact_channels,
    contacts,
    outbox,
    record_deliveries,
    record_endpoints,
)

__all__ = [
    "amendment_decisions",
    "amendments",
    "assessments",
    "attendance_records",
    "attestations",
    "audit_entries",
    "auditor_grants",
    "authorizations",
    "calendar_feeds",
    "client_secrets",
    "clinics",
    "consent_ages",
    "consents",
    "contact_channels",
    "contacts",
    "disclosed_clients",
    "disclosure_ends",
    "disclosures",
    "drug_screen_draws",
    "drug_screen_marks",
    "drug_screen_rules",
    "drug_screens",
    "emergency_contacts",
    "enrollment_changes",
    "enrollments",
    "erasures",
    "follow_up_rules",
    "follow_ups",
    "guardians",
    "guest_invitations",
    "handout_files",
    "handouts",
    "help_calls",
    "holidays",
    "join_links",
    "judgements",
    "keep_apart",
    "keeping_rules",
    "kiosk_entries",
    "kiosks",
    "legal_holds",
    "log_heads",
    "log_leaves",
    "log_nodes",
    "login_sessions",
    "metadata",
    "observer_agreements",
    "on_call_shifts",
    "outbox",
    "payers",
    "people",
    "policies",
    "presence_facts",
    "program_tracks",
    "programs",
    "record_deliveries",
    "record_endpoints",
    "record_flags",
    "record_lines",
    "room_states",
    "roster_exceptions",
    "rosters",
    "series",
    "series_helpers",
    "series_people",
    "sessions",
    "signed_heads",
    "sites",
    "staff_invitations",
    "staff_licences",
    "staff_logins",
    "treatment_consents",
]
