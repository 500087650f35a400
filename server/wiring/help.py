"""Help: who is on call, calls for help, the emergency card, and what is handed out."""

from datetime import timedelta

from server.services.help.calls import HelpCalls
from server.services.help.card import EmergencyCards
from server.services.help.handouts import Handouts
from server.services.help.lone_groups import LoneGroups
from server.services.help.nudges import Nudges
from server.services.help.on_call import OnCallPlan
from server.services.help.past import PastCalls
from server.storage.emergency_contacts import EmergencyContactsRepository
from server.storage.handouts import HandoutsRepository
from server.storage.help_calls import HelpCallsRepository
from server.storage.on_call import OnCallRepository
from server.wiring.disclosures import DisclosuresArea
from server.wiring.ground import Ground
from server.wiring.rosters import RostersArea
from server.wiring.schedule import ScheduleArea
from server.wiring.sessions import SessionsArea
from server.wiring.touch import TouchArea


class HelpArea:
    def __init__(
        self,
        ground: Ground,
        sessions: SessionsArea,
        rosters: RostersArea,
        touch: TouchArea,
        schedule: ScheduleArea,
        disclosures: DisclosuresArea,
    ) -> None:
        database, people, audit = ground.database, ground.people, ground.audit
        atomic, new_id, visible = ground.atomic, ground.new_id, sessions.sessions
        self.nudges = Nudges()
        self.on_call = OnCallPlan(
            OnCallRepository(database), people, schedule.site_store, ground.sessions, audit, atomic, new_id
        )
        patience = timedelta(seconds=ground.settings.help_patience_seconds)
        self.lone_groups = LoneGroups(self.on_call, ground.sessions, touch.paging, audit, atomic, patience)
        calls = HelpCallsRepository(database)
        self.calls = HelpCalls(
            calls,
            self.on_call,
            ground.sessions,
            visible,
            people,
            rosters.adding,
            audit,
            atomic,
            new_id,
            self.nudges,
            touch.paging,
            patience,
        )
        self.past_calls = PastCalls(calls, people, audit)
        self.handouts = Handouts(
            HandoutsRepository(database), visible, ground.sessions, schedule.program_store, audit, atomic, new_id
        )
        self.emergency_cards = EmergencyCards(
            EmergencyContactsRepository(database),
            sessions.fact_store,
            touch.contacts,
            disclosures.store,
            people,
            ground.clients,
            visible,
            ground.log,
            audit,
            atomic,
            new_id,
        )
