"""Where and in what course care is given: sites, tracks of programs, licences of staff, days on which nothing meets."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

PartOfDay = Literal["morning", "afternoon", "evening", "weekend", "any"]
EXPIRING = timedelta(days=60)


@dataclass(frozen=True)
class Site:
    id: str
    clinic_id: str
    name: str
    address: str
    phone: str
    time_zone: str
    """IANA name: what meets here meets by this clock."""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Track:
    """A program track: one stream of a program."""

    id: str
    clinic_id: str
    program_id: str
    name: str
    part_of_day: PartOfDay
    closed_at: datetime | None = None
    least_age: int | None = None
    most_age: int | None = None
    """Whole years, on the day of enrollment; None: the program's."""


@dataclass(frozen=True)
class Licence:
    id: str
    clinic_id: str
    person_id: str
    state: str
    """Postal code."""
    profession: str
    """LCSW."""
    number: str
    starts_on: date | None = None
    expires_on: date | None = None
    """The last day on which it holds."""
    revoked_at: datetime | None = None

    def standing(self, today: date) -> Literal["holds", "expiring", "expired", "to_come"]:
        """`expiring`: within two months."""
        if self.starts_on is not None and self.starts_on > today:
            return "to_come"
        if self.expires_on is None or self.expires_on > today + EXPIRING:
            return "holds"
        return "expiring" if self.expires_on >= today else "expired"


@dataclass(frozen=True)
class Holiday:
    id: str
    clinic_id: str
    day: date
    name: str
    site_id: str | None = None
    """None: of all sites."""
