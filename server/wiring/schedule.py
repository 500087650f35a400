"""The schedule: programs, sites, series and the sessions that they make, the calendar and its feeds, and what each
client is asked on joining."""

from server.exports.ics import calendar
from server.services.programs.editing import ProgramEditing
from server.services.programs.sites import SiteService
from server.services.schedule.calendar import Calendar
from server.services.schedule.conflicts import Conflicts
from server.services.schedule.drafts import Drafts
from server.services.schedule.making import Making
from server.services.schedule.one_session import SessionEditing
from server.services.schedule.planning import SeriesService
from server.services.schedule.splitting import Splitting
from server.services.sessions.joining import JoinQuestions
from server.services.touch.feeds import FeedService
from server.storage.feeds import FeedsRepository
from server.storage.programs import ProgramsRepository
from server.storage.schedule import ScheduleRepository
from server.storage.sites import SitesRepository
from server.wiring.ground import Ground
from server.wiring.policies import PoliciesArea
from server.wiring.rosters import RostersArea
from server.wiring.sessions import SessionsArea
from server.wiring.touch import TouchArea


class ScheduleArea:
    def __init__(
        self, ground: Ground, policies: PoliciesArea, sessions: SessionsArea, rosters: RostersArea, touch: TouchArea
    ) -> None:
        database, people, audit = ground.database, ground.people, ground.audit
        atomic, new_id, live = ground.atomic, ground.new_id, sessions.live
        self.store = ScheduleRepository(database)
        self.program_store, self.site_store = ProgramsRepository(database), SitesRepository(database)
        conflicts = Conflicts(self.store, policies.book, rosters.pairs.pairs)
        refresh, reschedule, changed = (
            rosters.rosters.refresh_sessions,
            touch.join_links.reschedule,
            touch.notices.changed,
        )
        self.making = Making(self.store, refresh, live.occupied, reschedule, changed, audit, atomic, new_id)
        self.series = SeriesService(
            self.store, Drafts(self.store, people), conflicts, self.making, audit, atomic, new_id
        )
        self.splitting = Splitting(self.store, self.series, self.making, rosters.pairs, people, audit, atomic)
        self.one_session = SessionEditing(
            self.store,
            ground.sessions,
            people,
            conflicts,
            refresh,
            live.occupied,
            reschedule,
            changed,
            audit,
            atomic,
        )
        self.calendar = Calendar(self.store, self.site_store, self.program_store, ground.sessions, people)
        self.feeds = FeedService(
            FeedsRepository(database),
            ground.sessions,
            touch.contacts,
            ground.clients,
            audit,
            atomic,
            ground.key("calendars"),
            calendar,
            ground.throttle,
        )
        self.programs = ProgramEditing(
            self.program_store, self.site_store, people, policies.book, audit, atomic, new_id
        )
        self.sites = SiteService(
            self.site_store, self.program_store, people, audit, atomic, new_id, self.making.make_ahead
        )
        self.joining = JoinQuestions(
            sessions.sessions,
            ground.sessions,
            people,
            sessions.facts,
            sessions.fact_store,
            live,
            self.store,
            policies.book,
            audit,
            sessions.reckoning,
            new_id,
            ground.boot,
        )
