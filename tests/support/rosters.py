"""A series that makes sessions, put into the database as it is stored."""

from datetime import date, datetime, time, timedelta
from typing import Any

from server.clinic import Clinic
from server.services.schedule.series import Series, SeriesPerson
from server.services.sessions.sessions import RosterEntry, Session
from server.storage.rows import row_of
from server.storage.tables import series as series_table
from server.storage.tables import series_people
from tests.support.clinics import NOON, Cast


async def add_series(clinic: Clinic, cast: Cast, name: str = "series", clients: Any = None, **changed: Any) -> Series:
    """A group of the cast's program, led by its facilitator; `clients`: named, instead of all who are enrolled."""
    one = Series(
        **{
            "id": f"{cast.clinic}-{name}",
            "clinic_id": cast.clinic,
            "program_id": cast.program,
            "track_id": None,
            "site_id": None,
            "kind": "group",
            "title": "Process group",
            "topic": "",
            "service_code": "",
            "rule": "FREQ=DAILY",
            "first_on": date(2026, 3, 1),
            "last_on": date(2026, 12, 31),
            "at": time(17, 30),
            "time_zone": "America/Los_Angeles",
            "minutes": 180,
            "break_minutes": 0,
            "setting": "hybrid",
            "expects": "enrolled" if clients is None else "named",
            "guests": False,
            "follows_id": None,
            "version": 1,
            "created_by": cast.admin,
            "created_at": NOON,
            **changed,
        }
    )
    people = [
        SeriesPerson(cast.facilitator, "facilitator"),
        *(SeriesPerson(who, "client") for who in clients or ()),
    ]
    async with clinic.database.write() as connection:
        await connection.execute(series_table.insert(), row_of(one))
        rows = [{**row_of(each), "series_id": one.id, "clinic_id": cast.clinic} for each in people]
        await connection.execute(series_people.insert(), rows)
    return one


async def add_session(clinic: Clinic, series: Series, days: int, starts_at: datetime | None = None) -> str:
    """The series' session so many days after NOON's, with nobody on its roster yet; its id."""
    start = starts_at or NOON.replace(hour=1, minute=30) + timedelta(days=days + 1)
    session_id = f"{series.id}-{days}"
    one = Session(
        session_id,
        series.clinic_id,
        series.program_id,
        series.kind,
        series.title,
        "planned",
        start,
        start + timedelta(minutes=series.minutes),
        series_id=series.id,
        series_day=(NOON + timedelta(days=days)).date(),
        track_id=series.track_id,
    )
    await clinic.sessions.add(one, [])
    return session_id


async def on_roster(clinic: Clinic, cast: Cast, session_id: str) -> dict[str, str]:
    """Who is on it, and why."""
    found: list[RosterEntry] = list(await clinic.sessions.roster(cast.clinic, session_id))
    return {one.person_id: one.source for one in found}
