"""What app nodes tell each other: letters to one node, in order, and hints for all.

*Front*: the node that has a participant's socket. *Owner*: the node that has the room. Between the two a `connection`
is an id that the front made for one socket's part in the room.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from signaling.rooms.plan import Seat


class Letter(BaseModel):
    model_config = ConfigDict(frozen=True)


class Come(Letter):
    """Front to owner: somebody takes a part in the room. Answered by `Taken`, `Shut` or `Moved`."""

    kind: Literal["come"] = "come"
    connection: str
    seat: Seat
    page: str
    trace: str
    """Of the socket, for the logs."""


class Said(Letter):
    """Front to owner: a message of the page, as it came."""

    kind: Literal["said"] = "said"
    connection: str
    text: str
    at: AwareDatetime
    """When it came, by the front's wall clock: the letter may have waited."""


class Heard(Letter):
    """Front to owner: these pages gave a sign of life since the last such letter."""

    kind: Literal["heard"] = "heard"
    connections: tuple[str, ...]
    at: AwareDatetime
    """When, by the front's wall clock: the letter may have waited."""


class Gone(Letter):
    """Front to owner: the socket is closed."""

    kind: Literal["gone"] = "gone"
    connection: str
    closed: bool
    """By its page, which said so."""
    at: AwareDatetime


class Taken(Letter):
    """Owner to front: they are in the room, or its waiting room."""

    kind: Literal["taken"] = "taken"
    connection: str


class Told(Letter):
    """Owner to front: a message for the page."""

    kind: Literal["told"] = "told"
    connection: str
    text: str
    newest: bool
    """A view: one that was not sent on yet gives way to it."""
    answers: int | None = None
    """The request of the page that it answers."""


class Shut(Letter):
    """Owner to front: close the socket after these last words."""

    kind: Literal["shut"] = "shut"
    connection: str
    words: tuple[str, ...]
    code: int


class Moved(Letter):
    """Owner to front: the room, or this connection, is not here; ask again who owns it."""

    kind: Literal["moved"] = "moved"
    connection: str


AnyLetter = Annotated[Come | Said | Heard | Gone | Taken | Told | Shut | Moved, Field(discriminator="kind")]
letters: TypeAdapter[list[AnyLetter]] = TypeAdapter(list[AnyLetter])


class Hint(BaseModel):
    model_config = ConfigDict(frozen=True)


class Revoked(Hint):
    """A login session ended: its sockets close, wherever they are."""

    kind: Literal["revoked"] = "revoked"
    login_session: str


class Changed(Hint):
    """Something of this session was stored that its live room did not say itself: a kiosk's facts, a consent."""

    kind: Literal["changed"] = "changed"
    session: str


class KeptApart(Hint):
    """Somebody of the clinic is kept apart from another, or no more."""

    kind: Literal["kept_apart"] = "kept_apart"
    clinic: str


class Written(Hint):
    """Something that hours depend on has changed in the clinic: records, rules, authorizations."""

    kind: Literal["written"] = "written"
    clinic: str


class Nudged(Hint):
    """There is something new for the pages of the clinic's staff to look at."""

    kind: Literal["nudged"] = "nudged"
    clinic: str


class Ownerless(Hint):
    """Its owner has let go of a room that goes on: whoever comes first takes it up."""

    kind: Literal["ownerless"] = "ownerless"
    clinic: str
    session: str


AnyHint = Annotated[Revoked | Changed | KeptApart | Written | Nudged | Ownerless, Field(discriminator="kind")]
hint: TypeAdapter[AnyHint] = TypeAdapter(AnyHint)
