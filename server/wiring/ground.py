"""What every area stands on: the settings, ids, the database, who there is, and the trail of what was done."""

import secrets
from collections.abc import Callable
from functools import partial

from redis.asyncio import Redis

from server.coordination.throttles import RedisThrottles
from server.domain.log.leaf import SALT_BYTES
from server.services.access.passwords import Passwords
from server.services.access.scope import VisibleClients
from server.services.access.throttle import Throttles, in_memory
from server.services.log.audit import Audit
from server.services.log.log import Log
from server.services.records.changes import Changes
from server.settings import Settings
from server.storage.audit import AuditRepository
from server.storage.database import Database
from server.storage.hours import HoursRepository
from server.storage.keys import NAMES, load, load_or_make
from server.storage.log import LogRepository
from server.storage.log_keys import LogKeyFiles
from server.storage.people import PeopleRepository
from server.storage.sessions import SessionsRepository


class Ground:
    def __init__(
        self,
        settings: Settings,
        boot: str,
        new_id: Callable[[], str],
        database: Database,
        passwords: Passwords,
        pins: Passwords,
        redis: Redis | None,
    ) -> None:
        """`redis`: where several nodes meet; None: there is no other."""
        self.settings = settings
        self.boot = boot
        self.new_id = new_id
        self.database = database
        self.atomic = database.atomic
        self.passwords = passwords
        self.pins = pins
        self.redis = redis
        self.code_key = self.key("personal-codes")
        self.throttle: Throttles = in_memory if redis is None else RedisThrottles(redis, self.key("tries"))

        self.people = PeopleRepository(database)
        self.sessions = SessionsRepository(database)
        self.hours = HoursRepository(database)
        self.clients = VisibleClients(self.people, self.hours)
        self.changes = Changes(database)

        self.leaves = LogRepository(database)
        self.log_keys = LogKeyFiles(settings.log_key_directory)
        self.log = Log(self.leaves, self.log_keys, self.atomic, partial(secrets.token_bytes, SALT_BYTES))
        self.audit = Audit(AuditRepository(database), self.log, self.atomic, new_id)

    def key(self, name: str) -> str:
        """The secret of this clinic that is kept under that name; made at the first start of a single
        app; several must have been given the same. Raises FileNotFoundError, PermissionError."""
        assert name in NAMES
        return (load if self.settings.redis else load_or_make)(self.settings.key_directory, name)
