"""Calls for help out of a session: made in one click, answered by one, kept, and ended."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from server.domain.help.calls import PATIENCE, SHOWN, HelpCall, Kind
from server.services.access.logins import LoginSession
from server.services.errors import Forbidden, Gone, NotFound
from server.services.help.nudges import Nudges
from server.services.help.on_call import OnCallPlan
from server.services.help.paging import Pager
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.rosters.adding import Adding
from server.services.sessions.sessions import OTHERS, RosterEntry, Session, Sessions, SessionService


@dataclass(frozen=True)
class OpenCall:
    """As one member of staff may know of it."""

    call: HelpCall
    session: Session
    made_by: Person | None
    """None: a client whom they may not know of."""
    answered_by: Person | None
    leads: bool
    """They are of the session's own staff."""


class CallStore(Protocol):
    async def open(self, clinic_id: str, since: datetime) -> Sequence[HelpCall]:
        """Made since then and not ended, of sessions that are not over, by time."""
        ...

    async def get(self, clinic_id: str, call_id: str) -> HelpCall | None: ...
    async def unanswered(self, clinic_id: str, before: datetime, since: datetime) -> Sequence[HelpCall]:
        """Open, and made between `since` and `before`."""
        ...

    async def add(self, call: HelpCall) -> None: ...
    async def save(self, call: HelpCall) -> None: ...


class HelpCalls:
    def __init__(
        self,
        store: CallStore,
        on_call: OnCallPlan,
        sessions: Sessions,
        service: SessionService,
        people: People,
        adding: Adding,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        nudges: Nudges,
        pager: Pager,
        patience: timedelta = PATIENCE,
    ) -> None:
        """`patience`: so long may a call stay unanswered before it goes further."""
        self._store = store
        self._on_call = on_call
        self._sessions = sessions
        self._service = service
        self._people = people
        self._adding = adding
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._nudges = nudges
        self._pager = pager
        self._patience = patience

    async def call(self, login: LoginSession, session_id: str, now: datetime) -> None:
        """Somebody is needed in this session. Called again while a call of theirs is open, it goes to all staff at
        once; a client's or guest's stays what it is. Raises NotFound, Gone when the session is over."""
        async with self._atomic():
            session = await self._service.visible(login, session_id)
            if session.is_over:
                raise Gone("This session is over.")
            before = await self._own(login, session_id, now)
            if before is not None and not login.is_staff:
                return
            if before is not None:
                await self._store.save(replace(before, ended_by=login.person_id, ended_at=now))
            call = await self._made(login, session, again=before is not None, now=now)
            await self._store.add(call)
            detail = {"kind": call.kind, "paged": len(call.paged)}
            await self._written("called", call, login.person_id, now, detail)
            if call.kind == "staff":
                if not call.paged:
                    call = replace(call, asked=await self._next(call, session, now))
                    await self._store.save(call)
                await self._page(call, session, call.paged or call.asked, now)
        self._nudges.nudge(login.clinic_id)

    async def call_off(self, login: LoginSession, session_id: str, now: datetime) -> None:
        """Their own call out of this session, if one is open, has ended. Raises NotFound for another's session."""
        async with self._atomic():
            await self._service.visible(login, session_id)
            own = await self._own(login, session_id, now)
            if own is None:
                return
            await self._end(own, login.person_id, now)
        self._nudges.nudge(login.clinic_id)

    async def own(self, login: LoginSession, session_id: str, now: datetime) -> HelpCall | None:
        """Their own open call out of this session. Raises NotFound."""
        await self._service.visible(login, session_id)
        return await self._own(login, session_id, now)

    async def open_for(self, login: LoginSession, now: datetime) -> Sequence[OpenCall]:
        """What reaches this member of staff, by time."""
        calls = await self._store.open(login.clinic_id, now - SHOWN)
        if not calls:
            return ()
        rosters = await self._sessions.rosters(login.clinic_id, {one.session_id for one in calls})
        found = []
        for one in calls:
            leads, watches = _part_in(rosters.get(one.session_id, ()), login.person_id)
            if one.reaches(login.person_id, leads, watches):
                found.append((one, leads))
        ids = {who for one, _ in found for who in (one.made_by, one.answered_by) if who is not None}
        persons = await self._people.persons(login.clinic_id, ids)
        sessions = await self._sessions_of(login.clinic_id, {one.session_id for one, _ in found})
        return [
            OpenCall(
                one,
                sessions[one.session_id],
                persons.get(one.made_by) if one.kind == "staff" or leads or login.role == "admin" else None,
                persons.get(one.answered_by or ""),
                leads,
            )
            for one, leads in found
        ]

    async def answer(self, login: LoginSession, call_id: str, now: datetime) -> str:
        """'I am coming': the others see that somebody is, and the session may be entered, whose id comes back. Another
        may come too. Raises NotFound, Gone when it has ended, NotTogether for whoever is kept apart from somebody on
        the session's roster."""
        async with self._atomic():
            call, _ = await self._reaching(login, call_id, now)
            await self._adding.put_facilitator(call.clinic_id, call.session_id, login.person_id)
            if call.answered_by is None:
                await self._store.save(replace(call, answered_by=login.person_id, answered_at=now))
            await self._written("answered", call, login.person_id, now, {})
        self._nudges.nudge(login.clinic_id)
        return call.session_id

    async def end(self, login: LoginSession, call_id: str, now: datetime) -> None:
        """It is all right now: for whoever called or comes, and for the session's staff. Raises NotFound, Gone,
        Forbidden."""
        async with self._atomic():
            call, leads = await self._reaching(login, call_id, now)
            if not call.may_end(login.person_id, leads):
                raise Forbidden("That is for whoever called, whoever comes, and the session's staff.")
            await self._end(call, login.person_id, now)
        self._nudges.nudge(login.clinic_id)

    async def repeat(self, clinic_id: str, now: datetime) -> None:
        """Calls that nobody has answered for long go to all staff from now on, and one more person is written to, again
        each time that as long has passed."""
        for call in await self._store.unanswered(clinic_id, now - self._patience, now - SHOWN):
            if call.everybody_at and len(call.asked) >= call.steps(now, self._patience):
                continue
            async with self._atomic():
                still = await self._store.get(call.clinic_id, call.id)
                session = await self._sessions.get(call.clinic_id, call.session_id)
                if still is None or session is None or still.answered_by or still.ended_at:
                    continue
                if still.everybody_at and len(still.asked) >= still.steps(now, self._patience):
                    continue  # another node has
                await self._further(still, session, now)
            self._nudges.nudge(call.clinic_id)

    async def _further(self, call: HelpCall, session: Session, now: datetime) -> None:
        if call.everybody_at is None:
            await self._written("repeated", call, None, now, {})
        following = await self._next(call, session, now)
        asked = (*call.asked, *(following or [call.made_by]))  # nobody is left: who calls stands for that
        await self._store.save(replace(call, everybody_at=call.everybody_at or now, asked=asked))
        await self._page(call, session, following, now)

    async def _next(self, call: HelpCall, session: Session, now: datetime) -> Sequence[str]:
        """The one who is to be written to next; nobody when all have been. None who could not help there."""
        roster = await self._sessions.roster(call.clinic_id, session.id)
        known = {call.made_by, *call.paged, *call.asked}
        found = await self._on_call.after(call.clinic_id, session.site_id, now)
        return [one for one in found if one not in known and not _part_in(roster, one)[1]][:1]

    async def _page(self, call: HelpCall, session: Session, persons: Sequence[str], now: datetime) -> None:
        if persons:
            await self._pager.page(call.id, session, persons, now)
            await self._written("paged", call, None, now, {"people": len(persons)})

    async def _made(self, login: LoginSession, session: Session, again: bool, now: datetime) -> HelpCall:
        kind: Kind = "staff" if login.is_staff else "client"
        roster = await self._sessions.roster(session.clinic_id, session.id)
        if kind == "client":
            paged = [one.person_id for one in roster if one.role == "facilitator"]
        else:
            found = await self._on_call.on_call(session.clinic_id, session.site_id, now)
            paged = [one for one in found if one != login.person_id and not _part_in(roster, one)[1]]
        everybody_at = now if again or not paged else None
        return HelpCall(
            self._new_id(), session.clinic_id, session.id, kind, login.person_id, now, tuple(paged), everybody_at
        )

    async def _own(self, login: LoginSession, session_id: str, now: datetime) -> HelpCall | None:
        calls = await self._store.open(login.clinic_id, now - SHOWN)
        mine = (one for one in calls if one.session_id == session_id and one.made_by == login.person_id)
        return next(mine, None)

    async def _reaching(self, login: LoginSession, call_id: str, now: datetime) -> tuple[HelpCall, bool]:
        call = await self._store.get(login.clinic_id, call_id)
        if call is None:
            raise NotFound
        leads, watches = _part_in(await self._sessions.roster(login.clinic_id, call.session_id), login.person_id)
        if not call.reaches(login.person_id, leads, watches):
            raise NotFound
        session = await self._sessions.get(login.clinic_id, call.session_id)
        if call.ended_at is not None or session is None or session.is_over or call.at < now - SHOWN:
            raise Gone("That call has ended.")
        return call, leads

    async def _end(self, call: HelpCall, by: str, now: datetime) -> None:
        await self._store.save(replace(call, ended_by=by, ended_at=now))
        await self._written("ended", call, by, now, {})

    async def _sessions_of(self, clinic_id: str, ids: Collection[str]) -> Mapping[str, Session]:
        found = [await self._sessions.get(clinic_id, one) for one in ids]
        return {one.id: one for one in found if one is not None}

    async def _written(
        self, act: str, call: HelpCall, actor: str | None, now: datetime, detail: Mapping[str, object]
    ) -> None:
        whole = {"call": call.id, **detail}
        await self._audit(
            AuditEntry(call.clinic_id, now, f"help.{act}", actor, session_id=call.session_id, detail=whole)
        )


def _part_in(roster: Collection[RosterEntry], person_id: str) -> tuple[bool, bool]:
    """Whether they run the session, and whether they take part in it without staff's rights."""
    roles = {one.role for one in roster if one.person_id == person_id}
    return "facilitator" in roles, bool(roles & {*OTHERS})
