"""The files of exports: what each of them says is gathered, and written by its writer. Whoever asks has decided."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from server.domain.disclosure.notice import notice_for
from server.services.access.logins import LoginSession
from server.services.disclosures.disclosures import Accounting, Disclosure, Format
from server.services.disclosures.export_material import Account, Cover, OneClient, ProvedRecord, Sheet, Writers
from server.services.disclosures.export_plan import Piece, Plan, Request
from server.services.errors import NotFound
from server.services.log.log_proofs import LogProofs
from server.services.log.proof_files import NoProof, State
from server.services.people import Clinic, People
from server.services.records.attendance import Attendance, PersonRecord

ROWS_A_PIECE = 400


class ExportFiles:
    def __init__(
        self, attendance: Attendance, people: People, accounting: Accounting, proofs: LogProofs, writers: Writers
    ) -> None:
        self._attendance = attendance
        self._people = people
        self._accounting = accounting
        self._proofs = proofs
        self._writers = writers

    async def pieces(
        self, login: LoginSession, asked: Request, plan: Plan, disclosure: Disclosure, now: datetime
    ) -> AsyncIterator[Piece]:
        """As they are made; one that is made in one go is one."""
        cover = await self._cover(login, asked, plan, disclosure)
        if asked.format is Format.CSV:
            async for piece in self._csv(login, asked, plan, cover):
                yield piece
            return
        yield Piece(await self._whole(login, asked, cover, now), plan.records)

    async def _csv(self, login: LoginSession, asked: Request, plan: Plan, cover: Cover) -> AsyncIterator[Piece]:
        included = {one.person.id: one.person for one in plan.included}
        writer = self._writers.csv(cover)
        yield Piece(writer.header().encode(), 0)
        done = 0
        async for found in self._attendance.for_export(login, asked.start, asked.end, included):
            for start in range(0, len(found), ROWS_A_PIECE):
                batch = found[start : start + ROWS_A_PIECE]
                done += len(batch)
                yield Piece(writer.rows(batch).encode(), done)
                await asyncio.sleep(0)  # a long export is nobody's waiting

    async def _whole(self, login: LoginSession, asked: Request, cover: Cover, now: datetime) -> bytes:
        """The formats that are made in one go, off the event loop: what they hold is bounded by one client and the
        longest range, or by one session."""
        client = str(asked.client)
        if asked.format is Format.SIGN_IN_SHEET:
            sheet = await self._sheet(login, str(asked.session), client, cover, now)
            return await asyncio.to_thread(self._writers.sign_in_sheet, sheet)
        if asked.format is Format.ACCOUNTING:
            person, lines = await self._accounting.of_client(login, client, now)
            before = [one for one in lines if one.disclosure.id != cover.disclosure.id]
            return await asyncio.to_thread(self._writers.accounting, Account(cover, person, before))
        one = await self._one_client(login, asked, client, cover, now)
        make = {
            Format.STATEMENT: self._writers.statement,
            Format.FHIR: self._writers.fhir,
            Format.PROOFS: self._writers.proofs,
        }[asked.format]
        return await asyncio.to_thread(make, one)

    async def _one_client(
        self, login: LoginSession, asked: Request, client: str, cover: Cover, now: datetime
    ) -> OneClient:
        totals, found = await self._attendance.of_client(login, client, asked.start, asked.end, now)
        records = [one for one in reversed(found) if one.stored.version > 0]
        proofs = []
        if asked.format is not Format.FHIR:
            proofs = [await self._proved(cover.clinic, one.schedule.session.id, client, now) for one in records]
        staff = {person.id for one in records for person in one.schedule.facilitators}
        staff |= {who for one in records for who in _authors(one)}
        credentials = await self._people.credentials(login.clinic_id, staff)
        names = {who: person.legal_name for who, person in (await self._people.persons(login.clinic_id, staff)).items()}
        return OneClient(cover, totals, records, proofs, credentials, names)

    async def _proved(self, clinic: Clinic, session_id: str, client: str, now: datetime) -> ProvedRecord:
        try:
            lines = await self._proofs.proof(clinic, session_id, client, now)
        except NoProof as error:
            return ProvedRecord(session_id, error.found.state, None)
        return ProvedRecord(session_id, State.VERIFIED, lines)

    async def _sheet(self, login: LoginSession, session: str, client: str, cover: Cover, now: datetime) -> Sheet:
        schedule, records = await self._attendance.of_session(login, session, now)
        person = next(one for one in schedule.clients if one.id == client)
        credentials = await self._people.credentials(login.clinic_id, {one.id for one in schedule.facilitators})
        authors = _authors(next(one for one in records if one.person.id == client))
        names = {who: one.legal_name for who, one in (await self._people.persons(login.clinic_id, authors)).items()}
        return Sheet(cover, schedule, person, records, credentials, names)

    async def _cover(self, login: LoginSession, asked: Request, plan: Plan, disclosure: Disclosure) -> Cover:
        made_by = await self._people.person(login.clinic_id, login.person_id)
        if made_by is None:
            raise NotFound
        scopes = {one.person.id: one.decision.consent.scope() for one in plan.included if one.decision.consent}
        return Cover(disclosure, plan.clinic, made_by, notice_for(asked.terms.basis), scopes)


def _authors(one: PersonRecord) -> set[str]:
    """Who signed or amended a record, and who knew by sight or voice whose it is."""
    amended = {amendment.made_by for amendment in one.case.amendments if amendment.made_by is not None}
    confirmed = one.stored.record.identity_confirmed
    signed = {attestation.signed_by for attestation in one.case.attestations}
    return amended | signed | ({confirmed.by} if confirmed is not None else set())
