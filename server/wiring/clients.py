"""Clients: intake, assessments, enrollments, files of other systems, follow-ups, and a client's own page."""

from collections.abc import Mapping

from server.services.clients.assessments import Assessments
from server.services.clients.enrollments import Enrollments
from server.services.clients.home import ClientHome
from server.services.clients.intake import Intake
from server.services.follow_up.follow_ups import FollowUps
from server.services.follow_up.raising import Raising
from server.services.imports.clients import ClientImport
from server.services.imports.enrollments import EnrollmentImport
from server.services.imports.lines import Import
from server.services.imports.schedule import ScheduleImport
from server.services.retention.retention import Retention
from server.storage.assessments import AssessmentsRepository
from server.storage.clients import ClientsRepository
from server.storage.emergency_contacts import EmergencyContactsRepository
from server.storage.enrollments import EnrollmentsRepository
from server.storage.follow_ups import FollowUpsRepository
from server.storage.retention import RetentionRepository
from server.wiring.drug_screens import DrugScreensArea
from server.wiring.ground import Ground
from server.wiring.hours import HoursArea
from server.wiring.minors import MinorsArea
from server.wiring.policies import PoliciesArea
from server.wiring.rosters import RostersArea
from server.wiring.schedule import ScheduleArea
from server.wiring.sessions import SessionsArea
from server.wiring.touch import TouchArea


class ClientsArea:
    def __init__(
        self,
        ground: Ground,
        policies: PoliciesArea,
        sessions: SessionsArea,
        hours: HoursArea,
        rosters: RostersArea,
        schedule: ScheduleArea,
        screens: DrugScreensArea,
        minors: MinorsArea,
        touch: TouchArea,
    ) -> None:
        database, people, clients, audit = ground.database, ground.people, ground.clients, ground.audit
        atomic, new_id, programs = ground.atomic, ground.new_id, schedule.program_store
        enrollments, assessed = EnrollmentsRepository(database), AssessmentsRepository(database)
        self.intake = Intake(
            ClientsRepository(database), people, clients, ground.pins, audit, atomic, new_id, ground.code_key
        )
        self.enrollments = Enrollments(
            enrollments,
            programs,
            people,
            clients,
            policies.book,
            rosters.rosters,
            assessed,
            schedule.store,
            minors.guardians.unconsented,
            ground.changes,
            audit,
            atomic,
            new_id,
        )
        self.assessments = Assessments(
            assessed,
            self.enrollments,
            EmergencyContactsRepository(database),
            sessions.sessions,
            people,
            clients,
            audit,
            atomic,
            new_id,
        )
        self.imports: Mapping[str, Import] = {
            "clients": ClientImport(self.intake, people),
            "enrollments": EnrollmentImport(
                self.enrollments,
                enrollments,
                lambda on: Enrollments(
                    on,
                    on,
                    people,
                    clients,
                    on,
                    on,
                    assessed,
                    schedule.store,
                    minors.guardians.unconsented,
                    on.changed,
                    on.audit,
                    on.atomic,
                    new_id,
                ),
                programs,
                policies.book,
                people,
                atomic,
                database.look,
            ),
            "schedule": ScheduleImport(schedule.series, schedule.store, programs, schedule.site_store, people),
        }
        self.retention = Retention(RetentionRepository(database), people, ground.log, audit, atomic, new_id)
        follow_ups = FollowUpsRepository(database)
        self.follow_ups = FollowUps(
            follow_ups,
            Raising(hours.reader, ground.hours, follow_ups, ground.changes.subscribe),
            programs,
            people,
            clients,
            audit,
            atomic,
            new_id,
        )
        asked = screens.collecting.of_client
        self.home = ClientHome(
            people, ground.sessions, hours.reader, sessions.consents, asked, touch.join_links.opens, audit
        )
