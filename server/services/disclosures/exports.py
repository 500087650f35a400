"""Exports: each is a disclosure, decided and in the log before its first byte."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.disclosure.decision import Decision, decide
from server.domain.disclosure.terms import Basis, is_general, problems_of
from server.domain.log.register_check import Register
from server.domain.minors.telling import WITHHELD
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.disclosures.consents import Consents
from server.services.disclosures.disclosures import (
    ACCOUNTED,
    DisclosedClient,
    Disclosure,
    DisclosureEnd,
    Disclosures,
    Format,
)
from server.services.disclosures.export_files import ExportFiles
from server.services.disclosures.export_plan import Piece, Plan, Request, Whom
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry, Written
from server.services.log.log import Log
from server.services.people import People
from server.services.sessions.sessions import SessionService

ALL_CLIENTS = frozenset({Format.CSV})
"""Formats that may hold more than one client."""


class RecordCounts(Protocol):
    async def between(
        self, clinic_id: str, start: datetime, end: datetime, staff_id: str | None, person_id: str | None
    ) -> Mapping[str, int]:
        """Client's id -> sessions with a stored record that overlap [start, end); only those of a staff member's
        sessions, only that client's, where given."""
        ...


class Guarded(Protocol):
    async def withheld_from(
        self, clinic_id: str, person_ids: Collection[str], recipient: str, now: datetime
    ) -> Collection[str]:
        """Those of these clients of whom this recipient is a guardian who may learn nothing."""
        ...


class NoConsent(Conflict):
    code = "no_consent"


class Changed(Conflict):
    """Other clients would be left out than whoever asks was told."""

    code = "changed"


@dataclass(frozen=True)
class Export:
    disclosure: Disclosure
    records: int
    pieces: AsyncIterator[Piece]


class Exports:
    def __init__(
        self,
        sessions: SessionService,
        people: People,
        clients: VisibleClients,
        consents: Consents,
        disclosures: Disclosures,
        guarded: Guarded,
        counts: RecordCounts,
        log: Log,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        files: ExportFiles,
    ) -> None:
        self._sessions = sessions
        self._people = people
        self._clients = clients
        self._consents = consents
        self._disclosures = disclosures
        self._guarded = guarded
        self._counts = counts
        self._log = log
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._files = files

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
        withheld: Collection[str] = ()
        if asked.terms.basis not in (Basis.EMERGENCY, Basis.COURT_ORDER):
            withheld = await self._guarded.withheld_from(login.clinic_id, list(counts), asked.terms.recipient, now)
        found = []
        for person in sorted(persons.values(), key=lambda one: (one.legal_name, one.id)):
            theirs = [one.on(clinic.time_zone) for one in consents.get(person.id, ())]
            decision = Decision(refusal=WITHHELD) if person.id in withheld else decide(asked.terms, theirs, day)
            found.append(Whom(person, counts[person.id], decision))
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
        return Export(disclosure, plan.records, self._files.pieces(login, asked, plan, disclosure, now))

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
