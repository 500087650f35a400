"""Versions of policies, payers, and which payer authorised whose care on a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, RowMapping, or_, select, update

from server.domain.attendance.policy_versions import Holder, PolicyVersion, Scope
from server.services.policies.policies import Cover, Payer, SavedVersion
from server.storage.database import Database
from server.storage.rows import also, value_of
from server.storage.tables import authorizations, enrollments, payers, policies, rosters


class PoliciesRepository:
    """A clinic's versions are few, asked for all the time and hardly ever more: they are kept in memory until one is
    added. Whoever asks inside a transaction reads the table. What is read there, or in a look that may be older than
    what was added, is not kept; nor is anything where other nodes add some too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Sequence[SavedVersion]] = {}
        self._writes = 0

    async def saved(self, clinic_id: str) -> Sequence[SavedVersion]:
        if self._database.in_transaction or self._database.shared:
            return await self._read(clinic_id)
        known = self._known.get(clinic_id)
        if known is None:
            before = self._writes
            known = await self._read(clinic_id)
            if self._writes == before and not self._database.looking:
                self._known[clinic_id] = known
        return known

    async def add(self, clinic_id: str, saved: SavedVersion) -> None:
        version = saved.version
        row = {
            "id": saved.id,
            "clinic_id": clinic_id,
            "scope": version.holder.scope.value,
            "scope_id": version.holder.id,
            "version": version.number,
            "effective_from": version.effective_from,
            "rules": dict(version.rules),
            "reason": saved.reason,
            "created_by": saved.saved_by,
            "created_at": version.saved_at,
        }
        async with self._database.write() as connection:
            self._database.afterwards(self._forget)
            await connection.execute(policies.insert(), row)

    async def payers(self, clinic_id: str) -> Sequence[Payer]:
        query = select(payers).where(payers.c.clinic_id == clinic_id).order_by(payers.c.name, payers.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(Payer, row) for row in rows]

    async def add_payer(self, payer: Payer) -> None:
        async with self._database.write() as connection:
            await connection.execute(payers.insert(), dict(vars(payer)))

    async def withdraw_payer(self, clinic_id: str, payer_id: str, at: datetime | None) -> None:
        which = payers.c.clinic_id == clinic_id, payers.c.id == payer_id
        async with self._database.write() as connection:
            await connection.execute(update(payers).where(*which).values(withdrawn_at=at))

    async def covers_of_roster(self, clinic_id: str, session_id: str, day: date) -> Sequence[Cover]:
        on_roster = select(rosters.c.person_id).where(
            also(rosters.c.clinic_id, clinic_id), rosters.c.session_id == session_id
        )
        return await self._covers(clinic_id, day, authorizations.c.person_id.in_(on_roster))

    async def covers(self, clinic_id: str, person_ids: Collection[str], day: date) -> Sequence[Cover]:
        return await self._covers(clinic_id, day, authorizations.c.person_id.in_(person_ids))

    async def programs_on(self, clinic_id: str, person_ids: Collection[str], day: date) -> Mapping[str, str]:
        columns = enrollments.c
        query = (
            select(columns.person_id, columns.program_id)
            .where(
                columns.clinic_id == clinic_id,
                columns.person_id.in_(person_ids),
                columns.starts_on <= day,
                or_(columns.ends_on.is_(None), columns.ends_on >= day),
                or_(columns.ended_as.is_(None), columns.ended_as != "error"),
            )
            .order_by(columns.starts_on, columns.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return {row["person_id"]: row["program_id"] for row in rows}

    async def _covers(self, clinic_id: str, day: date, whose: ColumnElement[bool]) -> Sequence[Cover]:
        columns = authorizations.c
        query = (
            select(columns.person_id, columns.payer_id, columns.service_code, columns.revoked_at)
            .where(columns.clinic_id == clinic_id, columns.starts_on <= day, columns.ends_on >= day, whose)
            .order_by(columns.starts_on, columns.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(Cover, row) for row in rows]

    def _forget(self) -> None:
        """Whoever has begun to read must not keep what they find either."""
        self._writes += 1
        self._known.clear()

    async def _read(self, clinic_id: str) -> Sequence[SavedVersion]:
        query = (
            select(policies)
            .where(policies.c.clinic_id == clinic_id)
            .order_by(policies.c.scope, policies.c.scope_id, policies.c.version)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [_saved(row) for row in rows]


def _saved(row: RowMapping) -> SavedVersion:
    version = PolicyVersion(
        Holder(Scope(row["scope"]), row["scope_id"]),
        row["version"],
        row["effective_from"],
        row["rules"],
        row["created_at"],
    )
    return SavedVersion(row["id"], version, row["reason"], row["created_by"])
