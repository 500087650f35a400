"""Files of other systems: the columns of each, and what becomes of its lines."""

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from server.http.models.clients import Discharge
from server.http.models.common import Answer, Body, Line
from server.http.models.programs import Day, Hours
from server.http.models.schedule import At, Title
from server.services.sessions.sessions import Kind, Setting

Subject = Literal["clients", "enrollments", "schedule"]
MOST_BYTES = 4 * 1024 * 1024
AT_ONCE = 100
"""Lines that one request takes over."""


def _day(text: object) -> object:
    """As ISO 8601 has it, or as it is written in the United States."""
    if isinstance(text, str) and (found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)):
        month, day, year = map(int, found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return text
    return text


def _clock(text: object) -> object:
    """6:00 PM beside 18:00."""
    if isinstance(text, str) and (found := re.fullmatch(r"(\d{1,2}):(\d{2})\s*([AaPp])\.?[Mm]\.?", text)):
        return datetime.strptime(f"{found[1]}:{found[2]} {found[3]}M", "%I:%M %p").time()  # noqa: DTZ007
    if isinstance(text, str) and re.fullmatch(r"\d:\d{2}", text):
        return f"0{text}"
    return text


def _parted(text: object) -> object:
    return [part for part in re.split(r"[\s,;]+", text) if part] if isinstance(text, str) else text


def _yes(text: object) -> object:
    said = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    return said.get(text.lower(), text) if isinstance(text, str) else text


def _lower(text: object) -> object:
    return re.sub(r"[\s-]+", "_", text.strip().lower()) if isinstance(text, str) else text


CellDay = Annotated[Day, BeforeValidator(_day)]
CellTime = Annotated[At, BeforeValidator(_clock)]
RecordNumber = Annotated[Line, StringConstraints(max_length=40)]
Name = Annotated[Line, StringConstraints(max_length=200)]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class ClientRow(Body):
    record_number: RecordNumber
    legal_name: Annotated[Line, StringConstraints(min_length=2, max_length=200)] | None = None
    chosen_name: Annotated[Line, StringConstraints(max_length=100)] | None = None
    name_used: Annotated[Line, StringConstraints(max_length=100)] | None = None
    pronouns: Annotated[Line, StringConstraints(max_length=40)] | None = None
    date_of_birth: CellDay | None = None


class EnrollmentRow(Body):
    record_number: RecordNumber
    program: Name
    starts_on: CellDay
    track: Name | None = None
    weekly_hours: Hours | None = None
    moves_from: Name | None = None
    ends_on: CellDay | None = None
    ended_as: Annotated[Discharge | None, BeforeValidator(_lower)] = None
    note: Annotated[Line, StringConstraints(max_length=500)] | None = None


class SeriesRow(Body):
    reference: Annotated[Line, StringConstraints(max_length=100)]
    title: Title
    days: Annotated[str, StringConstraints(max_length=300)]
    """MO WE FR, or a rule of RFC 5545."""
    starts_at: CellTime
    minutes: Annotated[int, Field(ge=5, le=12 * 60)]
    first_on: CellDay
    last_on: CellDay
    kind: Annotated[Kind, BeforeValidator(_lower)] = "group"
    program: Name | None = None
    track: Name | None = None
    site: Name | None = None
    facilitators: Annotated[tuple[str, ...], BeforeValidator(_parted), Field(max_length=10)] = ()
    clients: Annotated[tuple[str, ...], BeforeValidator(_parted), Field(max_length=200)] = ()
    topic: Annotated[Line, StringConstraints(max_length=200)] = ""
    service_code: Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9 .:-]*$")] = ""
    break_minutes: Annotated[int, Field(ge=0, le=12 * 60)] = 0
    setting: Annotated[Setting, BeforeValidator(_lower)] = "hybrid"
    guests: Annotated[bool, BeforeValidator(_yes)] = False

    @model_validator(mode="after")
    def _days_are_a_rule(self) -> "SeriesRow":
        days = [one[:2].upper() for one in re.split(r"[\s,;]+", self.days) if one]
        if "=" not in self.days:
            if not days or not {*days} <= {*WEEKDAYS}:
                raise ValueError("days: by their first two letters, as MO WE FR, or a rule of RFC 5545")
            ordered = ",".join(one for one in WEEKDAYS if one in days)
            object.__setattr__(self, "days", f"FREQ=WEEKLY;BYDAY={ordered}")
        return self


class ImportRequest(Body):
    subject: Subject
    csv: Annotated[str, StringConstraints(max_length=MOST_BYTES)]
    """The file's text (RFC 4180), its first line the headings."""
    first: Annotated[int, Field(ge=0, description="How many rows to pass by: those of requests before")] = 0
    meant: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=300),
        Field(description="Why lines are meant of which somebody is warned; empty: these are left out"),
    ] = ""


class Said(Answer):
    column: Annotated[str, Field(description="Empty: of the line as a whole")]
    words: str


class ImportLine(Answer):
    line: Annotated[int, Field(description="Of the file; its headings are line 1")]
    fate: Literal["added", "changed", "same", "warned", "refused"]
    columns: Annotated[list[str], Field(description="What changes")]
    said: Annotated[list[Said], Field(description="What is wrong, or warned of")]


class ImportAnswer(Answer):
    lines: list[ImportLine]
    rows: Annotated[int, Field(description="Of the whole file")]
    next: Annotated[int | None, Field(description="`first` of the next request; None: that was all")]


class ImportColumns(Answer):
    """Of a file, in the order of a template."""

    subject: Subject
    columns: list[str]
    required: list[str]


class ImportFiles(Answer):
    files: list[ImportColumns]
