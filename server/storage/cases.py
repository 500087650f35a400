"""Cases: each record's versions with all that people said of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.signing.amendment import Amendment, AmendmentKind, Decision
from server.domain.signing.attestation import Attestation, AttestationKind, Judgement
from server.domain.signing.case import Case
from server.domain.signing.values import Value, Version
from server.services.signing.signing import Of
from server.storage.dialect import AsJson
from server.storage.rows import also, value_of
from server.storage.tables import amendment_decisions, amendments, attendance_records, attestations, judgements


async def read_cases(
    connection: AsyncConnection,
    session_ids: Collection[str] | None,
    person_id: str | None = None,
    clinic_id: str | None = None,
) -> Mapping[Of, Case]:
    """Of these sessions, of that client, or both; of one clinic, where it is given."""

    def of_these(table: Any) -> list[ColumnElement[bool]]:
        which: list[ColumnElement[bool]] = []
        if clinic_id is not None:
            by_clinic = session_ids is None
            which.append(table.c.clinic_id == clinic_id if by_clinic else also(table.c.clinic_id, clinic_id))
        if session_ids is not None:
            which.append(table.c.session_id.in_(session_ids))
        if person_id is not None:
            which.append(table.c.participant_id == person_id)
        return which

    async def each(query: Select[Any]) -> Sequence[RowMapping]:
        return list((await connection.execute(query)).mappings())

    records = attendance_records
    durations = [AsJson(records.c.record)[name].as_integer().label(name) for name in ("in_room_ms", "remote_ms")]
    columns = (records.c.session_id, records.c.participant_id, records.c.version, records.c.outcome)
    versions: dict[Of, list[Version]] = {}
    query = select(*columns, records.c.countable_ms, *durations).where(*of_these(records)).order_by(records.c.version)
    for row in await each(query):
        value = Value(row["outcome"], row["countable_ms"], row["in_room_ms"], row["remote_ms"])
        versions.setdefault(_of(row), []).append(Version(row["version"], value))
    made: dict[Of, list[Amendment]] = {}
    for row in await each(select(amendments).where(*of_these(amendments)).order_by(amendments.c.number)):
        made.setdefault(_of(row), []).append(value_of(Amendment, {**row, "kind": AmendmentKind(row["kind"])}))
    decided: dict[Of, dict[str, Decision]] = {}
    if made:
        query = (
            select(amendment_decisions, amendments.c.session_id, amendments.c.participant_id)
            .join(amendments, amendments.c.id == amendment_decisions.c.amendment_id)
            .where(*of_these(amendments))
        )
        for row in await each(query):
            decided.setdefault(_of(row), {})[row["amendment_id"]] = value_of(Decision, row)
    judged: dict[Of, list[Judgement]] = {}
    for row in await each(select(judgements).where(*of_these(judgements)).order_by(judgements.c.at)):
        judged.setdefault(_of(row), []).append(value_of(Judgement, row))
    attested: dict[Of, list[Attestation]] = {}
    for row in await each(select(attestations).where(*of_these(attestations)).order_by(attestations.c.at)):
        attested.setdefault(_of(row), []).append(value_of(Attestation, {**row, "kind": AttestationKind(row["kind"])}))
    return {
        of: Case(
            tuple(found),
            tuple(made.get(of, ())),
            decided.get(of, {}),
            tuple(judged.get(of, ())),
            tuple(attested.get(of, ())),
        )
        for of, found in versions.items()
    }


def _of(row: RowMapping) -> Of:
    return Of(row["session_id"], row["participant_id"])
