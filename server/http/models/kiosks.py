"""The tablet at the door."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Base64Bytes, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Line
from server.services.sessions.late_entries import MOST_AT_ONCE


class KioskRequest(Body):
    name: Annotated[Line, StringConstraints(min_length=1, max_length=100)]
    kind: Annotated[
        Literal["door", "room"], Field(description="A tablet at the door, or a room's camera, microphone and screen")
    ] = "door"
    site: Annotated[Id | None, Field(description="Where the room is; none: anywhere")] = None


class Kiosk(Answer):
    id: Id
    name: str
    status: Literal["waiting", "enrolled", "revoked", "expired"]
    created_at: AwareDatetime
    enrolled_at: AwareDatetime | None
    kind: Literal["door", "room"]


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
    id: Id | None
    kind: Literal["door", "room"]
    name: str | None
    seal_key: Annotated[
        str | None, Field(description="What entries are sealed to while we cannot be reached (P-256, raw, base64)")
    ]
    now: Annotated[int, Field(description="Milliseconds since 1970, by the server's clock")]


class Scan(Body):
    code: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    action: Literal["check_in", "check_out"]
    entry: Annotated[Id | None, Field(description="The tablet's own id of it: delivered again, it counts once")] = None


class Scanned(Answer):
    """The same words for everybody."""

    message: str


class Clocks(Body):
    """The tablet's two clocks at one moment, in ms: the wall's, and one that counts from the load of its page."""

    run: Annotated[str, StringConstraints(min_length=1, max_length=16)]
    ticks: Annotated[int, Field(ge=0, le=2**45)]
    wall: Annotated[int, Field(ge=0, le=2**45)]


class Contact(Clocks):
    """What time the server said that it was at that moment, give or take `error` ms."""

    server: Annotated[int, Field(ge=0, le=2**45)]
    error: Annotated[int, Field(ge=0, le=2**31)]


class SealedEntry(Body):
    """Sealed under its id: ephemeral point of P-256, nonce of 12 bytes, AES-256-GCM."""

    id: Id
    sealed: Annotated[Base64Bytes, Field(max_length=1024)]


class Delivery(Body):
    contact: Annotated[Contact, Field(description="With this server, just before")]
    entries: Annotated[list[SealedEntry], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Delivered(Answer):
    """Kept, whatever became of them: which codes were right the tablet never learns."""

    entries: list[Id]


class LateEntry(Answer):
    """An entry that was credited to nobody."""

    id: Id
    kiosk: str
    action: Literal["check_in", "check_out"]
    observed_at: AwareDatetime
    error_seconds: Annotated[int, Field(description="`observed_at` may be wrong by so much either way")]
    recorded_at: AwareDatetime
    reason: Literal["unknown", "nothing_on", "not_with_group", "uncertain", "among_wrong", "unreadable"]
    person: Annotated[str | None, Field(description="Legal name, for admins, where the code was somebody's")]


class RoomSession(Answer):
    """For the wall: no names but those who run it."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    facilitators: list[str]


class RoomToday(Answer):
    """What a room's device is to do and to show."""

    session: Annotated[Id | None, Field(description="That it was brought in to by staff")]
    time_zone: str
    today: list[RoomSession]


class RoomDevice(Answer):
    id: Id
    name: str
    whereabouts: Annotated[
        Literal["free", "here", "elsewhere"], Field(description="here: brought in to this session; elsewhere: another")
    ]
