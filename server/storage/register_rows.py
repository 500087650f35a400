"""Rows of consents, auditors' grants, disclosures and draws for drug screens as leaves cover them. Who writes one reads
it back here."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.log.register_check import Register
from server.storage.log_rows import (
    as_written,
    consent_row,
    disclosed_client_row,
    disclosure_end_row,
    disclosure_row,
    draw_row,
    grant_row,
    treatment_consent_row,
)
from server.storage.tables import (
    auditor_grants,
    consents,
    disclosed_clients,
    disclosure_ends,
    disclosures,
    drug_screen_draws,
    treatment_consents,
)

Line = dict[str, Any]


async def register_lines(connection: AsyncConnection, clinic_id: str) -> AsyncIterator[tuple[Register, Line]]:
    """All of a clinic's."""
    for kind, table, line_of in (
        (Register.CONSENT, consents, consent_row),
        (Register.TREATMENT_CONSENT, treatment_consents, treatment_consent_row),
        (Register.GRANT, auditor_grants, grant_row),
        (Register.DISCLOSURE_END, disclosure_ends, disclosure_end_row),
        (Register.DRAW, drug_screen_draws, draw_row),
    ):
        for row in await _rows(connection, _ordered(table).where(table.c.clinic_id == clinic_id)):
            yield kind, line_of(row)
    for row in await _rows(connection, _ordered(disclosures).where(disclosures.c.clinic_id == clinic_id)):
        yield Register.DISCLOSURE, await _with_clients(connection, row)
    known = select(disclosures.c.id)
    alone = _ordered(disclosed_clients).where(
        disclosed_clients.c.clinic_id == clinic_id, disclosed_clients.c.disclosure_id.not_in(known)
    )
    for row in await _rows(connection, alone):  # which only somebody underneath can have written
        yield Register.DISCLOSED_CLIENT, {"id": row["disclosure_id"], **disclosed_client_row(row)}


async def consent_line(connection: AsyncConnection, consent_id: str) -> Line:
    return consent_row(await _one(connection, consents, consents.c.id == consent_id))


async def treatment_consent_line(connection: AsyncConnection, consent_id: str) -> Line:
    return treatment_consent_row(await _one(connection, treatment_consents, treatment_consents.c.id == consent_id))


async def grant_line(connection: AsyncConnection, grant_id: str) -> Line:
    return grant_row(await _one(connection, auditor_grants, auditor_grants.c.id == grant_id))


async def draw_line(connection: AsyncConnection, draw_id: str) -> Line:
    return draw_row(await _one(connection, drug_screen_draws, drug_screen_draws.c.id == draw_id))


async def disclosure_line(connection: AsyncConnection, disclosure_id: str) -> Line:
    return await _with_clients(connection, await _one(connection, disclosures, disclosures.c.id == disclosure_id))


async def disclosure_end_line(connection: AsyncConnection, disclosure_id: str) -> Line:
    which = disclosure_ends.c.disclosure_id == disclosure_id
    return disclosure_end_row(await _one(connection, disclosure_ends, which))


async def _with_clients(connection: AsyncConnection, row: Mapping[Any, Any]) -> Line:
    clients = _ordered(disclosed_clients).where(disclosed_clients.c.disclosure_id == row["id"])
    return {**disclosure_row(row), "clients": [disclosed_client_row(one) for one in await _rows(connection, clients)]}


async def _one(connection: AsyncConnection, table: Table, which: ColumnElement[bool]) -> Mapping[Any, Any]:
    (row,) = await _rows(connection, as_written(table).where(which))
    return row


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[Mapping[Any, Any]]:
    return list((await connection.execute(query)).mappings())


def _ordered(table: Table) -> Select[Any]:
    return as_written(table).order_by(*table.primary_key.columns)
