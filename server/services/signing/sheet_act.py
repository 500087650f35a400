"""What all acts on a session's sheet begin and end with: read it in a transaction, write what is said with its leaves
and an entry of the access log, and sign the log's head when that is committed."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

from server.services.access.logins import LoginSession
from server.services.errors import Forbidden
from server.services.log.audit import Audit, AuditEntry
from server.services.log.log import Log
from server.services.signing.sign_sheets import Sheet, SignSheets
from server.services.signing.signing import Said, SigningLog


class SheetAct:
    def __init__(
        self,
        sheets: SignSheets,
        signing: SigningLog,
        log: Log,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._sheets = sheets
        self._signing = signing
        self._log = log
        self._audit = audit
        self._atomic = atomic
        self.new_id = new_id

    @asynccontextmanager
    async def on(self, login: LoginSession, session_id: str, now: datetime) -> AsyncIterator[Sheet]:
        """The sheet, in a transaction. Raises NotFound, NotOver."""
        async with self._atomic():
            yield await self._sheets.read(login, session_id, now)
        await self._log.try_to_sign(login.clinic_id, now)

    async def write(self, said: Sequence[Said], entry: AuditEntry) -> None:
        await self._signing.add(entry.clinic_id, said, entry.at)
        await self._audit(entry)


def check_right(allowed: bool, words: str) -> None:
    """Raises Forbidden."""
    if not allowed:
        raise Forbidden(words)
