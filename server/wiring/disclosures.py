"""What leaves the clinic: exports, their accounting, and signed records pushed to another system."""

from server.exports.pushed_record import pushed_record
from server.exports.writers import WRITERS
from server.outbound.records import poster
from server.services.disclosures.disclosures import Accounting
from server.services.disclosures.export_files import ExportFiles
from server.services.disclosures.exports import Exports
from server.services.touch.endpoints import EndpointService
from server.services.touch.pushing import Pushing
from server.storage.disclosures import DisclosuresRepository
from server.storage.record_counts import RecordCounts
from server.wiring.ground import Ground
from server.wiring.minors import MinorsArea
from server.wiring.records import RecordsArea
from server.wiring.sessions import SessionsArea


class DisclosuresArea:
    def __init__(self, ground: Ground, sessions: SessionsArea, records: RecordsArea, minors: MinorsArea) -> None:
        database, people, log, audit = ground.database, ground.people, ground.log, ground.audit
        atomic, new_id, private = ground.atomic, ground.new_id, ground.settings.push_private
        self.store = DisclosuresRepository(database)
        self.accounting = Accounting(self.store, ground.clients, audit)
        self.exports = Exports(
            sessions.sessions,
            people,
            ground.clients,
            sessions.consents,
            self.store,
            minors.guardians,
            RecordCounts(database),
            log,
            audit,
            atomic,
            new_id,
            ExportFiles(records.attendance, people, self.accounting, records.proofs, WRITERS),
        )
        push = poster(private)
        self.endpoints = EndpointService(
            records.pushes, push, audit, atomic, new_id, ground.key("record-push"), private
        )
        self.pushing = Pushing(
            records.pushes,
            self.endpoints,
            push,
            records.export_lines,
            ground.sessions,
            people,
            sessions.consents,
            self.store,
            log,
            audit,
            atomic,
            new_id,
            pushed_record,
        )
