"""Corrections of records, and decisions on the changes that late facts propose."""

from dataclasses import dataclass
from datetime import datetime

from server.domain.attendance.policy import MINUTE_MS
from server.domain.signing.amendment import (
    Amendment,
    AmendmentKind,
    Decision,
    impossible,
    in_room_of,
    new_values,
    wall_ms,
)
from server.domain.signing.case import Case
from server.domain.signing.values import ENTERED_IN_ERROR, Value
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import AuditEntry
from server.services.records.in_force import HeldRecord
from server.services.signing.sheet_act import SheetAct, check_right
from server.services.signing.sign_off import ChangedMeanwhile
from server.services.signing.signing import Of, Said

NOT_YOURS = "Only those who ran this session, or their supervisor when they have left, amend its records."


class NotOpen(Conflict):
    code = "not_open"


@dataclass(frozen=True)
class Correction:
    """New values, or none for what was entered in error. `in_room_minutes`: None to leave them where they were."""

    shown: str
    reason: str
    outcome: str | None = None
    countable_minutes: float = 0
    in_room_minutes: float | None = None


class Amendments:
    def __init__(self, act: SheetAct) -> None:
        self._act = act

    async def amend(
        self, login: LoginSession, session_id: str, participant: str, correction: Correction, now: datetime
    ) -> None:
        """Append a correction; it is in force at once, and the record needs a new signature. Raises NotFound,
        Forbidden, Invalid for what cannot be, ChangedMeanwhile, NotOpen."""
        async with self._act.on(login, session_id, now) as sheet:
            record = sheet.of(participant)
            if record is None:
                raise NotFound
            check_right(sheet.may_sign, NOT_YOURS)
            case = record.held.case
            if record.shown != correction.shown:
                raise ChangedMeanwhile(1)
            if case.proposal is not None:
                raise NotOpen("Facts would change this record: please decide on that first.")
            kind, values = AmendmentKind.ENTERED_IN_ERROR, {}
            if correction.outcome is not None:
                kind, values = AmendmentKind.CORRECTION, new_values(_value(record.held, correction))
            elif case.value.outcome == ENTERED_IN_ERROR:
                raise NotOpen("This record was entered in error already.")
            amendment = Amendment(
                self._act.new_id(),
                len(case.amendments) + 1,
                kind,
                case.version,
                values,
                correction.reason,
                login.person_id,
                now,
            )
            await self._append(login, Of(session_id, participant), amendment, "record.amended", amendment.number, now)

    async def decide(
        self,
        login: LoginSession,
        session_id: str,
        amendment_id: str,
        accepted: bool,
        reason: str,
        now: datetime,
    ) -> None:
        """Accept or decline what late facts propose. The same decision again changes nothing. Raises NotFound,
        Forbidden, NotOpen."""
        async with self._act.on(login, session_id, now) as sheet:
            record = next((one for one in sheet.records if _has(one.held.case, amendment_id)), None)
            if record is None:
                raise NotFound
            check_right(sheet.may_sign, NOT_YOURS)
            case = record.held.case
            before = case.decisions.get(amendment_id)
            if before is not None and (before.accepted, before.decided_by) == (accepted, login.person_id):
                return
            if case.proposal is None or case.proposal.id != amendment_id:
                raise NotOpen("This is not waiting for a decision any more.")
            decision = Decision(amendment_id, accepted, reason, login.person_id, now)
            of, number = Of(session_id, record.person.id), case.proposal.number
            await self._append(login, of, decision, "amendment.decided", number, now)

    async def _append(
        self, login: LoginSession, of: Of, what: Amendment | Decision, action: str, number: int, now: datetime
    ) -> None:
        detail = {"number": number}
        entry = AuditEntry(login.clinic_id, now, action, login.person_id, of.participant, of.session, detail)
        await self._act.write([Said(of, what)], entry)


def _has(case: Case, amendment_id: str) -> bool:
    return any(one.id == amendment_id for one in case.amendments)


def _value(held: HeldRecord, correction: Correction) -> Value:
    """Raises Invalid."""
    before, record = held.case.value, held.stored.record
    countable = round(correction.countable_minutes * MINUTE_MS)
    wall = wall_ms(record)
    in_room = (
        in_room_of(before, countable)
        if correction.in_room_minutes is None
        else round(correction.in_room_minutes * MINUTE_MS)
    )
    value = Value(str(correction.outcome), countable, in_room, countable - in_room)
    if wrong := impossible(value, wall):
        fields = [(f"body.{what}", why) for what, why in wrong]
        raise Invalid("This correction is not possible.", fields)
    return value
