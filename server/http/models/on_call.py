"""The on-call plan."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from server.http.models.common import Answer, Body, Id
from server.http.models.schedule import Named, SiteChoice
from server.services.help.on_call import MOST_WEEKS


class OnCallShift(Answer):
    id: Id
    person: Named
    site: Annotated[SiteChoice | None, Field(description="None: at all sites")]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    now: Annotated[bool, Field(description="It has begun")]
    overlaps: Annotated[bool, Field(description="Somebody else is on call then too: both are paged")]
    mine: bool


class OnCallStretch(Answer):
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class OnCallGap(Answer):
    """A session within two weeks of which nobody is on call for a part: a call then goes to all staff signed in."""

    session: Id
    title: str
    time_zone: str
    stretches: list[OnCallStretch]


class OnCallPlan(Answer):
    shifts: Annotated[list[OnCallShift], Field(description="Those that hold now or within 60 days, by time")]
    gaps: list[OnCallGap]
    people: Annotated[list[Named], Field(description="Who can be on call")]
    sites: list[SiteChoice]


class OnCallRequest(Body):
    person_id: Id
    site_id: Id | None = None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS, strict=True, description="So many times, a week apart")] = 1


class HandOver(Body):
    person_id: Id
