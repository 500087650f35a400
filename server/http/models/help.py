"""Calls for help."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from server.http.models.common import Answer, Id


class HelpCall(Answer):
    """An open call, as whoever reads it may know of it; with no words of anybody's."""

    id: Id
    session: Id
    title: str
    time_zone: str
    kind: Annotated[Literal["staff", "client"], Field(description="Who calls; a client does so quietly")]
    by: Annotated[str | None, Field(description="None: a client of a session that is not the reader's")]
    mine: Annotated[bool, Field(description="The reader made it")]
    at: AwareDatetime
    paged: Annotated[bool, Field(description="The reader was asked first: on call, or of the session's staff")]
    everybody: Annotated[bool, Field(description="All staff are asked")]
    asks: Annotated[bool, Field(description="The reader is to do something about it")]
    answered_by: str | None
    coming: Annotated[bool, Field(description="It is the reader who answered")]
    may_end: bool


class OwnCall(Answer):
    """none: nothing is open; called: nobody has answered yet; answered: somebody comes, or looks after it."""

    state: Literal["none", "called", "answered"]


class Answered(Answer):
    session: Id


class PastCall(Answer):
    """A call for help that was made. `told`: how often medical personnel were told of a client from then on."""

    id: Id
    session: Id
    title: str
    time_zone: str
    kind: Literal["staff", "client"]
    by: str
    at: AwareDatetime
    everybody_at: AwareDatetime | None
    asked: Annotated[int, Field(description="How many were asked first, and one after another")]
    answered_by: str | None
    answered_at: AwareDatetime | None
    ended_by: str | None
    ended_at: AwareDatetime | None
    state: Annotated[
        Literal["open", "ended", "left"], Field(description="left: nobody ended it; it lapsed, as with its session")
    ]
    told: int


class PastCalls(Answer):
    """The newest first. `next`: where the next page begins; None: this is the last."""

    calls: list[PastCall]
    next: AwareDatetime | None
