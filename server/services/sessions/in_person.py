"""What staff and kiosk report about people in the physical room, and what staff state in writing: all become facts."""

import hashlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from server.domain.attendance.evidence import (
    CheckedIn,
    CheckedOut,
    Evidence,
    Headcount,
    MarkedAbsent,
    MarkedPresent,
    Modality,
    Stated,
)
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.roster.keep_apart import Pairs
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid
from server.services.log.audit import Audit, AuditEntry
from server.services.sessions.facts import Facts
from server.services.sessions.reckoning import Reckon
from server.services.sessions.sessions import RosterEntry, Session, Sessions

NOT_WITH_GROUP = "is not with this group"
NOTHING_PLANNED = "Nothing is planned for you right now. Please ask at the desk."
NOT_ON_ROSTER = "is not on this session's roster"
SEEN_BEFORE = timedelta(hours=2)
"""How long before the planned start somebody can be seen in the room."""
STATEMENT_REACH = timedelta(hours=12)
"""How far before the planned start and after the planned end a statement may reach."""


@dataclass(frozen=True)
class StatedPresence:
    participant: str
    started_at: datetime
    ended_at: datetime
    modality: str
    """video, audio_only, phone or in_room."""
    reason: str


Sight = Literal["present", "left", "absent"]
"""What staff see of somebody in the physical room: there; going just now; not there, since nobody knows when."""

_SEEN: dict[Sight, Callable[[str], Evidence]] = {"present": MarkedPresent, "left": CheckedOut, "absent": MarkedAbsent}


@dataclass(frozen=True)
class Tap:
    """Whom staff marked, and whether they were in the room themselves."""

    people: tuple[str, ...]
    here: bool


@dataclass(frozen=True)
class Sighting:
    """When the door saw somebody, give or take `error_ms`, if not just now. `id`: the same one tells the same again."""

    at: datetime
    error_ms: int
    id: str


class InPerson:
    """`rederive(clinic, session, now)` is called for every fact that comes when the session is finished, also when it
    finished while the fact was on its way. `took_over(clinic, session)`: staff who run it without being planned to.
    `apart(clinic)`: who is kept apart. `inside(clinic, session, now)`: who is there, in person or online."""

    def __init__(
        self,
        facts: Facts,
        sessions: Sessions,
        audit: Audit,
        rederive: Callable[[str, str, datetime], Awaitable[None]],
        took_over: Callable[[str, str], Awaitable[Collection[str]]],
        apart: Callable[[str], Awaitable[Pairs]],
        inside: Callable[[str, str, datetime], Awaitable[Collection[str]]],
        reckon: Reckon,
        new_id: Callable[[], str],
        boot: str,
    ) -> None:
        self._facts = facts
        self._sessions = sessions
        self._audit = audit
        self._rederive = rederive
        self._took_over = took_over
        self._apart = apart
        self._inside = inside
        self._reckon = reckon
        self._new_id = new_id
        self._boot = boot

    async def mark(self, actor: LoginSession, session: Session, tap: Tap, sight: Sight, now: datetime) -> None:
        """Staff see these people in the room, going, or not there. Raises Conflict when the session was cancelled, is
        not for hours or has been over for long, Invalid for somebody who is not on its roster."""
        by = await self._check(actor, session, tap, "participants", now)
        if sight == "present":
            await self._refuse_pairs(session, tap.people, "participants", now)
        evidence = _SEEN[sight](by)
        facts = [self._fact(session, Source.TAP, evidence, now, one) for one in dict.fromkeys(tap.people)]
        await self._facts.record(session.clinic_id, facts)
        await self._note(actor, session, "in_room.marked", now, {"state": sight, "people": len(facts)})
        await self._rederive_if_finished(session, now)

    async def headcount(self, actor: LoginSession, session: Session, tap: Tap, now: datetime) -> None:
        """Exactly these people are in the room now. Raises like `mark`."""
        by = await self._check(actor, session, tap, "present", now)
        await self._refuse_pairs(session, tap.people, "present", now)
        fact = self._fact(session, Source.TAP, Headcount(tap.people, by), now)
        await self._facts.record(session.clinic_id, [fact])
        await self._note(actor, session, "in_room.headcount", now, {"people": len(set(tap.people))})
        await self._rederive_if_finished(session, now)

    async def state(self, actor: LoginSession, session: Session, stated: StatedPresence, now: datetime) -> None:
        """Staff's typed statement. Raises Invalid for times in the future or far from the session, and for somebody
        who is not on its roster; Conflict when it was cancelled."""
        if session.status == "cancelled":
            raise Conflict("This session was cancelled.")
        await self._check_roster(session, [stated.participant], "participant")
        if stated.started_at < session.starts_at - STATEMENT_REACH:
            raise Invalid("The statement is about another time.", [("body.started_at", "is long before the session")])
        if stated.ended_at > min(now, session.ends_at + STATEMENT_REACH):
            raise Invalid("The statement is about another time.", [("body.ended_at", "is in the future or long after")])
        evidence = Stated(
            start=stated.started_at.astimezone(now.tzinfo),
            stop=stated.ended_at.astimezone(now.tzinfo),
            modality=Modality(stated.modality),
            reason=stated.reason,
            by=actor.person_id,
        )
        fact = self._fact(session, Source.STATEMENT, evidence, now, stated.participant)
        await self._facts.record(session.clinic_id, [fact])
        await self._note(actor, session, "attendance.stated", now, {"fact": fact.id}, stated.participant)
        await self._rederive_if_finished(session, now)

    async def scan(
        self,
        session: Session,
        person_id: str,
        kiosk_id: str,
        arriving: bool,
        now: datetime,
        seen: Sighting | None = None,
    ) -> None:
        """The person's own act at the kiosk. Raises Conflict when somebody is there from whom they are kept apart: in
        the words of one for whom nothing is planned, so that whoever stands at the door learns nothing."""
        if arriving:
            apart = await self._apart(session.clinic_id)
            inside = await self._inside(session.clinic_id, session.id, now)
            if apart.barring(person_id, set(inside) - {person_id}):
                entry = AuditEntry(
                    session.clinic_id, now, "kiosk.not_with_group", None, person_id, session.id, {"kiosk": kiosk_id}
                )
                await self._audit(entry)
                raise Conflict(NOTHING_PLANNED)
        evidence: Evidence = CheckedIn() if arriving else CheckedOut()
        fact = self._fact(session, Source.KIOSK, evidence, now, person_id)
        if seen is not None:
            id_ = hashlib.sha256(f"{seen.id}:{session.id}".encode()).hexdigest()[:24]
            at = self._reckon(session.id, seen.at)
            fact = replace(fact, id=id_, observed_at=at, error_ms=seen.error_ms)
        await self._facts.record(session.clinic_id, [fact])
        action = "kiosk.checked_in" if arriving else "kiosk.checked_out"
        await self._audit(AuditEntry(session.clinic_id, now, action, None, person_id, session.id, {"kiosk": kiosk_id}))
        await self._rederive_if_finished(session, now)

    async def _rederive_if_finished(self, session: Session, now: datetime) -> None:
        """To be called when the facts are stored: whoever finishes the session later reads them anyway."""
        current = await self._sessions.get(session.clinic_id, session.id)
        if current is not None and current.status == "finished":
            await self._rederive(session.clinic_id, session.id, now)

    async def _check(self, actor: LoginSession, session: Session, tap: Tap, field: str, now: datetime) -> str:
        """The staff member who runs the session and is thereby in the room too, "" when nobody is."""
        if not session.takes_sightings(now):
            raise Conflict("This session is over. A written statement can still be added.")
        if session.status == "planned" and session.starts_at - now > SEEN_BEFORE:
            raise Conflict("This session is not yet. Two hours before it begins, say who is in the room.")
        roster = await self._check_roster(session, tap.people, field)
        planned = {entry.person_id for entry in roster if entry.role == "facilitator"}
        runs_it = {*planned, *await self._took_over(session.clinic_id, session.id)}
        return actor.person_id if tap.here and actor.person_id in runs_it else ""

    async def _check_roster(self, session: Session, people: Sequence[str], field: str) -> Sequence[RosterEntry]:
        roster = await self._sessions.roster(session.clinic_id, session.id)
        known = {entry.person_id for entry in roster}
        wrong = [f"body.{field}.{place}" for place, one in enumerate(people) if one not in known]
        if wrong:
            raise Invalid("Somebody is not on this session's roster.", [(path, NOT_ON_ROSTER) for path in wrong])
        return roster

    async def _refuse_pairs(self, session: Session, people: Sequence[str], field: str, now: datetime) -> None:
        """Raises Invalid for who would come to where somebody is from whom they are kept apart. Two who are there
        already keep staff from nothing."""
        apart = await self._apart(session.clinic_id)
        if not apart.apart.keys() & set(people):
            return
        inside = set(await self._inside(session.clinic_id, session.id, now))
        among = inside | set(people)
        wrong = [
            f"body.{field}.{place}"
            for place, one in enumerate(people)
            if one not in inside and apart.barring(one, among - {one})
        ]
        if wrong:
            raise Invalid("Not with this group. Please see an admin.", [(path, NOT_WITH_GROUP) for path in wrong])

    def _fact(
        self, session: Session, source: Source, evidence: Evidence, now: datetime, participant: str | None = None
    ) -> PresenceFact:
        now = self._reckon(session.id, now)
        return PresenceFact(
            id=self._new_id(),
            session=session.id,
            source=source,
            observed_at=now,
            recorded_at=now,
            boot=self._boot,
            evidence=evidence,
            participant=participant,
        )

    async def _note(
        self,
        actor: LoginSession,
        session: Session,
        action: str,
        now: datetime,
        detail: dict[str, object],
        subject: str | None = None,
    ) -> None:
        await self._audit(AuditEntry(session.clinic_id, now, action, actor.person_id, subject, session.id, detail))
