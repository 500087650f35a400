"""Who signs in, and as whom."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Role


class Login(Body):
    email: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class Join(Body):
    """A personal join link's token, which the page takes from its own address after `#`, and the PIN set at intake."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    pin: Annotated[str, StringConstraints(min_length=1, max_length=16)]


class ClinicInfo(Answer):
    id: Id
    name: str
    phone: str
    time_zone: Annotated[str, Field(description="IANA name", examples=["America/Los_Angeles"])]


class Me(Answer):
    """Whom the cookie stands for."""

    person_id: Id
    role: Role
    name: str
    clinic: ClinicInfo
    session_id: Annotated[Id | None, Field(description="Clients: the only session that their link opens")]
    expires_at: AwareDatetime


class Joined(Answer):
    session_id: Id
    name: str
    clinic: ClinicInfo
    opens: Annotated[Literal["session", "home"], Field(description="home: the session is not near yet")]
    tab: str
    """For the tab that the PIN was entered in, to send as X-Viop-Tab with every request; it opens nothing alone."""
