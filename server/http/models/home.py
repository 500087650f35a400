"""What a client finds behind their PIN."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from server.http.models.common import Answer, Id


class HomeSession(Answer):
    title: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str
    setting: Literal["hybrid", "remote", "in_person"]
    state: Literal["planned", "in_progress", "finished", "cancelled", "excused"]
    join: Annotated[Id | None, Field(description="The session's id, of one that can be joined now, until it is over")]


class HomeConsent(Answer):
    recipient: str
    purpose: str
    given_on: date
    expires_on: date | None


class HomeAsked(Answer):
    """For a drug screen."""

    at_random: bool
    days: Annotated[list[date], Field(description="That are left, today among them")]


class Home(Answer):
    name: Annotated[str, Field(description="As they want to be called")]
    clinic: str
    phone: str
    time_zone: str
    week_starts_on: date
    week_ends_on: date
    counted_minutes: Annotated[float, Field(description="This week so far, with sessions that go on")]
    planned_minutes: Annotated[float, Field(description="0: no plan")]
    next: Annotated[HomeSession | None, Field(description="What they came for; after it the next, up to 28 days ahead")]
    others: Annotated[list[HomeSession], Field(description="The week's, by time")]
    asked: Annotated[HomeAsked | None, Field(description="For a drug screen; told here and nowhere else")]
    consents: Annotated[list[HomeConsent], Field(description="Those that hold today, newest first")]
