"""How clients are kept in touch with."""

from datetime import time
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id
from server.http.models.exports import Named
from server.http.models.schedule import At

ChannelKind = Literal["email", "sms"]
Purpose = Literal["reminders", "links", "changes", "messages"]
Language = Literal["en", "es"]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]
Version = Annotated[int, Field(ge=0, le=2**31)]


class QuietHours(Body):
    """By the clock of the clinic, over midnight as well. The same twice: never quiet."""

    start: At
    end: At


class ChannelRequest(Body):
    kind: ChannelKind
    address: Address
    safe: Annotated[bool, Field(description="The client says that messages are safe there")]
    purposes: Annotated[list[Purpose], Field(max_length=4, description="What they asked for")]
    again: Annotated[bool, Field(description="Begin again what was stopped")] = False


class ContactRequest(Body):
    language: Language
    quiet: Annotated[QuietHours | None, Field(description="None: the clinic's")] = None
    channels: Annotated[list[ChannelRequest], Field(max_length=2)]
    version: Annotated[Version, Field(description="Of what was seen")]


class Channel(Answer):
    kind: ChannelKind
    address: str
    safe: bool
    purposes: list[Purpose]
    stopped_at: AwareDatetime | None
    stopped_as: Literal["unsubscribed", "refused", "gone"] | None


class Quiet(Answer):
    start: time
    end: time


class Reach(Answer):
    """`quiet`: None where the clinic's hold. `ways`: by which channels the clinic writes at all."""

    language: Language
    quiet: Quiet | None
    clinic_quiet: Quiet
    channels: list[Channel]
    ways: list[ChannelKind]
    version: int


class StopRequest(Body):
    token: Annotated[str, StringConstraints(min_length=10, max_length=300)]


class OutboxLine(Answer):
    """One message. `text`: as it goes, but for what opens anything; `problem`: why it did not go, as a code."""

    id: Id
    person_id: Id
    name: str
    record_number: str | None
    what: Literal["reminder", "link", "moved", "cancelled", "restored", "message", "page"]
    channel: ChannelKind
    text: str
    status: Literal["queued", "sending", "sent", "failed", "expired"]
    created_at: AwareDatetime
    next_at: AwareDatetime
    ended_at: AwareDatetime | None
    sent_to: str | None
    attempts: int
    problem: str | None


class OutboxPage(Answer):
    """`kept`: nothing leaves the house. `ways`: by which channels the clinic writes. `failed`: of the last week."""

    lines: list[OutboxLine]
    next: Annotated[Id | None, Field(description="For `after`, when there are more")]
    kept: bool
    ways: list[ChannelKind]
    failed: int


class WouldTell(Answer):
    person_id: Id
    name: str
    channels: list[ChannelKind]
    in_time: Annotated[bool, Field(description="Whatever their quiet hours")]


class CalendarFeed(Answer):
    """`made_at`: None when there is no address."""

    made_at: AwareDatetime | None
    read_at: AwareDatetime | None


class CalendarAddress(Answer):
    """Shown once."""

    url: str


class PushRequest(Body):
    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=500)]
    recipient: Named
    purpose: Named
    basis: Literal["consent", "treatment_payment_operations"]


class PushPause(Body):
    paused: bool


class PushSecret(Answer):
    """Shown once."""

    secret: str


class PushTest(Answer):
    """`status`: of the answer; None when there was none, and `problem` says why."""

    status: int | None
    problem: str | None


class PushEndpoint(Answer):
    url: str
    recipient: str
    purpose: str
    basis: Literal["consent", "treatment_payment_operations"]
    made_at: AwareDatetime
    paused_at: AwareDatetime | None
    paused_as: Literal["by_hand", "gone"] | None
    queued: int
    delivered: int
    failed: int
    withheld: int


class PushState(Answer):
    """`private`: whether addresses of private networks are allowed here."""

    endpoint: PushEndpoint | None
    private: bool


class PushLine(Answer):
    """One record on its way: `number`-th of the same record. `problem`: a code, or why it was withheld."""

    id: Id
    session_id: Id
    person_id: Id
    name: str
    record_number: str | None
    starts_at: AwareDatetime
    time_zone: str
    number: int
    status: Literal["queued", "delivered", "failed", "withheld"]
    created_at: AwareDatetime
    next_at: AwareDatetime
    ended_at: AwareDatetime | None
    attempts: int
    answer: int | None
    problem: str | None


class PushLines(Answer):
    lines: list[PushLine]
    next: Id | None
