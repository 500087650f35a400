"""A guest's invitation to one session, and what stores it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from server.services.disclosures.consents import Given

Channel = Literal["email", "sms", "phone", "in_person"]
"""How the link reaches the guest; the clinic sends it."""
EndedAs = Literal["", "revoked", "withdrawn", "replaced"]
"""Revoked by staff; a consent that it rested on was withdrawn; invited again."""
CONSENT_VERSION = "2026-11"
"""Of what a guest reads and accepts: that whatever they hear stays there, and that nothing is recorded. The pages have
the words."""


@dataclass(frozen=True)
class Wish:
    """`consent_id`: of those on record; `given`: a form that is recorded with it. A guest needs either."""

    role: Literal["guest", "interpreter"]
    name: str
    relation: str
    channel: Channel
    client_id: str | None
    consent_id: str | None = None
    given: Given | None = None
    reason: str = ""
    despite: bool = False
    """Whoever asks has read the warnings, and the reason answers them."""


@dataclass(frozen=True)
class Invitation:
    """Of one person to one session. `client_id`: on whose behalf; an interpreter may come for all."""

    id: str
    clinic_id: str
    session_id: str
    person_id: str
    client_id: str | None
    role: Literal["guest", "interpreter"]
    relation: str
    channel: Channel
    consent_id: str | None
    """The client's, which makes a guest lawful (42 CFR 2.31)."""
    link_id: str
    """Opens and ends with the session, as join links do."""
    token_hash: str
    invited_by: str
    invited_at: datetime
    accepted_at: datetime | None = None
    accepted_version: str = ""
    login_id: str | None = None
    """What the first one to use the link opened."""
    ended_at: datetime | None = None
    ended_as: EndedAs = ""
    ended_by: str | None = None

    @property
    def lives(self) -> bool:
        return self.ended_at is None


class Invitations(Protocol):
    async def add(self, invitation: Invitation) -> None: ...
    async def by_token_hash(self, token_hash: str) -> Invitation | None: ...
    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[Invitation]:
        """Newest first, also those that ended."""
        ...

    async def of_consent(self, clinic_id: str, consent_id: str) -> Sequence[Invitation]:
        """Those that live."""
        ...

    async def of_client(self, clinic_id: str, client_id: str | None) -> Sequence[Invitation]:
        """All that were ever made on that client's behalf; None: on nobody's. Newest first."""
        ...

    async def accept(self, invitation_id: str, version: str, login_id: str, now: datetime) -> bool:
        """False, and nothing changes, when somebody has accepted it already or it ended."""
        ...

    async def end(self, invitation_id: str, how: EndedAs, by: str | None, now: datetime) -> None: ...
