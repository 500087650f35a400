"""Days of a query string, in the clinic's own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from server.services.errors import Invalid
from server.services.people import Clinic

LONGEST = timedelta(days=400)
FIRST, LAST = date(1971, 1, 1), date(2199, 12, 31)
"""Days that every time zone can tell."""
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime.combine(FIRST, time(), UTC), le=datetime.combine(LAST, time(), UTC)),
]

From = Annotated[date | None, Field(alias="from", description="First day, in the clinic's time zone")]
To = Annotated[date | None, Field(alias="to", description="Last day, included")]


def instants(
    clinic: Clinic, now: datetime, first: date | None, last: date | None, back: int, ahead: int
) -> tuple[datetime, datetime]:
    """[start, end) in UTC of the days `first` to `last`; what is not given is `back` days before today and `ahead`
    days after it. Raises Invalid when they run backwards, are more than 400 days, or lie in no year of ours."""
    first_day, last_day = days(clinic, now, first, last, back, ahead)
    zone = ZoneInfo(clinic.time_zone)
    start = datetime.combine(first_day, time(), zone).astimezone(UTC)
    end = datetime.combine(last_day + timedelta(days=1), time(), zone).astimezone(UTC)
    return start, end


def days(
    clinic: Clinic, now: datetime, first: date | None, last: date | None, back: int, ahead: int
) -> tuple[date, date]:
    """The same as days, both included."""
    for name, day in (("from", first), ("to", last)):
        if day is not None and not FIRST <= day <= LAST:
            raise Invalid("There are no sessions in that year.", [(f"query.{name}", f"from {FIRST} to {LAST}")])
    today = now.astimezone(ZoneInfo(clinic.time_zone)).date()
    first = first or (last or today) - timedelta(days=back)
    last = last or max(first, today) + timedelta(days=ahead)
    if first > last:
        raise Invalid("The days run backwards.", [("query.to", "must not be before `from`")])
    if last - first > LONGEST:
        raise Invalid("That is too long a time.", [("query.to", "at most 400 days after `from`")])
    return first, last
