"""Attendance records: derived when a session ends, signed, amended, searched; and the log that they are covered by."""

from server.services.log.log_keeper import LogKeeper
from server.services.log.log_proofs import LogProofs
from server.services.log.proof_files import ProofFiles
from server.services.log.seals import Seals
from server.services.log.trail import Trail
from server.services.records.attendance import Attendance
from server.services.records.export_lines import ExportLines
from server.services.records.in_force import InForce
from server.services.records.late_facts import LateFacts
from server.services.records.records import FinishSession
from server.services.records.search import Search
from server.services.signing.amendments import Amendments
from server.services.signing.sheet_act import SheetAct
from server.services.signing.sign_off import Attest, SignOff
from server.services.signing.sign_queue import SignQueue
from server.services.signing.sign_sheets import SignSheets
from server.services.signing.signing import SigningLog
from server.storage.covered import CoveredRepository
from server.storage.endpoints import EndpointsRepository
from server.storage.export_lines import ExportLinesRepository
from server.storage.records import RecordsRepository
from server.storage.search import SearchRepository
from server.storage.trail import TrailRepository
from server.wiring.access import AccessArea
from server.wiring.ground import Ground
from server.wiring.hours import HoursArea
from server.wiring.policies import PoliciesArea
from server.wiring.sessions import SessionsArea


class RecordsArea:
    def __init__(
        self, ground: Ground, access: AccessArea, policies: PoliciesArea, sessions: SessionsArea, hours: HoursArea
    ) -> None:
        database, people, log, audit = ground.database, ground.people, ground.log, ground.audit
        atomic, new_id, visible = ground.atomic, ground.new_id, sessions.sessions
        records, covered = RecordsRepository(database, new_id), CoveredRepository(database)

        self.pushes = EndpointsRepository(database, new_id)
        signing_log = SigningLog(sessions.signing, log, ground.changes, self.pushes.queue)
        self.finish = FinishSession(
            ground.sessions,
            sessions.live,
            records,
            Seals(log, ground.leaves, covered),
            log,
            audit,
            atomic,
            sessions.facts.drain,
            policies.book,
            LateFacts(sessions.signing, signing_log, new_id),
            ground.changes,
        )
        self.in_force = InForce(records, sessions.signing)
        self.sheets = SignSheets(visible, people, self.in_force, covered, policies.book, sessions.live)
        self.queue = SignQueue(ground.sessions, visible, people, sessions.signing, policies.book)
        act = SheetAct(self.sheets, signing_log, log, audit, atomic, new_id)
        self.attest = Attest(act)
        self.sign_off = SignOff(self.attest, access.sign_in)
        self.amendments = Amendments(act)

        self.proofs = LogProofs(
            ground.leaves, covered, ProofFiles(ground.leaves, covered, people), ground.log_keys.last_signed
        )
        self.log_keeper = LogKeeper(log, ground.leaves, covered, self.finish.derive, atomic)
        self.trail = Trail(TrailRepository(database), covered, ground.leaves, people, audit)

        self.export_lines = ExportLines(ExportLinesRepository(database), ground.sessions, people)
        self.attendance = Attendance(
            visible,
            people,
            records,
            self.in_force,
            sessions.live,
            sessions.facts,
            audit,
            self.proofs,
            self.export_lines,
            hours.reader,
        )
        self.search = Search(SearchRepository(database), people, ground.sessions, audit)
