"""What an SSRC on a publish transport is bound to, and how its packets are sent on, noted for compiled code.

A `Plan` is what was done with one packet, good for all that are laid out alike until the tables change. The packet path
notes it (`intake.py`), `take_in.c` does the same again.
"""

import ctypes
from typing import Any, NamedTuple

from signaling.forwarding.blocks import Shape
from signaling.forwarding.congestion.arrivals import Arrivals
from signaling.forwarding.history import PacketHistory
from signaling.forwarding.keyframes import KeyframeRequests
from signaling.forwarding.layer import Layer, Routes
from signaling.forwarding.publication import Publication
from signaling.forwarding.red import RedReceiver
from signaling.forwarding.rtp import Layout
from signaling.forwarding.shared import Shared
from signaling.forwarding.speakers import Voice
from signaling.forwarding.stream import Stream
from signaling.media.fan_out import Row

MAX_PLANS = 8
"""Layouts of one stream's packets: some carry a mid, an orientation or timing, others not."""
REPLACED_EVERY = 32
"""Packets laid out as none that is planned for, of which one is planned for in the place of the oldest plan: a plan
costs as much as two packets, and a client could lay out each otherwise."""
MAX_BLOCK = 64
"""Bytes of an extension block that is planned for; browsers send up to some 40."""


class Route(Shared):
    """A route of `forwarding.layer`, for one layout of packets."""

    _fields_ = (
        ("rows", ctypes.POINTER(Row)),
        ("count", ctypes.c_uint32),
        ("picture", ctypes.c_uint16),
        ("tl0", ctypes.c_uint8),
        ("is_renumbered", ctypes.c_bool),
        ("is_numbered", ctypes.c_bool),
        ("is_mapped", ctypes.c_bool),
        ("block", ctypes.c_uint8 * MAX_BLOCK),
        ("kept", ctypes.c_uint8 * MAX_BLOCK),
    )
    """The extension block to send is `block`, with the bytes of the received one where `kept` is 255. `picture` and
    `tl0` are added to the numbers of a VP8 payload descriptor."""


class Plan(Shared):
    _fields_ = (
        ("routes", ctypes.POINTER(Route)),
        ("count", ctypes.c_uint32),
        ("profile", ctypes.c_uint16),
        ("length", ctypes.c_uint16),
        ("number_at", ctypes.c_int16),
        ("send_time_at", ctypes.c_int16),
        ("level_at", ctypes.c_int16),
        ("first", ctypes.c_uint8),
        ("payload_type", ctypes.c_uint8),
        ("primary", ctypes.c_uint8),
        ("is_redundant", ctypes.c_bool),
        ("has_others", ctypes.c_bool),
        ("heads", ctypes.c_uint8 * MAX_BLOCK),
        ("fixed", ctypes.c_uint8 * MAX_BLOCK),
    )
    """For packets with this `first` byte and `payload_type`, whose extension block has this `profile` and `length` and
    equals `heads` where `fixed` is 255. `number_at`, `send_time_at`, `level_at`: where the transport-wide number, the
    sending time and the audio level lie in it, or -1. `primary`: the payload type of what `is_redundant` carries, else
    `payload_type` again. `has_others`: somebody is reached otherwise than by UDP at once, and is not in the `routes`.
    """


class Noted(NamedTuple):
    """What a plan was made of: for Python to look up, to send to others by, and to keep alive."""

    key: tuple[Any, ...]
    place: Layout
    shape: Shape
    others: Routes
    kept: tuple[Any, ...]


class Incoming(Shared):
    """`repairs`: None, or of a retransmission stream: its payload type to the repaired one. `stream` is the one counted
    here; for a retransmission stream, the one that it repairs."""

    def __init__(
        self, publication: Publication, layer: Layer, stream: Stream, video: bool, repairs: dict[int, int] | None
    ) -> None:
        super().__init__(video=video)
        self.publication = publication
        self.layer = layer
        self.stream = stream
        self.repairs = repairs
        self.shape: Shape | None = None
        """Of its last packet's extension block."""
        self.noted: list[Noted] = []
        """Of each of the `planned` plans."""
        self._replaced = 0
        self._unplanned = 0

    def begin_plans(self) -> None:
        """The tables are others: plan anew, with what there is now."""
        layer, sound = self.layer, self.layer.sound
        self.planned, self.revision, self.noted = 0, layer.revision, []
        self.counted, self.sent_on = ctypes.pointer(self.stream), ctypes.pointer(layer)
        self.keyframes = ctypes.pointer(layer.keyframes)
        self.history = None if layer.history is None else ctypes.pointer(layer.history)
        self.voice = None if sound is None or sound.voice is None else ctypes.pointer(sound.voice)
        self.red = None if sound is None else ctypes.pointer(sound.receiver)

    def takes_plan(self) -> bool:
        """Whether a layout that is none of those planned for is worth a plan; to be asked once for each packet."""
        if len(self.noted) < MAX_PLANS:
            return True
        self._unplanned = (self._unplanned + 1) % REPLACED_EVERY
        return not self._unplanned

    def plan(self, noted: Noted) -> Plan:
        """Room for one more, in the place of the oldest where there is none."""
        if len(self.noted) < MAX_PLANS:
            self.noted.append(noted)
            at = len(self.noted) - 1
            self.planned = len(self.noted)
        else:
            at = self._replaced = (self._replaced + 1) % MAX_PLANS
            self.noted[at] = noted
        plan: Plan = self.plans[at]
        return plan


Incoming._fields_ = (
    ("next", ctypes.POINTER(Incoming)),
    ("counted", ctypes.POINTER(Stream)),
    ("sent_on", ctypes.POINTER(Layer)),
    ("keyframes", ctypes.POINTER(KeyframeRequests)),
    ("history", ctypes.POINTER(PacketHistory)),
    ("voice", ctypes.POINTER(Voice)),
    ("red", ctypes.POINTER(RedReceiver)),
    ("ssrc", ctypes.c_uint32),
    ("revision", ctypes.c_uint32),
    ("planned", ctypes.c_uint32),
    ("video", ctypes.c_bool),
    ("plans", Plan * MAX_PLANS),
)


class Received(Shared):
    """What was taken from a client, what its SSRCs are bound to (`first` and those that follow it), and its key."""

    _fields_ = (
        ("first", ctypes.POINTER(Incoming)),
        ("numbered", ctypes.POINTER(Arrivals)),
        ("key", ctypes.c_void_p),
        ("heard_at", ctypes.c_double),
        ("bytes_received", ctypes.c_uint64),
        ("audio_packets", ctypes.c_uint64),
        ("video_packets", ctypes.c_uint64),
        ("packets_until", ctypes.c_uint64),
        ("dropped", ctypes.c_uint64),
    )
    heard_at: float
    bytes_received: int
    audio_packets: int
    video_packets: int
    packets_until: int
    """How many are taken in all before our next report."""
    dropped: int
