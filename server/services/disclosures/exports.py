"""Exports: each is a disclosure, decided and in the log before its first byte."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.disclosure.decision import Decision, decide
from server.domain.disclosure.notice import notice_for
from server.domain.disclosure.terms import Basis, Terms, is_general, problems_of
from server.domain.log.register_check import Register
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.disclosures.consents import Consents
from server.services.disclosures.disclosures import (
    ACCOUNTED,
    Accounting,
    DisclosedClient,
    Disclosure,
    DisclosureEnd,
    Disclosures,
    Format,
)
from server.services.disclosures.export_material import Account, Cover, OneClient, ProvedRecord, Sheet, Writers
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry, Written
from server.services.log.log import Log
from server.services.log.log_proofs import LogProofs
from server.services.log.proof_files import NoProof, State
from server.services.people import Clinic, People, Person
from server.services.records.attendance import Attendance, PersonRecord
from server.services.sessions.sessions import SessionService

ROWS_A_PIECE = 400
ALL_CLIENTS = frozenset({Format.CSV})
"""Formats that may hold more than one client."""


class RecordCounts(Protocol):
    async def between(
        self, clinic_id: str, start: datetime, end: datetime, staff_id: str | None, person_id: str | None
    ) -> Mapping[str, int]:
        """Client's id -> sessions with a stored record that overlap [start, end); only those of a staff member's
        sessions, only that client's, where given."""
        ...


class NoConsent(Conflict):
    code = "no_consent"


class Changed(Conflict):
    """Other clients would be left out than whoever asks was told."""

    code = "changed"


@dataclass(frozen=True)
class Request:
    """`client`: None for all of them; `session`: of a sign-in sheet. `start` to `end` is `first` to `last`."""

    format: Format
    terms: Terms
    first: date
    last: date
    start: datetime
    end: datetime
    client: str | None = None
    session: str | None = None


@dataclass(frozen=True)
class Whom:
    person: Person
    records: int
    decision: Decision


@dataclass(frozen=True)
class Plan:
    clinic: Clinic
    included: Sequence[Whom]
    left_out: Sequence[Whom]

    @property
    def records(self) -> int:
        return sum(one.records for one in self.included)


@dataclass(frozen=True)
class Piece:
    """Some of the file; `records`: how many are in it so far."""

    data: bytes
    records: int


@dataclass(frozen=True)
class Export:
    disclosure: Disclosure
    records: int
    pieces: AsyncIterator[Piece]


class Exports:
    def __init__(
        self,
        attendance: Attendance,
        sessions: SessionService,
        people: People,
        clients: VisibleClients,
        consents: Consents,
        disclosures: Disclosures,
        accounting: Accounting,
        counts: RecordCounts,
        proofs: LogProofs,
        log: Log,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        writers: Writers,
    ) -> None:
        self._attendance = attendance
        self._sessions = sessions
        self._people = people
        self._clients = clients
        self._consents = consents
        self._disclosures = disclosures
        self._accounting = accounting
        self._counts = counts
        self._proofs = proofs
        self._log = log
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._writers = writers

    async def plan(self, login: LoginSession, asked: Request, now: datetime) -> Plan:
        """Who would be in the file and who would not, by legal name. Raises Invalid, NotFound."""
        return await self._decided(login, asked, await self._counted(login, asked, now), now)

    async def _decided(self, login: LoginSession, asked: Request, counts: Mapping[str, int], now: datetime) -> Plan:
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        persons = await self._people.persons(login.clinic_id, list(counts))
        consents = await self._consents.of_persons(login.clinic_id, list(counts))
        day = now.astimezone(ZoneInfo(clinic.time_zone)).date()
        found = []
        for person in sorted(persons.values(), key=lambda one: (one.legal_name, one.id)):
            theirs = [one.on(clinic.time_zone) for one in consents.get(person.id, ())]
            found.append(Whom(person, counts[person.id], decide(asked.terms, theirs, day)))
        included = [one for one in found if one.decision.refusal is None]
        return Plan(clinic, included, [one for one in found if one.decision.refusal is not None])

    async def begin(self, login: LoginSession, asked: Request, left_out: int, now: datetime) -> Export:
        """Decide, write the disclosure and its leaf, and only then make the file. `left_out`: how many whoever asks
        was told. Raises Invalid, NotFound, NoConsent, Changed, Conflict when there is nothing to give."""
        counts = await self._counted(login, asked, now)
        async with self._atomic():  # so that no consent is withdrawn between the decision and the log
            plan = await self._decided(login, asked, counts, now)
            if not plan.included and plan.left_out:
                raise NoConsent(str(plan.left_out[0].decision.refusal))
            if len(plan.left_out) != left_out:
                raise Changed("Who would be left out has changed. Please look again.")
            if asked.format is not Format.ACCOUNTING and plan.records == 0:
                raise Conflict("There are no finished records on these days.")
            disclosure = await self._write_down(login, asked, plan, now)
        await self._log.try_to_sign(login.clinic_id, now)
        return Export(disclosure, plan.records, self._pieces(login, asked, plan, disclosure, now))

    async def ended(self, login: LoginSession, export: Export, complete: bool, records: int, now: datetime) -> None:
        """The file was handed over, whole or not."""
        end = DisclosureEnd(export.disclosure.id, login.clinic_id, now, complete, records)
        detail = {"complete": complete, "disclosure": end.disclosure_id, "records": records}
        async with self._atomic():
            row = await self._disclosures.end(end)
            entry = AuditEntry(login.clinic_id, now, "attendance.export_ended", login.person_id, detail=detail)
            await self._audit(entry, [Written(Register.DISCLOSURE_END, row)])

    async def named(self, login: LoginSession) -> Sequence[tuple[str, str]]:
        """Recipients and purposes that live consents of the clinic name, for admins; nothing for others. A consent may
        describe its recipients instead: whoever exports names one."""
        found = await self._consents.named(login.clinic_id) if login.role == "admin" else ()
        return [(recipient, purpose) for recipient, purpose in found if not is_general(recipient)]

    async def _counted(self, login: LoginSession, asked: Request, now: datetime) -> Mapping[str, int]:
        """Whom the request is about, by the number of their records; one client also when there are none."""
        problems = problems_of(asked.terms) + _misfits(asked)
        if problems:
            raise Invalid(" ".join(dict.fromkeys(words for _, words in problems)), problems)
        if asked.client is not None:
            await self._clients.get(login, asked.client)
        if asked.format is Format.ACCOUNTING:
            if login.role != "admin":
                raise NotFound
            return {str(asked.client): 0}
        if asked.session is not None:
            schedule = await self._sessions.detail(login, asked.session)
            if all(person.id != asked.client for person in schedule.clients):
                raise NotFound
            return {str(asked.client): int(schedule.session.status == "finished")}
        staff = None if login.role == "admin" else login.person_id
        counts = await self._counts.between(login.clinic_id, asked.start, asked.end, staff, asked.client)
        return counts if asked.client is None else {asked.client: counts.get(asked.client, 0)}

    async def _write_down(self, login: LoginSession, asked: Request, plan: Plan, now: datetime) -> Disclosure:
        terms, only = asked.terms, asked.client
        disclosure = Disclosure(
            self._new_id(),
            login.clinic_id,
            now,
            login.person_id,
            asked.format,
            terms.basis,
            " ".join(terms.recipient.split()),
            " ".join(terms.affiliation.split()),
            " ".join(terms.purpose.split()),
            " ".join(terms.particulars.split()),
            asked.first,
            asked.last,
            asked.session,
            len(plan.left_out),
        )
        clients = [
            DisclosedClient(
                disclosure.id,
                one.person.id,
                login.clinic_id,
                one.decision.consent.id if one.decision.consent else None,
                one.records,
            )
            for one in plan.included
        ]
        row = await self._disclosures.add(disclosure, clients)
        detail = {
            "basis": terms.basis.value,
            "clients": len(clients),
            "disclosure": disclosure.id,
            "format": asked.format.value,
            "left_out": disclosure.left_out,
            "records": plan.records,
        }
        entry = AuditEntry(login.clinic_id, now, "attendance.exported", login.person_id, only, asked.session, detail)
        await self._audit(entry, [Written(Register.DISCLOSURE, row)])
        return disclosure

    async def _pieces(
        self, login: LoginSession, asked: Request, plan: Plan, disclosure: Disclosure, now: datetime
    ) -> AsyncIterator[Piece]:
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
        return Sheet(cover, schedule, person, records, credentials)

    async def _cover(self, login: LoginSession, asked: Request, plan: Plan, disclosure: Disclosure) -> Cover:
        made_by = await self._people.person(login.clinic_id, login.person_id)
        if made_by is None:
            raise NotFound
        scopes = {one.person.id: one.decision.consent.scope() for one in plan.included if one.decision.consent}
        return Cover(disclosure, plan.clinic, made_by, notice_for(asked.terms.basis), scopes)


def _authors(one: PersonRecord) -> set[str]:
    """Who signed or amended a record."""
    amended = {amendment.made_by for amendment in one.case.amendments if amendment.made_by is not None}
    return amended | {attestation.signed_by for attestation in one.case.attestations}


def _misfits(asked: Request) -> list[tuple[str, str]]:
    """What does not go together."""
    found = []
    if asked.client is None and asked.format not in ALL_CLIENTS:
        found.append(("client", "Say whose records."))
    if asked.client is None and asked.terms.basis is Basis.CLIENT:
        found.append(("client", "A client is given their own records alone."))
    if (asked.session is not None) != (asked.format is Format.SIGN_IN_SHEET):
        found.append(("session", "A sign-in sheet is of one session, and nothing else is."))
    if asked.format is Format.ACCOUNTING and asked.terms.basis is not Basis.CLIENT:
        found.append(("basis", "The accounting of disclosures goes to the client."))
    return found


def accounted_days(now: datetime, time_zone: str) -> tuple[date, date]:
    """The days that an accounting covers."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    return today - ACCOUNTED, today
