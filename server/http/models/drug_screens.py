"""Draws for drug screens, and what became of each. What a screen found has no field anywhere."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Line, Words

State = Literal["open", "collected", "refused", "excused"]
WhyNot = Annotated[Words, StringConstraints(max_length=120)]
Weekday = Annotated[int, Field(ge=0, le=6, description="0 Monday to 6 Sunday")]


class DrawRule(Body):
    """One of `how_many` and `share` says how many are drawn in a week, once it is on."""

    on: bool
    how_many: Annotated[int | None, Field(ge=1, le=200)]
    share: Annotated[int | None, Field(ge=1, le=100, description="Per cent of whoever is eligible, rounded up")]
    at_least_every: Annotated[int | None, Field(ge=1, le=52, description="Weeks in which each is drawn at least once")]
    days: Annotated[list[Weekday], Field(max_length=7, description="On which screens are collected")]
    by_itself: Annotated[bool, Field(description="Drawn at the week's start without anybody's doing")]


class DrawRuleRequest(Body):
    version: Annotated[int, Field(ge=0, le=2**31, description="Of what was seen")]
    rule: DrawRule


class ProgramDrawRule(Answer):
    program_id: Id
    program: str
    rule: DrawRule
    version: int


class DrugScreenMark(Answer):
    state: State
    reason: str
    by: str
    at: AwareDatetime


class DrugScreen(Answer):
    """Somebody who is asked for a screen in a week."""

    id: Id
    program_id: Id
    person_id: Id
    legal_name: str
    record_number: str | None
    at_random: Annotated[bool, Field(description="Drawn; false: added for cause")]
    reason: Annotated[str, Field(description="Why it was added")]
    added_by: str
    days: list[date]
    state: State
    late: Annotated[bool, Field(description="Open, and its week is over")]
    history: list[DrugScreenMark]


class DrawMade(Answer):
    id: Id
    at: AwareDatetime
    by: Annotated[str, Field(description="Empty: by itself")]
    eligible: int
    selected: int


class WeekOfDraws(Answer):
    starts_on: date
    draw: DrawMade | None
    screens: Annotated[list[DrugScreen], Field(description="Of clients whom the one who asks may see")]
    unseen: Annotated[int, Field(description="How many others there are")]


class DrugScreenChoice(Answer):
    person_id: Id
    name: str
    record_number: str | None


class ProgramDraws(Answer):
    program: ProgramDrawRule
    this_week: date
    drawn: Annotated[bool, Field(description="Whether this week's draw was made")]
    weeks: list[WeekOfDraws]
    choices: Annotated[list[DrugScreenChoice], Field(description="Who can be added for cause")]


class AdditionRequest(Body):
    person: Id
    reason: Annotated[Line, StringConstraints(min_length=3, max_length=120)]


class MarkRequest(Body):
    state: State
    reason: Annotated[WhyNot, Field(description="Why excused, or why changed; never what a screen found")] = ""


class EligibleClient(Answer):
    person_id: Id
    name: str
    record_number: str | None
    waited: Annotated[int, Field(description="Whole weeks without having been drawn")]
    due: Annotated[bool, Field(description="Drawn whatever their place")]
    place: Annotated[str, Field(description="SHA-256 of the seed, a colon and the id, in hexadecimal")]
    selected: bool


class DrawEvidence(Answer):
    """All that a draw rests on, drawn again at this moment."""

    id: Id
    program_id: Id
    program: str
    week: date
    rule: DrawRule
    rule_version: int
    seed: str
    drawn_at: AwareDatetime
    eligible: Annotated[list[EligibleClient], Field(description="By id")]
    verdict: Literal["holds", "other_selection", "changed", "not_in_log"]
    leaf: Annotated[int | None, Field(description="Which leaf of the attendance log covers it")]
