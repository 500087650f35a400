"""Who signed what in the demo's past: most of it whoever ran it; the newest is left open, one record is corrected, and
of one a late statement proposes a change."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.attendance.evidence import Modality, Stated
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.signing.attestation import AttestationKind
from server.domain.signing.case import Status
from server.services.access.logins import LoginSession
from server.services.records.records import FinishSession
from server.services.sessions.facts import Facts
from server.services.sessions.sessions import Session
from server.services.signing.amendments import Amendments, Correction
from server.services.signing.sign_off import Attest, Line
from server.services.signing.sign_sheets import SheetRecord, SignSheets
from server.services.signing.signing import SigningStore

SIGNED_AFTER = timedelta(minutes=6)
COSIGNED_AFTER = timedelta(minutes=70)
CORRECTED_AFTER = timedelta(hours=12)
STATED_BEFORE_NOW = timedelta(minutes=30)
NEWEST, HALF_SIGNED, STATED_LATE, CORRECTED = 0, 1, 2, 4
"""How many sessions of the same slot were held since."""
CAME_IN_PART = frozenset({"late", "left_early", "partial"})
AT_MOST = 1000
UNTOUCHED = frozenset({Status.UNSIGNED, Status.DUE, Status.OVERDUE})


@dataclass(frozen=True)
class Held:
    """A session of the past. `rank`: how many of the same slot were held since. `fresh`: it has only just got its
    attendance. `supervisor`: of whoever ran it, where there is one."""

    session: Session
    facilitator: str
    supervisor: str | None
    rank: int
    fresh: bool
    group: bool


class DemoSigning:
    def __init__(
        self,
        store: SigningStore,
        sheets: SignSheets,
        attest: Attest,
        amendments: Amendments,
        facts: Facts,
        finish: FinishSession,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._sheets = sheets
        self._attest = attest
        self._amendments = amendments
        self._facts = facts
        self._finish = finish
        self._atomic = atomic
        self._new_id = new_id

    async def unsigned(self, clinic_id: str) -> frozenset[str]:
        """Sessions of which something is open."""
        return frozenset(await self._store.waiting(clinic_id, None, (), AT_MOST))

    async def sign(self, held: Held, now: datetime) -> None:
        """What their facilitators, and a supervisor, have signed by now of one session: whatever nobody touched, but in
        the newest ones."""
        if held.rank == NEWEST and held.supervisor is None:
            return
        session = held.session
        ended_at = session.ended_at or session.ends_at
        at = ended_at + SIGNED_AFTER if held.fresh else now
        async with self._atomic():
            await self._sign(held, held.facilitator, AttestationKind.SIGNATURE, at)
            if held.supervisor is not None and held.rank != NEWEST:
                at = ended_at + COSIGNED_AFTER if held.fresh else now
                await self._sign(held, held.supervisor, AttestationKind.COSIGNATURE, at)
            if held.group and held.fresh and held.rank == CORRECTED:
                await self._correct(held, ended_at + CORRECTED_AFTER)

    async def state_late(self, held: Held, now: datetime) -> None:
        """Of the first whom one would look at, that they sat in the room all the time."""
        session, at = held.session, now - STATED_BEFORE_NOW
        records = (await self._sheets.read(_login(session, held.facilitator, at), session.id, at)).records
        one = next((one for one in records if one.held.case.value.outcome in CAME_IN_PART), records[0])
        stated = Stated(
            session.starts_at + timedelta(minutes=5),
            session.ends_at,
            Modality.IN_ROOM,
            "Sat in the room from the start; joined on their own phone for the rest only.",
            held.facilitator,
        )
        fact = PresenceFact(
            *(f"{session.id}-late", session.id, Source.STATEMENT, session.ends_at, at, f"{session.id}-late"),
            stated,
            one.person.id,
        )
        await self._facts.record(session.clinic_id, [fact])
        await self._finish.derive(session.clinic_id, session.id, at)

    async def _sign(self, held: Held, who: str, kind: AttestationKind, at: datetime) -> None:
        session = held.session
        login = _login(session, who, at)
        records = (await self._sheets.read(login, session.id, at)).records
        if kind is AttestationKind.COSIGNATURE:
            lines = [Line(one.person.id, one.shown) for one in records if one.may_cosign]
        else:
            lines = [_line(one) for one in records if one.standing.status in UNTOUCHED]
            if held.rank == HALF_SIGNED and held.group:
                lines = lines[2:]  # those with something to look at come first
        if lines:
            await self._attest(login, session.id, kind, self._new_id(), lines, at)

    async def _correct(self, held: Held, at: datetime) -> None:
        session = held.session
        login = _login(session, held.facilitator, at)
        one = (await self._sheets.read(login, session.id, at)).records[0]
        correction = Correction(one.shown, "Was in the room throughout; the tablet was not charged.", "present", 160)
        await self._amendments.amend(login, session.id, one.person.id, correction, at)
        at += timedelta(minutes=2)
        (again,) = [
            other
            for other in (await self._sheets.read(login, session.id, at)).records
            if other.person.id == one.person.id
        ]
        line = Line(again.person.id, again.shown)
        await self._attest(login, session.id, AttestationKind.SIGNATURE, self._new_id(), [line], at)


def _line(one: SheetRecord) -> Line:
    if one.held.case.value.outcome == "no_show":
        return Line(one.person.id, one.shown, excused=True, note="Called before the session: down with the flu.")
    return Line(one.person.id, one.shown)


def _login(session: Session, who: str, at: datetime) -> LoginSession:
    return LoginSession("demo", session.clinic_id, who, "facilitator", None, None, at, at)
