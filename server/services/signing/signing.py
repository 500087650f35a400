"""What is stored of signing: ports, and the one place in which it is written together with its leaves."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from server.domain.log import kinds
from server.domain.log.leaf import Kind
from server.domain.signing.amendment import Amendment, AmendmentKind, Decision
from server.domain.signing.attestation import Attestation, Judgement
from server.domain.signing.case import Case
from server.services.log.log import Log
from server.services.records.changes import Changes


class Of(NamedTuple):
    """One client's record of one session."""

    session: str
    participant: str


@dataclass(frozen=True)
class Said:
    """Something new about a record."""

    of: Of
    what: Judgement | Amendment | Decision | Attestation


class SaidRow(NamedTuple):
    """A row as written, all columns of it."""

    kind: Kind
    of: Of
    row: Mapping[str, Any]


class SigningStore(Protocol):
    async def cases(
        self, clinic_id: str, session_ids: Collection[str] | None = None, person_id: str | None = None
    ) -> Mapping[Of, Case]:
        """All that is known of those records, of stored versions alone: of these sessions, of that client, or both."""
        ...

    async def add(self, clinic_id: str, said: Sequence[Said]) -> Sequence[SaidRow]:
        """In this order."""
        ...

    async def waiting(
        self,
        clinic_id: str,
        facilitators: Collection[str] | None,
        signers: Collection[str],
        limit: int,
    ) -> Sequence[str]:
        """Sessions that have a record of which something is open, the oldest first: those that one of these runs, or
        of which one of these signed something; all when `facilitators` is None."""
        ...


Push = Callable[[str, Collection[Of], datetime], Awaitable[None]]
"""Called in the transaction in which these records of a clinic were signed, or changed for good."""


class SigningLog:
    """Rows and their leaves go together."""

    def __init__(self, store: SigningStore, log: Log, changed: Changes, push: Push | None = None) -> None:
        self._store = store
        self._log = log
        self._changed = changed
        self._push = push

    async def add(self, clinic_id: str, said: Sequence[Said], now: datetime) -> None:
        """In the caller's transaction."""
        rows = await self._store.add(clinic_id, said)
        await self._log.append([kinds.said_of_record(clinic_id, one.kind, *one.of, now, one.row) for one in rows])
        told = [one.of for one in said if _is_final(one.what)]
        if self._push is not None and told:
            await self._push(clinic_id, told, now)
        self._changed(clinic_id)


def _is_final(what: Judgement | Amendment | Decision | Attestation) -> bool:
    """Whether a record was signed or has another value by it: what late facts propose is for somebody to decide, and a
    judgement comes with a signature."""
    if isinstance(what, Amendment):
        return what.kind is not AmendmentKind.LATE_FACTS
    return not isinstance(what, Judgement)
