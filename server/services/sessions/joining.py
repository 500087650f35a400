"""The questions at each join: what a client is asked before waiting, what they answer, and what staff put right.

An answer is a presence fact. It is durable before anything depends on it, belongs to one session and one client, goes
into the record of that session, and is erased with it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.attendance.evidence import Answered, FactKind, Way
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.joining.answers import Answers, without_adult
from server.domain.joining.checks import Check, Licensed, check
from server.domain.joining.questions import AGREEMENT, Question, asked_of, in_full
from server.domain.minors.age import is_minor
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People
from server.services.policies.policies import Policies
from server.services.programs.programs import Licence
from server.services.sessions.facts import Facts
from server.services.sessions.live import LiveStates
from server.services.sessions.reckoning import Reckon
from server.services.sessions.sessions import Session, Sessions, SessionService


class AnswersGiven(Protocol):
    async def last_of(self, clinic_id: str, person_id: str, kind: FactKind) -> PresenceFact | None:
        """The newest of that kind, of any session."""
        ...


class Licences(Protocol):
    async def licences(self, clinic_id: str, person_ids: Collection[str]) -> Sequence[Licence]: ...


@dataclass(frozen=True)
class Asked:
    """What a client is asked on joining one session."""

    questions: Sequence[Question]
    answered: bool
    """In this session already: nothing is asked again."""
    last: Answers | None
    """What they said last, in whichever session."""
    can_repeat: bool
    """It may be said again in one tap: not long ago, and nothing of it wanted a private word."""
    sent: Way | None = None
    """Staff sent them another way today, and have not let them in since."""
    agreement: str = AGREEMENT


class JoinQuestions:
    def __init__(
        self,
        sessions: SessionService,
        store: Sessions,
        people: People,
        facts: Facts,
        given: AnswersGiven,
        live: LiveStates,
        licences: Licences,
        policies: Policies,
        audit: Audit,
        reckon: Reckon,
        new_id: Callable[[], str],
        boot: str,
    ) -> None:
        self._sessions = sessions
        self._store = store
        self._people = people
        self._facts = facts
        self._given = given
        self._live = live
        self._licences = licences
        self._policies = policies
        self._audit = audit
        self._reckon = reckon
        self._new_id = new_id
        self._boot = boot

    async def asked(self, login: LoginSession, session_id: str, now: datetime) -> Asked:
        """Of whoever is signed in; staff are asked nothing. Raises NotFound, StorageUnavailable."""
        session = await self._sessions.visible(login, session_id)
        if login.role != "client":
            return Asked((), True, None, can_repeat=False)
        minor = bool(await self._minors(session, [login.person_id]))
        questions = asked_of(minor)
        said = (await self._live.said(login.clinic_id, session_id)).get(login.person_id)
        if said is not None:
            sent = await self._live.sent(login.clinic_id, session_id, login.person_id)
            return Asked(questions, True, said.answers, can_repeat=False, sent=sent)
        fact = await self._given.last_of(login.clinic_id, login.person_id, FactKind.ANSWERED)
        if fact is None or not isinstance(fact.evidence, Answered):
            return Asked(questions, False, None, can_repeat=False)
        policies = await self._policies.of_session(login.clinic_id, session)
        days = policies.own.get(login.person_id, policies.session).ask_again_days
        last = fact.evidence.answers
        stale = in_full(fact.observed_at, self._reckon(session_id, now), days)
        can_repeat = last.all_well and last.agreement == AGREEMENT and not stale and (not minor or last.adult is True)
        return Asked(questions, False, last, can_repeat)

    async def answer(
        self, login: LoginSession, session_id: str, answers: Answers, driving: bool, now: datetime
    ) -> None:
        """The client answers, or tells that something is otherwise by now. Durable when it returns. Raises NotFound,
        Forbidden for staff, Gone when the session is over, Conflict while they drive or for another agreement than the
        one that holds, Invalid when a minor says nothing of an adult, StorageUnavailable."""
        session = await self._sessions.visible(login, session_id)
        if login.role != "client":
            raise Forbidden("Only clients are asked on joining.")
        if session.is_over:
            raise Gone("This session is over.")
        if driving:
            raise Conflict("Please park first. The session waits for you.")
        if answers.agreement != AGREEMENT:
            raise Conflict("The group agreement has changed. Please reload this page.")
        minor = bool(await self._minors(session, [login.person_id]))
        if minor and answers.adult is None:
            raise Invalid("Please say which adult is reachable now.", [("body.adult", "is asked of you")])
        answers = answers if minor else without_adult(answers)
        await self._record(session, login.person_id, Answered(answers), Source.SIGNALING, now)

    async def correct(
        self, login: LoginSession, session_id: str, person_id: str, answers: Answers, now: datetime
    ) -> None:
        """Staff write down what a client told them, also who else is there. Raises NotFound for a session or a client
        whom they do not have, Gone when the session is over, StorageUnavailable."""
        session = await self._sessions.visible(login, session_id)
        if session.is_over:
            raise Gone("This session is over. What was said can be amended in its record.")
        roster = await self._store.roster(login.clinic_id, session_id)
        clients = {one.person_id for one in roster if one.role == "client"}
        if person_id not in clients | (await self._live.said(login.clinic_id, session_id)).keys():
            raise NotFound
        answers = answers if await self._minors(session, [person_id]) else without_adult(answers)
        evidence = Answered(answers, by=login.person_id)
        await self._record(session, person_id, evidence, Source.STATEMENT, now)
        entry = AuditEntry(login.clinic_id, now, "answers.corrected", login.person_id, person_id, session_id)
        await self._audit(entry)

    async def checks(self, clinic_id: str, session_id: str) -> Mapping[str, Check]:
        """Of everybody who answered, by participant. Raises NotFound, StorageUnavailable."""
        said = await self._live.said(clinic_id, session_id)
        if not said:
            return {}
        session = await self._store.get(clinic_id, session_id)
        if session is None:
            raise NotFound
        licensed = await self._licensed(session)
        minors = await self._minors(session, said.keys())
        return {who: check(one.answers, licensed, who in minors) for who, one in said.items()}

    async def _minors(self, session: Session, person_ids: Collection[str]) -> Collection[str]:
        """Those who are not of age as the session begins, by the clock of its place."""
        people = await self._people.persons(session.clinic_id, person_ids)
        zone = await self._zone(session)
        return {one.id for one in people.values() if is_minor(one.date_of_birth, session.starts_at, zone)}

    async def _zone(self, session: Session) -> str:
        clinic = await self._people.clinic(session.clinic_id)
        if clinic is None:
            raise NotFound
        return session.time_zone or clinic.time_zone

    async def _record(
        self, session: Session, person_id: str, evidence: Answered, source: Source, now: datetime
    ) -> None:
        at = self._reckon(session.id, now)
        fact = PresenceFact(
            id=self._new_id(),
            session=session.id,
            source=source,
            observed_at=at,
            recorded_at=at,
            boot=self._boot,
            evidence=evidence,
            participant=person_id,
        )
        await self._facts.record(session.clinic_id, [fact])

    async def _licensed(self, session: Session) -> Licensed:
        """Of its program, and of those who run it, on the day of the session."""
        clinic_id, session_id = session.clinic_id, session.id
        program = (await self._store.programs(clinic_id)).get(session.program_id or "")
        roster = await self._store.roster(clinic_id, session_id)
        staff = {one.person_id for one in roster if one.role == "facilitator"}
        staff |= {*await self._live.took_over(clinic_id, session_id)}
        held = await self._licences.licences(clinic_id, staff)
        day = session.starts_at.astimezone(ZoneInfo(await self._zone(session))).date()
        holding = {one.state for one in held if one.revoked_at is None and one.standing(day) in ("holds", "expiring")}
        states = program.states if program is not None else ()
        return Licensed(frozenset(states) or None, frozenset(holding) if held else None)
