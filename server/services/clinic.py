"""Everything the clinic offers to its HTTP pages and to live rooms, in one value."""

from dataclasses import dataclass

from server.services.amendments import Amendments
from server.services.attendance import Attendance
from server.services.attention import Cover
from server.services.audit import Audit
from server.services.auditors import AuditorService
from server.services.authorizations import AuthorizationService
from server.services.consents import ConsentService
from server.services.disclosures import Accounting
from server.services.exports import Exports
from server.services.facts import Facts
from server.services.grants import GrantService
from server.services.hours import Hours
from server.services.in_force import InForce
from server.services.in_person import InPerson
from server.services.join_links import JoinLinkService
from server.services.kiosks import KioskService
from server.services.live import LiveStates
from server.services.live_hours import SessionHours
from server.services.log_keeper import LogKeeper
from server.services.log_proofs import LogProofs
from server.services.logins import LoginSessions
from server.services.people import People
from server.services.policy_editing import PolicyEditing
from server.services.policy_preview import PolicyPreview
from server.services.reckoning import Reckoning
from server.services.records import FinishSession
from server.services.rooms import Rooms
from server.services.roster import Roster
from server.services.search import Search
from server.services.sessions import SessionService
from server.services.sign_in import SignIn
from server.services.sign_off import Attest, SignOff
from server.services.sign_queue import SignQueue
from server.services.sign_sheets import SignSheets
from server.services.trail import Trail


@dataclass(frozen=True)
class ClinicServices:
    people: People
    logins: LoginSessions
    sign_in: SignIn
    join_links: JoinLinkService
    sessions: SessionService
    cover: Cover
    roster: Roster
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
    kiosks: KioskService
    auditors: AuditorService
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
