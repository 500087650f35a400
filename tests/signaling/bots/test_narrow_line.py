"""A peer whose line becomes too narrow for the picture, through the real relay worker and real sockets."""

import asyncio
import contextlib
from collections import Counter

from signaling.bots.subscriber import Subscriber
from signaling.media.seam import Certificate
from tests.signaling.bots.test_bad_network import FarSubscriber, port_of
from tests.support.lossy_network import Conditions, LossyNetwork, lossy_network
from tests.support.relay_room import RelayRoom, running_worker
from tests.support.replay import ReplayPublisher, replay
from tests.support.trace import read_trace
from tests.support.waiting import until

WIDE, NARROW = Conditions(delay=0.02, rate=3e6), Conditions(delay=0.02, rate=150e3)


PICTURE, SOUND = {96}, {111, 63}
"""Payload types; what is sent again, and padding, has another."""


class Counting(FarSubscriber):
    """`arrived`: packets by payload type."""

    def __init__(self, certificate: Certificate, cname: str) -> None:
        super().__init__(certificate, cname)
        self.arrived: Counter[int] = Counter()

    def _take_rtp(self, datagram: bytes) -> None:
        self.arrived[datagram[1] & 0x7F] += 1
        super()._take_rtp(datagram)


class OnlyFar(RelayRoom):
    """Whoever subscribes is behind the network."""

    network: LossyNetwork | None = None

    def new_subscriber(self, participant: str) -> Subscriber:
        subscriber = Counting(Certificate(), participant)
        subscriber.network = self.network
        return subscriber


async def test_the_picture_pauses_on_a_narrow_line_and_comes_back_and_the_sound_goes_on():
    with running_worker() as worker:
        client = await worker.connect()
        room = OnlyFar(client, "narrow")
        near = ReplayPublisher(Certificate(), 0)
        await room.set_scopes({"near": "group"})
        answer = await room.media.publish("near", room.request(near))
        async with lossy_network(("127.0.0.1", port_of(answer.sdp)), seed=3, up=Conditions(delay=0.02)) as network:
            room.network, network.down = network, WIDE
            await near.start(answer.sdp)
            sending = asyncio.create_task(replay([near], read_trace(), 60))
            try:
                await room.set_scopes({"near": "group", "far": "group"})
                await follow(room, network)
            finally:
                sending.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await sending
                await near.transport.close()
                await room.close()
                await room.media.close()
                await client.close()


async def follow(room: RelayRoom, network: LossyNetwork) -> None:
    async def picture() -> bool:
        return await rate_of(room, video=True) > 20

    async def no_picture() -> bool:
        return await rate_of(room, video=True) == 0

    await until(picture)
    network.down = NARROW
    await until(no_picture, patience=5)
    assert await rate_of(room, video=False, seconds=2) > 45
    network.down = WIDE
    await until(picture, patience=20)


async def rate_of(room: RelayRoom, video: bool, seconds: float = 0.5) -> float:
    """Packets a second that come now."""
    subscriber = room.subscribers.get("far")
    if not isinstance(subscriber, Counting):
        return 0.0
    wanted = PICTURE if video else SOUND
    before = sum(subscriber.arrived[payload_type] for payload_type in wanted)
    await asyncio.sleep(seconds)
    return (sum(subscriber.arrived[payload_type] for payload_type in wanted) - before) / seconds
