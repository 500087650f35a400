"""/api/exports: what leaves the clinic as a file, decided and written down first."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from server.domain.disclosure.notice import notice_for
from server.domain.disclosure.terms import Basis, Terms
from server.http.attendance import AttendanceView, person_model
from server.http.calendar import days, instants
from server.http.models import exports as models
from server.http.view import answer, answer_list
from server.services.disclosures.disclosures import Format
from server.services.disclosures.export_plan import Piece, Request
from server.services.disclosures.exports import Export, accounted_days

BACK_DAYS = 27
RECORDS_HEADER = "X-Export-Records"
"""How many records the file will hold."""
FILES = {
    Format.CSV: ("attendance-{first}-{last}.csv", "text/csv"),
    Format.STATEMENT: ("attendance-statement-{first}-{last}.pdf", "application/pdf"),
    Format.SIGN_IN_SHEET: ("sign-in-sheet-{first}.pdf", "application/pdf"),
    Format.FHIR: ("attendance-{first}-{last}.fhir.json", "application/fhir+json"),
    Format.PROOFS: ("attendance-{first}-{last}.proofs.jsonl", "application/jsonl"),
    Format.ACCOUNTING: ("disclosures-{first}-{last}.pdf", "application/pdf"),
}
"""Name and media type; no name tells whose."""


class ExportView(AttendanceView):
    """Base of the two that take terms."""

    async def asked(self, body: models.ExportTerms) -> Request:
        clinic = await self.clinic()
        first, last = body.first, body.last
        if body.session is not None:
            session = (await self.services.sessions.detail(self.login, body.session)).session
            first = last = days(clinic, session.starts_at, None, None, 0, 0)[0]
        if body.format == "accounting":
            first, last = accounted_days(self.now, clinic.time_zone)
            start = end = self.now
        else:
            first, last = days(clinic, self.now, first, last, BACK_DAYS, 0)
            start, end = instants(clinic, self.now, first, last, 0, 0)
        terms = Terms(Basis(body.basis), body.recipient, body.purpose, body.particulars, body.affiliation)
        return Request(Format(body.format), terms, first, last, start, end, body.client, body.session)


class PreviewView(ExportView):
    access = "staff"

    async def post(self, body: models.ExportTerms) -> r200[models.ExportPreview]:
        """What the file would hold and whom it would leave out, and why. Writes nothing."""
        plan = await self.services.exports.plan(self.login, await self.asked(body), self.now)
        return answer(
            models.ExportPreview(
                clients=len(plan.included),
                records=plan.records,
                left_out=[
                    models.LeftOut(client=person_model(one.person), reason=str(one.decision.refusal))
                    for one in plan.left_out
                ],
                notice=notice_for(Basis(body.basis)),
            )
        )


class ExportsView(ExportView):
    access = "staff"

    async def post(self, body: models.ExportRequest) -> r200:
        """The file. The disclosure is in the log before its first byte, and stays there whatever becomes of it."""
        export = await self.services.exports.begin(self.login, await self.asked(body), body.left_out, self.now)
        return await self._send(export)

    async def _send(self, export: Export) -> web.StreamResponse:
        made = export.disclosure
        name, media_type = FILES[made.format]
        name = name.format(first=made.from_on.isoformat(), last=made.to_on.isoformat())
        response = web.StreamResponse(
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                RECORDS_HEADER: str(export.records),
            }
        )
        response.content_type = media_type
        if media_type == "text/csv":
            response.charset = "utf-8"
        sent, complete = 0, False
        try:
            async for piece in _ahead(export.pieces):
                if not response.prepared:  # whatever can fail at the start has not failed
                    await response.prepare(self.request)
                await response.write(piece.data)
                sent = piece.records
            await response.write_eof()
            complete = True
        except ConnectionError:
            pass  # whoever asked has gone or does not want it any more
        finally:
            await asyncio.shield(self.services.exports.ended(self.login, export, complete, sent, self.now))
        return response


class NamedView(AttendanceView):
    access = "staff"

    async def get(self) -> r200[list[models.NamedInConsents]]:
        """Recipients and purposes that the clinic's consents name, to choose from; for admins."""
        found = await self.services.exports.named(self.login)
        return answer_list([models.NamedInConsents(recipient=who, purpose=what) for who, what in found])


async def _ahead(pieces: AsyncIterator[Piece]) -> AsyncIterator[Piece]:
    """Each piece once the next is known to be there, so that what fails with the second is still an error."""
    before: Piece | None = None
    async for piece in pieces:
        if before is not None:
            yield before
        before = piece
    if before is not None:
        yield before


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/exports", ExportsView),
        web.view("/api/exports/preview", PreviewView),
        web.view("/api/exports/named", NamedView),
    ]
