"""Calls for help that were made: when and out of which session, who came and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from server.domain.help.calls import SHOWN, HelpCall
from server.services.access.logins import LoginSession
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person

PAGE = 50


@dataclass(frozen=True)
class PastCall:
    """`told`: how often medical personnel were told of a client of the session from then on."""

    call: HelpCall
    title: str
    time_zone: str
    session_over: bool
    told: int

    def is_open(self, now: datetime) -> bool:
        return self.call.ended_at is None and not self.session_over and self.call.at > now - SHOWN


@dataclass(frozen=True)
class PastPage:
    calls: Sequence[PastCall]
    people: Mapping[str, Person]
    """Who called, came and ended it."""
    before: datetime | None
    """Where the page after this one begins; None: this is the last."""


class PastStore(Protocol):
    async def past(self, clinic_id: str, before: datetime, limit: int) -> Sequence[PastCall]:
        """The newest first."""
        ...


class PastCalls:
    def __init__(self, store: PastStore, people: People, audit: Audit) -> None:
        self._store = store
        self._people = people
        self._audit = audit

    async def page(self, login: LoginSession, before: datetime | None, now: datetime) -> PastPage:
        """For admins. Who asked for help is disclosed by it, so that looking is written down."""
        found = await self._store.past(login.clinic_id, before or now + timedelta(seconds=1), PAGE + 1)
        shown = found[:PAGE]
        calls = [one.call for one in shown]
        ids = {who for call in calls for who in (call.made_by, call.answered_by, call.ended_by) if who}
        people = await self._people.persons(login.clinic_id, ids)
        detail = {"calls": len(shown)}
        await self._audit(AuditEntry(login.clinic_id, now, "help.past_read", login.person_id, detail=detail))
        return PastPage(shown, people, shown[-1].call.at if len(found) > PAGE else None)
