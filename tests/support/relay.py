"""A relay in this process with its clients, and the requests that set them up, in few words."""

import time
from collections.abc import Callable
from typing import ClassVar

from signaling.control import messages as m
from signaling.control.parameters import CodecParameters, Encoding, HeaderExtension, RtcpFeedback, RtpParameters
from signaling.forwarding.extensions import ABS_SEND_TIME, AUDIO_LEVEL, MID, REPAIRED_RID, RID
from signaling.media.fan_out import Compiled
from signaling.media.relay import Relay
from signaling.media.sockets import candidates, open_listeners, open_sockets
from tests.support.peer import Peer
from tests.support.waiting import until

OPUS = CodecParameters(mime_type="audio/opus", payload_type=111, clock_rate=48000, channels=2)
RED = CodecParameters(mime_type="audio/red", payload_type=63, clock_rate=48000, channels=2, parameters={"": "111/111"})
VP8 = CodecParameters(
    mime_type="video/VP8",
    payload_type=96,
    clock_rate=90000,
    rtcp_feedback=(RtcpFeedback(type="nack"), RtcpFeedback(type="nack", parameter="pli")),
)
RTX = CodecParameters(mime_type="video/rtx", payload_type=97, clock_rate=90000, parameters={"apt": "96"})
EXTENSIONS = (
    HeaderExtension(uri=AUDIO_LEVEL, id=1),
    HeaderExtension(uri=ABS_SEND_TIME, id=2),
    HeaderExtension(uri=MID, id=4),
)
LOOPBACK = ("127.0.0.1",)


def audio(mid: str = "0", ssrc: int | None = 1000, red: bool = False) -> RtpParameters:
    encodings = (Encoding(ssrc=ssrc),) if ssrc else ()
    codecs = (OPUS, RED) if red else (OPUS,)
    return RtpParameters(mid=mid, codecs=codecs, header_extensions=EXTENSIONS, encodings=encodings)


def video(mid: str = "1", ssrc: int | None = 2000, rtx: int | None = None) -> RtpParameters:
    encodings = (Encoding(ssrc=ssrc, rtx_ssrc=rtx),) if ssrc else ()
    codecs = (VP8, RTX) if rtx or not ssrc else (VP8,)
    return RtpParameters(mid=mid, codecs=codecs, header_extensions=EXTENSIONS, encodings=encodings)


def layered(mid: str = "1", rids: tuple[str, ...] = ("l", "m", "h")) -> RtpParameters:
    """A camera in layers, the lowest first, bound by mid and rid (`tests.support.camera`)."""
    more = (HeaderExtension(uri=RID, id=5), HeaderExtension(uri=REPAIRED_RID, id=6))
    encodings = tuple(Encoding(rid=rid) for rid in rids)
    return RtpParameters(mid=mid, codecs=(VP8, RTX), header_extensions=EXTENSIONS + more, encodings=encodings)


class TestRelay:
    """A relay on loopback; `events` is what it told the app."""

    __test__ = False
    compiled: ClassVar[Compiled | None] = None
    """The compiled half of the packet path, for all that are made from now on."""

    def __init__(
        self,
        listen: tuple[str, ...] = LOOPBACK,
        clock: Callable[[], float] = time.monotonic,
        loudest: int = 0,
    ) -> None:
        self.events: list[m.EventBody] = []
        self._peers: list[Peer] = []
        sockets, listening = open_sockets(listen, 0), open_listeners(listen, 0)
        self.relay = Relay(
            sockets,
            candidates(sockets, (), listening),
            clock,
            self._tell,
            listening=listening,
            compiled=self.compiled,
            loudest=loudest,
        )
        self.ask(m.OpenRoom())

    def ask(self, body: m.RequestBody, room: str = "room", epoch: int = 1) -> m.ResponseBody | None:
        return self.relay.handle(m.Request(request=1, room=room, epoch=epoch, body=body))

    def create(
        self, name: str, direction: m.Direction, scope: str | None = "group", room: str = "room"
    ) -> m.TransportCreated:
        created = self.ask(m.CreateTransport(transport=name, direction=direction, scope=scope), room)
        assert isinstance(created, m.TransportCreated)
        return created

    async def peer(
        self,
        name: str,
        direction: m.Direction,
        scope: str | None = "group",
        room: str = "room",
        kind: Callable[[m.TransportCreated], Peer] = Peer,
    ) -> Peer:
        """A transport with a connected client."""
        peer = kind(self.create(name, direction, scope, room))
        self._peers.append(peer)
        self.ask(peer.description(name), room)
        await peer.connect()
        await self.until(lambda: self.state(name) == "connected")
        return peer

    def publish(self, transport: str, publication: str, rtp: RtpParameters, room: str = "room") -> None:
        media: m.MediaKind = "audio" if rtp.codecs[0].mime_type.startswith("audio") else "video"
        body = m.CreatePublication(transport=transport, publication=publication, media=media, rtp=rtp)
        self.ask(body, room)

    def subscribe(
        self, transport: str, subscription: str, publication: str, rtp: RtpParameters, room: str = "room"
    ) -> None:
        body = m.CreateSubscription(transport=transport, subscription=subscription, publication=publication, rtp=rtp)
        self.ask(body, room)

    def counters(self) -> m.Counters:
        counters = self.relay.handle(m.Request(request=1, body=m.ReadCounters()))
        assert isinstance(counters, m.Counters)
        return counters

    def transport(self, name: str) -> m.TransportCounters:
        return next(counted for counted in self.counters().transports if counted.transport == name)

    def state(self, name: str) -> m.TransportState:
        return self.transport(name).state

    async def until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        """Wait until the relay has come to where `condition` is true."""

        async def look() -> bool:
            return condition()

        await until(look, timeout, every=0.005)

    async def close(self) -> None:
        for peer in self._peers:
            await peer.close()
        await self.relay.close()

    def _tell(self, event: m.EventBody) -> None:
        self.events.append(event)
