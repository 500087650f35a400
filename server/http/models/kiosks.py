"""The tablet at the door."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints

from server.http.models.common import Answer, Body, Id, Line


class KioskRequest(Body):
    name: Annotated[Line, StringConstraints(min_length=1, max_length=100)]


class Kiosk(Answer):
    id: Id
    name: str
    status: Literal["waiting", "enrolled", "revoked", "expired"]
    created_at: AwareDatetime
    enrolled_at: AwareDatetime | None


class KioskCode(Answer):
    """A new kiosk and the code to type on the tablet, once, within ten minutes."""

    kiosk: Kiosk
    code: str
    expires_at: AwareDatetime


class Enrol(Body):
    code: Annotated[str, StringConstraints(min_length=1, max_length=32)]


class KioskState(Answer):
    """What the tablet may show to whoever walks by: the clinic, never a person or a session."""

    enrolled: bool
    clinic: str | None
    phone: str | None


class Scan(Body):
    code: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    action: Literal["check_in", "check_out"]


class Scanned(Answer):
    """The same words for everybody."""

    message: str
