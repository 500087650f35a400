"""Who takes part in a session by its series, beside those whom the series names."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from server.services.rosters.rosters import meeting_day
from server.services.schedule.series import SeriesHelper
from server.services.sessions.sessions import Session


class SeriesHelpers(Protocol):
    async def of_series(self, clinic_id: str, series_ids: Collection[str]) -> Mapping[str, Sequence[SeriesHelper]]:
        """By the series that were asked for, also who is kept with one that these follow."""
        ...

    async def lineage(self, clinic_id: str, series_id: str) -> Sequence[str]:
        """The series, what it follows and what follows it; the first of them first."""
        ...

    async def add(self, helper: SeriesHelper) -> None: ...
    async def end(self, clinic_id: str, helper_id: str, until_on: date) -> None: ...


async def helping_at(helpers: SeriesHelpers, session: Session) -> Mapping[str, SeriesHelper]:
    """By person; also whom this one session goes without."""
    if session.series_id is None:
        return {}
    found = (await helpers.of_series(session.clinic_id, [session.series_id])).get(session.series_id, ())
    return {one.person_id: one for one in found if one.holds_on(meeting_day(session))}
