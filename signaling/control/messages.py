"""What the app asks of a relay worker, what it answers, and what it tells unasked.

Ids of transports, publications and subscriptions are the app's, unique within a room. A create may be repeated: the
same id with the same content gets the same answer, with other content the error `conflict`. A request whose epoch is
lower than the highest that the worker has seen for the room is refused with `stale_epoch`.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from signaling.control.parameters import DtlsParameters, IceCandidate, IceParameters, RtpParameters, Value

PROTOCOL_VERSION = 3
SETTLING = 20.0
"""Seconds in which a room fills."""

Id = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]
MAX_NOTE = 256 * 1024
"""Characters."""
Scope = Id | None
"""Who hears whom: packets flow only between transports of the same non-null scope. None: nothing in, nothing out."""

Direction = Literal["publish", "subscribe"]
MediaKind = Literal["audio", "video"]
TransportState = Literal["new", "connecting", "connected", "disconnected", "failed", "closed"]
ErrorCode = Literal[
    "unsupported_protocol", "stale_epoch", "not_found", "conflict", "wrong_state", "refused", "failed", "full"
]


class ControlError(Exception):
    """A request was refused, or (code `closed`) the connection to the worker ended before the answer came."""

    def __init__(self, code: ErrorCode | Literal["closed"], message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message


# --- requests ---------------------------------------------------------------------------------------------------------


class Hello(Value):
    """The first request of a connection, with room "" and epoch 0. Answer: `Welcome`. It may be repeated at any time,
    to see whether the worker still answers."""

    kind: Literal["hello"] = "hello"
    protocol: int = PROTOCOL_VERSION


class OpenRoom(Value):
    """Make the room known, or raise its epoch."""

    kind: Literal["open_room"] = "open_room"


class CloseRoom(Value):
    """Close all the room's transports and forget it; closing a room that is not open changes nothing."""

    kind: Literal["close_room"] = "close_room"


class KeepNote(Value):
    """Keep something for the next owner of the room, for as long as it is open; in place of what had this name. An
    empty note is none. The worker does not read it."""

    kind: Literal["keep_note"] = "keep_note"
    name: Id
    note: str = Field(max_length=MAX_NOTE, repr=False)


class ReadNotes(Value):
    """What the owner before has kept. Answer: `Notes`."""

    kind: Literal["read_notes"] = "read_notes"


class CreateTransport(Value):
    """Answer: `TransportCreated`. `publish` receives from the client, `subscribe` sends to it."""

    kind: Literal["create_transport"] = "create_transport"
    transport: Id
    direction: Direction
    scope: Scope = None


class ConnectTransport(Value):
    """Tell the transport who the other side is, from the client's description."""

    kind: Literal["connect_transport"] = "connect_transport"
    transport: Id
    ice: IceParameters
    dtls: DtlsParameters


class RestartIce(Value):
    """New credentials on the same DTLS association; the old ones hold until the new are used. Answer: `IceRestarted`.

    Follow with `connect_transport` when the client's own credentials have changed.
    """

    kind: Literal["restart_ice"] = "restart_ice"
    transport: Id


class SetScope(Value):
    kind: Literal["set_scope"] = "set_scope"
    transport: Id
    scope: Scope


class CloseTransport(Value):
    """Closing what is not there changes nothing, here and for publications and subscriptions."""

    kind: Literal["close_transport"] = "close_transport"
    transport: Id


class CreatePublication(Value):
    """What a publish transport will receive under `rtp.mid`: only SSRCs declared here, or bound by a declared mid."""

    kind: Literal["create_publication"] = "create_publication"
    transport: Id
    publication: Id
    media: MediaKind
    rtp: RtpParameters
    always_forwarded: bool = False
    """A voice that is forwarded even where only the loudest are: an interpreter's."""
    first: bool = False
    """A picture that goes before others where the line is too narrow for all: a shared screen."""


class PausePublication(Value):
    kind: Literal["pause_publication"] = "pause_publication"
    publication: Id
    paused: bool


class ClosePublication(Value):
    """Its subscriptions stay, silent, until they are closed."""

    kind: Literal["close_publication"] = "close_publication"
    publication: Id


class CreateSubscription(Value):
    """Send a publication on a subscribe transport, as its client negotiated: payload types, extension ids, SSRCs."""

    kind: Literal["create_subscription"] = "create_subscription"
    transport: Id
    subscription: Id
    publication: Id
    rtp: RtpParameters


class PauseSubscription(Value):
    kind: Literal["pause_subscription"] = "pause_subscription"
    subscription: Id
    paused: bool


class SetPreferredLayer(Value):
    """The highest layer that a subscription's tile deserves, an index into the publication's encodings, lowest first.

    One beyond them means the highest, which also holds until something is said. None: not visible, nothing is sent.
    """

    kind: Literal["set_preferred_layer"] = "set_preferred_layer"
    subscription: Id
    layer: Annotated[int, Field(ge=0, le=7)] | None


class CloseSubscription(Value):
    kind: Literal["close_subscription"] = "close_subscription"
    subscription: Id


class ReadCounters(Value):
    """Answer: `Counters` of the request's room; of all rooms when the room is "" (and the epoch 0)."""

    kind: Literal["read_counters"] = "read_counters"
    detail: bool = True
    """Publications and subscriptions too, which are many; without them the answer costs little."""


RequestBody = Annotated[
    Hello
    | OpenRoom
    | CloseRoom
    | CreateTransport
    | ConnectTransport
    | RestartIce
    | SetScope
    | CloseTransport
    | CreatePublication
    | PausePublication
    | ClosePublication
    | CreateSubscription
    | PauseSubscription
    | SetPreferredLayer
    | CloseSubscription
    | KeepNote
    | ReadNotes
    | ReadCounters,
    Field(discriminator="kind"),
]


class Request(Value):
    request: Annotated[int, Field(ge=0, le=2**53)]
    room: Annotated[str, StringConstraints(max_length=128, pattern=r"^[\x21-\x7e]*$")] = ""
    epoch: Annotated[int, Field(ge=0)] = 0
    body: RequestBody


# --- answers ----------------------------------------------------------------------------------------------------------


class RoomStatus(Value):
    room: Id
    epoch: int


class Welcome(Value):
    """`boot` changes with each start of a worker: an app that finds another boot rebuilds its rooms."""

    kind: Literal["welcome"] = "welcome"
    protocol: int
    boot: str
    pid: int
    rooms: tuple[RoomStatus, ...]
    packets_per_s: int = 0
    """Received and sent, over the last few seconds."""
    new_rooms: int = 0
    """How many of the rooms were opened less than `SETTLING` ago: more will come of them than was measured."""


class TransportCreated(Value):
    kind: Literal["transport_created"] = "transport_created"
    ice: IceParameters
    candidates: tuple[IceCandidate, ...]
    dtls: DtlsParameters


class IceRestarted(Value):
    kind: Literal["ice_restarted"] = "ice_restarted"
    ice: IceParameters


class TransportCounters(Value):
    """Totals since the transport was made. Received packets are authenticated RTP, whatever the scope allows."""

    room: Id
    transport: Id
    state: TransportState
    last_heard: int | None
    audio_packets: int
    video_packets: int
    bytes_received: int
    packets_sent: int
    bytes_sent: int
    dropped: int
    """Packets that were refused: forged, undeclared, malformed."""
    expected: int = 0
    lost: int = 0
    """Packets of media that were sent and that never arrived: on publish transports as counted here, of what is
    published now; on subscribe transports as the client's feedback or reports tell, of its own line."""
    round_trip: float | None = None
    """Milliseconds, of a subscribe transport as last measured."""
    sent_layers: tuple[int, ...] = ()
    """Of a publish transport: bit/s of each layer of its largest picture, the lowest first."""
    taken_layers: tuple[int, ...] = ()
    """Of a subscribe transport: how many pictures are sent at each layer, the lowest first."""
    withheld: int = 0
    """Of a subscribe transport: how many pictures are not sent."""
    paused: int = 0
    """How many of these because the line does not carry them."""
    estimate: int | None = None
    """Of a subscribe transport: what it is taken to carry, in bit/s."""


class PublicationCounters(Value):
    """`lost`: packets that never arrived (may shrink when late ones do); `jitter` in ms (RFC 3550 6.4.1)."""

    room: Id
    publication: Id
    packets: int
    lost: int
    jitter: float
    keyframe_requests: int
    layers: tuple[int, ...] = ()
    """What comes of each layer, the lowest first, in bit/s over about a second; 0 when it does not flow."""


class SubscriptionCounters(Value):
    """`fraction_lost` (0..1) and `round_trip` (ms) as the receiver last reported; None before its first report."""

    room: Id
    subscription: Id
    packets: int
    resent: int
    fraction_lost: float | None
    round_trip: float | None
    layer: int | None = None
    """Which layer of the publication is taken now; None: nothing is sent."""


class WorkerTotals(Value):
    """Of all rooms since the worker started, those that are closed included: these only grow."""

    packets_received: int
    bytes_received: int
    packets_sent: int
    bytes_sent: int
    resent: int
    """Packets that were sent again because they were asked for."""
    refused: int
    """Packets on transports that were forged, undeclared or malformed."""


class Counters(Value):
    """`at`: the worker's monotonic clock, ms. `dropped`: datagrams that belonged to no transport, by reason."""

    kind: Literal["counters"] = "counters"
    at: int
    transports: tuple[TransportCounters, ...]
    publications: tuple[PublicationCounters, ...]
    subscriptions: tuple[SubscriptionCounters, ...]
    dropped: dict[str, int]
    totals: WorkerTotals | None = None
    """Where all rooms were asked for."""


class Notes(Value):
    """`transports`: those of the room that are of use, as they have neither failed nor closed."""

    kind: Literal["notes"] = "notes"
    notes: tuple[str, ...] = Field(repr=False)
    transports: tuple[Id, ...]


ResponseBody = Annotated[Welcome | TransportCreated | IceRestarted | Counters | Notes, Field(discriminator="kind")]


class Refusal(Value):
    code: ErrorCode
    message: str


class Response(Value):
    """The one answer to a request. A request that has nothing to tell is answered with neither error nor body."""

    request: int
    error: Refusal | None = None
    body: ResponseBody | None = None


# --- events -----------------------------------------------------------------------------------------------------------


class TransportChanged(Value):
    """`disconnected`: nothing heard for some seconds, may yet come back; `failed`: not within 30 s, it is closed."""

    kind: Literal["transport_state"] = "transport_state"
    room: Id
    transport: Id
    state: TransportState
    last_heard: int | None


class LayersWanted(Value):
    """Which layers of a publication are to be sent, as indices into its encodings: those that anybody takes or would
    take, and the lowest always. Told when another is wanted, and when one has not been for about 2 s."""

    kind: Literal["layers_wanted"] = "layers_wanted"
    room: Id
    publication: Id
    layers: tuple[int, ...]


class WorkerClosing(Value):
    """The worker was told to end: move its rooms."""

    kind: Literal["worker_closing"] = "worker_closing"


EventBody = Annotated[TransportChanged | LayersWanted | WorkerClosing, Field(discriminator="kind")]


class Event(Value):
    body: EventBody


from_worker: TypeAdapter[Response | Event] = TypeAdapter(Response | Event)
