"""Presence facts on their way in: durable before anything depends on them.

They go to the database. When that refuses (locked, disk full) they are written and synced to a spool, and committed
later, once: a fact's id makes a second commit of it nothing. When neither works the caller hears StorageUnavailable,
and whatever wanted the fact does not happen.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from server.domain.attendance.evidence import FactKind
from server.domain.attendance.facts import PresenceFact
from server.services.errors import NotFound, StorageUnavailable
from server.services.sessions import Sessions

OnFacts = Callable[[str, Sequence[PresenceFact]], None]
log = logging.getLogger(__name__)


class FactStore(Protocol):
    async def insert(self, clinic_id: str, facts: Sequence[PresenceFact]) -> None:
        """All or none; an id that is stored already is passed over. Raises StorageUnavailable, and NotFound when a
        session is not that clinic's or a participant nobody's."""
        ...

    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[PresenceFact]:
        """By time of observation."""
        ...


class FactSpool(Protocol):
    """Raises StorageUnavailable when the disk refuses."""

    async def append(self, clinic_id: str, facts: Sequence[PresenceFact]) -> None:
        """Synced to the disk when it returns."""
        ...

    async def waiting(self) -> Sequence[tuple[str, PresenceFact]]:
        """(clinic, fact) of all that is not committed yet."""
        ...

    async def set_aside(self, clinic_id: str, fact: PresenceFact) -> None:
        """Keep a fact that can never be committed, for somebody to look at."""
        ...

    async def drop(self, count: int) -> None:
        """The first `count` of `waiting` are committed."""
        ...


class Facts:
    """Records facts and reads them back."""

    def __init__(
        self,
        store: FactStore,
        spool: FactSpool,
        sessions: Sessions,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._store = store
        self._spool = spool
        self._sessions = sessions
        self._atomic = atomic
        self._healthy = True
        self._subscribers: list[OnFacts] = []

    def subscribe(self, on_facts: OnFacts) -> None:
        """`on_facts(clinic, facts)` runs on the event loop for all that became durable, and must not raise."""
        self._subscribers.append(on_facts)

    @property
    def healthy(self) -> bool:
        """False while the newest facts are in the spool only."""
        return self._healthy

    async def record(self, clinic_id: str, facts: Sequence[PresenceFact]) -> None:
        """Durable when it returns. Raises StorageUnavailable when neither database nor spool takes them, NotFound when
        a session or participant is not known."""
        if not facts:
            return
        if not await self._committed(clinic_id, facts):
            await self._spool.append(clinic_id, facts)
        for on_facts in self._subscribers:
            on_facts(clinic_id, facts)

    async def of_session(self, clinic_id: str, session_id: str) -> list[PresenceFact]:
        """Stored and spooled ones; one that is in both may come twice, which counts once."""
        spooled = [
            fact for clinic, fact in await self._spool.waiting() if (clinic, fact.session) == (clinic_id, session_id)
        ]
        return [*await self._store.of_session(clinic_id, session_id), *spooled]

    async def drain(self) -> bool:
        """Commit what the spool holds; whether it is empty now. Run at start and every few seconds."""
        try:
            waiting = await self._spool.waiting()
            for clinic_id, fact in waiting:
                await self._commit_or_set_aside(clinic_id, fact)
            if waiting:
                await self._spool.drop(len(waiting))
                log.warning("committed %d facts from the spool", len(waiting))
        except StorageUnavailable:
            return False
        self._healthy = True
        return True

    async def _committed(self, clinic_id: str, facts: Sequence[PresenceFact]) -> bool:
        """False when they must be spooled. While the database is known to refuse, nobody waits for it."""
        if not self._healthy:
            return False
        try:
            await self._commit(clinic_id, facts)
        except StorageUnavailable:
            log.error("the database refuses facts: spooling")
            self._healthy = False
        return self._healthy

    async def _commit_or_set_aside(self, clinic_id: str, fact: PresenceFact) -> None:
        """A fact of nobody that the database knows must not keep the others waiting for ever."""
        try:
            await self._commit(clinic_id, [fact])
        except NotFound:
            await self._spool.set_aside(clinic_id, fact)
            log.error("set aside fact %s, which the database will never take", fact.id)

    async def _commit(self, clinic_id: str, facts: Sequence[PresenceFact]) -> None:
        async with self._atomic():
            await self._store.insert(clinic_id, facts)
            for fact in facts:
                if fact.kind is FactKind.SESSION_STARTED:
                    await self._sessions.begin(clinic_id, fact.session, fact.observed_at)
