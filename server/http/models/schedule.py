"""The schedule: the calendar, series of sessions, changes of one session, and what stands against a plan."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Line, Words
from server.http.models.programs import Day
from server.http.models.sessions import Status
from server.services.sessions.sessions import Kind, Setting

Title = Annotated[Line, StringConstraints(min_length=1, max_length=200)]
Topic = Annotated[Words, StringConstraints(max_length=200)]
Reason = Annotated[Line, StringConstraints(min_length=1, max_length=500)]
Override = Annotated[
    Words,
    StringConstraints(max_length=300),
    Field(description="Why it is to be so although something stands against it; empty where nothing does"),
]
Length = Annotated[int, Field(ge=5, le=12 * 60, strict=True)]


def _by_the_clock(at: time) -> time:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise ValueError("an hour and a minute, by the clock of the place")
    return at


At = Annotated[time, AfterValidator(_by_the_clock)]
Expects = Literal["enrolled", "named"]
Against = Literal["no_facilitator", "nobody_expected", "elsewhere", "holiday", "licence", "over_cap"]


class Named(Answer):
    id: Id
    name: str


class CalendarEntry(Answer):
    id: Id
    series_id: Id | None
    kind: Kind
    title: str
    topic: str
    status: Status
    day: Annotated[date, Field(description="By the clock of its place")]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str
    program: Named | None
    site: Named | None
    setting: Setting
    facilitators: list[Named]
    expected: Annotated[int, Field(description="How many clients are on the roster")]
    altered: Annotated[bool, Field(description="Changed by itself: changes of its series pass it by")]
    cancel_reason: str


class CalendarHoliday(Answer):
    day: date
    name: str
    site: Id | None


class CalendarPage(Answer):
    today: date
    time_zone: Annotated[str, Field(description="The clinic's")]
    sessions: list[CalendarEntry]
    holidays: list[CalendarHoliday]


class SeriesSummary(Answer):
    id: Id
    version: int
    rule: Annotated[str, Field(description="As RFC 5545 has it, without its end", examples=["FREQ=WEEKLY;BYDAY=MO,TH"])]
    first_on: date
    last_on: date
    at: time
    minutes: int
    once: bool


class SubstituteChoice(Named):
    free: Annotated[bool, Field(description="Not in another session at the time")]


class SessionPlan(CalendarEntry):
    """One session with its series, and who could run it instead."""

    series: SeriesSummary | None
    series_day: date | None
    substitutes: Annotated[list[SubstituteChoice] | None, Field(description="Admins only, while it is planned")]


class SeriesDraft(Body):
    program_id: Id | None
    track_id: Id | None = None
    site_id: Id | None = None
    kind: Kind
    title: Title
    topic: Topic = ""
    service_code: Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9 .:-]*$")] = ""
    rule: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    first_on: Day
    last_on: Day | None
    at: At
    minutes: Length
    break_minutes: Annotated[int, Field(ge=0, le=12 * 60, strict=True)] = 0
    facilitators: Annotated[list[Id], Field(max_length=10)]
    expects: Expects
    clients: Annotated[list[Id], Field(max_length=200, default_factory=list)]
    setting: Setting
    guests: Annotated[bool, Field(strict=True)] = False


class Series(SeriesSummary):
    """A series whole, as a form shows it."""

    program_id: Id | None
    track_id: Id | None
    site_id: Id | None
    kind: Kind
    title: str
    topic: str
    service_code: str
    time_zone: str
    break_minutes: int
    facilitators: list[Id]
    expects: Expects
    clients: list[Id]
    setting: Setting
    guests: bool
    goes_on: Annotated[Id | None, Field(description="The series that follows it")]


class SeriesPreviewRequest(Body):
    draft: SeriesDraft
    follows: Annotated[Id | None, Field(description="The series that goes on as this one from its first day on")] = None


class SeriesRequest(Body):
    draft: SeriesDraft
    override: Override = ""


class SeriesChange(SeriesRequest):
    version: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class SeriesEnd(Body):
    version: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    last_on: Annotated[date, Field(description="The last day on which it meets; yesterday: no more at all")]


class Finding(Answer):
    """What stands against a plan."""

    against: Against
    days: list[date]
    person: str | None
    client: Annotated[bool, Field(description="Whether the person is one; staff otherwise")]
    other: Annotated[str, Field(description="Which session they are in at the time, or which holiday it is")]
    expected: int
    cap: int
    states: list[str]


class LeftOutDay(Answer):
    day: date
    holiday: str


class PlannedDay(Answer):
    day: date
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class SeriesPreview(Answer):
    """What saving would do, with the weeks ahead in which sessions are made already."""

    last_on: date
    until: Annotated[date, Field(description="How far ahead was looked")]
    meetings: list[PlannedDay]
    holidays: Annotated[list[LeftOutDay], Field(description="Nothing meets on these")]
    findings: list[Finding]
    apart: Annotated[
        list[list[str]],
        Field(description="Pairs of names, of whom one is left out wherever both are expected: they are kept apart"),
    ]
    moved: Annotated[int, Field(description="Sessions that exist already and become these")]
    dropped: Annotated[list[PlannedDay], Field(description="Sessions that exist already and will be cancelled")]
    passed_by: Annotated[list[PlannedDay], Field(description="Changed by themselves, they stay as they are")]


class SeriesSaved(Answer):
    id: Id
    version: int
    made: int
    changed: int
    cancelled: int
    passed_by: int
    left_out: Annotated[int, Field(description="Places that somebody would have and cannot be given: look at rosters")]


class Seen(Body):
    """The session as whoever changes it had it before them."""

    status: Status
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    title: Annotated[str, StringConstraints(max_length=200)]
    topic: Annotated[str, StringConstraints(max_length=200)]
    facilitators: Annotated[list[Id], Field(max_length=200)]


class MovePreviewRequest(Body):
    day: Day
    at: At
    minutes: Length
    title: Title
    topic: Topic


class SessionMove(MovePreviewRequest):
    seen: Seen
    override: Override = ""


class SessionCancel(Body):
    seen: Seen
    reason: Reason


class SessionRestore(Body):
    seen: Seen
    override: Override = ""


class SessionSubstitute(Body):
    seen: Seen
    facilitator: Id
    instead_of: Id | None
    override: Override = ""


class SessionChanged(Answer):
    left_out: int


class TrackChoice(Named):
    program: Id


class SiteChoice(Named):
    time_zone: str


class ProgramChoice(Named):
    site: Id | None


class ClientChoice(Named):
    legal_name: str
    record_number: str | None


class ScheduleChoices(Answer):
    """What a series can be made of."""

    programs: list[ProgramChoice]
    tracks: list[TrackChoice]
    sites: list[SiteChoice]
    facilitators: list[Named]
    clients: Annotated[list[ClientChoice], Field(description="Who is enrolled today or later")]
