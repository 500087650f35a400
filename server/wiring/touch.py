"""Keeping in touch: join links, notices and reminders, the ways that they go out by, and who said which are safe."""

from datetime import timedelta

from server.outbound.ways import times_of, ways_of
from server.services.access.join_links import JoinLinkService, LinkTimes
from server.services.help.paging import Pagers, Paging
from server.services.touch.contact import ContactService
from server.services.touch.desk import OutboxDesk
from server.services.touch.notices import Notices
from server.services.touch.reminders import Reminders
from server.services.touch.sending import Sending
from server.storage.contacts import ContactsRepository
from server.storage.outbox import OutboxRepository
from server.wiring.access import AccessArea
from server.wiring.ground import Ground
from server.wiring.minors import MinorsArea

STOPS, STOP_WINDOW = 30, timedelta(minutes=15)
"""How often one address may try to stop messages."""


class TouchArea:
    def __init__(self, ground: Ground, access: AccessArea, minors: MinorsArea) -> None:
        settings, people, sessions, audit = ground.settings, ground.people, ground.sessions, ground.audit
        signing_key = settings.signing_key.get_secret_value() if settings.signing_key else None
        outbox, self.contacts = OutboxRepository(ground.database), ContactsRepository(ground.database)
        self.ways = ways_of(settings)
        self.stops = ground.throttle("contact.stops", STOPS, STOP_WINDOW)
        self.contact = ContactService(
            self.contacts, ground.clients, minors.guardians, audit, ground.atomic, ground.key("contact")
        )
        self.notices = Notices(outbox, self.contacts, sessions, people, self.ways, ground.new_id)
        self.link_times = LinkTimes(timedelta(minutes=settings.early_minutes), timedelta(minutes=settings.late_minutes))
        self.join_links = JoinLinkService(
            access.links,
            sessions,
            people,
            access.logins,
            ground.pins,
            audit,
            ground.atomic,
            ground.new_id,
            signing_key or ground.key("join-links"),
            self.link_times,
            self.notices.link_issued,
            ground.throttle,
        )
        self.pagers = Pagers(people, self.contacts)
        self.paging = Paging(outbox, self.pagers, ground.new_id)
        self.outbox = OutboxDesk(outbox, self.contacts, people, audit)
        self.reminders = Reminders(outbox, self.contacts, sessions, self.notices, times_of(settings))
        self.sending = Sending(
            outbox,
            self.contacts,
            self.contact,
            sessions,
            people,
            self.join_links,
            minors.guardians,
            self.ways,
            self.pagers,
        )
