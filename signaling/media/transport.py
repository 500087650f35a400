"""One client's transport in one direction: where it is, its keys, what it has been bound to, when it was last heard."""

import ctypes
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from signaling.control.messages import Direction, Scope, TransportState
from signaling.control.parameters import DtlsParameters, IceParameters
from signaling.forwarding.congestion.arrivals import Arrivals
from signaling.forwarding.congestion.downlink import Downlink
from signaling.forwarding.output import Output, Sink
from signaling.forwarding.redundancy import RedundancyNeed
from signaling.media.incoming import Incoming, Received
from signaling.media.places import Places
from signaling.media.seam import Association, Context, address_of, pointer_to
from signaling.media.sockets import Address
from signaling.media.trial import Trial

DISCONNECTED_AFTER = 3.0
"""Seconds of silence after media."""
UNCHECKED_AFTER = 6.5
"""Seconds of silence after a connectivity check: who has nothing to send is heard only by those, which a Firefox sends
every 4 to 6 s (RFC 7675 5.1)."""
FAILED_AFTER = 30.0
"""Seconds without an authentic packet or connectivity check."""
NEW_FOR = 60.0
"""Seconds that a transport may wait for its client to be told of it and to answer."""

NEVER = float("-inf")

MAX_PATHS = 8
MAX_RTCP_SENDERS = 64
MAX_PACKETS = 4000
"""Packets of media that are taken from a client between two reports: a camera in layers, a screen and a voice make some
hundreds. Each is sent to everybody, so that one client's flood would stop a worker's other rooms."""
MAX_RTCP = 64_000
"""Bytes of RTCP that are read between two reports: some hundreds would do, and each can cost a microsecond."""
MAX_SSRCS = 256
"""SSRCs that may ever be bound on a transport. libsrtp keeps a stream's rollover counter, without which a publication
that is closed and made again would not be understood; so nothing is removed from it, but the number is bounded."""


Send = Callable[[bytes | memoryview, Address], int]


class Endpoint(Protocol):
    """Where packets come in and go out: a UDP socket, or one TCP connection."""

    @property
    def transports(self) -> "dict[Address, Transport]":
        """The addresses behind it that connectivity checks have validated."""
        ...

    @property
    def send(self) -> Send:
        """Never waits. Raises OSError when there is no room."""
        ...

    @property
    def descriptor(self) -> int:
        """Of a UDP socket, by which compiled code may send too; else -1."""
        ...

    def forget(self, address: Address) -> None:
        """An address is nobody's any more."""
        ...


@dataclass(eq=False)
class UdpSocket:
    """A bound socket."""

    send: Send
    descriptor: int
    transports: "Places[Transport]" = field(default_factory=Places, repr=False)
    """Not to be printed: asyncio logs the arguments of a callback that fails, and addresses are people's."""

    def forget(self, address: Address) -> None:
        del self.transports[address]


Path = tuple[Endpoint, Address]


class Transport(Received):
    """State that the packet path, the control messages and the timers share. Times are monotonic seconds."""

    def __init__(self, name: str, room: str, direction: Direction, scope: Scope) -> None:
        super().__init__(heard_at=NEVER, packets_until=MAX_PACKETS)
        self.pointer = pointer_to(ctypes.addressof(self))
        """For compiled code."""
        self.name = name
        self.room = room
        self.direction = direction
        self.first_scope = scope
        self.scope = scope
        self.state: TransportState = "new"
        self.waiting_since = 0.0
        """Since when its client is to be told of it, and then to connect."""
        self.checked: float | None = None
        """When a connectivity check was heard last."""
        self.ice = new_ice_parameters()
        self.remote_ice: IceParameters | None = None
        self.remote_dtls: DtlsParameters | None = None
        self.previous_fragment: str | None = None
        """Our username fragment before an ICE restart, until the new one is used."""
        self.association: Association | None = None
        self._inbound: Context = None
        self.outbound: Context = None
        self.path: Path | None = None
        """Where to send: the last address that the client nominated."""
        self.paths: dict[Path, None] = {}
        self.trial: Trial | None = None
        """After media alone has moved `path`."""
        self.stays_until = 0.0
        """Until when media alone does not move it any more."""
        self.incoming: dict[int, Incoming] = {}
        self.ever_bound: set[int] = set()
        self.pictures: set[int] = set()
        """SSRCs of video that is sent here: what gives way to sound where packets have to queue."""
        self.outputs: dict[int, Output] = {}
        """By SSRC, those of retransmission streams too; closed ones stay, to be continued (see `continue_from`)."""
        self.rtcp_senders: set[int] = set()
        self.arrivals = Arrivals()
        """Of transport-wide sequence numbers on what the client publishes."""
        self.numbered = ctypes.pointer(self.arrivals)
        self.downlink = Downlink()
        """The line to a client that subscribes."""
        self.paces = False
        """Whether pictures go through the downlink's pacer."""
        self.redundancy = RedundancyNeed()
        self.local_ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self.rtcp_lately = 0
        """Bytes of RTCP that came since our last report."""
        self.rtcp_packets_sent = 0
        self.rtcp_bytes_sent = 0
        self.reported_expected = 0
        self.reported_lost = 0
        """Packets that were sent to the client, and those of them that it says it has not got."""
        self.round_trip: float | None = None
        """Milliseconds, as last measured."""

    @property
    def heard(self) -> float | None:
        """When something authentic was heard last."""
        return None if self.heard_at == NEVER else self.heard_at

    @heard.setter
    def heard(self, at: float) -> None:
        self.heard_at = at

    @property
    def inbound(self) -> Context:
        """The key to what the client sends; None while there is none."""
        return self._inbound

    @inbound.setter
    def inbound(self, context: Context) -> None:
        self._inbound = context
        self.key = None if context is None else address_of(context)

    @property
    def carries(self) -> bool:
        """Whether media can flow: the keys are there and the other side is not given up."""
        return self.state in ("connected", "disconnected")

    def last_heard(self, now: float) -> int | None:
        """Milliseconds since something authentic came."""
        return None if self.heard is None else max(0, int((now - self.heard) * 1000))

    def is_silent(self, now: float) -> bool:
        """Whether nothing came for longer than it should."""
        if self.heard is None:
            return True
        return now - self.heard > (UNCHECKED_AFTER if self.heard == self.checked else DISCONNECTED_AFTER)

    def sink(self, paced: bool = False) -> Sink:
        """For the outputs: key, send function, address, transport-wide numbers, and the UDP socket's descriptor.

        `paced`: what may have to wait.
        """
        if self.path is None:
            return ()
        endpoint, address = self.path
        if paced and self.paces:
            return (self.outbound, self.downlink.pacer.take, address, self.downlink.sent, -1)
        return (self.outbound, endpoint.send, address, self.downlink.sent, endpoint.descriptor)

    def send(self, datagram: bytes | memoryview) -> bool:
        """Send to the client's address; False when there is none or the kernel has no room."""
        if self.path is None:
            return False
        try:
            self.path[0].send(datagram, self.path[1])
        except OSError:
            return False
        return True

    def admits_rtcp_of(self, ssrc: int) -> bool:
        """Whether to decrypt RTCP of this sender: libsrtp keeps state for each, so their number is bounded."""
        return ssrc in self.rtcp_senders or len(self.rtcp_senders) < MAX_RTCP_SENDERS

    def may_bind(self, ssrcs: set[int]) -> bool:
        """Whether these SSRCs may be bound besides all that ever were."""
        return len(self.ever_bound | ssrcs) <= MAX_SSRCS

    def bind(self, ssrc: int, incoming: Incoming) -> None:
        """Take packets with this SSRC from now on."""
        self.ever_bound.add(ssrc)
        self.incoming[ssrc] = incoming
        incoming.ssrc = ssrc
        self._link()

    def unbind(self, ssrcs: Iterable[int]) -> None:
        """Take none with these any more."""
        for ssrc in ssrcs:
            del self.incoming[ssrc]
        self._link()

    def _link(self) -> None:
        """Let compiled code find what the SSRCs are bound to.

        The last is followed by a null pointer, not None: ctypes would go on keeping what was there before.
        """
        following = ctypes.POINTER(Incoming)()
        for incoming in self.incoming.values():
            incoming.next, following = following, ctypes.pointer(incoming)
        self.first = following

    def validated(self, path: Path, nominated: bool) -> bool:
        """Note an address that a connectivity check came from; True when packets go elsewhere than before."""
        self.paths.pop(path, None)
        self.paths[path] = None
        path[0].transports[path[1]] = self
        if len(self.paths) > MAX_PATHS:
            kept = (self.path, path, self.trial and self.trial.former)
            self._forget_path(next(known for known in self.paths if known not in kept))
        if self.path is None or self.path not in self.paths or (nominated and self.path != path):
            self.path = path
            return True
        return False

    def lost(self, path: Path) -> bool:
        """A connection ended; True when packets go elsewhere than before.

        With nowhere else to go they still go there, which comes to nothing, until a check comes from somewhere.
        """
        self.paths.pop(path, None)
        if path != self.path or not self.paths:
            return False
        self.path = next(reversed(self.paths))
        return True

    def follow(self, path: Path, until: float, datagram: bytes) -> None:
        """Send to where authentic media came from, on trial: no check has come from there.

        What still comes from the former address is none of its traffic until the trial is over: see `Connections`.
        """
        if self.path is None:
            return
        trial, unconfirmed = self.trial, self.path
        former = self.path if trial is None else trial.former
        self.trial = Trial(former, until if trial is None else trial.until, datagram)
        self.validated(path, nominated=True)
        if trial is not None:
            self._forget_path(unconfirmed)
        elif former[0].transports.get(former[1]) is self:
            former[0].forget(former[1])

    def end_trial(self, back: bool) -> None:
        """The client is where its media has led to, or `back` where it was before."""
        trial, unconfirmed = self.trial, self.path
        if trial is None or unconfirmed is None:
            return
        self.trial = None
        trial.former[0].transports.setdefault(trial.former[1], self)
        if back:
            self.path = trial.former
            self._forget_path(unconfirmed)

    def forget_paths(self) -> None:
        """Take nothing more from any address of this client's, and send nothing more."""
        for path in list(self.paths):
            self._forget_path(path)
        self.path = None

    def _forget_path(self, path: Path) -> None:
        del self.paths[path]
        if path[0].transports.get(path[1]) is self:
            path[0].forget(path[1])


def new_ice_parameters() -> IceParameters:
    """Credentials for one ICE generation, 64 and 192 bits of them random (RFC 8445 5.3 asks for 24 and 128)."""
    return IceParameters(username_fragment=secrets.token_hex(8), password=secrets.token_hex(24))
