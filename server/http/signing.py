"""/api/signing: what waits, a session's sheet, signatures, amendments and decisions."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from server.domain.signing.amendment import wall_ms
from server.domain.signing.attestation import MEANINGS, AttestationKind
from server.domain.signing.case import TO_SIGN
from server.http.attendance import record_of
from server.http.models import signing as models
from server.http.models.common import Id
from server.http.sessions import summary
from server.http.signing_words import people_of
from server.http.view import ApiView, answer, answer_list, no_content
from server.services.records.attendance import PersonRecord
from server.services.signing.amendments import Correction
from server.services.signing.sign_off import Line
from server.services.signing.sign_queue import Waiting
from server.services.signing.sign_sheets import Sheet


class WaitingView(ApiView):
    access = "staff"

    async def get(self, everybodys: bool = False) -> r200[list[models.WaitingSession]]:
        """Sessions with records to sign, to decide on or to co-sign, the longest waiting first. `everybodys`, for
        admins: of the whole clinic."""
        found = await self.services.sign_queue.waiting(self.login, self.now, everybodys)
        ids = {who for one in found for who in (*one.left, *one.for_whom)}
        people = await self.services.people.persons(self.login.clinic_id, ids)
        names = {who: person.legal_name for who, person in people.items()}
        return answer_list([_waiting(one, names) for one in found])


class WaitingCountView(ApiView):
    access = "staff"

    async def get(self) -> r200[models.WaitingCount]:
        """How many sessions wait for this login."""
        found = await self.services.sign_queue.waiting(self.login, self.now)
        return answer(models.WaitingCount(sessions=len(found), overdue=sum(one.overdue > 0 for one in found)))


class SheetView(ApiView):
    access = "staff"

    async def get(self, session: Id, /) -> r200[models.Sheet]:
        """A finished session's records as they are to be signed. 404 for who neither ran it, nor signs in place of
        those who did or with them, nor is an admin; 409 while it goes on."""
        sheet = await self.services.sign_sheets.read(self.login, session, self.now)
        return answer(await _sheet(self, sheet))


class SignaturesView(ApiView):
    access = "staff"

    async def post(self, session: Id, /, body: models.Signatures) -> r204:
        """Sign or co-sign these records, all or none. 422 `wrong_password`; 429 after too many tries; 409
        `changed_meanwhile` where one of them is not any more what was shown."""
        lines = [Line(one.participant, one.shown, one.excused, one.note) for one in body.records]
        kind = AttestationKind(body.kind)
        await self.services.sign_off(
            self.login, session, kind, body.batch, lines, body.password, self.address, self.now
        )
        return no_content()


class AmendmentsView(ApiView):
    access = "staff"

    async def post(self, session: Id, participant: Id, /, body: models.Correction) -> r204:
        """Correct a record, or say that it was entered in error. Both values stay; it needs a new signature."""
        correction = Correction(body.shown, body.reason, body.outcome, body.countable_minutes, body.in_room_minutes)
        await self.services.amendments.amend(self.login, session, participant, correction, self.now)
        return no_content()


class DecisionView(ApiView):
    access = "staff"

    async def post(self, session: Id, amendment: Id, /, body: models.AmendmentDecision) -> r204:
        """Accept or decline what facts that came late propose."""
        await self.services.amendments.decide(self.login, session, amendment, body.accepted, body.reason, self.now)
        return no_content()


def _waiting(one: Waiting, names: dict[str, str]) -> models.WaitingSession:
    return models.WaitingSession(
        session=summary(one.schedule, True),
        to_sign=one.to_sign,
        to_decide=one.to_decide,
        to_cosign=one.to_cosign,
        mine=one.mine,
        overdue=one.overdue,
        since=one.since,
        due_at=one.due_at,
        left=[names.get(who, who) for who in one.left],
        for_whom=[names.get(who, who) for who in one.for_whom],
    )


async def _sheet(view: ApiView, sheet: Sheet) -> models.Sheet:
    signer = sheet.signer
    ids = people_of(one.held.case for one in sheet.records)
    ids |= {signer.id, *signer.in_place_of, *([signer.supervisor] if signer.supervisor else [])}
    people = await view.services.people.persons(view.login.clinic_id, ids)
    name = {who: person.legal_name for who, person in people.items()}
    records = []
    for one in sheet.records:
        found = PersonRecord(one.person, one.held.stored, sheet.schedule, one.held.case)
        records.append(
            models.SheetRecord(
                record=record_of(found, one.standing, people),
                remarks=list(one.remarks),
                shown=one.shown,
                may_sign=sheet.may_sign and one.standing.status in TO_SIGN,
                may_cosign=one.may_cosign,
            )
        )
    return models.Sheet(
        session=summary(sheet.schedule, True),
        records=records,
        may_sign=sheet.may_sign,
        may_cosign=sheet.may_cosign,
        signer=models.Signer(
            name=name.get(signer.id, signer.id),
            credential=signer.credential,
            licence=signer.licence,
            supervisor=name.get(signer.supervisor) if signer.supervisor else None,
        ),
        in_place_of=[name.get(who, who) for who in signer.in_place_of],
        meaning=MEANINGS[AttestationKind.SIGNATURE],
        cosigning=MEANINGS[AttestationKind.COSIGNATURE],
        wall_minutes=max((wall_ms(one.held.stored.record) for one in sheet.records), default=0) / 60_000,
    )


def routes() -> list[web.RouteDef]:
    one = "/api/signing/sessions/{session}"
    return [
        web.view("/api/signing", WaitingView),
        web.view("/api/signing/count", WaitingCountView),
        web.view(one, SheetView),
        web.view(f"{one}/signatures", SignaturesView),
        web.view(f"{one}/participants/{{participant}}/amendments", AmendmentsView),
        web.view(f"{one}/amendments/{{amendment}}/decision", DecisionView),
    ]
