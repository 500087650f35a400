"""Presence facts. Append-only; a fact's id makes writing it twice the same as once."""

from collections.abc import Sequence

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.exc import IntegrityError

from server.domain.attendance.evidence import FactKind
from server.domain.attendance.fact_codec import fact_from_data, fact_to_data
from server.domain.attendance.facts import PresenceFact
from server.services.errors import NotFound
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.tables import presence_facts, sessions


class FactsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def insert(self, clinic_id: str, facts: Sequence[PresenceFact]) -> None:
        wanted = {fact.session for fact in facts}
        own = select(func.count()).where(sessions.c.clinic_id == clinic_id, sessions.c.id.in_(wanted))
        rows = [
            {
                "id": fact.id,
                "clinic_id": clinic_id,
                "session_id": fact.session,
                "participant_id": fact.participant,
                "connection": fact.connection,
                "kind": fact.kind.value,
                "source": fact.source.value,
                "observed_at": fact.observed_at,
                "recorded_at": fact.recorded_at,
                "boot": fact.boot,
                "fact": fact_to_data(fact),
            }
            for fact in facts
        ]
        async with self._database.write() as connection:
            if await connection.scalar(own) != len(wanted):
                raise NotFound
            try:
                await connection.execute(insert(presence_facts).on_conflict_do_nothing(index_elements=["id"]), rows)
            except IntegrityError as error:
                raise NotFound from error

    async def texts_of_session(self, clinic_id: str, session_id: str) -> Sequence[str]:
        """Not understood, for whoever does that elsewhere than on the event loop."""
        query = (
            select(type_coerce(presence_facts.c.fact, String))
            .where(presence_facts.c.clinic_id == clinic_id, presence_facts.c.session_id == session_id)
            .order_by(presence_facts.c.observed_at, presence_facts.c.id)
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalars().all()

    async def count(self, clinic_id: str, session_id: str) -> int:
        query = (
            select(func.count())
            .select_from(presence_facts)
            .where(presence_facts.c.clinic_id == clinic_id, presence_facts.c.session_id == session_id)
        )
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def last_of(self, clinic_id: str, person_id: str, kind: FactKind) -> PresenceFact | None:
        columns = presence_facts.c
        query = (
            select(columns.fact)
            .where(columns.clinic_id == clinic_id, columns.participant_id == person_id, columns.kind == kind.value)
            .order_by(columns.observed_at.desc(), columns.id.desc())
            .limit(1)
        )
        async with self._database.read() as connection:
            found = await connection.scalar(query)
        return None if found is None else fact_from_data(found)

    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[PresenceFact]:
        query = (
            select(presence_facts.c.fact)
            .where(presence_facts.c.clinic_id == clinic_id, presence_facts.c.session_id == session_id)
            .order_by(presence_facts.c.observed_at, presence_facts.c.id)
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).scalars()
        return [fact_from_data(data) for data in found]
