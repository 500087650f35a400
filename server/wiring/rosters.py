"""Rosters: who is expected at a session, who is added or left out, make-ups, and who is kept apart."""

from server.services.rosters.adding import Adding
from server.services.rosters.keep_apart import KeepApartService
from server.services.rosters.make_ups import MakeUps
from server.services.rosters.planning import RosterPlanning
from server.services.rosters.rosters import Rosters
from server.storage.keep_apart import KeepApartRepository
from server.storage.roster_exceptions import RosterExceptionsRepository
from server.storage.rosters import RostersRepository
from server.wiring.access import AccessArea
from server.wiring.ground import Ground
from server.wiring.policies import PoliciesArea
from server.wiring.sessions import SessionsArea


class RostersArea:
    def __init__(self, ground: Ground, access: AccessArea, policies: PoliciesArea, sessions: SessionsArea) -> None:
        database, people, audit, atomic = ground.database, ground.people, ground.audit, ground.atomic
        visible, clients = sessions.sessions, ground.clients
        pairs = KeepApartRepository(database)
        self.pairs, self.exceptions = pairs, RosterExceptionsRepository(database)
        self.rosters = Rosters(RostersRepository(database, pairs), access.links, access.logins, audit, atomic, database)
        self.adding = Adding(visible, ground.sessions, self.exceptions, self.rosters, pairs, policies.book)
        self.planning = RosterPlanning(
            visible, ground.sessions, self.exceptions, self.rosters, pairs, people, clients, self.adding, audit, atomic
        )
        self.make_ups = MakeUps(visible, ground.sessions, self.adding, pairs, people, clients, policies.book)
        self.keep_apart = KeepApartService(
            pairs, self.rosters, people, ground.sessions, clients, audit, atomic, ground.new_id
        )
