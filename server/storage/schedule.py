"""Series and the sessions made of them, and what they depend on: places, holidays, licences."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Table, func, or_, select, update

from server.services.people import Person, Program
from server.services.programs.programs import Holiday, Licence, Site, Track
from server.services.rosters.exceptions import RosterException
from server.services.schedule.series import Series, SeriesPerson
from server.services.sessions.sessions import Session, Setting
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.rows import V, also, among, row_of, value_of
from server.storage.sessions import columns_of, with_zone
from server.storage.tables import (
    enrollments,
    holidays,
    people,
    program_tracks,
    programs,
    roster_exceptions,
    rosters,
    series,
    series_people,
    sessions,
    sites,
    staff_licences,
)

HAPPENED = ("id", "clinic_id", "started_at", "ended_at")
"""What no change of the schedule may touch."""


class ScheduleRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def series(self, clinic_id: str, series_id: str) -> Series | None:
        return await self._one(Series, series, clinic_id, series_id)

    async def series_since(self, clinic_id: str, day: date) -> Sequence[Series]:
        query = select(series).where(series.c.clinic_id == clinic_id, series.c.last_on >= day)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(series.c.first_on, series.c.id))).mappings()
        return [value_of(Series, row) for row in rows]

    async def settings(self, clinic_id: str, program_id: str, track_id: str | None, day: date) -> Collection[Setting]:
        here = or_(series.c.track_id.is_(None), series.c.track_id == track_id)
        query = select(series.c.setting).where(
            *(series.c.clinic_id == clinic_id, series.c.last_on >= day, series.c.expects == "enrolled"),
            *(series.c.program_id == program_id, here),
        )
        async with self._database.read() as connection:
            return set((await connection.execute(query.distinct())).scalars())

    async def named(self, clinic_id: str, series_ids: Collection[str]) -> Mapping[str, Sequence[SeriesPerson]]:
        query = select(series_people).where(
            series_people.c.clinic_id == clinic_id, series_people.c.series_id.in_(series_ids)
        )
        found: dict[str, list[SeriesPerson]] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query.order_by(series_people.c.person_id))).mappings():
                found.setdefault(row["series_id"], []).append(value_of(SeriesPerson, row))
        return found

    async def follower(self, clinic_id: str, series_id: str) -> Series | None:
        query = (
            select(series)
            .where(series.c.clinic_id == clinic_id, series.c.follows_id == series_id)
            .order_by(series.c.first_on)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Series, row) if row else None

    async def by_reference(self, clinic_id: str, references: Collection[str]) -> Mapping[str, Series]:
        columns = series.c
        query = select(series).where(columns.clinic_id == clinic_id, among(columns.reference, {*references} - {""}))
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(columns.created_at, columns.first_on))).mappings()
        return {row["reference"]: value_of(Series, row) for row in rows}

    async def add(self, one: Series, named: Sequence[SeriesPerson]) -> None:
        common = {"series_id": one.id, "clinic_id": one.clinic_id}
        async with self._database.write() as connection:
            await connection.execute(series.insert(), row_of(one))
            if named:
                await connection.execute(series_people.insert(), [{**row_of(each), **common} for each in named])

    async def end(self, clinic_id: str, series_id: str, last_on: date) -> None:
        query = update(series).where(series.c.clinic_id == clinic_id, series.c.id == series_id)
        async with self._database.write() as connection:
            await connection.execute(query.values(last_on=last_on, version=series.c.version + 1))

    async def made(self, clinic_id: str, series_ids: Collection[str], since: datetime) -> Sequence[Session]:
        query = with_zone().where(
            sessions.c.clinic_id == clinic_id,
            sessions.c.series_id.in_(series_ids),
            or_(sessions.c.series_day >= since.date(), sessions.c.starts_at >= since),
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(sessions.c.series_day, sessions.c.id))).mappings()
        return [value_of(Session, row) for row in rows]

    async def add_sessions(self, made: Sequence[Session]) -> None:
        async with self._database.write() as connection:
            if made:
                await connection.execute(sessions.insert(), [columns_of(one) for one in made])

    async def change_session(self, session: Session) -> None:
        query = update(sessions).where(
            sessions.c.clinic_id == session.clinic_id,
            sessions.c.id == session.id,
            sessions.c.status.in_(["planned", "cancelled"]),
        )
        values = {name: value for name, value in columns_of(session).items() if name not in HAPPENED}
        async with self._database.write() as connection:
            await connection.execute(query.values(**values, sequence=sessions.c.sequence + 1))

    async def holidays(self, clinic_id: str, first: date, last: date) -> Sequence[Holiday]:
        query = select(holidays).where(
            holidays.c.clinic_id == clinic_id, holidays.c.day >= first, holidays.c.day <= last
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(holidays.c.day, holidays.c.name))).mappings()
        return [value_of(Holiday, row) for row in rows]

    async def site(self, clinic_id: str, site_id: str) -> Site | None:
        return await self._one(Site, sites, clinic_id, site_id)

    async def track(self, clinic_id: str, track_id: str) -> Track | None:
        return await self._one(Track, program_tracks, clinic_id, track_id)

    async def program(self, clinic_id: str, program_id: str) -> Program | None:
        return await self._one(Program, programs, clinic_id, program_id)

    async def licences(self, clinic_id: str, person_ids: Collection[str]) -> Sequence[Licence]:
        query = select(staff_licences).where(
            staff_licences.c.clinic_id == clinic_id, staff_licences.c.person_id.in_(person_ids)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(Licence, row) for row in rows]

    async def has_licences(self, clinic_id: str) -> bool:
        query = select(staff_licences.c.id).where(staff_licences.c.clinic_id == clinic_id).limit(1)
        async with self._database.read() as connection:
            return await connection.scalar(query) is not None

    async def meetings_of(
        self, clinic_id: str, person_ids: Collection[str], start: datetime, end: datetime
    ) -> Sequence[tuple[str, Session]]:
        query = (
            with_zone(rosters.c.person_id)
            .join(rosters, rosters.c.session_id == sessions.c.id)
            .where(
                sessions.c.clinic_id == clinic_id,
                sessions.c.status != "cancelled",
                sessions.c.starts_at < end,
                sessions.c.ends_at > start,
                rosters.c.person_id.in_(person_ids),
            )
            .order_by(sessions.c.starts_at, sessions.c.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [(row["person_id"], value_of(Session, row)) for row in rows]

    async def enrolled(self, clinic_id: str, program_id: str, track_id: str | None, day: date) -> Sequence[str]:
        columns = enrollments.c
        query = select(columns.person_id).where(
            columns.clinic_id == clinic_id,
            columns.program_id == program_id,
            columns.starts_on <= day,
            or_(columns.ends_on.is_(None), columns.ends_on >= day),
            or_(columns.ended_as.is_(None), columns.ended_as != "error"),
        )
        if track_id is not None:
            query = query.where(columns.track_id == track_id)
        async with self._database.read() as connection:
            return sorted(set((await connection.execute(query)).scalars()))

    async def put_exception(self, exception: RosterException) -> None:
        row = row_of(exception)
        query = insert(roster_exceptions).values(**row)
        key = ("session_id", "person_id")
        changed = {name: value for name, value in row.items() if name not in key}
        async with self._database.write() as connection:
            await connection.execute(query.on_conflict_do_update(index_elements=key, set_=changed))

    async def guided(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
        query = select(rosters.c.session_id, rosters.c.person_id).where(
            also(rosters.c.clinic_id, clinic_id),
            rosters.c.session_id.in_(session_ids),
            rosters.c.role == "facilitator",
        )
        found: dict[str, list[str]] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query.order_by(rosters.c.person_id))).mappings():
                found.setdefault(row["session_id"], []).append(row["person_id"])
        return found

    async def _one(self, kind: type[V], table: Table, clinic_id: str, found: str) -> V | None:
        query = select(table).where(table.c.clinic_id == clinic_id, table.c.id == found)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(kind, row) if row else None

    async def expected(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, int]:
        """How many clients each has on its roster."""
        columns = rosters.c
        query = (
            select(columns.session_id, func.count())
            .where(also(columns.clinic_id, clinic_id), columns.session_id.in_(session_ids), columns.role == "client")
            .group_by(columns.session_id)
        )
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def clients_since(self, clinic_id: str, day: date) -> Sequence[Person]:
        """Those who are enrolled on that day or later, by legal name."""
        enrolled = select(enrollments.c.person_id).where(
            enrollments.c.clinic_id == clinic_id, or_(enrollments.c.ends_on.is_(None), enrollments.c.ends_on >= day)
        )
        query = select(people).where(
            people.c.clinic_id == clinic_id, people.c.kind == "client", people.c.id.in_(enrolled)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(people.c.legal_name, people.c.id))).mappings()
        return [value_of(Person, row) for row in rows]
