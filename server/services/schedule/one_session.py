"""One session changed by itself: moved, run by somebody else, cancelled, held after all."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from server.domain.schedule.planning import Meeting
from server.domain.schedule.recurrence import Recurrence
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People
from server.services.rosters.exceptions import RosterException
from server.services.rosters.rosters import Absentee
from server.services.schedule.conflicts import Conflicts, Finding, Plan, settle
from server.services.schedule.drafts import LEAST_MINUTES, MOST_MINUTES, ONCE, runs_sessions
from server.services.schedule.making import Occupied, RefreshRosters, Reschedule, Tell
from server.services.schedule.store import ScheduleStore
from server.services.sessions.sessions import RosterEntry, Session, Sessions, Status


@dataclass(frozen=True)
class Seen:
    """The session as it was before whoever changes it."""

    status: Status
    starts_at: datetime
    ends_at: datetime
    title: str
    topic: str
    facilitators: Sequence[str]


@dataclass(frozen=True)
class Move:
    """`at` is on the clock of the session's place."""

    day: date
    at: time
    minutes: int
    title: str
    topic: str


@dataclass(frozen=True)
class Substitute:
    """`instead_of`: None when nobody ran it, or one more is wanted."""

    facilitator: str
    instead_of: str | None


class SessionEditing:
    def __init__(
        self,
        store: ScheduleStore,
        sessions: Sessions,
        people: People,
        conflicts: Conflicts,
        refresh: RefreshRosters,
        occupied: Occupied,
        reschedule: Reschedule,
        tell: Tell,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._people = people
        self._conflicts = conflicts
        self._refresh = refresh
        self._occupied = occupied
        self._reschedule = reschedule
        self._tell = tell
        self._audit = audit
        self._atomic = atomic

    async def preview(self, clinic_id: str, session_id: str, move: Move, now: datetime) -> Sequence[Finding]:
        """What stands against moving it there. Raises as `move` does."""
        session = await self._planned(clinic_id, session_id, now)
        return await self._against(session, _moved(session, move, now))

    async def move(
        self, login: LoginSession, session_id: str, seen: Seen, move: Move, reason: str, now: datetime
    ) -> Sequence[Absentee]:
        """Another day, time, length, title or topic. Raises NotFound; Conflict when it has changed since it was seen,
        has begun, is over, or somebody is in it; Invalid for a time that has passed; Unresolved."""
        async with self._atomic():
            session = await self._seen(login.clinic_id, session_id, seen, now)
            moved = _moved(session, move, now)
            elsewhen = (moved.starts_at, moved.ends_at) != (session.starts_at, session.ends_at)
            overridden = settle(await self._against(session, moved), reason) if elsewhen else []
            detail: dict[str, object] = {"moved": elsewhen}
            if overridden:
                detail |= {"overridden": overridden, "reason": reason}
            await self._store.change_session(moved)
            if elsewhen:
                await self._reschedule(moved)
                await self._tell(session, moved, False, now)
            await self._audit(_entry(moved, "session.moved" if elsewhen else "session.changed", login, now, detail))
            return await self._refresh(login.clinic_id, [session_id], now)

    async def cancel(self, login: LoginSession, session_id: str, seen: Seen, reason: str, now: datetime) -> None:
        """It is not held; its reason is kept with it, for staff. Raises as `move`."""
        async with self._atomic():
            session = await self._seen(login.clinic_id, session_id, seen, now)
            cancelled = replace(session, status="cancelled", cancel_reason=reason, altered=True)
            await self._store.change_session(cancelled)
            await self._tell(session, cancelled, False, now)
            await self._audit(_entry(session, "session.cancelled", login, now, {}))

    async def preview_of_restoring(self, clinic_id: str, session_id: str, now: datetime) -> Sequence[Finding]:
        """What has come to stand against holding it after all. Raises as `restore` does."""
        session = await self._cancelled(clinic_id, session_id, now)
        return await self._against(session, session)

    async def restore(
        self, login: LoginSession, session_id: str, seen: Seen, reason: str, now: datetime
    ) -> Sequence[Absentee]:
        """A cancelled one is held after all. Raises NotFound; Conflict when it is not cancelled, or its time has
        passed; Unresolved: meanwhile somebody may be elsewhere, or a day a holiday."""
        async with self._atomic():
            await self._check_seen(await self._known(login.clinic_id, session_id), seen)
            session = await self._cancelled(login.clinic_id, session_id, now)
            overridden = settle(await self._against(session, session), reason)
            restored = replace(session, status="planned", cancel_reason="", altered=True)
            await self._store.change_session(restored)
            detail: dict[str, object] = {"overridden": overridden, "reason": reason} if overridden else {}
            await self._audit(_entry(session, "session.restored", login, now, detail))
            absent = await self._refresh(login.clinic_id, [session_id], now)
            await self._tell(session, restored, False, now)
            return absent

    async def substitute(
        self, login: LoginSession, session_id: str, seen: Seen, wish: Substitute, reason: str, now: datetime
    ) -> Sequence[Absentee]:
        """Another facilitator for this one session. Raises NotFound for whoever is not this clinic's or does not run
        it; Conflict as `move`; Invalid for somebody who cannot run sessions, or does already; Unresolved."""
        async with self._atomic():
            session = await self._seen(login.clinic_id, session_id, seen, now)
            roster = await self._sessions.roster(login.clinic_id, session_id)
            run_by = {one.person_id for one in roster if one.role == "facilitator"}
            await self._check_substitute(login.clinic_id, wish, run_by)
            left = {*run_by - {wish.instead_of}, wish.facilitator}
            overridden = settle(await self._against_facilitator(session, wish.facilitator), reason)
            if wish.instead_of is not None:
                await self._except(login, session, wish.instead_of, "left_out", now)
            await self._except(login, session, wish.facilitator, "added", now)
            await self._store.change_session(replace(session, altered=True))
            detail: dict[str, object] = {"facilitator": wish.facilitator, "instead_of": wish.instead_of}
            if overridden:
                detail |= {"overridden": overridden, "reason": reason}
            await self._audit(_entry(session, "session.substituted", login, now, detail))
            absent = await self._refresh(login.clinic_id, [session_id], now)
            now_run_by = await self._store.guided(login.clinic_id, [session_id])
            if {*now_run_by.get(session_id, [])} != left:
                raise Conflict("They cannot run this session: they must be kept apart from somebody in it.")
            return absent

    async def free_facilitators(self, session: Session) -> Sequence[tuple[str, bool]]:
        """Everybody who could run it instead, and whether they are free at the time."""
        logins = [one for one in await self._people.staff_logins(session.clinic_id) if runs_sessions(one)]
        ids = [one.person_id for one in logins]
        run_by = (await self._store.guided(session.clinic_id, [session.id])).get(session.id, [])
        busy = await self._store.meetings_of(session.clinic_id, ids, session.starts_at, session.ends_at)
        engaged = {person for person, other in busy if other.id != session.id}
        return [(one, one not in engaged) for one in ids if one not in run_by]

    async def _planned(self, clinic_id: str, session_id: str, now: datetime) -> Session:
        session = await self._known(clinic_id, session_id)
        if session.status == "in_progress":
            raise Conflict("This session has begun. What has begun stays as it is; end it in its room.")
        if session.status == "cancelled":
            raise Conflict("This session is cancelled. Restore it first.")
        if session.status == "finished" or session.ends_at <= now:
            raise Conflict("This session is over. What is past stays as it was.")
        if await self._occupied(clinic_id, session_id, now):
            raise Conflict("Somebody is in this session, or waits for it. Speak with them first; then try again.")
        return session

    async def _cancelled(self, clinic_id: str, session_id: str, now: datetime) -> Session:
        session = await self._known(clinic_id, session_id)
        if session.status != "cancelled":
            raise Conflict("This session is not cancelled.")
        if session.starts_at <= now:
            raise Conflict("The time of this session has passed. Plan another one.")
        return session

    async def _seen(self, clinic_id: str, session_id: str, seen: Seen, now: datetime) -> Session:
        session = await self._known(clinic_id, session_id)
        await self._check_seen(session, seen)
        return await self._planned(clinic_id, session_id, now)

    async def _check_seen(self, session: Session, seen: Seen) -> None:
        run_by = (await self._store.guided(session.clinic_id, [session.id])).get(session.id, [])
        changed = [
            words
            for words, same in (
                (f"it is {session.status.replace('_', ' ')}", session.status == seen.status),
                ("it has another time", (session.starts_at, session.ends_at) == (seen.starts_at, seen.ends_at)),
                ("it has another title", session.title == seen.title),
                ("it has another topic", session.topic == seen.topic),
                ("somebody else runs it", {*run_by} == {*seen.facilitators}),
            )
            if not same
        ]
        if changed:
            said = ", and ".join(changed)
            raise Conflict(f"This session was changed meanwhile: {said}. Nothing was saved; look again, and decide.")

    async def _known(self, clinic_id: str, session_id: str) -> Session:
        session = await self._sessions.get(clinic_id, session_id)
        if session is None:
            raise NotFound
        return session

    async def _against(self, session: Session, moved: Session) -> Sequence[Finding]:
        roster = await self._sessions.roster(session.clinic_id, session.id)
        found = await self._conflicts.of(_plan(session, moved, roster))
        day = _local(moved).date()
        return [*found, *await self._conflicts.holiday(moved, day)]

    async def _against_facilitator(self, session: Session, facilitator: str) -> Sequence[Finding]:
        found = await self._conflicts.of(_plan(session, session, [RosterEntry(facilitator, "facilitator")]))
        return [one for one in found if one.person_id == facilitator]

    async def _check_substitute(self, clinic_id: str, wish: Substitute, run_by: set[str]) -> None:
        if wish.instead_of is not None and wish.instead_of not in run_by:
            raise NotFound
        login = next(
            (one for one in await self._people.staff_logins(clinic_id) if one.person_id == wish.facilitator), None
        )
        if login is None:
            raise NotFound
        if not runs_sessions(login):
            raise Invalid("They cannot run sessions.", [("body.facilitator", "staff who can sign in and run sessions")])
        if wish.facilitator in run_by:
            raise Invalid("They run this session already.", [("body.facilitator", "somebody else")])

    async def _except(self, login: LoginSession, session: Session, who: str, kind: str, now: datetime) -> None:
        await self._store.put_exception(
            RosterException(
                session.id,
                who,
                session.clinic_id,
                "added" if kind == "added" else "left_out",
                "facilitator",
                None,
                "",
                login.person_id,
                now,
            )
        )


def _moved(session: Session, move: Move, now: datetime) -> Session:
    if not LEAST_MINUTES <= move.minutes <= MOST_MINUTES:
        raise Invalid("A session cannot be so long.", [("body.minutes", f"from {LEAST_MINUTES} to {MOST_MINUTES}")])
    if session.planned_break_ms >= move.minutes * 60_000:
        raise Invalid("Its break is longer than that.", [("body.minutes", "longer than its break")])
    once = Recurrence(ONCE, move.day, move.day, move.at, move.minutes, session.time_zone)
    starts_at, ends_at = once.times(move.day)
    if (starts_at, ends_at) != (session.starts_at, session.ends_at) and starts_at <= now:
        raise Invalid("That time has passed.", [("body.at", "later than now")])
    return replace(session, starts_at=starts_at, ends_at=ends_at, title=move.title, topic=move.topic, altered=True)


def _plan(session: Session, moved: Session, roster: Sequence[RosterEntry]) -> Plan:
    meeting = Meeting(_local(moved).date(), moved.starts_at, moved.ends_at)
    facilitators = [one.person_id for one in roster if one.role == "facilitator"]
    clients = [one.person_id for one in roster if one.role == "client"]
    return Plan(moved, [meeting], facilitators, clients, enrolled=False, instead_of={session.id})


def _local(session: Session) -> datetime:
    return session.starts_at.astimezone(ZoneInfo(session.time_zone))


def _entry(session: Session, action: str, login: LoginSession, now: datetime, detail: dict[str, object]) -> AuditEntry:
    return AuditEntry(session.clinic_id, now, action, login.person_id, session_id=session.id, detail=detail)
