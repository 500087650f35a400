"""A room's book-keeping: observations become stamped facts, and are stored with what the room must remember."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from server.domain.attendance.evidence import ClockStepped, Disconnected, ServerStarted, SessionEnded
from server.domain.attendance.facts import PresenceFact, Source
from signaling.rooms.effects import Audit, Observed
from signaling.rooms.plan import SavedRoom
from signaling.rooms.room import Room
from signaling.websocket import refusals
from signaling.websocket.ports import ClinicPort, OpenedRoom, RoomAct, StorageUnavailable

log = logging.getLogger(__name__)

ACTS = 1000
"""So many audit entries wait for storage at most."""


class Ledger:
    """Stores a room's facts and state. What could not be stored waits here and goes along with the next."""

    def __init__(
        self, opened: OpenedRoom, clinic: ClinicPort, new_id: Callable[[], str], boot: str, beat_ms: int
    ) -> None:
        self._clinic = clinic
        self._plan = opened.plan
        self._epoch = opened.epoch
        self._stored = opened.saved
        self._new_id = new_id
        self._boot = boot
        self._beat_ms = beat_ms
        self._pending: list[PresenceFact] = []
        self._acts: list[RoomAct] = []
        self._refusals = refusals.Refusals()
        self._auditing = asyncio.Lock()
        self.healthy = True
        """Whether the last attempt to store something worked."""

    async def store(self, observed: Iterable[Observed], room: Room, now: datetime, *, fails_closed: bool) -> None:
        """Durable when it returns, except when storage is away and `fails_closed` is False: then as soon as it is back.

        Raises StorageUnavailable (only if it `fails_closed`: nothing was kept), StaleEpoch.
        """
        self._count_refusals(now, last=room.phase == "finished")
        facts = [*self._pending, *(self._stamp(one, now) for one in observed)]
        saved = room.saved()
        changed = saved if saved != self._stored else None
        if not facts and changed is None:
            return
        try:
            await self._store(facts, changed)
        except StorageUnavailable:
            self.healthy = False
            if fails_closed:
                raise
            self._pending = facts
            await self._store_alone(facts)
        else:
            self.healthy = True
            self._pending = []
            self._stored = saved

    async def _store(self, facts: list[PresenceFact], saved: SavedRoom | None) -> None:
        await self._clinic.store(self._plan.clinic, self._plan.session, self._epoch, facts, saved)

    async def _store_alone(self, facts: list[PresenceFact]) -> None:
        """Facts may find a spool where the room's state finds no database."""
        try:
            await self._store(facts, None)
        except StorageUnavailable:
            return
        self._pending = []

    def note(self, act: Audit, now: datetime) -> None:
        """Keep who did what until `store_acts` stores it."""
        entry = RoomAct(self._plan.clinic, self._plan.session, now, act.action, act.actor, act.subject, act.detail)
        if not act.action.startswith(refusals.PREFIX):
            self._keep(entry)
        elif (told := self._refusals.take(entry)) is not None:
            self._keep(told)

    def _keep(self, entry: RoomAct) -> None:
        if len(self._acts) >= ACTS:
            log.error("an audit entry could not be kept: %s", entry.action)
            return
        self._acts.append(entry)

    @property
    def is_settled(self) -> bool:
        """Nothing waits for storage."""
        return self.healthy and not self._acts and not self._refusals.is_counting

    def close(self, now: datetime) -> None:
        """Nothing is noted after this: what was refused since the last minute is counted too."""
        self._count_refusals(now, last=True)

    def _count_refusals(self, now: datetime, last: bool) -> None:
        for counted in self._refusals.over(now, last):
            self._keep(counted)

    async def store_acts(self) -> bool:
        """Store the audit entries that wait, in order, unless storage is known to be away; whether none waits now."""
        async with self._auditing:
            try:
                while self._acts and self._clinic.storage_healthy:
                    await self._store_or_set_aside(self._acts[0])
                    del self._acts[0]
            except StorageUnavailable:
                log.error("%d audit entries wait for storage", len(self._acts))
            return not self._acts

    async def _store_or_set_aside(self, act: RoomAct) -> None:
        """An entry that the database will not take is left to the log, and keeps no other waiting."""
        try:
            await self._clinic.audit(act)
        except StorageUnavailable:
            raise
        except Exception:
            log.exception("an audit entry was set aside: %r", act)

    def _stamp(self, observed: Observed, now: datetime) -> PresenceFact:
        evidence = observed.evidence
        if isinstance(evidence, Disconnected):
            evidence = replace(evidence, every_ms=self._beat_ms)
        own = isinstance(evidence, ServerStarted | ClockStepped) or evidence == SessionEnded()
        return PresenceFact(
            id=self._new_id(),
            session=self._plan.session,
            source=Source.SERVER if own else Source.SIGNALING,
            observed_at=observed.at or now,
            recorded_at=now,
            boot=self._boot,
            evidence=evidence,
            participant=observed.participant,
            connection=observed.connection,
        )
