"""The audit trail: who did what to what, when. Details hold ids and numbers, never names or text about a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class AuditEntry:
    clinic_id: str
    at: datetime
    action: str
    """`area.act`, e.g. `join_link.issued`."""
    actor_id: str | None = None
    """None: nobody was signed in."""
    subject: str | None = None
    session_id: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


class AuditTrail(Protocol):
    async def append(self, entry_id: str, entry: AuditEntry) -> None: ...


class Audit:
    def __init__(self, trail: AuditTrail, new_id: Callable[[], str]) -> None:
        self._trail = trail
        self._new_id = new_id

    async def __call__(self, entry: AuditEntry) -> None:
        """Append; in a transaction of the caller's when there is one."""
        await self._trail.append(self._new_id(), entry)
