"""What a browser sends over the signaling WebSocket, and what it is sent.

Every message is one JSON text frame with a `type`. A client's message after `authenticate` is a request: it carries an
`id` of the client's choosing, and exactly one `result` or `error` with that `id` answers it. What the server pushes of
its own accord carries no `id`. TypeScript types are generated from this file.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter

from signaling.protocol.views import Finding, LineView, RoomView, Way

PROTOCOL_VERSION = 1
MAX_MESSAGE_BYTES = 96 * 1024

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_:.-]+$")]
Sdp = Annotated[str, StringConstraints(min_length=1, max_length=64 * 1024)]


def _without_overrides(text: object) -> object:
    """Embeddings, overrides and isolates (UAX #9) make text read otherwise than it is; what is left reads as typed."""
    return text.translate(_OVERRIDES) if isinstance(text, str) else text


_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
Plain = Annotated[str, BeforeValidator(_without_overrides)]
Text = Annotated[Plain, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Source = Literal["microphone", "camera", "screen"]


class Message(BaseModel):
    """A message is a frozen value; a field nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Authenticate(Message):
    """The first message of a socket: a one-use ticket that is younger than 30 s."""

    type: Literal["authenticate"] = "authenticate"
    ticket: Annotated[str, StringConstraints(min_length=16, max_length=256)]
    protocol: int
    page: Id
    """Random, made once per page load: a socket that drops and comes back from the same page keeps its transports;
    another page of the same person replaces this one."""


class Request(Message):
    """Base of all that follows `authenticate`."""

    id: Annotated[int, Field(ge=0, le=2**53)]


# --- anyone -----------------------------------------------------------------------------------------------------------


class Leave(Request):
    """The participant leaves of their own will; the socket is closed after the result."""

    type: Literal["leave"] = "leave"
    quick: bool = False
    """The quick exit: staff are told, no goodbye is sent; who comes back waits again."""


class PublishedSource(Message):
    """Which device a section of the publish offer carries."""

    mid: Id
    source: Source
    muted: bool = False
    height: Annotated[int, Field(ge=1, le=16384)] | None = None
    """The captured picture's shorter side in pixels, of which its layers have halves and quarters. None: not known."""
    layers: Annotated[int, Field(ge=1, le=8)] | None = None
    """How many of the section's layers are in use, counted from the lowest. None: all of them."""


class Publish(Request):
    """Offer the client's own tracks. Result: `PublishAnswer`. One offer in flight at a time. Offered again, as when a
    picture has another height, what is the same goes on undisturbed."""

    type: Literal["publish"] = "publish"
    sdp: Sdp
    sources: Annotated[list[PublishedSource], Field(max_length=8)]


class SubscribeAnswer(Request):
    """Answer the `subscribe_offer` of the same negotiation number."""

    type: Literal["subscribe_answer"] = "subscribe_answer"
    sdp: Sdp
    negotiation: int


class Tile(Message):
    """How tall a received picture is shown."""

    mid: Id
    """As in the subscribe offers."""
    height: Annotated[int, Field(ge=0, le=16384)]
    """Device pixels; 0: not visible."""


class Tiles(Request):
    """What the page shows of the pictures it receives, sent when that changed, at most four times a second. Pictures
    that it does not name stay as they were. Sound is not concerned."""

    type: Literal["tiles"] = "tiles"
    tiles: Annotated[list[Tile], Field(max_length=200)]


class SetMuted(Request):
    """The participant muted or unmuted a track of their own; the room shows it, attendance never suffers from it."""

    type: Literal["set_muted"] = "set_muted"
    source: Source
    muted: bool
    anyway: bool = False
    """Unmute though the room that one is in has a microphone of its own; without it that is refused."""


class RaiseHand(Request):
    type: Literal["raise_hand"] = "raise_hand"
    raised: bool


class Chat(Request):
    """Say something to all in the room, or to its staff. Clients cannot write to one another alone. Nothing is kept."""

    type: Literal["chat"] = "chat"
    to: Literal["all", "staff"]
    text: Text


class RestartTransport(Request):
    """The client lost a transport beyond ICE's repair: forget it and let a new one be negotiated."""

    type: Literal["restart_transport"] = "restart_transport"
    direction: Literal["publish", "subscribe"]


class RestartIce(Request):
    """The client's network has changed, or what it receives over falters: a `subscribe_offer` with new ICE credentials
    follows, on the same transport. For publishing the client offers with new ones itself."""

    type: Literal["restart_ice"] = "restart_ice"


class Ping(Request):
    """Proof that the page is alive; every 5 s."""

    type: Literal["ping"] = "ping"


# --- staff ------------------------------------------------------------------------------------------------------------


class Admit(Request):
    """Let one who waits in. `identity_confirmed`: the staff member knows by sight or voice who it is."""

    type: Literal["admit"] = "admit"
    participant: Id
    identity_confirmed: bool
    reason: Annotated[Plain, StringConstraints(max_length=500, strip_whitespace=True)] = ""
    """Why, when something speaks against it; without it that is refused with `reason_needed`. It is kept with the
    identity check."""
    despite: Annotated[list[Finding], Field(max_length=16)] = []
    """What spoke against it when the reason was given: it answers that, and nothing that has come since."""


class AdmitAll(Request):
    """Let everybody in who waits, is ready, and whose answers want no private word first."""

    type: Literal["admit_all"] = "admit_all"
    identity_confirmed: bool


class TalkFirst(Request):
    """A private word with one who waits: the two hear each other and nobody else."""

    type: Literal["talk_first"] = "talk_first"
    participant: Id


class EndTalk(Request):
    """End the private word; the client waits on (`admit` from a private word admits directly)."""

    type: Literal["end_talk"] = "end_talk"


class Deny(Request):
    """Turn a waiting client away for this session, with a kind word of the staff's."""

    type: Literal["deny"] = "deny"
    participant: Id
    message: Annotated[Plain, StringConstraints(max_length=500, strip_whitespace=True)] = ""


class Redirect(Request):
    """In a private word: the client is cared for another way than in this session. The reason is kept, and never shown
    to the client."""

    type: Literal["redirect"] = "redirect"
    participant: Id
    way: Way
    reason: Annotated[Plain, StringConstraints(min_length=3, max_length=500, strip_whitespace=True)]


class ReturnToWaiting(Request):
    type: Literal["return_to_waiting"] = "return_to_waiting"
    participant: Id


class Remove(Request):
    """Take a participant out; the others see only that they left. Coming back leads to the waiting room."""

    type: Literal["remove"] = "remove"
    participant: Id


class SetWaitingMessage(Request):
    """Words that everyone in the waiting room sees; empty takes them away."""

    type: Literal["set_waiting_message"] = "set_waiting_message"
    text: Annotated[Plain, StringConstraints(max_length=500, strip_whitespace=True)]


class SetLocked(Request):
    """A locked room admits nobody until it is unlocked; those who arrive still wait."""

    type: Literal["set_locked"] = "set_locked"
    locked: bool


class RequestMute(Request):
    """Ask a participant's page to mute its microphone. It can be unmuted only by its owner."""

    type: Literal["request_mute"] = "request_mute"
    participant: Id


class LowerHand(Request):
    type: Literal["lower_hand"] = "lower_hand"
    participant: Id


class TakeOver(Request):
    """Run a session that one was not planned for, and only looked in on; starting or admitting says as much."""

    type: Literal["take_over"] = "take_over"


class StartSession(Request):
    """The staff's act from which minutes count."""

    type: Literal["start_session"] = "start_session"


class StartBreak(Request):
    type: Literal["start_break"] = "start_break"
    minutes: Annotated[int, Field(ge=1, le=120)]


class EndBreak(Request):
    type: Literal["end_break"] = "end_break"


class EndSession(Request):
    """End for all."""

    type: Literal["end_session"] = "end_session"


class PlannedBreakout(Message):
    """A breakout to be, and whom staff put into it by hand."""

    name: Annotated[Plain, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
    people: Annotated[list[Id], Field(max_length=100)] = []


class StartBreakouts(Request):
    """Divide the group. Who is in neither `people` nor `drawn` stays in the main room, as staff do."""

    type: Literal["start_breakouts"] = "start_breakouts"
    breakouts: Annotated[list[PlannedBreakout], Field(min_length=1, max_length=12)]
    drawn: Annotated[list[Id], Field(max_length=100)] = []
    """In an order drawn by chance: dealt evenly over the breakouts in this order, those who are kept apart apart."""
    minutes: Annotated[int, Field(ge=1, le=120)] | None = None
    """After these everybody is back by themselves; None: until they are called back."""


class MoveToBreakout(Request):
    """Put one client into a breakout, another one, or (None) back into the main room."""

    type: Literal["move_to_breakout"] = "move_to_breakout"
    participant: Id
    breakout: Id | None


class VisitBreakout(Request):
    """Go into a breakout oneself, or (None) back to the main room."""

    type: Literal["visit_breakout"] = "visit_breakout"
    breakout: Id | None


class CallBack(Request):
    """End the breakouts in so many seconds, which everybody sees; 0: at once."""

    type: Literal["call_back"] = "call_back"
    seconds: Annotated[int, Field(ge=0, le=300)] = 30


class ExtendBreakouts(Request):
    """Let the breakouts go on for so much longer, also when they were called back."""

    type: Literal["extend_breakouts"] = "extend_breakouts"
    minutes: Annotated[int, Field(ge=1, le=60)]


class StartSidebar(Request):
    """Take one client of the room aside: the two hear each other and nobody else, which is individual time."""

    type: Literal["start_sidebar"] = "start_sidebar"
    participant: Id


class EndSidebar(Request):
    """Back to where the two came from. `participant`: the client."""

    type: Literal["end_sidebar"] = "end_sidebar"
    participant: Id


class SetSpotlight(Request):
    """Show somebody of the main room in front for everybody there; None: nobody. It ends when they leave it."""

    type: Literal["set_spotlight"] = "set_spotlight"
    participant: Id | None


class ShareScreen(Request):
    """Show a screen to those one is with, and then publish it; or end that. It ends by itself when one is elsewhere."""

    type: Literal["share_screen"] = "share_screen"
    sharing: bool


class ShowHandout(Request):
    """Show a hand-out of the session or its program to everybody in the room; None: close it."""

    type: Literal["show_handout"] = "show_handout"
    handout: Id | None


class LetOthersShare(Request):
    """Whether clients, guests and interpreters may share a screen in this session too."""

    type: Literal["let_others_share"] = "let_others_share"
    allowed: bool


ClientMessage = Annotated[
    Leave
    | Publish
    | SubscribeAnswer
    | Tiles
    | SetMuted
    | RaiseHand
    | Chat
    | RestartTransport
    | RestartIce
    | Ping
    | Admit
    | AdmitAll
    | TalkFirst
    | EndTalk
    | Deny
    | Redirect
    | ReturnToWaiting
    | Remove
    | SetWaitingMessage
    | SetLocked
    | RequestMute
    | LowerHand
    | TakeOver
    | StartSession
    | StartBreak
    | EndBreak
    | EndSession
    | StartBreakouts
    | MoveToBreakout
    | VisitBreakout
    | CallBack
    | ExtendBreakouts
    | StartSidebar
    | EndSidebar
    | SetSpotlight
    | ShareScreen
    | ShowHandout
    | LetOthersShare,
    Field(discriminator="type"),
]
client_message: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)


# --- the server's -----------------------------------------------------------------------------------------------------

ErrorCode = Literal[
    "unauthenticated",
    "unsupported_protocol",
    "invalid_message",
    "forbidden",
    "not_admitted",
    "not_found",
    "wrong_state",
    "locked",
    "reason_needed",
    "storage_unavailable",
    "media_unavailable",
    "media_full",
    "invalid_sdp",
    "too_many_requests",
    "internal",
]


class Result(Message):
    """The request was carried out."""

    type: Literal["result"] = "result"
    id: int


class PublishAnswer(Message):
    """The result of `publish`."""

    type: Literal["publish_answer"] = "publish_answer"
    id: int
    sdp: str


class Error(Message):
    """The request was refused; `message` is for a person. Without `id` it concerns the socket, which closes."""

    type: Literal["error"] = "error"
    id: int | None = None
    code: ErrorCode
    message: str
    findings: list[Finding] = []
    """With `reason_needed`: what speaks against it and is not answered."""


class IceServer(Message):
    """As WebRTC's RTCIceServer."""

    urls: list[str]
    username: str
    credential: str


class IceServers(Message):
    """The TURN servers of the clinic, if there are any: the first message after `authenticate`, and again before the
    credentials expire. For every connection from now on, and for ICE restarts of those that there are."""

    type: Literal["ice_servers"] = "ice_servers"
    servers: list[IceServer]


class View(Message):
    """The room as this participant may know it, whole; sent after `authenticate` and whenever it changed."""

    type: Literal["view"] = "view"
    room: RoomView


class SubscribedTrack(Message):
    """Whose track a section of the subscribe offer carries."""

    mid: str
    participant: str
    source: Source


class SubscribeOffer(Message):
    """All tracks this participant receives; sections are reused, so `tracks` lists the live ones only."""

    type: Literal["subscribe_offer"] = "subscribe_offer"
    sdp: str
    negotiation: int
    tracks: list[SubscribedTrack]


class Encodings(Message):
    """Which simulcast layers of a section that the page publishes are wanted; the others need not be sent."""

    type: Literal["encodings"] = "encodings"
    mid: str
    active: list[str]
    """Rids; always the lowest among them."""


class Lines(Message):
    """To staff, every 2 s while anybody is connected: how everybody's connection is, the reader's too."""

    type: Literal["lines"] = "lines"
    lines: list[LineView]


class ChatMessage(Message):
    type: Literal["chat_message"] = "chat_message"
    sender: str
    name: str
    to: Literal["all", "staff"]
    text: str
    at: str
    """ISO 8601, UTC."""


class MuteRequested(Message):
    """Staff ask this page to mute its microphone."""

    type: Literal["mute_requested"] = "mute_requested"


class MediaReset(Message):
    """The server has no transports of this page: it drops its own, if any, publishes anew and awaits a new offer."""

    type: Literal["media_reset"] = "media_reset"


class Goodbye(Message):
    """The last message of a socket that will not be reopened by itself."""

    type: Literal["goodbye"] = "goodbye"
    reason: Literal["left", "removed", "denied", "redirected", "session_ended", "replaced", "revoked", "draining"]
    """`replaced`: the same person opened the session elsewhere. `draining`: the server restarts; reconnect."""
    soon: bool = False
    """Of `draining`: another server is there already."""
    message: str = ""
    way: Way | None = None
    """Of `redirected`: how staff care for them instead."""


ServerMessage = Annotated[
    Result
    | PublishAnswer
    | Error
    | View
    | SubscribeOffer
    | Encodings
    | Lines
    | ChatMessage
    | MuteRequested
    | MediaReset
    | IceServers
    | Goodbye,
    Field(discriminator="type"),
]
server_message: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)
