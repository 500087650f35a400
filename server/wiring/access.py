"""Who gets in: logins, passwords, tickets, staff, invitations, auditors and what is granted them."""

from server.coordination.tickets import RedisTickets
from server.services.access.auditors import AuditorService
from server.services.access.grants import GrantService
from server.services.access.invitations import Invitations
from server.services.access.logins import LoginSessions
from server.services.access.sign_in import SignIn, SignInLimits
from server.services.access.staff_editing import StaffEditing
from server.services.access.tickets import InMemoryTickets, Tickets
from server.storage.auditors import AuditorsRepository
from server.storage.grants import GrantsRepository
from server.storage.invitations import InvitationsRepository
from server.storage.join_links import JoinLinksRepository
from server.storage.logins import LoginsRepository
from server.storage.staff import StaffRepository
from server.wiring.ground import Ground


class AccessArea:
    def __init__(self, ground: Ground) -> None:
        database, people, audit = ground.database, ground.people, ground.audit
        atomic, new_id = ground.atomic, ground.new_id
        auditors = AuditorsRepository(database)
        self.links = JoinLinksRepository(database)
        self.grants = GrantService(GrantsRepository(database), people, auditors, audit, atomic, new_id)
        redis = ground.redis
        self.tickets: Tickets = RedisTickets(redis) if redis is not None else InMemoryTickets()
        self.logins = LoginSessions(LoginsRepository(database), new_id, self.grants.windows)
        self.logins.subscribe(self.tickets.revoke)
        self.sign_in = SignIn(
            people, self.logins, ground.passwords, audit, ground.settings.staff_login, SignInLimits(), ground.throttle
        )
        self.invitations = Invitations(
            InvitationsRepository(database), ground.passwords, audit, atomic, new_id, ground.throttle
        )
        self.auditors = AuditorService(auditors, self.invitations, audit, atomic, new_id)
        self.staff = StaffEditing(
            StaffRepository(database), people, self.invitations, self.logins, audit, atomic, new_id
        )
