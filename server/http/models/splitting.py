"""One group that becomes two."""

from datetime import date
from typing import Annotated

from pydantic import Field

from server.http.models.common import Answer, Body, Id
from server.http.models.programs import Day
from server.http.models.schedule import At, Override, SeriesPreview, SeriesSaved, Title


class Half(Body):
    """One of the two groups; all else is as it was."""

    title: Title
    at: At
    facilitators: Annotated[list[Id], Field(max_length=10)]
    clients: Annotated[list[Id], Field(max_length=200)]


class SplitPreviewRequest(Body):
    from_on: Day
    first: Annotated[Half, Field(description="As which the series goes on")]
    second: Half


class SplitRequest(SplitPreviewRequest):
    version: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    override: Override = ""


class DividedClient(Answer):
    person_id: Id
    name: str
    record_number: str | None
    second: Annotated[bool, Field(description="In the second group, if it is done evenly")]


class SplitOffer(Answer):
    from_on: date
    version: int
    title: str
    at: At
    facilitators: list[Id]
    clients: Annotated[list[DividedClient], Field(description="Whom there is to divide, by name")]


class SplitPreview(Answer):
    first: SeriesPreview
    second: SeriesPreview


class SplitSaved(Answer):
    first: SeriesSaved
    second: SeriesSaved
