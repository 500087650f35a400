"""Programs, their tracks, and how many people are in them."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select, update

from server.services.people import Program
from server.services.programs.programs import Track
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import enrollments, program_tracks, programs


class ProgramsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def programs(self, clinic_id: str) -> Sequence[Program]:
        query = select(programs).where(programs.c.clinic_id == clinic_id).order_by(programs.c.name, programs.c.id)
        async with self._database.read() as connection:
            return [value_of(Program, row) for row in (await connection.execute(query)).mappings()]

    async def add(self, program: Program) -> None:
        async with self._database.write() as connection:
            await connection.execute(programs.insert(), row_of(program))

    async def save(self, program: Program) -> None:
        query = update(programs).where(programs.c.clinic_id == program.clinic_id, programs.c.id == program.id)
        async with self._database.write() as connection:
            await connection.execute(query.values(**row_of(program)))

    async def tracks(self, clinic_id: str) -> Sequence[Track]:
        columns = program_tracks.c
        query = select(program_tracks).where(columns.clinic_id == clinic_id).order_by(columns.name, columns.id)
        async with self._database.read() as connection:
            return [value_of(Track, row) for row in (await connection.execute(query)).mappings()]

    async def add_track(self, track: Track) -> None:
        async with self._database.write() as connection:
            await connection.execute(program_tracks.insert(), row_of(track))

    async def save_track(self, track: Track) -> None:
        columns = program_tracks.c
        query = update(program_tracks).where(columns.clinic_id == track.clinic_id, columns.id == track.id)
        async with self._database.write() as connection:
            await connection.execute(query.values(**row_of(track)))

    async def enrolled(self, clinic_id: str, day: date) -> Mapping[tuple[str, str | None], int]:
        columns = enrollments.c
        query = (
            select(columns.program_id, columns.track_id, func.count(columns.person_id.distinct()).label("people"))
            .where(
                columns.clinic_id == clinic_id,
                or_(columns.ends_on.is_(None), columns.ends_on >= day),
                or_(columns.ended_as.is_(None), columns.ended_as != "error"),
            )
            .group_by(columns.program_id, columns.track_id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {(row.program_id, row.track_id): row.people for row in rows}

    async def ever_enrolled(self, clinic_id: str, program_id: str) -> bool:
        query = select(enrollments.c.id).where(
            enrollments.c.clinic_id == clinic_id, enrollments.c.program_id == program_id
        )
        async with self._database.read() as connection:
            return (await connection.execute(query.limit(1))).first() is not None
