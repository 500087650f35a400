"""Programs with their tracks, sites, holidays."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.http.calendar import FIRST, LAST
from server.http.models.common import Answer, Body, Id, Line

Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Name = Annotated[Line, StringConstraints(min_length=2, max_length=100)]
Phone = Annotated[Line, StringConstraints(min_length=3, max_length=40)]
State = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=2, max_length=2, pattern="^[A-Za-z]+$")
]
Hours = Annotated[float, Field(ge=0, le=60, allow_inf_nan=False, description="A week")]
Age = Annotated[int, Field(ge=0, le=120)]
PartOfDay = Literal["morning", "afternoon", "evening", "weekend", "any"]


class Level(Answer):
    name: Annotated[str, Field(examples=["2.1"])]
    least_hours: Annotated[float, Field(description="Usual a week; what is outside is warned of")]
    most_hours: Annotated[float, Field(description="0: no bound")]


class Site(Answer):
    id: Id
    name: str
    address: str
    phone: str
    time_zone: str
    closed: bool


class SiteRequest(Body):
    name: Name
    address: Annotated[Line, StringConstraints(min_length=2, max_length=300)]
    phone: Phone
    time_zone: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    closed: bool = False


class Holiday(Answer):
    id: Id
    day: date
    name: str
    site_id: Annotated[Id | None, Field(description="None: of all sites")]


class HolidayRequest(Body):
    day: Day
    name: Name
    site_id: Id | None = None


class Track(Answer):
    """A program track."""

    id: Id
    name: str
    part_of_day: PartOfDay
    least_age: Annotated[int | None, Field(description="None: the program's")]
    most_age: int | None
    enrolled: Annotated[int, Field(description="People who are in it, or are going to be")]
    closed: bool


class TrackRequest(Body):
    name: Name
    part_of_day: PartOfDay
    least_age: Age | None = None
    most_age: Age | None = None
    closed: bool = False


class ProgramDetail(Answer):
    id: Id
    name: str
    level_of_care: str
    weekly_hours: float
    site_id: Id | None
    weeks: Annotated[int | None, Field(description="How long it is meant to last")]
    states: list[str]
    least_age: int | None
    most_age: int | None
    tracks: list[Track]
    enrolled: Annotated[int, Field(description="People who are in it, or are going to be")]
    closed: bool


class ProgramRequest(Body):
    name: Name
    level_of_care: Annotated[Line, StringConstraints(min_length=1, max_length=16)]
    weekly_hours: Hours
    site_id: Id | None = None
    weeks: Annotated[int | None, Field(ge=1, le=104)] = None
    states: Annotated[list[State], Field(max_length=60, default_factory=list)]
    least_age: Age | None = None
    most_age: Age | None = None
    closed: bool = False


class Programs(Answer):
    """All that a choice of programs needs."""

    programs: Annotated[list[ProgramDetail], Field(description="By name, closed ones last")]
    levels: Annotated[list[Level], Field(description="The most intensive last")]
    sites: list[Site]
