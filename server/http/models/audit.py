"""Search over records, and the trail of who did what."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.attendance import Outcome, Person
from server.http.models.common import Answer, Body, Id, Line
from server.services.sessions.sessions import Kind

Cursor = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[A-Za-z0-9_=-]+$")]
Size = Annotated[int, Field(ge=1, le=200)]


class SearchRequest(Body):
    """In the body and never in an address, since names are. What is left out does not limit."""

    text: Annotated[Line, StringConstraints(max_length=100)] | None = None
    from_on: date | None = None
    to_on: date | None = None
    program: Id | None = None
    facilitator: Id | None = None
    kind: Kind | None = None
    outcome: Outcome | None = None
    flag: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]+$")] | None = None
    signed: bool | None = None
    after: Annotated[Cursor | None, Field(description="`next` of the page before")] = None
    size: Size = 50


class FoundRecord(Answer):
    session_id: Id
    title: str
    kind: Kind
    program: str | None
    starts_at: AwareDatetime
    client: Person
    outcome: Outcome
    countable_minutes: float
    flags: list[str]
    signed: bool


class SearchResult(Answer):
    records: Annotated[list[FoundRecord], Field(description="Newest session first")]
    next: str | None
    outcomes: Annotated[dict[str, int], Field(description="First page only: how many there are in all, by outcome")]
    too_many: Annotated[bool, Field(description="More clients fit the text than were looked at: type more of it")]
    from_on: date
    to_on: date


class Choice(Answer):
    id: Id
    name: str


class SearchChoices(Answer):
    """What can be chosen from in a search."""

    programs: list[Choice]
    facilitators: list[Choice]
    flags: list[str]


class ClientsRequest(Body):
    text: Annotated[Line, StringConstraints(min_length=1, max_length=100)]


class TrailRequest(Body):
    from_on: date | None = None
    to_on: date | None = None
    client: Id | None = None
    actor: Id | None = None
    after: Cursor | None = None
    size: Size = 50


class TrailEntry(Answer):
    id: Id
    at: AwareDatetime
    day: Annotated[date, Field(description="In the clinic's time zone")]
    who: Annotated[str | None, Field(description="None: nobody was signed in")]
    role: Annotated[Literal["client", "staff"] | None, Field(description="Whether `who` is a client")]
    what: Annotated[str, Field(description="In words", examples=["Read the attendance of"])]
    action: str
    about: Annotated[Person | None, Field(description="The client or member of staff whom it is about")]
    session_id: Id | None
    session: str | None
    session_starts_at: AwareDatetime | None
    numbers: Annotated[dict[str, str], Field(description="Counts and days that were kept with it")]


class TrailPage(Answer):
    entries: Annotated[list[TrailEntry], Field(description="Newest first")]
    next: str | None
    from_on: date
    to_on: date


class SealedDay(Answer):
    """How the attendance log holds a day's entries."""

    day: date
    state: Annotated[
        Literal["open", "verified", "unsigned", "failed"],
        Field(
            description="open: no digest yet, it is written after midnight; unsigned: under no signed head yet; "
            "failed: the entries are not what the log says"
        ),
    ]
    position: int | None
    signed_at: AwareDatetime | None
