"""Whom staff should look after, by which rules, and what came of it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Words
from server.http.models.programs import Day

Kind = Literal["absences", "short_weeks"]
Step = Literal["call", "team", "level_of_care", "letter"]
Outcome = Literal["done", "not_needed"]
Times = Annotated[int | None, Field(ge=1, le=7)]


class FollowUpAbsence(Answer):
    session_id: Id
    day: date
    excused: bool


class ShortWeek(Answer):
    starts_on: date
    counted_minutes: float
    planned_minutes: float


class FollowUpDone(Answer):
    outcome: Outcome
    step: Annotated[Step | None, Field(description="None: another one, or none")]
    note: str
    by: str
    at: AwareDatetime


class FollowUp(Answer):
    person_id: Id
    legal_name: str
    record_number: str | None
    program: str
    kind: Kind
    week: Annotated[date, Field(description="The first day of the week in which the rule came true")]
    step: Annotated[Step, Field(description="Proposed by the program's rules")]
    missed: list[FollowUpAbsence]
    weeks: list[ShortWeek]
    done: FollowUpDone | None
    earlier: Annotated[list[FollowUpDone], Field(description="About weeks before that run on to this one")]


class Rules(Body):
    """Null turns a rule off."""

    absences: Annotated[Times, Field(description="So many in one week")]
    excused_too: bool
    absences_step: Step
    short_weeks: Annotated[Times, Field(description="So many weeks running under the hours of the plan")]
    short_weeks_step: Step


class ProgramRules(Answer):
    program_id: Id
    program: str
    rules: Rules
    version: int


class FollowUps(Answer):
    lines: Annotated[list[FollowUp], Field(description="What nobody has seen to first")]
    rules: list[ProgramRules]


class FollowUpCount(Answer):
    clients: int


class RulesRequest(Body):
    version: int
    rules: Rules


class FollowUpRequest(Body):
    person_id: Id
    kind: Kind
    week: Day
    outcome: Outcome
    step: Step | None = None
    note: Annotated[Words, StringConstraints(max_length=500)] = ""
