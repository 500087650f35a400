"""Who else is in a session: guests by invitation, their consents, co-facilitators, interpreters, trainees."""

from server.services.disclosures.consents import ConsentService
from server.services.guests.consents import GuestConsents
from server.services.guests.ending import Ending
from server.services.guests.invited import InvitedGuests
from server.services.guests.inviting import Inviting
from server.services.guests.issuing import Issuing
from server.services.guests.known import KnownGuests
from server.services.guests.series_team import SeriesTeamService
from server.services.guests.team import TeamService
from server.storage.guests import ObserverAgreementsRepository
from server.storage.series_helpers import SeriesHelpersRepository
from server.wiring.access import AccessArea
from server.wiring.ground import Ground
from server.wiring.rosters import RostersArea
from server.wiring.schedule import ScheduleArea
from server.wiring.sessions import SessionsArea
from server.wiring.touch import TouchArea


class GuestsArea:
    def __init__(
        self,
        ground: Ground,
        access: AccessArea,
        sessions: SessionsArea,
        rosters: RostersArea,
        touch: TouchArea,
        schedule: ScheduleArea,
    ) -> None:
        database, people, clients, audit = ground.database, ground.people, ground.clients, ground.audit
        atomic, new_id, visible = ground.atomic, ground.new_id, sessions.sessions
        guests, adding, links = sessions.guests, rosters.adding, access.links
        ending = Ending(guests, links, access.logins, ground.sessions, adding, audit, atomic, database)
        self.consents = ConsentService(
            sessions.consents, people, clients, audit, atomic, new_id, ending.consent_withdrawn
        )
        self.inviting = Inviting(
            visible,
            adding,
            GuestConsents(clients, sessions.consents, self.consents),
            KnownGuests(guests, people, rosters.pairs, adding, new_id),
            Issuing(guests, links, touch.link_times, new_id),
            ending,
            audit,
            atomic,
        )
        self.invited = InvitedGuests(guests, visible, people, links)
        agreements = ObserverAgreementsRepository(database)
        helpers = SeriesHelpersRepository(database)
        self.series_team = SeriesTeamService(schedule.store, helpers, adding, people, audit, atomic, new_id)
        self.team = TeamService(visible, rosters.exceptions, helpers, adding, people, agreements, audit, atomic)
