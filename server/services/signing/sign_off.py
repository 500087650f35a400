"""Sign-off: whoever ran a session attests the records that a page showed them, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.domain.signing.attestation import (
    Attestation,
    AttestationKind,
    Judgement,
    Signed,
    statement,
    wants_cosignature,
)
from server.domain.signing.case import TO_SIGN, Case, Status
from server.services.access.logins import LoginSession
from server.services.access.sign_in import SignIn
from server.services.errors import Conflict, Invalid
from server.services.log.audit import AuditEntry
from server.services.signing.sheet_act import SheetAct, check_right
from server.services.signing.sign_sheets import Sheet, SheetRecord
from server.services.signing.signing import Of, Said

NOT_YOURS = "Only those who ran this session, or their supervisor when they have left, sign its records."


class ChangedMeanwhile(Conflict):
    """A page showed something older than what is there now."""

    code = "changed_meanwhile"

    def __init__(self, records: int) -> None:
        those = "A record was" if records == 1 else f"{records} records were"
        super().__init__(f"{those} changed after your page showed them. Nothing was signed: please look again.")


class NotToSign(Conflict):
    code = "not_to_sign"


@dataclass(frozen=True)
class Line:
    """One record of a batch. `shown`: the hash of what the page showed of it."""

    participant: str
    shown: str
    excused: bool = False
    note: str = ""


class Attest:
    """Writes a batch of attestations. That it is them who sign is for the caller to know."""

    def __init__(self, act: SheetAct) -> None:
        self._act = act

    async def __call__(
        self,
        login: LoginSession,
        session_id: str,
        kind: AttestationKind,
        batch: str,
        lines: Sequence[Line],
        now: datetime,
    ) -> None:
        """Sign these records, all or none. `batch` names the batch: sent twice it is signed once. Raises NotFound,
        Forbidden, Invalid for somebody who has no record here, ChangedMeanwhile, NotToSign."""
        async with self._act.on(login, session_id, now) as sheet:
            if _is_done(sheet, batch, login.person_id):
                return
            check_right(sheet.may_sign if kind is AttestationKind.SIGNATURE else sheet.may_cosign, NOT_YOURS)
            records = _chosen(sheet, lines)
            _check(kind, records, lines)
            said = []
            for record, line in zip(records, lines, strict=True):
                said += self._said(sheet, record, line, kind, batch, now)
            action = "records.signed" if kind is AttestationKind.SIGNATURE else "records.cosigned"
            detail = {"batch": batch, "records": len(records)}
            entry = AuditEntry(login.clinic_id, now, action, login.person_id, session_id=session_id, detail=detail)
            await self._act.write(said, entry)

    def _said(
        self, sheet: Sheet, record: SheetRecord, line: Line, kind: AttestationKind, batch: str, now: datetime
    ) -> list[Said]:
        session, participant = sheet.schedule.session, record.person.id
        of, case, signer = Of(session.id, participant), record.held.case, sheet.signer
        judgement, is_new = case.judgement, False
        if kind is AttestationKind.SIGNATURE:
            judgement, is_new = self._judgement(case, line, signer.id, now)
        amendment = case.amendment
        decision = case.decisions.get(amendment.id) if amendment else None
        signed = Signed(
            session.clinic_id,
            session.id,
            participant,
            case.version,
            record.sha256,
            case.value,
            judgement,
            amendment,
            decision,
        )
        first = kind is AttestationKind.SIGNATURE
        wanted = first and wants_cosignature(sheet.policies.of(participant), signer)
        signature = case.signature
        content = statement(kind, signed, signer, now, wanted, None if first or signature is None else signature.id)
        attestation = Attestation(
            self._act.new_id(),
            batch,
            kind,
            case.version,
            amendment.id if amendment else None,
            signer.id,
            now,
            content,
        )
        judged = [Said(of, judgement)] if judgement is not None and is_new else []
        return [*judged, Said(of, attestation)]

    def _judgement(self, case: Case, line: Line, by: str, now: datetime) -> tuple[Judgement | None, bool]:
        """What lies beside the record, and whether it is new."""
        before = case.judgement
        known = (before.excused, before.note) if before else (False, "")
        if (line.excused, line.note) == known:
            return before, False
        return Judgement(self._act.new_id(), line.excused, line.note, by, now), True


class SignOff:
    """One re-authentication signs a batch."""

    def __init__(self, attest: Attest, sign_in: SignIn) -> None:
        self._attest = attest
        self._sign_in = sign_in

    async def __call__(
        self,
        login: LoginSession,
        session_id: str,
        kind: AttestationKind,
        batch: str,
        lines: Sequence[Line],
        password: str,
        address: str,
        now: datetime,
    ) -> None:
        """As `Attest`. Raises WrongPassword and TooManyRequests too."""
        await self._sign_in.again(login, password, address, now)
        await self._attest(login, session_id, kind, batch, lines, now)


def _is_done(sheet: Sheet, batch: str, signer: str) -> bool:
    return any(
        (one.batch, one.signed_by) == (batch, signer)
        for record in sheet.records
        for one in record.held.case.attestations
    )


def _chosen(sheet: Sheet, lines: Sequence[Line]) -> list[SheetRecord]:
    found, wrong, seen = [], [], set()
    for number, line in enumerate(lines):
        record = sheet.of(line.participant)
        if record is None or line.participant in seen:
            wrong.append((f"body.records.{number}.participant", "has no record in this session, or is there twice"))
        else:
            seen.add(line.participant)
            found.append(record)
    if wrong or not lines:
        raise Invalid("Please say whose records you sign.", wrong or [("body.records", "is empty")])
    return found


def _check(kind: AttestationKind, records: Sequence[SheetRecord], lines: Sequence[Line]) -> None:
    changed = sum(record.shown != line.shown for record, line in zip(records, lines, strict=True))
    if changed:
        raise ChangedMeanwhile(changed)
    for record in records:
        status = record.standing.status
        if kind is AttestationKind.COSIGNATURE and not record.may_cosign:
            raise NotToSign("One of these records needs no co-signature of yours. Nothing was signed.")
        if kind is AttestationKind.SIGNATURE and status is Status.PROPOSED:
            raise NotToSign("Facts would change one of these records: please decide on that first. Nothing was signed.")
        if kind is AttestationKind.SIGNATURE and status not in TO_SIGN:
            raise NotToSign("One of these records is signed already. Nothing was signed.")
