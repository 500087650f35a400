"""One session's roster with what was decided about it, and pairs that are kept apart."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Line
from server.services.rosters.keep_apart import Ground
from server.services.sessions.sessions import RosterRole, Source

Reason = Annotated[Line, StringConstraints(min_length=3, max_length=500)]


class OtherSession(Answer):
    """Another session, as far as it must be known to say which."""

    id: Id
    title: str
    starts_at: AwareDatetime
    time_zone: str


class RosterDecision(Answer):
    """What somebody decided of one person at one session."""

    kind: Literal["added", "left_out", "excused"]
    reason: str
    made_at: AwareDatetime


class PlannedPerson(Answer):
    person_id: Id
    name: str
    chosen_name: str
    name_used: str
    pronouns: str
    role: RosterRole
    status: Literal["expected", "excused", "walk_in"]
    source: Source
    decision: RosterDecision | None
    makes_up_for: OtherSession | None
    made_up_at: OtherSession | None


class LeftOutPerson(Answer):
    """Expected otherwise, and not on the roster. Of staff those who are kept apart from a client: who runs a session
    instead of whom is the schedule's."""

    person_id: Id
    name: str
    role: RosterRole
    apart_from: Annotated[str | None, Field(description="Kept apart from them; null: left out this once")]
    decision: RosterDecision | None
    made_up_at: OtherSession | None


class RosterPlan(Answer):
    people: list[PlannedPerson]
    left_out: Annotated[list[LeftOutPerson], Field(description="Those of whom the one who asks may know")]
    crowding: Annotated[list[str], Field(description="What is over the policy, in words")]
    apart: Annotated[
        list[list[str]],
        Field(description="Pairs of names: kept apart since the session began, and both on its roster"),
    ]


class Candidate(Answer):
    person_id: Id
    name: str
    record_number: str | None


class MakeUpOffer(Answer):
    session: OtherSession
    kind: str
    clashes: Annotated[list[str], Field(description="Why it would not go well, in words")]


class AddRequest(Body):
    """409 `warned` unless `despite`: then the reason answers the warnings. 409 `kept_apart`: never."""

    person: Id
    reason: Reason
    instead_of: Annotated[Id | None, Field(description="The session that it makes up for")] = None
    despite: bool = False


class DecisionRequest(Body):
    kind: Literal["left_out", "excused"]
    reason: Reason


class MissedSession(Answer):
    session: OtherSession
    name: Annotated[str, Field(description="Who of the two is left out of it")]


class KeepApartPair(Answer):
    id: Id
    other: Id
    name: str
    ground: Ground
    note: str
    made_by: str
    made_at: AwareDatetime
    ended_at: AwareDatetime | None
    missed: Annotated[list[MissedSession], Field(description="Coming sessions that one of the two is left out of")]


class KeepApartRequest(Body):
    other: Id
    ground: Ground
    note: Annotated[Line, StringConstraints(max_length=500)] | Literal[""] = ""
