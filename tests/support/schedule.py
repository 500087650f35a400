"""Series and their sessions for tests."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlalchemy import text

from server.clinic import Clinic
from server.services.access.logins import LoginSession
from server.services.schedule.drafts import SeriesDraft
from server.services.schedule.one_session import Seen
from server.services.sessions.sessions import Session
from server.storage.dialect import insert
from server.storage.tables import holidays
from tests.support.clinics import NOON, Cast

THURSDAY, FRIDAY = date(2026, 3, 5), date(2026, 3, 6)
"""The days after NOON's."""


def admin_of(cast: Cast) -> LoginSession:
    return LoginSession("login", cast.clinic, cast.admin, "admin", None, None, NOON, NOON)


def draft(cast: Cast, **changes: Any) -> SeriesDraft:
    """Mondays and Thursdays in the evening, until the end of April."""
    usual = SeriesDraft(
        program_id=cast.program,
        track_id=None,
        site_id=None,
        kind="group",
        title="Evening group",
        topic="",
        service_code="H0015",
        rule="FREQ=WEEKLY;BYDAY=MO,TH",
        first_on=THURSDAY,
        last_on=date(2026, 4, 30),
        at=time(17, 30),
        minutes=195,
        break_minutes=15,
        facilitators=[cast.facilitator],
        expects="enrolled",
        clients=[],
        setting="hybrid",
        guests=False,
    )
    return replace(usual, **changes)


async def planned(clinic: Clinic, cast: Cast) -> list[Session]:
    """All sessions of series, by start."""
    found = await clinic.sessions.between(cast.clinic, NOON.replace(year=2025), NOON.replace(year=2027))
    return [one for one in found if one.series_id is not None]


async def seen(clinic: Clinic, cast: Cast, session_id: str) -> Seen:
    session = await clinic.sessions.get(cast.clinic, session_id)
    assert session is not None
    roster = await clinic.sessions.roster(cast.clinic, session_id)
    run_by = sorted(one.person_id for one in roster if one.role == "facilitator")
    return Seen(session.status, session.starts_at, session.ends_at, session.title, session.topic, run_by)


async def add_holiday(clinic: Clinic, cast: Cast, day: date, site: str | None = None) -> None:
    row = {"id": f"holiday-{day}", "clinic_id": cast.clinic, "site_id": site, "day": day, "name": "Rest"}
    async with clinic.database.write() as connection:
        await connection.execute(insert(holidays).on_conflict_do_nothing(index_elements=["id"]), row)


async def add_site(clinic: Clinic, cast: Cast, site: str, time_zone: str) -> None:
    row = {"id": site, "clinic": cast.clinic, "zone": time_zone}
    async with clinic.database.write() as connection:
        await connection.execute(
            text(
                "INSERT INTO sites (id, clinic_id, name, address, phone, time_zone)"
                " VALUES (:id, :clinic, :id, '', '', :zone)"
            ),
            row,
        )
