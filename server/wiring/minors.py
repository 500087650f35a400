"""Minors: their guardians, who consents to their treatment, and what a guardian may learn."""

from server.services.minors.ages import ConsentAges
from server.services.minors.guardians import Guardians
from server.storage.minors import MinorsRepository
from server.wiring.ground import Ground
from server.wiring.sessions import SessionsArea


class MinorsArea:
    def __init__(self, ground: Ground, sessions: SessionsArea) -> None:
        store = MinorsRepository(ground.database)
        self.ages = ConsentAges(store, ground.audit, ground.atomic)
        self.guardians = Guardians(
            store,
            self.ages,
            sessions.consents,
            ground.people,
            ground.clients,
            store.zone_of,
            ground.audit,
            ground.atomic,
            ground.new_id,
        )
