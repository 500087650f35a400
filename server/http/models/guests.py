"""Guests by invitation, and staff who take part beside those who are planned."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Line
from server.http.models.programs import Day
from server.http.models.rosters import Reason
from server.http.models.sign_in import ClinicInfo
from server.services.guests.invitations import Channel

Token = Annotated[str, StringConstraints(min_length=16, max_length=256)]
TeamRole = Literal["facilitator", "observer", "interpreter"]


class GuestLine(Answer):
    invitation: Id
    name: str
    role: Literal["guest", "interpreter"]
    client: Annotated[str | None, Field(description="On whose behalf; null: an interpreter for all")]
    relation: str
    channel: Channel
    state: Annotated[
        Literal["invited", "accepted", "revoked", "withdrawn", "replaced"],
        Field(description="withdrawn: a consent was, on which it rested; replaced: they were invited anew"),
    ]
    invited_at: AwareDatetime
    accepted_at: AwareDatetime | None
    consent_version: Annotated[str, Field(description="What the guest accepted; empty: nothing yet")]
    expires_at: AwareDatetime | None


class GivenConsent(Body):
    """The client's signed form that names this guest."""

    version: Annotated[Line, StringConstraints(max_length=40)]
    given_on: date
    expires_on: date | None = None


class InviteRequest(Body):
    """409 `no_guests`: the session takes none; `warned` unless `despite`; `kept_apart`: never. A guest needs a client
    and that client's consent: one on record which names the guest, or a form that is recorded with it."""

    role: Literal["guest", "interpreter"]
    name: Annotated[Line, StringConstraints(max_length=200)]
    relation: Annotated[Line, StringConstraints(max_length=100)] | Literal[""] = ""
    channel: Channel
    client: Id | None = None
    consent: Id | None = None
    given: GivenConsent | None = None
    reason: Reason | Literal[""] = ""
    despite: bool = False


class GuestLink(Answer):
    """For that guest, once."""

    invitation: Id
    url: str
    opens_at: AwareDatetime
    expires_at: AwareDatetime


class SeriesPlace(Answer):
    """Somebody's part in a whole series, from one day to another, both included."""

    id: Id
    from_on: date
    until_on: Annotated[date | None, Field(description="null: as long as it meets")]


class TeamMember(Answer):
    person_id: Id
    name: str
    role: TeamRole
    added: Annotated[bool, Field(description="For this session alone")]
    in_series: SeriesPlace | None


class ObserverAgreement(Answer):
    person_id: Id
    name: str
    agreed: Annotated[bool | None, Field(description="null: not asked")]


class SessionOthers(Answer):
    """Who takes part besides the clients."""

    takes_guests: bool
    series: Annotated[
        Id | None, Field(description="Whose it is, for whoever may say who takes part in all that follow too")
    ]
    team: list[TeamMember]
    guests: Annotated[list[GuestLine], Field(description="Newest first, also those that ended")]
    agreements: Annotated[
        list[ObserverAgreement], Field(description="Of the clients to a trainee; empty when none is on the roster")
    ]


class TeamChoice(Answer):
    person_id: Id
    name: str
    observes: Annotated[bool, Field(description="Whether they can be a trainee")]


class TeamRequest(Body):
    """409 `warned` unless `despite`; `kept_apart`: never."""

    person: Id
    role: TeamRole
    despite: bool = False


class SeriesTeamMember(SeriesPlace):
    person_id: Id
    name: str
    role: TeamRole


class SeriesTeam(Answer):
    """Staff who take part in a series beside those whom it names, and who could."""

    members: list[SeriesTeamMember]
    choices: list[TeamChoice]


class SeriesTeamRequest(TeamRequest):
    from_on: Day


class SeriesTeamEnd(Body):
    last_on: Annotated[Day, Field(description="They take part until that day; yesterday: no more at all")]


class AgreementRequest(Body):
    client: Id
    agreed: bool


class GuestOffer(Answer):
    """What an invitation leads to, before anything is accepted."""

    state: Annotated[
        Literal["open", "early", "mine"], Field(description="early: it opens later; mine: this browser has accepted it")
    ]
    clinic: ClinicInfo
    name: str
    starts_at: AwareDatetime
    time_zone: str
    opens_at: AwareDatetime
    version: Annotated[str, Field(description="Of the words to be accepted")]
    session_id: Annotated[Id | None, Field(description="Only when it is `mine`")]
    tab: Annotated[str | None, Field(description="Only when it is `mine`: see `Joined`")]


class GuestToken(Body):
    token: Token


class GuestAcceptance(Body):
    token: Token
    version: Annotated[Line, StringConstraints(max_length=40)]
    name: Annotated[Line, StringConstraints(max_length=100)]
