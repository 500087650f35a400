"""Sessions, their rosters, and what staff report about people in the room."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from server.http.models.common import Answer, Body, Id, Line
from server.services.access.tickets import SeatRole
from server.services.sessions.sessions import Kind, RosterRole

Status = Literal["planned", "in_progress", "finished", "cancelled"]


class SessionSummary(Answer):
    id: Id
    kind: Kind
    title: str
    program: str | None
    status: Status
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    started_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    time_zone: str
    facilitators: list[str]
    expected: Annotated[int | None, Field(description="Staff only: how many clients are on the roster")]


class OwnSession(SessionSummary):
    role: Annotated[SeatRole, Field(description="As what whoever asks takes part")]


class LinkState(Answer):
    """The newest join link of one person to one session."""

    sent_at: AwareDatetime
    expires_at: AwareDatetime
    revoked: bool
    wrong_pins: Annotated[
        int, Field(description="Since the right one was last entered; many of them are somebody's guesses")
    ]


class LiveHours(Answer):
    """Of a client with what the session in progress has brought so far; minutes since the last headcount are in."""

    today_minutes: float
    needed_minutes: Annotated[int, Field(description="0: a day has no bound")]
    week_minutes: float
    planned_minutes: Annotated[float, Field(description="0: no plan")]
    units_left: Annotated[int | None, Field(description="None: nothing is authorized for this service")]
    must_end_at: Annotated[
        AwareDatetime | None, Field(description="Not before then, for a client who is here and short of the day")
    ]
    at_risk: Annotated[bool, Field(description="The day is missed if the session ends as planned")]
    words: str


class RosterEntry(Answer):
    person_id: Id
    role: RosterRole
    name: str
    legal_name: str
    name_used: Annotated[str, Field(description="What staff call them; empty: by the first of the legal name")]
    pronouns: str
    record_number: str | None
    in_room: Annotated[bool, Field(description="Tapped or checked in as physically here, and not out since")]
    online: Annotated[bool, Field(description="Connected to the live session now, in any place")]
    minutes: Annotated[float, Field(description="Countable so far")]
    unconfirmed_minutes: Annotated[
        float, Field(description="In the room since the last headcount; the next one makes them countable")
    ]
    link: LinkState | None
    hours: Annotated[LiveHours | None, Field(description="Of clients, while the session is in progress")]


class SessionDetail(OwnSession):
    clinic: str
    phone: str
    observers: Annotated[list[str], Field(description="Names of trainees who watch, which everybody is told")]
    roster: Annotated[list[RosterEntry] | None, Field(description="Staff only")]
    counted_at: Annotated[AwareDatetime | None, Field(description="Staff only: the last headcount of the room")]
    next_starts_at: Annotated[
        AwareDatetime | None, Field(description="Clients only: when their next session begins, within four weeks")
    ]


class Attention(Answer):
    """A live session whose clients are without staff."""

    session: Id
    title: str
    time_zone: str
    reason: Annotated[
        Literal["without_staff", "device_lost", "waiting"],
        Field(
            description="without_staff: the group is on hold; device_lost: the clinic's room is cut off; "
            "waiting: nobody lets them in"
        ),
    ]
    since: AwareDatetime
    clients: Annotated[int, Field(description="How many are in the room or wait for it")]
    on_call: Annotated[bool, Field(description="Whoever reads it is on call there: it is theirs to look first")]


class Ticket(Answer):
    """Opens the WebSocket at `url` once, within 30 s, in its first message and never in an address."""

    ticket: str
    url: str


class LinkRequest(Body):
    participant: Id


class Link(Answer):
    """A personal link, for that person and nobody else. Earlier ones to the same session open nothing more."""

    url: str
    expires_at: AwareDatetime


Participants = Annotated[list[Id], Field(max_length=200)]


Here = Annotated[bool, Field(description="Whoever taps is in that room too; a facilitator who is makes minutes count")]


class InRoom(Body):
    """The facilitator's tap: these people are physically here, are just leaving, or are not here."""

    participants: Annotated[list[Id], Field(min_length=1, max_length=200)]
    state: Annotated[
        Literal["present", "left", "absent"],
        Field(
            description="left: seen going, time counts until now; absent: not there, since nobody knows when, so that "
            "nothing counts since somebody was last confirmed"
        ),
    ]
    here: Here = False


class Headcount(Body):
    """Who is physically here at this moment; everybody else on the roster is not."""

    present: Participants
    here: Here = False


class Statement(Body):
    """Staff's typed statement that somebody took part, when no machine saw it: a phone call, say."""

    participant: Id
    started_at: AwareDatetime
    ended_at: AwareDatetime
    modality: Literal["video", "audio_only", "phone", "in_room"]
    reason: Annotated[Line, StringConstraints(min_length=3, max_length=500)]

    @model_validator(mode="after")
    def runs_forward(self) -> Self:
        if self.ended_at <= self.started_at:
            raise ValueError("ended_at must be after started_at")
        return self
