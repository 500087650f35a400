"""Policies: whose rules say what, their versions, and what a change would alter."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.attendance import Outcome, Person
from server.http.models.common import Answer, Body, Id, Line
from server.services.sessions.sessions import Kind

Scope = Literal["clinic", "program", "payer"]
Cosignature = Literal["never", "without_licence", "always"]
Subject = Literal["minutes", "presence", "interruptions", "hours", "group", "signing"]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
Minutes = Annotated[int, Field(ge=0, le=24 * 60, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
WeeklyHours = Annotated[int, Field(ge=0, le=168, strict=True)]


class LevelHours(Body):
    """Hours a week for one level of care; `most` 0: no bound."""

    level: Annotated[Line, StringConstraints(min_length=1, max_length=40)]
    least: WeeklyHours
    most: WeeklyHours


class PolicyRules(Body):
    """Rules that somebody says something about; the others are left out. What each means is in `statements`."""

    grace_ms: Annotated[int, Field(ge=0, le=3 * 3_600_000, strict=True)] | None = None
    present_percent: Percent | None = None
    partial_percent: Percent | None = None
    present_minutes: Minutes | None = None
    partial_minutes: Minutes | None = None
    camera_off_counts: Flag | None = None
    phone_counts: Flag | None = None
    must_receive: Flag | None = None
    outages_count: Flag | None = None
    staff_gap_ms: Annotated[int, Field(ge=0, le=3_600_000, strict=True)] | None = None
    sign_in_wanted: Flag | None = None
    no_video_reason_wanted: Flag | None = None
    ask_again_days: Annotated[int, Field(ge=0, le=366, strict=True, description="0: always in full")] | None = None
    counting_kinds: Annotated[list[Kind], Field(max_length=8, json_schema_extra={"uniqueItems": True})] | None = None
    day_minutes: Minutes | None = None
    week_starts_on: Annotated[int, Field(ge=0, le=6, strict=True, description="0 is Monday")] | None = None
    weekly_hours: Annotated[list[LevelHours], Field(max_length=20)] | None = None
    group_cap: Annotated[int, Field(ge=0, le=500, strict=True, description="0: no cap")] | None = None
    family_in_cap: Annotated[bool, Field(strict=True, description="Guests of clients count too")] | None = None
    clients_per_staff: Annotated[int, Field(ge=0, le=500, strict=True, description="0: no such rule")] | None = None
    cosignature: Cosignature | None = None
    sign_within_hours: Annotated[int, Field(ge=1, le=24 * 366, strict=True)] | None = None


class PolicyDraft(Body):
    rules: PolicyRules
    base_version: Annotated[
        int, Field(ge=0, le=100_000, strict=True, description="The newest version that this was written over; 0: none")
    ]
    effective_from: Annotated[date, Field(description="Today or later, in the clinic's calendar")]
    reason: Annotated[Line, StringConstraints(min_length=1, max_length=500)]


class PolicyPreviewRequest(Body):
    rules: PolicyRules
    from_: Annotated[date | None, Field(alias="from", description="First day; default: 27 days before `to`")] = None
    to: Annotated[date | None, Field(description="Last day, included; default: today")] = None


class RuleStatement(Answer):
    """One rule in words, and whose it is."""

    rule: str
    subject: Subject
    words: str
    said_by: Literal["default", "clinic", "program", "payer"]


class RuleDifference(Answer):
    """One rule before and after, in words; None: left to the rules beneath."""

    rule: str
    subject: Subject
    before: str | None
    after: str | None


class PolicyHolder(Answer):
    """Whose rules: the clinic's, a program's or a payer's."""

    scope: Scope
    id: Id
    name: str
    version: Annotated[int, Field(description="The newest; 0: there are none")]
    in_force: Annotated[int | None, Field(description="The version in force today")]
    planned_from: Annotated[date | None, Field(description="When the newest comes into force, where that is later")]
    says: Annotated[list[str], Field(description="The rules that it says something about today")]
    withdrawn_on: Annotated[date | None, Field(description="Since when a payer authorizes nothing new")]


class PolicyHolders(Answer):
    today: date
    holders: Annotated[list[PolicyHolder], Field(description="The clinic, its programs and payers by name")]


class PolicyVersion(Answer):
    version: int
    effective_from: date
    state: Annotated[
        Literal["in_force", "planned", "past", "replaced"],
        Field(description="replaced: by a newer version that began no later"),
    ]
    rules: PolicyRules
    reason: str
    saved_by: Annotated[str | None, Field(description="None: it came with the clinic")]
    saved_at: AwareDatetime
    changes: Annotated[list[RuleDifference], Field(description="Since the version before")]


class Policy(Answer):
    """One holder's rules today, what is said beneath them, and every version."""

    holder: PolicyHolder
    today: date
    statements: Annotated[list[RuleStatement], Field(description="Every rule as it is today, by subject")]
    beneath: Annotated[PolicyRules, Field(description="Every rule as it is where this holder says nothing")]
    versions: Annotated[list[PolicyVersion], Field(description="Newest first")]


class PolicySaved(Answer):
    version: int
    effective_from: date


class PolicyJudged(Answer):
    outcome: Outcome
    reason: str
    countable_minutes: float
    counts_towards_hours: bool


class RecordChange(Answer):
    """A record that would be another."""

    session_id: Id
    title: str
    starts_at: AwareDatetime
    participant: Person
    before: PolicyJudged
    after: PolicyJudged


class RecordTally(Answer):
    """How many records have an outcome or flag, before and after."""

    code: str
    before: int
    after: int


class PolicyPreview(Answer):
    """What the records of these days would be under the proposed rules, beside what they are under the newest."""

    first_day: date
    last_day: date
    sessions: int
    records: int
    differences: list[RuleDifference]
    outcomes: list[RecordTally]
    flags: list[RecordTally]
    changes: Annotated[list[RecordChange], Field(description="Newest session first")]
    left_out: Annotated[int, Field(description="Changes beyond those that are listed")]
