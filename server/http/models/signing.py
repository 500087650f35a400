"""Sign-off: sheets, batches, amendments, and what waits."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.attendance import Record
from server.http.models.common import Answer, Body, Id, Line
from server.http.models.sessions import SessionSummary

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Reason = Annotated[Line, StringConstraints(max_length=500)]
PLAIN = r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$"
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=PLAIN)]
"""One line, or nothing."""


class SheetRecord(Answer):
    record: Record
    remarks: Annotated[list[str], Field(description="What to look at, in words; empty for who was simply there")]
    shown: Annotated[str, Field(description="To be sent back with a signature: what the page showed")]
    may_sign: Annotated[bool, Field(description="It is open for a signature, and this login may give it")]
    may_cosign: bool


class Signer(Answer):
    """As they would sign now."""

    name: str
    credential: str
    licence: str
    supervisor: str | None


class Sheet(Answer):
    """All records of one session, those with something to look at first."""

    session: SessionSummary
    records: list[SheetRecord]
    may_sign: bool
    may_cosign: bool
    signer: Signer
    in_place_of: Annotated[list[str], Field(description="Facilitators who have left, for whom this login signs")]
    meaning: Annotated[str, Field(description="What a signature says")]
    cosigning: Annotated[str, Field(description="What a co-signature says")]
    wall_minutes: Annotated[float, Field(description="How long the session lasted: a correction cannot be more")]


class SignedLine(Body):
    participant: Id
    shown: Hash
    excused: bool = False
    note: Note = ""


class Signatures(Body):
    """A batch; sent twice under the same name it is signed once."""

    batch: Id
    kind: Literal["signature", "cosignature"] = "signature"
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    records: Annotated[list[SignedLine], Field(min_length=1, max_length=200)]


class Correction(Body):
    """New values; without an outcome the record was entered in error and counts nothing."""

    shown: Hash
    reason: Reason
    outcome: Literal["present", "partial", "late", "left_early", "no_show", "excused", "walk_in", "removed"] | None = (
        None
    )
    countable_minutes: Annotated[float, Field(allow_inf_nan=False, ge=-100_000, le=100_000)] = 0
    in_room_minutes: Annotated[float | None, Field(allow_inf_nan=False, ge=-100_000, le=100_000)] = None


class AmendmentDecision(Body):
    accepted: bool
    reason: Reason


class WaitingSession(Answer):
    """A session with records that wait for somebody."""

    session: SessionSummary
    to_sign: int
    to_decide: int
    to_cosign: int
    mine: Annotated[int, Field(description="Of these, how many are for this login")]
    overdue: int
    since: AwareDatetime
    due_at: AwareDatetime | None
    left: Annotated[list[str], Field(description="Facilitators who have left, where nobody else ran it")]
    for_whom: Annotated[list[str], Field(description="Who has to act; empty: nobody is there who could")]


class WaitingCount(Answer):
    """For this login to act on."""

    sessions: int
    overdue: Annotated[int, Field(description="Sessions with records over their deadline")]
