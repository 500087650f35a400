"""A peer behind a bad network, through the real relay worker (the network's part of threat 26)."""

import contextlib
import re

import pytest

from signaling.bots.loops import Loops, make_loops
from signaling.bots.publisher import Publisher
from signaling.bots.subscriber import Subscriber
from signaling.media.seam import Certificate
from signaling.websocket.lines import LineWatch
from tests.support.lossy_network import Conditions, LossyNetwork, lossy_network
from tests.support.relay_room import RelayRoom, running_worker
from tests.support.waiting import until

FAR = Conditions(delay=0.15)
BAD = Conditions(delay=0.15, loss=0.2)


@pytest.fixture(scope="module")
def worker():
    with running_worker() as worker:
        yield worker


@pytest.fixture(scope="module")
def loops() -> Loops:
    return make_loops(0, "AB")


def through(sdp: str, network: LossyNetwork | None) -> str:
    """The description with the network's port in place of the relay's."""
    assert network is not None
    return re.sub(r"(a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1) \d+", rf"\1 {network.address[1]}", sdp)


class FarPublisher(Publisher):
    network: LossyNetwork | None = None

    async def start(self, answer: str) -> None:
        await super().start(through(answer, self.network))


class FarSubscriber(Subscriber):
    network: LossyNetwork | None = None

    def answer(self, offer: str) -> str:
        return super().answer(through(offer, self.network))


class OneIsFar(RelayRoom):
    """`far` is behind the network, everybody else beside the relay."""

    network: LossyNetwork | None = None

    def new_subscriber(self, participant: str) -> Subscriber:
        if participant != "far":
            return super().new_subscriber(participant)
        subscriber = FarSubscriber(Certificate(), "far")
        subscriber.network = self.network
        return subscriber


def port_of(answer: str) -> int:
    found = re.search(r"a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 (\d+)", answer)
    assert found is not None
    return int(found[1])


@contextlib.asynccontextmanager
async def far_and_near(worker, loops):
    client = await worker.connect()
    room = OneIsFar(client, "bad")
    await room.set_scopes({"near": "group"})
    near, far = (Publisher(Certificate(), loops, "near"), FarPublisher(Certificate(), loops, "far"))
    answer = await room.media.publish("near", room.request(near))
    async with lossy_network(("127.0.0.1", port_of(answer.sdp)), seed=5, up=FAR, down=FAR) as network:
        room.network = far.network = network
        try:
            await near.start(answer.sdp)
            await room.set_scopes({"near": "group", "far": "group"})
            await room.publish("far", far)
            yield room, network
        finally:
            await near.close()
            await far.close()
            await room.close()
            await room.media.close()
            await client.close()


def received(room, participant: str) -> int:
    subscriber = room.subscribers.get(participant)
    return 0 if subscriber is None else sum(it.total for it in subscriber.receptions.values())


async def arrive(room, count: int) -> None:
    """Until both have received so many packets more than either has now."""
    target = count + max(received(room, "far"), received(room, "near"))

    async def here() -> bool:
        if room.failures:
            raise room.failures[0]
        return received(room, "far") >= target and received(room, "near") >= target

    await until(here, patience=40)


async def test_sound_and_picture_go_both_ways_at_20_percent_loss_and_300_ms(worker, loops):
    async with far_and_near(worker, loops) as (room, network):
        await arrive(room, 10)
        network.up = network.down = BAD
        await arrive(room, 150)
        assert network.lost["up"] > 10 and network.lost["down"] > 10


async def test_the_relay_counts_whose_line_is_bad(worker, loops):
    async with far_and_near(worker, loops) as (room, network):
        await arrive(room, 10)
        network.up = network.down = BAD
        watch = LineWatch(room.media)

        async def is_seen():
            await watch.look()
            far = next((one for one in watch.report if one.participant == "far"), None)
            if far is None or far.up is None or far.down is None or far.round_trip is None:
                return None
            lossy = (far.up.loss or 0) > 0.1 and (far.down.loss or 0) > 0.1
            return far if lossy and watch.quality == {"near": "good", "far": "poor"} else None

        far = await until(is_seen, every=1.0)
        assert far.round_trip >= 300
        assert far.up.bitrate > 0 and sum(far.up.layers) > 0 and sum(far.down.layers) == 1


async def test_media_goes_on_by_itself_after_a_blackhole(worker, loops):
    async with far_and_near(worker, loops) as (room, network):
        await arrive(room, 10)
        network.blackhole = True
        lost = network.lost["up"]

        async def swallowed() -> bool:
            return network.lost["up"] > lost + 100

        await until(swallowed)
        network.blackhole = False
        await arrive(room, 50)
