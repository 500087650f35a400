"""What rosters rest on, and the rosters of planned sessions as they become."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, or_, select

from server.services.people import Enrollment
from server.services.rosters.exceptions import RosterException
from server.services.rosters.rosters import Grounds, RosterChange
from server.services.schedule.series import Series, SeriesPerson
from server.services.sessions.sessions import RosterEntry, Session
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.keep_apart import KeepApartRepository
from server.storage.rows import also, among, row_of, value_of
from server.storage.series_helpers import SeriesHelpersRepository
from server.storage.sessions import with_zone
from server.storage.tables import (
    enrollments,
    join_links,
    roster_exceptions,
    rosters,
    series,
    series_people,
    sessions,
)


class RostersRepository:
    def __init__(self, database: Database, kept: KeepApartRepository) -> None:
        self._database = database
        self._kept = kept
        self._helpers = SeriesHelpersRepository(database)

    async def of_sessions(self, clinic_id: str, session_ids: Collection[str]) -> Grounds:
        planned = (
            with_zone()
            .where(
                also(sessions.c.clinic_id, clinic_id), sessions.c.id.in_(session_ids), sessions.c.status == "planned"
            )
            .order_by(sessions.c.starts_at, sessions.c.id)
        )
        async with self._database.read() as connection:
            found = [value_of(Session, row) for row in (await connection.execute(planned)).mappings()]
            ids = [one.id for one in found]
            of_series = {one.series_id for one in found if one.series_id is not None}
            rows = await connection.execute(select(series).where(series.c.id.in_(of_series)))
            known = {row["id"]: value_of(Series, row) for row in rows.mappings()}
            named: dict[str, list[SeriesPerson]] = {}
            rows = await connection.execute(select(series_people).where(series_people.c.series_id.in_(of_series)))
            for row in rows.mappings():
                named.setdefault(row["series_id"], []).append(value_of(SeriesPerson, row))
            exceptions: dict[str, list[RosterException]] = {}
            rows = await connection.execute(select(roster_exceptions).where(roster_exceptions.c.session_id.in_(ids)))
            for row in rows.mappings():
                exceptions.setdefault(row["session_id"], []).append(value_of(RosterException, row))
            standing: dict[str, list[RosterEntry]] = {}
            rows = await connection.execute(select(rosters).where(rosters.c.session_id.in_(ids)))
            for row in rows.mappings():
                standing.setdefault(row["session_id"], []).append(value_of(RosterEntry, row))
            return Grounds(
                found,
                known,
                named,
                await self._helpers.of_series(clinic_id, of_series) if of_series else {},
                await self._enrolled(
                    clinic_id,
                    found,
                    {one.program_id for one in known.values() if one.program_id},
                    {one.person_id for each in named.values() for one in each if one.role == "client"},
                ),
                exceptions,
                await self._kept.pairs(clinic_id),
                standing,
            )

    async def _enrolled(
        self, clinic_id: str, found: Sequence[Session], programs: Collection[str], named: Collection[str]
    ) -> Sequence[Enrollment]:
        if not programs:
            return []
        first = found[0].starts_at.date() - timedelta(days=1)
        last = found[-1].starts_at.date() + timedelta(days=1)
        query = select(enrollments).where(
            enrollments.c.clinic_id == clinic_id,
            enrollments.c.program_id.in_(programs),
            enrollments.c.starts_on <= last,
            or_(enrollments.c.ends_on.is_(None), enrollments.c.ends_on >= first, among(enrollments.c.person_id, named)),
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(Enrollment, row) for row in rows]

    async def planned_with(self, clinic_id: str, person_id: str, start: datetime) -> Sequence[str]:
        own = rosters.c.clinic_id == clinic_id, rosters.c.person_id == person_id
        excepted = roster_exceptions.c.clinic_id == clinic_id, roster_exceptions.c.person_id == person_id
        naming = series_people.c.clinic_id == clinic_id, series_people.c.person_id == person_id
        enrolled = enrollments.c.clinic_id == clinic_id, enrollments.c.person_id == person_id
        expecting = select(series.c.id).where(
            series.c.clinic_id == clinic_id, series.c.program_id.in_(select(enrollments.c.program_id).where(*enrolled))
        )
        return await self._planned(
            clinic_id,
            start,
            sessions.c.id.in_(select(rosters.c.session_id).where(*own)),
            sessions.c.id.in_(select(roster_exceptions.c.session_id).where(*excepted)),
            sessions.c.series_id.in_(select(series_people.c.series_id).where(*naming)),
            sessions.c.series_id.in_(await self._helpers.helped_by(clinic_id, person_id)),
            sessions.c.series_id.in_(expecting),
        )

    async def planned_of(self, clinic_id: str, program_id: str, start: datetime) -> Sequence[str]:
        its = select(series.c.id).where(series.c.clinic_id == clinic_id, series.c.program_id == program_id)
        return await self._planned(clinic_id, start, sessions.c.series_id.in_(its))

    async def _planned(self, clinic_id: str, start: datetime, *any_of: ColumnElement[bool]) -> Sequence[str]:
        query = select(sessions.c.id).where(
            sessions.c.clinic_id == clinic_id,
            sessions.c.starts_at >= start,
            sessions.c.status == "planned",
            or_(*any_of),
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def apply(self, clinic_id: str, changes: Sequence[RosterChange]) -> None:
        put = [
            {**row_of(entry), "session_id": one.session_id, "clinic_id": clinic_id}
            for one in changes
            for entry in one.put
        ]
        gone = [{"session": one.session_id, "person": person} for one in changes for person in one.remove]
        fresh = insert(rosters)
        writing = fresh.on_conflict_do_update(
            index_elements=["session_id", "person_id"],
            set_={name: fresh.excluded[name] for name in ("role", "status", "source")},
        )
        removing = delete(rosters).where(
            rosters.c.session_id == bindparam("session"), rosters.c.person_id == bindparam("person")
        )
        async with self._database.write() as connection:
            if gone:
                await connection.execute(removing, gone)
            if put:
                await connection.execute(writing, put)

    async def linked(self, clinic_id: str, session_ids: Collection[str]) -> Collection[tuple[str, str]]:
        query = select(join_links.c.session_id, join_links.c.person_id).where(
            also(join_links.c.clinic_id, clinic_id),
            join_links.c.session_id.in_(session_ids),
            join_links.c.revoked_at.is_(None),
        )
        async with self._database.read() as connection:
            return {(session, person) for session, person in await connection.execute(query)}
