"""Who else is in a session: guests by invitation, their consents, co-facilitators, interpreters, trainees."""

from server.services.disclosures.consents import ConsentService
from server.services.guests.ending import Ending
from server.services.guests.inviting import Inviting
from server.services.guests.team import TeamService
from server.storage.guests import ObserverAgreementsRepository
from server.wiring.access import AccessArea
from server.wiring.ground import Ground
from server.wiring.rosters import RostersArea
from server.wiring.sessions import SessionsArea
from server.wiring.touch import TouchArea


class GuestsArea:
    def __init__(
        self, ground: Ground, access: AccessArea, sessions: SessionsArea, rosters: RostersArea, touch: TouchArea
    ) -> None:
        database, people, clients, audit = ground.database, ground.people, ground.clients, ground.audit
        atomic, new_id, visible = ground.atomic, ground.new_id, sessions.sessions
        ending = Ending(
            sessions.guests,
            access.links,
            access.logins,
            ground.sessions,
            rosters.exceptions,
            rosters.rosters,
            audit,
            atomic,
            database,
        )
        self.consents = ConsentService(
            sessions.consents, people, clients, audit, atomic, new_id, ending.consent_withdrawn
        )
        self.inviting = Inviting(
            sessions.guests,
            visible,
            ground.sessions,
            rosters.planning,
            rosters.exceptions,
            rosters.rosters,
            rosters.kept,
            people,
            people,
            clients,
            sessions.consents,
            self.consents,
            access.links,
            touch.link_times,
            ending,
            audit,
            atomic,
            new_id,
        )
        self.team = TeamService(
            visible,
            ground.sessions,
            rosters.exceptions,
            rosters.rosters,
            rosters.kept,
            people,
            ObserverAgreementsRepository(database),
            audit,
            atomic,
        )
