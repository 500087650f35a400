"""What keeps a log by itself, each minute: seals of what came late, the daily digest of the access log, signatures."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from server.domain.instants import EPOCH
from server.domain.log import kinds
from server.domain.log.coverage import digest
from server.domain.log.leaf import Kind
from server.services.log.log import Log, StoredLeaf
from server.services.people import Clinic

LATE_SESSIONS = timedelta(days=2)
"""How long after a session's end facts that came by themselves are still sealed; later ones are found as slipped in."""
AHEAD = timedelta(days=1)
"""So far ahead of its day a digest may be and still count."""
LATE_ENTRIES = timedelta(days=31)
"""How far back a digest looks for entries that no digest covered."""


class KeptRows(Protocol):
    async def unsealed(self, clinic_id: str, since: datetime) -> Sequence[str]:
        """Sessions that ended since then, and of which the log covers fewer facts than are stored."""
        ...

    async def entries(self, clinic_id: str, start: datetime, until: datetime) -> Sequence[Mapping[str, Any]]:
        """Entries of the access log in [start, until), by time, with all columns of their rows."""
        ...


class KindLeaves(Protocol):
    async def of_kind(self, clinic_id: str, kind: Kind, newest: int) -> Sequence[StoredLeaf]:
        """The newest so many, by position."""
        ...


class LogKeeper:
    """`derive(clinic, session, now)` stores a session's records anew, and seals them."""

    def __init__(
        self,
        log: Log,
        leaves: KindLeaves,
        rows: KeptRows,
        derive: Callable[[str, str, datetime], Awaitable[None]],
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._log = log
        self._leaves = leaves
        self._rows = rows
        self._derive = derive
        self._atomic = atomic

    async def keep(self, clinic: Clinic, now: datetime) -> None:
        """Raises StorageUnavailable."""
        for session_id in await self._rows.unsealed(clinic.id, now - LATE_SESSIONS):
            await self._derive(clinic.id, session_id, now)
        await self._digest_access(clinic, now)
        await self._log.try_to_sign(clinic.id, now)

    async def _digest_access(self, clinic: Clinic, now: datetime) -> None:
        """A leaf for all until the clinic's last midnight, once after each."""
        zone = ZoneInfo(clinic.time_zone)
        until = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
        if _reaches(await self._leaves.of_kind(clinic.id, Kind.ACCESS, newest=1), until):
            return
        async with self._atomic():
            digests = await self._leaves.of_kind(clinic.id, Kind.ACCESS, newest=LATE_ENTRIES.days * 2)
            covered = {one for leaf in digests for one in leaf.data["entries"]["ids"]}
            start = until - LATE_ENTRIES if digests else EPOCH
            entries = await self._rows.entries(clinic.id, start, until)
            fresh = [one for one in entries if one["id"] not in covered]
            ids = [str(one["id"]) for one in fresh]
            await self._log.append([kinds.access_digest(clinic.id, now, until, ids, digest(fresh))])


def _reaches(digests: Sequence[StoredLeaf], until: datetime) -> bool:
    """One of a day to come was written by a clock that ran ahead: it must not end the digests until then."""
    return any(until <= datetime.fromisoformat(leaf.data["until"]) <= until + AHEAD for leaf in digests)
