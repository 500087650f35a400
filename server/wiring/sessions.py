"""Sessions and what is observed in them: who may see one, its room, presence facts, the live state of attendance."""

from server.services.access.to_sign import RecordsToSign
from server.services.guests.entering import Entering
from server.services.sessions.attention import Cover
from server.services.sessions.facts import Facts
from server.services.sessions.here import Here
from server.services.sessions.live import LiveStates
from server.services.sessions.reckoning import Reckoning
from server.services.sessions.rooms import Rooms
from server.services.sessions.sessions import SessionService
from server.storage.consents import ConsentsRepository
from server.storage.facts import FactsRepository
from server.storage.guests import GuestsRepository
from server.storage.rooms import RoomsRepository
from server.storage.signing import SigningRepository
from server.storage.spool import Spool
from server.wiring.access import AccessArea
from server.wiring.ground import Ground
from server.wiring.policies import PoliciesArea


class SessionsArea:
    def __init__(self, ground: Ground, access: AccessArea, policies: PoliciesArea) -> None:
        database, people, sessions, audit = ground.database, ground.people, ground.sessions, ground.audit
        self.guests, self.consents = GuestsRepository(database), ConsentsRepository(database)
        self.entering = Entering(
            self.guests,
            access.links,
            sessions,
            people,
            self.consents,
            access.logins,
            audit,
            ground.atomic,
            ground.throttle,
        )
        self.signing = SigningRepository(database)
        self.sessions = SessionService(
            sessions,
            people,
            access.logins,
            access.tickets,
            RecordsToSign(people, self.signing),
            self.entering.bringing,
            ground.throttle,
        )
        rooms = RoomsRepository(database)
        self.rooms = Rooms(rooms, sessions, self.sessions, policies.book)
        self.fact_store = FactsRepository(database)
        self.facts = Facts(self.fact_store, Spool(ground.settings.spool), sessions, rooms, ground.atomic)
        self.reckoning = Reckoning()
        self.live = LiveStates(self.facts, sessions, people, policies.book, self.reckoning, ground.database.shared)
        self.here = Here(self.sessions, self.facts, self.reckoning, ground.boot)
        self.cover = Cover(sessions, self.sessions, audit, ground.atomic)
