"""Coming of age, by the clock of a place."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.domain.enrollment.rules import age_on

OF_AGE = 18


def is_minor(born: date | None, at: datetime, time_zone: str) -> bool:
    """Whether they are one at that instant, where it is. Whose birth date nobody wrote down is taken as of age."""
    return born is not None and age_on(born, at.astimezone(ZoneInfo(time_zone)).date()) < OF_AGE


def comes_of_age_on(born: date) -> date:
    """Who was born on 29 February comes of age on 1 March."""
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return date(born.year + OF_AGE, 3, 1)
