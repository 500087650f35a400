"""Hours by day and week against plan and authorizations."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.domain.hours.units import Unit
from server.http.calendar import FIRST, LAST
from server.http.models.attendance import Person
from server.http.models.common import Answer, Body, Id, Line
from server.services.sessions.sessions import Kind

ADay = Annotated[date, Field(ge=FIRST, le=LAST)]
UnitName = Literal["day", "hour", "quarter_hour", "session"]


class Counted(Answer):
    """Countable time. What was in the room and online at once is in both parts, and counted once."""

    countable_minutes: float
    in_room_minutes: float
    remote_minutes: float
    both_minutes: float


class HoursDay(Counted):
    day: date
    sessions: list[Id]
    not_counting_minutes: Annotated[float, Field(description="In sessions that are no hours of the program")]
    needed_minutes: Annotated[int, Field(description="From how many on it is a service day; 0: from any")]
    short_minutes: float
    is_service_day: bool
    words: str


class HoursKind(Counted):
    kind: Kind
    counts: Annotated[bool, Field(description="Whether these are hours of the program")]


class HoursWeek(Counted):
    """Seven days in the clinic's time zone; they start as the policy says."""

    starts_on: date
    ends_on: Annotated[date, Field(description="Included")]
    is_over: bool
    days: Annotated[list[HoursDay], Field(description="Those on which a session began")]
    kinds: list[HoursKind]
    not_counting_minutes: float
    service_days: int
    sessions_attended: int
    sessions_expected: int
    planned_minutes: Annotated[float, Field(description="0: no plan")]
    least_minutes: Annotated[int, Field(description="Of the level of care; 0: no bound")]
    most_minutes: int
    short_minutes: Annotated[float, Field(description="To the plan; while the week goes on, what is to go")]
    over_minutes: Annotated[float, Field(description="Beyond what the level of care allows")]
    words: str


class AuthorizationUse(Answer):
    day: date
    units: int
    sessions: list[Id]


class Authorization(Answer):
    id: Id
    payer: str
    number: str
    service_code: str
    unit: UnitName
    units: int
    starts_on: date
    ends_on: Annotated[date, Field(description="Included")]
    withdrawn_at: AwareDatetime | None
    used: int
    left: int
    beyond: Annotated[int, Field(description="Used without being authorized")]
    uses: list[AuthorizationUse]
    standing: Literal["withdrawn", "beyond", "not_yet", "ended", "used_up", "ending", "low", "open"]
    words: str


class ClientHours(Answer):
    client: Person
    program: str | None
    weeks: Annotated[list[HoursWeek], Field(description="Oldest first")]
    authorizations: Annotated[list[Authorization], Field(description="Of these weeks and later, by first day")]


class Program(Answer):
    id: Id
    name: str
    level_of_care: str
    weekly_hours: float


class ProgramClient(Answer):
    client: Person
    week: HoursWeek
    authorizations: list[Authorization]


class ProgramHours(Answer):
    program: Program
    starts_on: date
    clients: Annotated[list[ProgramClient], Field(description="Those who lack most first")]


class Payer(Answer):
    id: Id
    name: str


class PayerRequest(Body):
    name: Annotated[Line, StringConstraints(min_length=1, max_length=200)]


class AuthorizationRequest(Body):
    payer_id: Id
    number: Annotated[Line, StringConstraints(min_length=1, max_length=60)]
    service_code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]{1,20}$", to_upper=True)]
    unit: Unit
    units: Annotated[int, Field(ge=1, le=10_000)]
    starts_on: ADay
    ends_on: ADay


class AddedAuthorization(Answer):
    id: Id
    overlaps: Annotated[
        list[str], Field(description="Numbers of others of this payer for this service that share days with it")
    ]
