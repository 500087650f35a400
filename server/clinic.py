"""The clinic's half of the composition: storage, services and export wired together, without the live session.

`server.main` adds signaling to it; the demo's seed and the tests use it as it is.
"""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from server.domain.log.leaf import SALT_BYTES
from server.exports.ics import calendar
from server.exports.pushed_record import pushed_record
from server.exports.writers import WRITERS
from server.outbound.records import poster
from server.outbound.ways import times_of, ways_of
from server.services.access.auditors import AuditorService
from server.services.access.grants import GrantService
from server.services.access.invitations import Invitations
from server.services.access.join_links import JoinLinkService, LinkTimes
from server.services.access.logins import LoginSessions
from server.services.access.passwords import Passwords
from server.services.access.scope import VisibleClients
from server.services.access.sign_in import SignIn, SignInLimits
from server.services.access.staff_editing import StaffEditing
from server.services.access.throttle import Throttle
from server.services.access.tickets import Tickets
from server.services.access.to_sign import RecordsToSign
from server.services.clients.enrollments import Enrollments
from server.services.clients.home import ClientHome
from server.services.clients.intake import Intake
from server.services.clinic import ClinicServices
from server.services.disclosures.consents import ConsentService
from server.services.disclosures.disclosures import Accounting
from server.services.disclosures.export_files import ExportFiles
from server.services.disclosures.exports import Exports
from server.services.follow_up.follow_ups import FollowUps
from server.services.guests.ending import Ending
from server.services.guests.entering import Entering
from server.services.guests.inviting import Inviting
from server.services.guests.team import TeamService
from server.services.help.calls import HelpCalls
from server.services.help.card import EmergencyCards
from server.services.help.handouts import Handouts
from server.services.help.nudges import Nudges
from server.services.help.on_call import OnCallPlan
from server.services.hours.authorizations import AuthorizationService
from server.services.hours.hours import Hours, HoursReader
from server.services.hours.live_hours import SessionHours
from server.services.imports.clients import ClientImport
from server.services.imports.enrollments import EnrollmentImport
from server.services.imports.schedule import ScheduleImport
from server.services.log.audit import Audit
from server.services.log.log import Log
from server.services.log.log_keeper import LogKeeper
from server.services.log.log_proofs import LogProofs
from server.services.log.proof_files import ProofFiles
from server.services.log.seals import Seals
from server.services.log.trail import Trail
from server.services.policies.policies import PolicyBook
from server.services.policies.policy_editing import PolicyEditing
from server.services.policies.policy_preview import PolicyPreview
from server.services.programs.editing import ProgramEditing
from server.services.programs.sites import SiteService
from server.services.records.attendance import Attendance
from server.services.records.changes import Changes
from server.services.records.export_lines import ExportLines
from server.services.records.in_force import InForce
from server.services.records.late_facts import LateFacts
from server.services.records.records import FinishSession
from server.services.records.search import Search
from server.services.rosters.keep_apart import KeepApartService
from server.services.rosters.make_ups import MakeUps
from server.services.rosters.planning import RosterPlanning
from server.services.rosters.rosters import Rosters
from server.services.schedule.calendar import Calendar
from server.services.schedule.conflicts import Conflicts
from server.services.schedule.drafts import Drafts
from server.services.schedule.making import Making
from server.services.schedule.one_session import SessionEditing
from server.services.schedule.planning import SeriesService
from server.services.sessions.attention import Cover
from server.services.sessions.facts import Facts
from server.services.sessions.here import Here
from server.services.sessions.in_person import InPerson
from server.services.sessions.joining import Joining
from server.services.sessions.kiosks import KioskService, SessionsOn
from server.services.sessions.late_entries import LateEntries
from server.services.sessions.live import LiveStates
from server.services.sessions.reckoning import Reckoning
from server.services.sessions.room_devices import RoomDevices
from server.services.sessions.rooms import Rooms
from server.services.sessions.roster import Roster
from server.services.sessions.sessions import SessionService
from server.services.signing.amendments import Amendments
from server.services.signing.sheet_act import SheetAct
from server.services.signing.sign_off import Attest, SignOff
from server.services.signing.sign_queue import SignQueue
from server.services.signing.sign_sheets import SignSheets
from server.services.signing.signing import SigningLog
from server.services.touch.contact import ContactService
from server.services.touch.desk import OutboxDesk
from server.services.touch.endpoints import EndpointService
from server.services.touch.feeds import FeedService
from server.services.touch.notices import Notices
from server.services.touch.pushing import Pushing
from server.services.touch.reminders import Reminders
from server.services.touch.sending import Sending
from server.settings import Settings
from server.storage.audit import AuditRepository
from server.storage.auditors import AuditorsRepository
from server.storage.authorizations import AuthorizationsRepository
from server.storage.clients import ClientsRepository
from server.storage.consents import ConsentsRepository
from server.storage.contacts import ContactsRepository
from server.storage.covered import CoveredRepository
from server.storage.database import Database
from server.storage.disclosures import DisclosuresRepository
from server.storage.emergency_contacts import EmergencyContactsRepository
from server.storage.endpoints import EndpointsRepository
from server.storage.enrollments import EnrollmentsRepository
from server.storage.export_lines import ExportLinesRepository
from server.storage.facts import FactsRepository
from server.storage.feeds import FeedsRepository
from server.storage.follow_ups import FollowUpsRepository
from server.storage.grants import GrantsRepository
from server.storage.guests import GuestsRepository, ObserverAgreementsRepository
from server.storage.handouts import HandoutsRepository
from server.storage.help_calls import HelpCallsRepository
from server.storage.hours import HoursRepository
from server.storage.invitations import InvitationsRepository
from server.storage.join_links import JoinLinksRepository
from server.storage.keep_apart import KeepApartRepository
from server.storage.keys import load_or_make
from server.storage.kiosks import KiosksRepository
from server.storage.late_entries import LateEntriesRepository
from server.storage.log import LogRepository
from server.storage.log_export import LogExport
from server.storage.log_keys import LogKeyFiles
from server.storage.logins import LoginsRepository
from server.storage.on_call import OnCallRepository
from server.storage.outbox import OutboxRepository
from server.storage.people import PeopleRepository
from server.storage.policies import PoliciesRepository
from server.storage.programs import ProgramsRepository
from server.storage.record_counts import RecordCounts
from server.storage.records import RecordsRepository
from server.storage.rooms import RoomsRepository
from server.storage.roster_exceptions import RosterExceptionsRepository
from server.storage.rosters import RostersRepository
from server.storage.schedule import ScheduleRepository
from server.storage.sealed_codes import SealedCodes
from server.storage.search import SearchRepository
from server.storage.sessions import SessionsRepository
from server.storage.signing import SigningRepository
from server.storage.sites import SitesRepository
from server.storage.spool import Spool
from server.storage.staff import StaffRepository
from server.storage.trail import TrailRepository

STOPS, STOP_WINDOW = 30, timedelta(minutes=15)
"""How often one address may try to stop messages."""


@dataclass(frozen=True)
class Clinic:
    """What `open_clinic` opened; all but `services` and `database` is for seeds and for `viop audit`."""

    services: ClinicServices
    database: Database
    log: Log
    log_export: LogExport
    people: PeopleRepository
    sessions: SessionsRepository
    policies: PoliciesRepository
    passwords: Passwords
    code_key: str
    changes: Changes


def new_id() -> str:
    """An opaque id: 96 random bits, URL-safe."""
    return secrets.token_hex(12)


@asynccontextmanager
async def open_clinic(settings: Settings, boot: str, new_id: Callable[[], str] = new_id) -> AsyncIterator[Clinic]:
    """The clinic of a migrated database (see storage.migrate). `boot`: one id per start of the process."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database_path)
    passwords = Passwords(settings.password_memory_kib, settings.password_rounds, settings.password_workers)
    try:
        yield _wire(settings, boot, new_id, database, passwords)
    finally:
        passwords.close()
        await database.close()


def _wire(settings: Settings, boot: str, new_id: Callable[[], str], database: Database, passwords: Passwords) -> Clinic:
    people = PeopleRepository(database)
    sessions = SessionsRepository(database)
    links = JoinLinksRepository(database)
    records = RecordsRepository(database, new_id)
    code_key = load_or_make(settings.keys, "personal-codes")
    sealed_codes = SealedCodes(load_or_make(settings.keys, "sealed-codes"))
    signing_key = settings.signing_key.get_secret_value() if settings.signing_key else None

    leaves = LogRepository(database)
    covered = CoveredRepository(database)
    log_keys = LogKeyFiles(settings.log_key_directory)
    log = Log(leaves, log_keys, database.atomic, partial(secrets.token_bytes, SALT_BYTES))
    audit = Audit(AuditRepository(database), log, database.atomic, new_id)
    auditors = AuditorsRepository(database)
    grants = GrantService(GrantsRepository(database), people, auditors, audit, database.atomic, new_id)
    logins = LoginSessions(LoginsRepository(database), new_id, grants.windows)
    tickets = Tickets()
    logins.subscribe(tickets.revoke)
    signing = SigningRepository(database)
    guests, consents = GuestsRepository(database), ConsentsRepository(database)
    entering = Entering(guests, links, sessions, people, people, consents, logins, audit, database.atomic)
    session_service = SessionService(
        sessions, people, logins, tickets, RecordsToSign(people, signing), entering.bringing
    )
    room_states = RoomsRepository(database)
    fact_store = FactsRepository(database)
    facts = Facts(fact_store, Spool(settings.spool), sessions, room_states, database.atomic)
    reckoning = Reckoning()
    changes = Changes(database)
    policy_store = PoliciesRepository(database)
    policies = PolicyBook(policy_store, people)
    editing = PolicyEditing(policy_store, people, sessions, log, audit, database.atomic, new_id, changes)
    authorized = AuthorizationsRepository(database)
    hours_rows = HoursRepository(database)
    clients = VisibleClients(people, hours_rows)
    live = LiveStates(facts, sessions, people, policies, reckoning)
    proofs = LogProofs(leaves, covered, ProofFiles(leaves, covered, people), log_keys.last_signed)
    seals = Seals(log, leaves, covered)
    hours = HoursReader(hours_rows, people, authorized, policies, live, database.look)
    session_hours = SessionHours(hours, hours_rows, sessions, people, live, changes)
    pushes = EndpointsRepository(database, new_id)
    signing_log = SigningLog(signing, log, changes, pushes.queue)
    late_facts = LateFacts(signing, signing_log, new_id)
    finish = FinishSession(
        sessions, live, records, seals, log, audit, database.atomic, facts.drain, policies, late_facts, changes
    )
    in_force = InForce(records, signing)
    sheets = SignSheets(session_service, people, in_force, covered, policies, live)
    act = SheetAct(sheets, signing_log, log, audit, database.atomic, new_id)
    attest = Attest(act)
    sign_in = SignIn(people, logins, passwords, audit, settings.staff_login, SignInLimits())
    kept, exceptions = KeepApartRepository(database), RosterExceptionsRepository(database)
    in_person = InPerson(
        facts, sessions, audit, finish.derive, live.took_over, kept.pairs, live.inside, reckoning, new_id, boot
    )
    at_door = SessionsOn(sessions)
    export_lines = ExportLines(ExportLinesRepository(database), sessions, people)
    attendance = Attendance(
        *(session_service, people, records, in_force, live, facts, audit, proofs),
        export_lines,
        hours,
    )
    rosters = Rosters(RostersRepository(database, kept), links, logins, audit, database.atomic, database)
    planning = RosterPlanning(
        session_service, sessions, exceptions, rosters, kept, people, clients, policies, audit, database.atomic
    )
    ending = Ending(
        *(guests, links, logins, sessions, exceptions, rosters, audit),
        *(database.atomic, database),
    )
    consenting = ConsentService(consents, people, clients, audit, database.atomic, new_id, ending.consent_withdrawn)
    link_times = LinkTimes(timedelta(minutes=settings.early_minutes), timedelta(minutes=settings.late_minutes))
    inviting = Inviting(
        *(guests, session_service, sessions, planning, exceptions, rosters, kept, people, people, clients),
        *(consents, consenting, links, link_times, ending, audit, database.atomic, new_id),
    )
    disclosures = DisclosuresRepository(database)
    accounting = Accounting(disclosures, clients, audit)
    invitations = Invitations(InvitationsRepository(database), passwords, audit, database.atomic, new_id)
    program_store, site_store = ProgramsRepository(database), SitesRepository(database)
    outbox, contacts = OutboxRepository(database), ContactsRepository(database)
    ways = ways_of(settings)
    notices = Notices(outbox, contacts, sessions, people, ways, new_id)
    contact = ContactService(contacts, clients, audit, database.atomic, load_or_make(settings.keys, "contact"))
    join_links = JoinLinkService(
        links,
        sessions,
        people,
        logins,
        passwords,
        audit,
        database.atomic,
        new_id,
        signing_key or load_or_make(settings.keys, "join-links"),
        link_times,
        notices.link_issued,
    )
    intake = Intake(ClientsRepository(database), people, clients, passwords, audit, database.atomic, new_id, code_key)
    enrollment_rows = EnrollmentsRepository(database)
    enrollments = Enrollments(
        *(enrollment_rows, program_store, people, clients, policies, rosters, changes),
        *(audit, database.atomic, new_id),
    )
    schedule = ScheduleRepository(database)
    nudges = Nudges()
    on_call = OnCallPlan(OnCallRepository(database), people, site_store, sessions, audit, database.atomic, new_id)
    conflicts = Conflicts(schedule, policies, kept.pairs)
    making = Making(
        *(schedule, rosters.refresh_sessions, live.occupied, join_links.reschedule, notices.changed),
        audit,
        database.atomic,
        new_id,
    )
    series = SeriesService(schedule, Drafts(schedule, people), conflicts, making, audit, database.atomic, new_id)
    push = poster(settings.push_private)
    push_key = load_or_make(settings.keys, "record-push")
    endpoints = EndpointService(pushes, push, audit, database.atomic, new_id, push_key, settings.push_private)
    services = ClinicServices(
        people=people,
        logins=logins,
        sign_in=sign_in,
        join_links=join_links,
        sessions=session_service,
        on_call=on_call,
        help_calls=HelpCalls(
            *(HelpCallsRepository(database), on_call, sessions, session_service, people, kept),
            *(audit, database.atomic, new_id, nudges),
        ),
        nudges=nudges,
        handouts=Handouts(HandoutsRepository(database), session_service, program_store, audit, database.atomic, new_id),
        emergency_cards=EmergencyCards(
            *(EmergencyContactsRepository(database), fact_store, contacts, disclosures, people, clients),
            *(session_service, log, audit, database.atomic, new_id),
        ),
        cover=Cover(sessions, session_service, audit, database.atomic),
        roster=Roster(links, live, session_hours),
        rosters=rosters,
        roster_planning=planning,
        make_ups=MakeUps(session_service, sessions, planning, kept, people, clients, policies),
        keep_apart=KeepApartService(kept, rosters, people, sessions, clients, audit, database.atomic, new_id),
        rooms=Rooms(room_states, sessions, session_service, policies),
        reckoning=reckoning,
        facts=facts,
        live=live,
        finish=finish,
        in_force=in_force,
        sign_sheets=sheets,
        sign_queue=SignQueue(sessions, session_service, people, signing, policies),
        sign_off=SignOff(attest, sign_in),
        attest=attest,
        amendments=Amendments(act),
        attendance=attendance,
        hours=Hours(hours, hours_rows, clients, people, sessions, policies, policy_store, audit, database.look),
        session_hours=session_hours,
        authorizations=AuthorizationService(authorized, policy_store, people, audit, database.atomic, changes, new_id),
        in_person=in_person,
        here=Here(session_service, facts, reckoning, boot),
        joining=Joining(
            *(session_service, sessions, people, facts, fact_store, live, schedule, policies, audit, reckoning),
            new_id,
            boot,
        ),
        kiosks=KioskService(KiosksRepository(database), people, at_door, in_person, audit, new_id, code_key),
        late_entries=LateEntries(
            *(LateEntriesRepository(database), people, at_door, in_person, audit, code_key, sealed_codes.open)
        ),
        room_devices=RoomDevices(KiosksRepository(database), sessions, session_service, tickets, audit),
        seal_key=sealed_codes.public_key,
        auditors=AuditorService(auditors, invitations, audit, database.atomic, new_id),
        invitations=invitations,
        grants=grants,
        search=Search(SearchRepository(database), people, sessions, audit),
        trail=Trail(TrailRepository(database), covered, leaves, people, audit),
        audit=audit,
        log_proofs=proofs,
        log_keeper=LogKeeper(log, leaves, covered, finish.derive, database.atomic),
        policies=editing,
        policy_preview=PolicyPreview(editing, policies, policy_store, sessions, people, fact_store, audit),
        consents=consenting,
        inviting=inviting,
        entering=entering,
        team=TeamService(
            *(session_service, sessions, exceptions, rosters, kept, people, ObserverAgreementsRepository(database)),
            *(audit, database.atomic),
        ),
        accounting=accounting,
        exports=Exports(
            session_service,
            people,
            clients,
            consents,
            disclosures,
            RecordCounts(database),
            log,
            audit,
            database.atomic,
            new_id,
            ExportFiles(attendance, people, accounting, proofs, WRITERS),
        ),
        calendar=Calendar(schedule, site_store, program_store, sessions, people),
        making=making,
        one_session=SessionEditing(
            *(schedule, sessions, people, conflicts, rosters.refresh_sessions, live.occupied, join_links.reschedule),
            notices.changed,
            audit,
            database.atomic,
        ),
        series=series,
        programs=ProgramEditing(program_store, site_store, people, policies, audit, database.atomic, new_id),
        sites=SiteService(site_store, program_store, people, audit, database.atomic, new_id, making.make_ahead),
        intake=intake,
        enrollments=enrollments,
        follow_ups=FollowUps(
            *(FollowUpsRepository(database), hours, hours_rows, program_store, people, clients),
            *(audit, database.atomic, new_id),
        ),
        imports={
            "clients": ClientImport(intake, people),
            "enrollments": EnrollmentImport(
                enrollments,
                enrollment_rows,
                lambda on: Enrollments(on, on, people, clients, on, on, on.changed, on.audit, on.atomic, new_id),
                *(program_store, policies, people, database.atomic, database.look),
            ),
            "schedule": ScheduleImport(series, schedule, program_store, site_store, people),
        },
        staff=StaffEditing(StaffRepository(database), people, invitations, logins, audit, database.atomic, new_id),
        home=ClientHome(people, sessions, hours, consents, audit),
        contact=contact,
        stops=Throttle(STOPS, STOP_WINDOW),
        ways=ways,
        notices=notices,
        outbox=OutboxDesk(outbox, contacts, people, audit),
        reminders=Reminders(outbox, contacts, sessions, notices, times_of(settings)),
        feeds=FeedService(
            *(FeedsRepository(database), sessions, contacts, clients, audit, database.atomic),
            load_or_make(settings.keys, "calendars"),
            calendar,
        ),
        endpoints=endpoints,
        pushing=Pushing(
            *(pushes, endpoints, push, export_lines, sessions, people, consents, disclosures, log, audit),
            database.atomic,
            new_id,
            pushed_record,
        ),
        sending=Sending(outbox, contacts, contact, sessions, people, join_links, ways),
    )
    return Clinic(
        services, database, log, LogExport(database), people, sessions, policy_store, passwords, code_key, changes
    )
