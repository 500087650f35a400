"""Judgements, attestations, amendments and decisions: appended, and read as the cases that they make of records."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select

from server.domain.log.leaf import Kind
from server.domain.signing.amendment import Amendment, Decision
from server.domain.signing.attestation import Attestation, Judgement
from server.domain.signing.case import Case
from server.services.signing.signing import Of, Said, SaidRow
from server.storage.cases import read_cases
from server.storage.database import Database
from server.storage.record_lines import refresh
from server.storage.rows import row_of
from server.storage.signing_rows import signing_rows
from server.storage.tables import amendment_decisions, amendments, attestations, judgements, rosters
from server.storage.tables import record_lines as lines

_TABLES = {
    Judgement: (Kind.JUDGEMENT, judgements),
    Amendment: (Kind.AMENDMENT, amendments),
    Decision: (Kind.DECISION, amendment_decisions),
    Attestation: (Kind.ATTESTATION, attestations),
}


class SigningRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def cases(
        self, clinic_id: str, session_ids: Collection[str] | None = None, person_id: str | None = None
    ) -> Mapping[Of, Case]:
        async with self._database.read() as connection:
            return await read_cases(connection, session_ids, person_id, clinic_id)

    async def add(self, clinic_id: str, said: Sequence[Said]) -> Sequence[SaidRow]:
        async with self._database.write() as connection:
            for one in said:
                values = {**row_of(one.what), "clinic_id": clinic_id}
                if not isinstance(one.what, Decision):
                    values |= {"session_id": one.of.session, "participant_id": one.of.participant}
                await connection.execute(_TABLES[type(one.what)][1].insert(), values)
            written: dict[tuple[Kind, str], SaidRow] = {}
            for session in {one.of.session for one in said}:
                await refresh(connection, session)
                for kind, query, line_of in signing_rows(clinic_id, session):
                    for row in (await connection.execute(query)).mappings():
                        line = line_of(row)
                        written[kind, line["id"]] = SaidRow(kind, Of(session, line["participant"]), line)
        return [written[_TABLES[type(one.what)][0], _id(one.what)] for one in said]

    async def waiting(
        self,
        clinic_id: str,
        facilitators: Collection[str] | None,
        signers: Collection[str],
        limit: int,
    ) -> Sequence[str]:
        waits = select(lines.c.session_id, lines.c.starts_at).where(
            lines.c.clinic_id == clinic_id, lines.c.signed.is_(False)
        )
        if facilitators is not None:
            runs = select(rosters.c.person_id).where(
                rosters.c.session_id == lines.c.session_id,
                rosters.c.role == "facilitator",
                rosters.c.person_id.in_(facilitators),
            )
            signed = select(attestations.c.id).where(
                attestations.c.session_id == lines.c.session_id, attestations.c.signed_by.in_(signers)
            )
            waits = waits.where(or_(runs.exists(), signed.exists()))
        query = waits.distinct().order_by(lines.c.starts_at, lines.c.session_id).limit(limit)
        async with self._database.read() as connection:
            return [row["session_id"] for row in (await connection.execute(query)).mappings()]


def _id(what: Judgement | Amendment | Decision | Attestation) -> str:
    return what.amendment_id if isinstance(what, Decision) else what.id
