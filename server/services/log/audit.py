"""The audit trail: who did what to what, when. Details hold ids and numbers, never names or text about a person.

What discloses records or grants access gets a leaf of its own in the clinic's log at once; everything else is in the
log by each day's digest (`log_keeper`).
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from server.domain.log import kinds
from server.domain.log.leaf import Kind
from server.domain.log.register_check import Register
from server.services.log.log import Log

LEAVES = {
    "consent.recorded": Kind.GRANT,
    "consent.withdrawn": Kind.GRANT,
    "treatment_consent.recorded": Kind.GRANT,
    "treatment_consent.withdrawn": Kind.GRANT,
    "attendance.exported": Kind.DISCLOSURE,
    "attendance.export_ended": Kind.DISCLOSURE,
    "record.pushed": Kind.DISCLOSURE,
    "record.push_ended": Kind.DISCLOSURE,
    "record_push.set_up": Kind.GRANT,
    "record_push.secret_renewed": Kind.GRANT,
    "record_push.removed": Kind.GRANT,
    "log.exported": Kind.DISCLOSURE,
    "log.proved": Kind.DISCLOSURE,
    "join_link.issued": Kind.GRANT,
    "join_link.revoked": Kind.GRANT,
    "join_link.revoked_after_guessing": Kind.GRANT,
    "kiosk.added": Kind.GRANT,
    "kiosk.enrolled": Kind.GRANT,
    "kiosk.revoked": Kind.GRANT,
    "room_device.brought_in": Kind.GRANT,
    "room_device.sent_away": Kind.GRANT,
    "session.covered": Kind.GRANT,
    "help.answered": Kind.GRANT,
    "emergency.told": Kind.DISCLOSURE,
    "auditor.invited": Kind.GRANT,
    "auditor.disabled": Kind.GRANT,
    "staff.invited": Kind.GRANT,
    "staff.changed": Kind.GRANT,
    "staff.disabled": Kind.GRANT,
    "client.pin_set": Kind.GRANT,
    "calendar.made": Kind.GRANT,
    "calendar.revoked": Kind.GRANT,
    "client.code_set": Kind.GRANT,
    "grant.given": Kind.GRANT,
    "grant.revoked": Kind.GRANT,
    "drug_screen.drawn": Kind.DRAW,
}
"""Actions that get a leaf of their own."""


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


class Written(NamedTuple):
    """A row that an act wrote, as leaves cover it."""

    kind: Register
    row: Mapping[str, Any]


class AuditTrail(Protocol):
    async def append(self, entry_id: str, entry: AuditEntry) -> None: ...


class Audit:
    def __init__(
        self,
        trail: AuditTrail,
        log: Log,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._trail = trail
        self._log = log
        self._atomic = atomic
        self._new_id = new_id

    async def __call__(self, entry: AuditEntry, written: Sequence[Written] = ()) -> None:
        """Append; in a transaction of the caller's when there is one. `written`: what the act's own leaf covers."""
        entry_id, kind = self._new_id(), LEAVES.get(entry.action)
        if kind is None:
            await self._trail.append(entry_id, entry)
            return
        row, rows = entry_row(entry_id, entry), [(one.kind.value, one.row) for one in written]
        leaf = kinds.act(entry.clinic_id, kind, entry.at, row, entry.session_id, entry.subject, rows)
        async with self._atomic():
            await self._trail.append(entry_id, entry)
            await self._log.append([leaf])


def entry_row(entry_id: str, entry: AuditEntry) -> dict[str, Any]:
    """The entry as its row has it and as leaves cover it."""
    return {
        "id": entry_id,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor_id,
        "action": entry.action,
        "subject": entry.subject,
        "session": entry.session_id,
        "detail": dict(entry.detail),
    }
