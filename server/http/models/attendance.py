"""Attendance: by session, by client and week, and one record with its evidence."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from server.http.models.common import Answer, Id
from server.http.models.sessions import SessionSummary

Outcome = Literal[
    "present",
    "partial",
    "late",
    "left_early",
    "no_show",
    "excused",
    "walk_in",
    "removed",
    "pending",
    "entered_in_error",
]
"""What is in force. `pending` only while the session has not ended; `entered_in_error`: it should not count."""


class Person(Answer):
    person_id: Id
    name: str
    legal_name: str
    record_number: str | None


class Attestation(Answer):
    """Who signed, with what they held as of then."""

    kind: Literal["signature", "cosignature"]
    by: str
    credential: str
    licence: str
    supervisor: str | None
    in_place_of: Annotated[list[str], Field(description="Whose record it was, who had left")]
    at: AwareDatetime
    in_force: Annotated[bool, Field(description="Over what is in force, not over what was before an amendment")]


class Judgement(Answer):
    """What the signer added; it changes no value."""

    excused: bool
    note: str
    by: str
    at: AwareDatetime


class RecordValue(Answer):
    outcome: Outcome
    countable_minutes: float
    in_room_minutes: float


class AmendmentDecided(Answer):
    accepted: bool
    by: str
    at: AwareDatetime
    reason: str


class Amendment(Answer):
    """A change with both values. `by` is None where facts that came late proposed it."""

    id: Id
    kind: Literal["correction", "entered_in_error", "late_facts"]
    state: Literal["in_force", "replaced", "proposed", "declined", "overtaken"]
    before: RecordValue
    after: RecordValue
    reason: str
    by: str | None
    at: AwareDatetime
    decision: AmendmentDecided | None


SigningStatus = Literal[
    "provisional",
    "unsigned",
    "due",
    "overdue",
    "cosignature",
    "proposed",
    "amended",
    "signed",
    "entered_in_error",
]


class Signing(Answer):
    """What people said of a record."""

    status: SigningStatus
    since: Annotated[AwareDatetime | None, Field(description="From when it waits for what comes next")]
    due_at: AwareDatetime | None
    overdue: bool
    attestations: Annotated[list[Attestation], Field(description="Oldest first")]
    judgement: Judgement | None
    amendments: Annotated[list[Amendment], Field(description="Oldest first")]
    derived: Annotated[RecordValue, Field(description="As the facts have it, before any correction")]


class Record(Answer):
    """What the facts come to for one client and one session."""

    participant: Person
    session_id: Id
    outcome: Outcome
    reason: Annotated[str, Field(description="Why this outcome, in words")]
    countable_minutes: float
    connected_minutes: Annotated[float, Field(description="In the room at all, counted or not")]
    minutes_by_modality: Annotated[
        dict[str, float], Field(description="Countable, by video, camera_off, audio_only, phone, in_room, online")
    ]
    first_seen_at: AwareDatetime | None
    last_seen_at: AwareDatetime | None
    flags: Annotated[list[str], Field(description="What an auditor should look at", examples=[["estimated end"]])]
    provisional: Annotated[bool, Field(description="The session is not over: nothing is stored yet")]
    version: Annotated[int, Field(description="0 while provisional; a later derivation has a higher one")]
    derived_at: AwareDatetime
    signing: Signing


class SessionAttendance(Answer):
    session: SessionSummary
    expected: int
    attended: Annotated[int, Field(description="Clients with any countable time")]
    outcomes: dict[str, int]
    countable_minutes: Annotated[float, Field(description="All clients together")]
    signed: Annotated[int, Field(description="Records of which nothing is open")]
    records: Annotated[int, Field(description="All of them")]


OnlyToSign = Annotated[bool, Field(description="Seen by a supervisor who signs: roster, exports and clients are not")]


class SessionRecords(Answer):
    session: SessionSummary
    records: list[Record]
    only_to_sign: OnlyToSign


class WeekBar(Answer):
    """One week of one client, which starts as the policy says, in the clinic's time zone."""

    starts_on: date
    countable_minutes: float
    target_minutes: float
    sessions_attended: int
    sessions_expected: int


class ClientAttendance(Answer):
    client: Person
    program: str | None
    weeks: Annotated[list[WeekBar], Field(description="Oldest first")]


class ClientSession(Answer):
    session: SessionSummary
    record: Record


class ClientRecords(Answer):
    client: Person
    program: str | None
    weeks: list[WeekBar]
    sessions: Annotated[list[ClientSession], Field(description="Newest first")]


class Interval(Answer):
    """A half-open stretch [from, to) of one client's time."""

    started_at: AwareDatetime
    ended_at: AwareDatetime
    modality: Annotated[
        str, Field(description="video, camera_off, audio_only, phone, in_room; online: connected, no media seen")
    ]
    grade: Annotated[str | None, Field(description="connected, receiving or sending; None for in-room and stated time")]
    source: Annotated[str, Field(description="Who or what observed it")]
    end_reason: Annotated[str, Field(description="Why it ended, in words")]
    estimated: Annotated[bool, Field(description="The end is a last proof of life, not a farewell")]


class Span(Answer):
    """A half-open stretch, counted or not, with the reason."""

    started_at: AwareDatetime
    ended_at: AwareDatetime
    counted: bool
    reason: str


class Band(Answer):
    """A half-open stretch that was the same for everybody; `ended_at` is None while it lasts."""

    kind: Annotated[Literal["break", "outage"], Field(description="outage: the server gave no proof of life")]
    started_at: AwareDatetime
    ended_at: AwareDatetime | None


class Fact(Answer):
    """One observation, as stored."""

    id: Id
    kind: str
    about: Annotated[Literal["client", "session"], Field(description="Of this client, or of the session as a whole")]
    source: str
    observed_at: AwareDatetime
    recorded_at: AwareDatetime
    connection: str | None
    text: Annotated[str, Field(description="What was observed, in words")]


class OtherPresent(Answer):
    """Somebody who was neither client nor staff was there with the client; who, the record does not say."""

    role: Literal["guest", "interpreter", "observer"]
    started_at: AwareDatetime
    ended_at: AwareDatetime


class InLog(Answer):
    """What the attendance log says of a record."""

    state: Annotated[
        Literal["verified", "failed", "unsigned", "absent", "erased"],
        Field(description="unsigned: under no signed head yet; absent: the session goes on, or is older than the log"),
    ]
    since: Annotated[AwareDatetime | None, Field(description="When the log took the record in")]
    position: Annotated[int | None, Field(description="Its leaf")]
    signed_at: Annotated[AwareDatetime | None, Field(description="Of the newest signed head")]
    leaves: Annotated[int | None, Field(description="How many that head covers")]
    key: Annotated[str | None, Field(description="The id of the key that signed it")]
    problem: Annotated[str | None, Field(description="What does not fit, in words")]


class Evidence(Answer):
    """A record and all it rests on."""

    session: SessionSummary
    record: Record
    intervals: list[Interval]
    spans: list[Span]
    bands: Annotated[list[Band], Field(description="Breaks really taken and outages of the server, by start")]
    facts: list[Fact]
    others: Annotated[list[OtherPresent], Field(description="By start")]
    only_to_sign: OnlyToSign
