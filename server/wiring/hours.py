"""Hours: attended against planned, of a client and of a session that goes on, and what a payer authorized."""

from server.services.hours.authorizations import AuthorizationService
from server.services.hours.hours import Hours, HoursReader
from server.services.hours.live_hours import SessionHours
from server.services.sessions.roster import Roster
from server.storage.authorizations import AuthorizationsRepository
from server.storage.rooms import RoomsRepository
from server.wiring.access import AccessArea
from server.wiring.ground import Ground
from server.wiring.policies import PoliciesArea
from server.wiring.sessions import SessionsArea


class HoursArea:
    def __init__(self, ground: Ground, access: AccessArea, policies: PoliciesArea, sessions: SessionsArea) -> None:
        database, people, audit, rows = ground.database, ground.people, ground.audit, ground.hours
        authorized = AuthorizationsRepository(database)
        self.reader = HoursReader(rows, people, authorized, policies.book, sessions.live, database.look)
        self.hours = Hours(
            self.reader,
            rows,
            ground.clients,
            people,
            ground.sessions,
            policies.book,
            policies.store,
            audit,
            database.look,
        )
        rooms = RoomsRepository(database)
        self.of_session = SessionHours(self.reader, rows, ground.sessions, people, sessions.live, rooms, ground.changes)
        self.roster = Roster(access.links, sessions.live, self.of_session)
        self.authorizations = AuthorizationService(
            authorized, policies.store, people, audit, ground.atomic, ground.changes, ground.new_id
        )
