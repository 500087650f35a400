"""Everything the clinic offers to its HTTP pages and to live rooms, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.services.access.auditors import AuditorService
from server.services.access.grants import GrantService
from server.services.access.invitations import Invitations
from server.services.access.join_links import JoinLinkService
from server.services.access.logins import LoginSessions
from server.services.access.sign_in import SignIn
from server.services.access.staff_editing import StaffEditing
from server.services.access.throttle import Throttle
from server.services.clients.assessments import Assessments
from server.services.clients.enrollments import Enrollments
from server.services.clients.home import ClientHome
from server.services.clients.intake import Intake
from server.services.disclosures.consents import ConsentService
from server.services.disclosures.disclosures import Accounting
from server.services.disclosures.exports import Exports
from server.services.drug_screens.collecting import Collecting
from server.services.drug_screens.drawing import Drawing
from server.services.follow_up.follow_ups import FollowUps
from server.services.guests.entering import Entering
from server.services.guests.invited import InvitedGuests
from server.services.guests.inviting import Inviting
from server.services.guests.series_team import SeriesTeamService
from server.services.guests.team import TeamService
from server.services.help.calls import HelpCalls
from server.services.help.card import EmergencyCards
from server.services.help.handouts import Handouts
from server.services.help.lone_groups import LoneGroups
from server.services.help.nudges import Nudges
from server.services.help.on_call import OnCallPlan
from server.services.help.past import PastCalls
from server.services.hours.authorizations import AuthorizationService
from server.services.hours.hours import Hours
from server.services.hours.live_hours import SessionHours
from server.services.imports.lines import Import
from server.services.log.audit import Audit
from server.services.log.log_keeper import LogKeeper
from server.services.log.log_proofs import LogProofs
from server.services.log.trail import Trail
from server.services.minors.ages import ConsentAges
from server.services.minors.guardians import Guardians
from server.services.people import People
from server.services.policies.policy_editing import PolicyEditing
from server.services.policies.policy_preview import PolicyPreview
from server.services.programs.editing import ProgramEditing
from server.services.programs.sites import SiteService
from server.services.records.attendance import Attendance
from server.services.records.in_force import InForce
from server.services.records.records import FinishSession
from server.services.records.search import Search
from server.services.retention.retention import Retention
from server.services.rosters.keep_apart import KeepApartService
from server.services.rosters.make_ups import MakeUps
from server.services.rosters.planning import RosterPlanning
from server.services.rosters.rosters import Rosters
from server.services.schedule.calendar import Calendar
from server.services.schedule.making import Making
from server.services.schedule.one_session import SessionEditing
from server.services.schedule.planning import SeriesService
from server.services.schedule.splitting import Splitting
from server.services.sessions.attention import Cover
from server.services.sessions.facts import Facts
from server.services.sessions.here import Here
from server.services.sessions.in_person import InPerson
from server.services.sessions.joining import JoinQuestions
from server.services.sessions.kiosks import KioskService
from server.services.sessions.late_entries import LateEntries
from server.services.sessions.live import LiveStates
from server.services.sessions.reckoning import Reckoning
from server.services.sessions.room_devices import RoomDevices
from server.services.sessions.rooms import Rooms
from server.services.sessions.roster import Roster
from server.services.sessions.sessions import SessionService
from server.services.signing.amendments import Amendments
from server.services.signing.sign_off import Attest, SignOff
from server.services.signing.sign_queue import SignQueue
from server.services.signing.sign_sheets import SignSheets
from server.services.touch.contact import ContactService
from server.services.touch.desk import OutboxDesk
from server.services.touch.endpoints import EndpointService
from server.services.touch.feeds import FeedService
from server.services.touch.notices import Notices
from server.services.touch.pushing import Pushing
from server.services.touch.reminders import Reminders
from server.services.touch.senders import Ways
from server.services.touch.sending import Sending


@dataclass(frozen=True)
class ClinicServices:
    people: People
    logins: LoginSessions
    sign_in: SignIn
    join_links: JoinLinkService
    sessions: SessionService
    cover: Cover
    roster: Roster
    rosters: Rosters
    roster_planning: RosterPlanning
    make_ups: MakeUps
    keep_apart: KeepApartService
    rooms: Rooms
    reckoning: Reckoning
    facts: Facts
    live: LiveStates
    finish: FinishSession
    in_force: InForce
    sign_sheets: SignSheets
    sign_queue: SignQueue
    sign_off: SignOff
    attest: Attest
    amendments: Amendments
    attendance: Attendance
    hours: Hours
    session_hours: SessionHours
    authorizations: AuthorizationService
    in_person: InPerson
    here: Here
    joining: JoinQuestions
    kiosks: KioskService
    late_entries: LateEntries
    room_devices: RoomDevices
    seal_key: bytes
    """What tablets seal to that they take while they cannot reach us: a point of P-256, uncompressed."""
    auditors: AuditorService
    invitations: Invitations
    grants: GrantService
    search: Search
    trail: Trail
    audit: Audit
    log_keeper: LogKeeper
    log_proofs: LogProofs
    policies: PolicyEditing
    policy_preview: PolicyPreview
    consents: ConsentService
    accounting: Accounting
    exports: Exports
    calendar: Calendar
    making: Making
    one_session: SessionEditing
    series: SeriesService
    splitting: Splitting
    programs: ProgramEditing
    sites: SiteService
    intake: Intake
    enrollments: Enrollments
    assessments: Assessments
    guardians: Guardians
    consent_ages: ConsentAges
    on_call: OnCallPlan
    help_calls: HelpCalls
    lone_groups: LoneGroups
    past_calls: PastCalls
    nudges: Nudges
    inviting: Inviting
    invited: InvitedGuests
    entering: Entering
    team: TeamService
    series_team: SeriesTeamService
    emergency_cards: EmergencyCards
    handouts: Handouts
    staff: StaffEditing
    imports: Mapping[str, Import]
    """By what a file is about."""
    home: ClientHome
    contact: ContactService
    stops: Throttle
    ways: Ways
    notices: Notices
    outbox: OutboxDesk
    reminders: Reminders
    sending: Sending
    feeds: FeedService
    endpoints: EndpointService
    pushing: Pushing
    follow_ups: FollowUps
    retention: Retention
    draws: Drawing
    drug_screens: Collecting
