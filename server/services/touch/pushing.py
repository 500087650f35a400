"""Signed records go to another system: each decided by consent and written down as a disclosure before it goes.

Of one record what was signed first goes first. It goes until it is taken, for days; a receiver knows a repeat by its
id. Whatever went, the account of disclosures says so; whatever did not, staff see why.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from server.domain.canonical import canonical_bytes
from server.domain.disclosure.decision import Decision, decide
from server.domain.disclosure.notice import notice_for
from server.domain.log.register_check import Register
from server.domain.touch.backoff import RECORDS, next_try
from server.services.access.scope import Scope
from server.services.disclosures.consents import Consents
from server.services.disclosures.disclosures import DisclosedClient, Disclosure, DisclosureEnd, Disclosures, Format
from server.services.log.audit import Audit, AuditEntry, Written
from server.services.log.log import Log
from server.services.people import Clinic, People, Person
from server.services.records.export_lines import ExportLine, ExportLines
from server.services.sessions.sessions import Session, Sessions
from server.services.touch.endpoints import Delivery, Endpoint, EndpointService, EndpointStore, NotDelivered, Post

log = logging.getLogger(__name__)

A_ROUND = 40
GONE = 410
NOT_THERE = "the record is not there any more"


class Pushed(NamedTuple):
    """What a body says."""

    delivery: Delivery
    line: ExportLine
    disclosure: Disclosure
    notice: str | None
    scope: str | None


Write = Callable[[Pushed], Mapping[str, Any]]


class Pushing:
    def __init__(
        self,
        store: EndpointStore,
        endpoints: EndpointService,
        post: Post,
        lines: ExportLines,
        sessions: Sessions,
        people: People,
        consents: Consents,
        disclosures: Disclosures,
        log: Log,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        write: Write,
    ) -> None:
        self._store = store
        self._endpoints = endpoints
        self._post = post
        self._lines = lines
        self._sessions = sessions
        self._people = people
        self._consents = consents
        self._disclosures = disclosures
        self._log = log
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._write = write

    async def round(self, now: datetime) -> None:
        """What is due. When an endpoint does not take one, the others wait for the next round."""
        away: set[str] = set()
        for delivery in await self._store.due(now, A_ROUND):
            if delivery.endpoint_id not in away and not await self._one(delivery, now):
                away.add(delivery.endpoint_id)

    async def _one(self, delivery: Delivery, now: datetime) -> bool:
        """Whether its endpoint may be asked on."""
        endpoint = await self._store.by_id(delivery.clinic_id, delivery.endpoint_id)
        if endpoint is None or endpoint.paused_at is not None or endpoint.removed_at is not None:
            return False
        if delivery.body is None:
            prepared = await self._prepare(delivery, endpoint, now)
            if prepared is None:
                return True
            delivery = prepared
        tried = replace(delivery, attempts=delivery.attempts + 1)
        try:
            status = await self._post(
                endpoint.url, self._endpoints.secret(endpoint), delivery.id, canonical_bytes(dict(delivery.body or {}))
            )
        except NotDelivered as error:
            await self._failed(tried, endpoint, None, error.problem, now)
            return False
        if 200 <= status < 300:
            await self._ended(replace(tried, status="delivered", answer=status, problem=None), endpoint, True, now)
            return True
        await self._failed(tried, endpoint, status, f"http_{status}", now)
        return False

    async def _prepare(self, delivery: Delivery, endpoint: Endpoint, now: datetime) -> Delivery | None:
        """With its body, and its disclosure in the log; None when it may not, or cannot, go."""
        async with self._atomic():  # so that no consent is withdrawn between the decision and the log
            session = await self._sessions.get(delivery.clinic_id, delivery.session_id)
            person = await self._people.person(delivery.clinic_id, delivery.person_id)
            clinic = await self._people.clinic(delivery.clinic_id)
            line = await self._line(session, person) if session and person else None
            if session is None or person is None or clinic is None or line is None:
                await self._withhold(delivery, NOT_THERE, now)
                return None
            decision = await self._decide(endpoint, person, clinic, now)
            if decision.refusal is not None:
                await self._withhold(delivery, decision.refusal, now)
                return None
            disclosure = await self._write_down(endpoint, delivery, session, decision, now)
            notice = notice_for(endpoint.basis)
            scope = decision.consent.scope() if decision.consent else None
            body = self._write(Pushed(delivery, line, disclosure, notice, scope))
            prepared = replace(delivery, body=body, disclosure_id=disclosure.id)
            await self._store.save(prepared)
        await self._log.try_to_sign(delivery.clinic_id, now)
        return prepared

    async def _decide(self, endpoint: Endpoint, person: Person, clinic: Clinic, now: datetime) -> Decision:
        given = (await self._consents.of_persons(clinic.id, [person.id])).get(person.id, ())
        day = now.astimezone(ZoneInfo(clinic.time_zone)).date()
        return decide(endpoint.terms, [one.on(clinic.time_zone) for one in given], day)

    async def _line(self, session: Session, person: Person) -> ExportLine | None:
        scope = Scope(session.clinic_id, everything=True)
        async for page in self._lines.read(scope, session.starts_at, session.ends_at, {person.id: person}):
            for one in page:
                if one.stored.session == session.id:
                    return one
        return None

    async def _write_down(
        self, endpoint: Endpoint, delivery: Delivery, session: Session, decision: Decision, now: datetime
    ) -> Disclosure:
        day = session.starts_at.astimezone(ZoneInfo(session.time_zone)).date()
        disclosure = Disclosure(
            id=self._new_id(),
            clinic_id=endpoint.clinic_id,
            at=now,
            made_by=endpoint.made_by,
            format=Format.PUSH,
            basis=endpoint.basis,
            recipient=endpoint.recipient,
            affiliation="",
            purpose=endpoint.purpose,
            particulars="",
            from_on=day,
            to_on=day,
            session_id=session.id,
            left_out=0,
        )
        consent = decision.consent.id if decision.consent else None
        clients = [DisclosedClient(disclosure.id, delivery.person_id, endpoint.clinic_id, consent, 1)]
        row = await self._disclosures.add(disclosure, clients)
        detail = {"basis": endpoint.basis.value, "delivery": delivery.id, "disclosure": disclosure.id}
        entry = AuditEntry(endpoint.clinic_id, now, "record.pushed", None, delivery.person_id, session.id, detail)
        await self._audit(entry, [Written(Register.DISCLOSURE, row)])
        return disclosure

    async def _withhold(self, delivery: Delivery, why: str, now: datetime) -> None:
        await self._store.save(replace(delivery, status="withheld", ended_at=now, problem=why[:200]))

    async def _failed(
        self, tried: Delivery, endpoint: Endpoint, answer: int | None, problem: str, now: datetime
    ) -> None:
        log.warning("record delivery %s: %s", tried.id, problem)
        said = replace(tried, answer=answer, problem=problem)
        again = next_try(RECORDS, tried.attempts, now)
        if answer == GONE:
            async with self._atomic():
                await self._store.put(replace(endpoint, paused_at=now, paused_as="gone"))
                await self._store.save(replace(said, next_at=now))
        elif again is None:
            await self._ended(replace(said, status="failed"), endpoint, False, now)
        else:
            await self._store.save(replace(said, next_at=again))

    async def _ended(self, delivery: Delivery, endpoint: Endpoint, complete: bool, now: datetime) -> None:
        end = DisclosureEnd(str(delivery.disclosure_id), endpoint.clinic_id, now, complete, int(complete))
        async with self._atomic():
            await self._store.save(replace(delivery, ended_at=now, body=None))
            row = await self._disclosures.end(end)
            detail = {"complete": complete, "delivery": delivery.id, "disclosure": end.disclosure_id}
            entry = AuditEntry(
                *(endpoint.clinic_id, now, "record.push_ended", None, delivery.person_id, delivery.session_id), detail
            )
            await self._audit(entry, [Written(Register.DISCLOSURE_END, row)])
