"""What meets in the demo's clinics every week, as series."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.services.demo_people import CEDAR, LARK, YOU, DemoClinic
from server.services.schedule.making import Making
from server.services.schedule.series import Series, SeriesPerson
from server.services.schedule.store import ScheduleStore
from server.services.sessions.sessions import Kind, Session

GROUP_LASTS = timedelta(hours=3, minutes=15)
BREAK_LASTS = timedelta(minutes=15)
"""Does not count, so that whoever is there for all of a group has three hours: a service day."""
LASTS_WEEKS = 52
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Slot:
    """A session that meets on some days of every week, in the clinic's time."""

    key: str
    title: str
    weekdays: tuple[int, ...]
    """0 is Monday."""
    at: time
    lasts: timedelta
    facilitator: str
    kind: Kind = "group"
    service_code: str = "H0015"
    clients: tuple[str, ...] | None = None
    """None: all of the clinic's."""
    pause: timedelta = timedelta()


SLOTS = {
    CEDAR.key: (
        Slot("evening", "Process group", (0, 2, 3), time(17, 30), GROUP_LASTS, "mara", pause=BREAK_LASTS),
        Slot("sam", "Individual session", (1,), time(10), timedelta(minutes=50), "teo", "individual", "90834", (YOU,)),
    ),
    LARK.key: (Slot("morning", "Morning group", (0, 1, 2, 3, 4), time(9), timedelta(hours=2), "ruth"),),
}


class DemoSchedule:
    """Each slot has a series that was changed when the demo was first started: one that ended the day before, and one
    that goes on from the next day. Of that day itself there is what is on now."""

    def __init__(self, store: ScheduleStore, making: Making) -> None:
        self._store = store
        self._making = making

    async def add_missing(self, clinic: DemoClinic, back: timedelta, now: datetime) -> None:
        """In the caller's transaction."""
        today = now.astimezone(ZoneInfo(clinic.time_zone)).date()
        for slot in SLOTS[clinic.key]:
            if await self._store.series(clinic.key, _id(clinic, slot)) is None:
                before = _series(
                    clinic, slot, f"{_id(clinic, slot)}-before", today - back, today - timedelta(days=1), now
                )
                last = today + timedelta(weeks=LASTS_WEEKS)
                tomorrow = today + timedelta(days=1)
                since = _series(clinic, slot, _id(clinic, slot), tomorrow, last, now, before.id)
                for one in (before, since):
                    await self._store.add(one, _people(clinic, slot))

    async def of_day(self, clinic: DemoClinic, slot: Slot, day: date) -> Series | None:
        """The series that meets on that day; None on the day on which the demo was first started."""
        for name in (_id(clinic, slot), f"{_id(clinic, slot)}-before"):
            series = await self._store.series(clinic.key, name)
            if series is not None and series.first_on <= day <= series.last_on:
                return series
        return None

    async def made(self, clinic: DemoClinic, since: datetime) -> Mapping[tuple[str, date], Session]:
        """Its sessions by series and day."""
        ids = [f"{_id(clinic, slot)}{part}" for slot in SLOTS[clinic.key] for part in ("", "-before")]
        found = await self._store.made(clinic.key, ids, since)
        return {(one.series_id, one.series_day): one for one in found if one.series_id and one.series_day}

    async def make_ahead(self, clinic: DemoClinic, now: datetime) -> None:
        await self._making.make_ahead(clinic.key, now)


def _id(clinic: DemoClinic, slot: Slot) -> str:
    return f"{clinic.key}-{slot.key}"


def _series(
    clinic: DemoClinic, slot: Slot, name: str, first: date, last: date, now: datetime, follows: str | None = None
) -> Series:
    return Series(
        id=name,
        clinic_id=clinic.key,
        program_id=f"{clinic.key}-iop",
        track_id=None,
        site_id=None,
        kind=slot.kind,
        title=slot.title,
        topic="",
        service_code=slot.service_code,
        rule=f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS[day] for day in slot.weekdays)}",
        first_on=first,
        last_on=last,
        at=slot.at,
        time_zone=clinic.time_zone,
        minutes=int(slot.lasts.total_seconds() // 60),
        break_minutes=int(slot.pause.total_seconds() // 60),
        setting="hybrid",
        expects="enrolled" if slot.clients is None else "named",
        guests=False,
        follows_id=follows,
        version=1,
        created_by=None,
        created_at=now,
    )


def _people(clinic: DemoClinic, slot: Slot) -> list[SeriesPerson]:
    return [
        SeriesPerson(f"{clinic.key}-{slot.facilitator}", "facilitator"),
        *(SeriesPerson(f"{clinic.key}-{key}", "client") for key in slot.clients or ()),
    ]
