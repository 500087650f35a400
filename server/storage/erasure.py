"""Lawful erasure of a client: the rows that hold what was observed and said of them, and nobody else's; and what
consents and disclosures say, but for those that the clinic must account for.

What a fact says of one client is covered by their own leaf alone, so that it can go while everything else still fits:
facts about them are deleted, and they are taken out of the lists of beats and headcounts. The triggers that keep
these tables append-only are lifted inside the transaction, and put back in it.
"""

import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, and_, bindparam, delete, func, literal, or_, select, text, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.log.coverage import without
from server.domain.log.leaf import Kind
from server.domain.log.register_check import Register
from server.services.errors import Conflict
from server.storage.dialect import Holds
from server.storage.tables import (
    amendment_decisions,
    amendments,
    assessments,
    attendance_records,
    attestations,
    calendar_feeds,
    consents,
    contact_channels,
    contacts,
    disclosed_clients,
    disclosures,
    drug_screen_marks,
    drug_screens,
    emergency_contacts,
    enrollment_changes,
    enrollments,
    follow_ups,
    guardians,
    guest_invitations,
    judgements,
    keep_apart,
    legal_holds,
    log_leaves,
    observer_agreements,
    outbox,
    people,
    presence_facts,
    record_deliveries,
    record_flags,
    record_lines,
    roster_exceptions,
    rosters,
    sessions,
    treatment_consents,
)

ACCOUNTED = timedelta(days=6 * 366)
"""Six years, and a little: 45 CFR 164.528 (accounting of disclosures) and 164.530(j) (consents they were made by); 42
CFR 2.25 asks for three."""
APPEND_ONLY = (
    presence_facts,
    attendance_records,
    judgements,
    attestations,
    amendments,
    amendment_decisions,
    log_leaves,
    consents,
    disclosures,
    enrollment_changes,
    assessments,
    drug_screens,
    drug_screen_marks,
    treatment_consents,
)
OVER = ("finished", "cancelled")


async def accounted_for(
    connection: AsyncConnection, clinic_id: str, person_id: str, now: datetime
) -> frozenset[tuple[str, str]]:
    """Disclosures of this client, their ends, and the consents that they were made by, by kind and id."""
    query = (
        select(disclosures.c.id, disclosed_clients.c.consent_id)
        .join(disclosed_clients, disclosed_clients.c.disclosure_id == disclosures.c.id)
        .where(disclosed_clients.c.clinic_id == clinic_id, disclosed_clients.c.person_id == person_id)
        .where(disclosures.c.at >= now - ACCOUNTED)
    )
    kept: set[tuple[str, str]] = set()
    for disclosure, consent in await connection.execute(query):
        kept |= {(Register.DISCLOSURE.value, disclosure), (Register.DISCLOSURE_END.value, disclosure)}
        kept |= {(Register.CONSENT.value, consent)} if consent is not None else set()
    return frozenset(kept)


async def erase_rows(
    connection: AsyncConnection, clinic_id: str, person_id: str, accounted: Collection[tuple[str, str]]
) -> tuple[list[str], list[tuple[str, str]]]:
    """Ids of the facts that are gone, and the other rows that say nothing any more. Raises Conflict for staff, without
    whose facts nobody's minutes could be reckoned, for a client with a legal hold, and for one of a session that
    goes on."""
    kind = await connection.scalar(
        select(people.c.kind).where(people.c.clinic_id == clinic_id, people.c.id == person_id)
    )
    if kind == "staff":
        raise Conflict("What was observed of staff is evidence of everybody's minutes: only clients can be erased.")
    hold = select(legal_holds.c.id).where(legal_holds.c.person_id == person_id, legal_holds.c.released_at.is_(None))
    if (await connection.execute(hold)).first() is not None:
        raise Conflict("There is a legal hold on this client: nothing of theirs may be erased.")
    held = await _sessions(connection, clinic_id, person_id)
    async with _lifted(connection):
        gone: list[str] = []
        for session_id in held:
            gone += await _erase_facts(connection, session_id, person_id)
        decided = select(amendments.c.id).where(amendments.c.participant_id == person_id)
        await connection.execute(delete(amendment_decisions).where(amendment_decisions.c.amendment_id.in_(decided)))
        for table in (attestations, amendments, judgements, attendance_records, record_lines, record_flags):
            await connection.execute(delete(table).where(table.c.participant_id == person_id))
        mine = (rosters.c.person_id == person_id, rosters.c.session_id.in_(held))
        await connection.execute(delete(rosters).where(*mine))
        brought = or_(guest_invitations.c.client_id == person_id, guest_invitations.c.person_id == person_id)
        await connection.execute(update(guest_invitations).where(brought).values(relation=""))
        await connection.execute(delete(observer_agreements).where(observer_agreements.c.client_id == person_id))
        await connection.execute(delete(enrollment_changes).where(enrollment_changes.c.person_id == person_id))
        await connection.execute(delete(assessments).where(assessments.c.person_id == person_id))
        nobody = {"name": "", "relation": "", "phone": "", "email": "", "authority_note": ""}
        await connection.execute(update(guardians).where(guardians.c.person_id == person_id).values(nobody))
        await connection.execute(delete(emergency_contacts).where(emergency_contacts.c.person_id == person_id))
        await connection.execute(delete(roster_exceptions).where(roster_exceptions.c.person_id == person_id))
        for reached in (outbox, contact_channels, contacts, calendar_feeds, record_deliveries):
            await connection.execute(delete(reached).where(reached.c.person_id == person_id))
        asked = select(drug_screens.c.id).where(drug_screens.c.person_id == person_id)
        await connection.execute(delete(drug_screen_marks).where(drug_screen_marks.c.screen_id.in_(asked)))
        await connection.execute(delete(drug_screens).where(drug_screens.c.person_id == person_id))
        await connection.execute(delete(follow_ups).where(follow_ups.c.person_id == person_id))
        pairs = or_(keep_apart.c.first_id == person_id, keep_apart.c.second_id == person_id)
        await connection.execute(delete(keep_apart).where(pairs))
        await connection.execute(update(enrollments).where(enrollments.c.person_id == person_id).values(end_note=""))
        rows = await _empty(connection, clinic_id, person_id, accounted)
    return sorted(gone), rows


async def _empty(
    connection: AsyncConnection, clinic_id: str, person_id: str, accounted: Collection[tuple[str, str]]
) -> list[tuple[str, str]]:
    """What consents, and disclosures of nobody else, say in words is gone; ids, days and numbers stay, as they do in
    the access log."""
    clients, other = disclosed_clients.c, disclosed_clients.alias().c
    theirs = select(clients.disclosure_id).where(clients.clinic_id == clinic_id, clients.person_id == person_id)
    others = select(other.person_id).where(other.disclosure_id == disclosures.c.id, other.person_id != person_id)
    alone = and_(disclosures.c.id.in_(theirs), ~others.exists())
    of_treatment = treatment_consents.c.person_id == person_id
    emptied: list[tuple[str, str]] = []
    for kind, table, which, texts in (
        (Register.CONSENT, consents, consents.c.person_id == person_id, ("recipient", "purpose", "version")),
        (Register.TREATMENT_CONSENT, treatment_consents, of_treatment, ("source", "version")),
        (Register.DISCLOSURE, disclosures, alone, ("recipient", "affiliation", "purpose", "particulars")),
    ):
        said = or_(*(table.c[name] != "" for name in texts))
        query = select(table.c.id).where(table.c.clinic_id == clinic_id, which, said)
        ids = [one for one in (await connection.execute(query)).scalars() if (kind.value, one) not in accounted]
        await connection.execute(update(table).where(table.c.id.in_(ids)).values(dict.fromkeys(texts, "")))
        emptied += [(kind.value, one) for one in ids]
    return emptied


async def _sessions(connection: AsyncConnection, clinic_id: str, person_id: str) -> list[str]:
    """Those that they were in or expected at, and that are over."""
    of = union(
        select(presence_facts.c.session_id).where(presence_facts.c.participant_id == person_id),
        select(rosters.c.session_id).where(rosters.c.person_id == person_id),
    ).subquery()
    observed = select(presence_facts.c.id).where(presence_facts.c.session_id == sessions.c.id).exists()
    query = select(sessions.c.id, sessions.c.status, observed.label("observed")).where(
        sessions.c.clinic_id == clinic_id, sessions.c.id.in_(select(of.c.session_id))
    )
    found = list(await connection.execute(query))
    if any(status not in OVER and seen for _, status, seen in found):
        raise Conflict("A session that they belong to goes on. Erase them when it is over.")
    return [session_id for session_id, status, _ in found if status in OVER]


async def _erase_facts(connection: AsyncConnection, session_id: str, person_id: str) -> list[str]:
    mine = (presence_facts.c.session_id == session_id, presence_facts.c.participant_id == person_id)
    gone = list((await connection.execute(select(presence_facts.c.id).where(*mine))).scalars())
    await connection.execute(delete(presence_facts).where(*mine))
    lists = select(presence_facts.c.id, presence_facts.c.fact).where(
        presence_facts.c.session_id == session_id, Holds(presence_facts.c.fact, literal(json.dumps(person_id), Text()))
    )
    changed: list[dict[str, Any]] = [
        {"which": one, "left": left}
        for one, fact in await connection.execute(lists)
        if (left := without(fact, person_id)) != fact
    ]
    if changed:
        each = update(presence_facts).where(presence_facts.c.id == bindparam("which")).values(fact=bindparam("left"))
        await connection.execute(each, changed)
    if gone:  # the app goes by the number of facts when it looks for those that came late
        seal = (log_leaves.c.session_id == session_id, log_leaves.c.kind == Kind.SESSION.value)
        first = select(func.min(log_leaves.c.position)).where(*seal).scalar_subquery()
        fewer = update(log_leaves).where(*seal, log_leaves.c.position == first)
        await connection.execute(fewer.values(covers=log_leaves.c.covers - len(gone)))
    return gone


@asynccontextmanager
async def _lifted(connection: AsyncConnection) -> AsyncIterator[None]:
    """Inside, these tables are not append-only. What goes wrong undoes the transaction, and this with it."""
    if connection.dialect.name == "postgresql":
        for table in APPEND_ONLY:
            await connection.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
        yield
        for table in APPEND_ONLY:
            await connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")
        return
    names = ", ".join(f"'{table.name}'" for table in APPEND_ONLY)
    query = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({names})"
    triggers = list(await connection.execute(text(query)))
    for name, _ in triggers:
        await connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, made in triggers:
        await connection.exec_driver_sql(made)
