"""Presence facts on their way in: durable before anything depends on them.

They go to the database. When that refuses (locked, disk full, I/O error) they are written and synced to a spool, and
committed later, once: a fact's id makes a second commit of it nothing. When neither works the caller hears
StorageUnavailable, and whatever wanted the fact does not happen.

A live room's facts carry the epoch under which it is owned, and are stored only while that is the newest: what an older
owner spooled and somebody else's room came to be without is set aside, for somebody to look at.

The first who is refused has waited for the database; until it is known to be back, the others are refused at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol
from weakref import WeakValueDictionary

from server.domain.attendance.evidence import FactKind
from server.domain.attendance.facts import PresenceFact
from server.services.errors import NotFound, StorageUnavailable
from server.services.sessions.rooms import RoomStates, StaleEpoch
from server.services.sessions.sessions import Sessions

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

    async def count(self, clinic_id: str, session_id: str) -> int:
        """How many of that session are stored."""
        ...


class Spooled(NamedTuple):
    """`epoch`: the live room's that observed it; None: no live room did."""

    clinic_id: str
    fact: PresenceFact
    epoch: int | None = None


class FactSpool(Protocol):
    """Raises StorageUnavailable when the disk refuses."""

    async def append(self, spooled: Sequence[Spooled]) -> None:
        """Synced to the disk when it returns."""
        ...

    async def waiting(self) -> Sequence[Spooled]:
        """All that is not committed yet."""
        ...

    async def set_aside(self, spooled: Spooled) -> None:
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
        rooms: RoomStates,
        atomic: Callable[[str | None], AbstractAsyncContextManager[None]],
    ) -> None:
        """`atomic(session)`: of what concerns that session's live room alone, rooms go side by side."""
        self._store = store
        self._spool = spool
        self._sessions = sessions
        self._rooms = rooms
        self._atomic = atomic
        self._committing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """By live room; "" for all else."""
        self._draining = asyncio.Lock()
        self._refused = False
        self._spooled = False
        self._subscribers: list[OnFacts] = []

    def subscribe(self, on_facts: OnFacts) -> None:
        """`on_facts(clinic, facts)` runs on the event loop for all that became durable, and must not raise."""
        self._subscribers.append(on_facts)

    @property
    def healthy(self) -> bool:
        """False while the database is known to refuse, or facts are in the spool only."""
        return not (self._refused or self._spooled)

    async def record(
        self, clinic_id: str, facts: Sequence[PresenceFact], epoch: int | None = None, room: str | None = None
    ) -> None:
        """Durable when it returns. Raises StorageUnavailable when neither database nor spool takes them, NotFound when
        a session or participant is not known, StaleEpoch when the live room whose facts these are has another owner."""
        if not facts:
            return
        try:
            await self.commit(clinic_id, facts, epoch=epoch, room=room)
        except StorageUnavailable:
            await self._spool.append([Spooled(clinic_id, fact, epoch) for fact in facts])
            self._spooled = True
            self._tell(clinic_id, facts)

    async def commit(
        self,
        clinic_id: str,
        facts: Sequence[PresenceFact],
        along: Callable[[], Awaitable[None]] | None = None,
        epoch: int | None = None,
        room: str | None = None,
    ) -> None:
        """In the database when it returns, together with what `along` writes, which goes first. Otherwise nothing is
        stored: raises StorageUnavailable when the database refuses, like `record` otherwise, and what `along` raises.
        `room`: the session whose live room says all of it.
        """
        async with self._committing.setdefault(room or "", asyncio.Lock()):
            if self._refused:
                raise StorageUnavailable("Nothing can be stored right now. Please try again in a moment.")
            try:
                await self._insert(clinic_id, facts, along, epoch, room)
            except StorageUnavailable:
                log.error("the database refuses: facts go to the spool")
                self._refused = True
                raise
        self._tell(clinic_id, facts)

    async def of_session(self, clinic_id: str, session_id: str) -> list[PresenceFact]:
        """Stored and spooled ones; one that is in both may come twice, which counts once."""
        spooled = [
            one.fact
            for one in await self._spool.waiting()
            if (one.clinic_id, one.fact.session) == (clinic_id, session_id)
        ]
        return [*await self._store.of_session(clinic_id, session_id), *spooled]

    async def count(self, clinic_id: str, session_id: str) -> int:
        """How many are stored, by whichever node."""
        return await self._store.count(clinic_id, session_id)

    async def drain(self) -> bool:
        """Try a database that refused, and commit what the spool holds; whether all is well now. Run at start and
        every few seconds."""
        async with self._draining:
            try:
                if self._refused:
                    async with self._atomic(None):
                        pass
                    self._refused = False
                await self._empty_spool()
            except StorageUnavailable:
                return False
            self._spooled = False
            return not self._refused

    async def _empty_spool(self) -> None:
        while waiting := await self._spool.waiting():
            self._spooled = True
            for one in waiting:
                await self._commit_or_set_aside(one)
            await self._spool.drop(len(waiting))
            log.warning("committed %d facts from the spool", len(waiting))

    async def _commit_or_set_aside(self, one: Spooled) -> None:
        """A fact of nobody that the database knows, or of an older owner, must not keep the others waiting for ever."""
        try:
            await self._insert(one.clinic_id, [one.fact], epoch=one.epoch)
        except (NotFound, StaleEpoch):
            await self._spool.set_aside(one)
            log.error("set aside fact %s, which the database will never take", one.fact.id)

    async def _insert(
        self,
        clinic_id: str,
        facts: Sequence[PresenceFact],
        along: Callable[[], Awaitable[None]] | None = None,
        epoch: int | None = None,
        room: str | None = None,
    ) -> None:
        async with self._atomic(room):
            if epoch is not None:
                await self._check_epoch(clinic_id, {fact.session for fact in facts}, epoch)
            if along is not None:
                await along()
            if facts:
                await self._store.insert(clinic_id, facts)
            for fact in facts:
                if fact.kind is FactKind.SESSION_STARTED:
                    await self._sessions.begin(clinic_id, fact.session, fact.observed_at)

    async def _check_epoch(self, clinic_id: str, session_ids: Iterable[str], epoch: int) -> None:
        for session_id in session_ids:
            if not await self._rooms.owns(clinic_id, session_id, epoch):
                raise StaleEpoch("Another server has taken this room.")

    def _tell(self, clinic_id: str, facts: Sequence[PresenceFact]) -> None:
        for on_facts in self._subscribers:
            on_facts(clinic_id, facts)
