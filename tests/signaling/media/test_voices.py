"""Who has the floor, and what is forwarded where only the loudest voices are, from levels in real packets."""

import pytest

from signaling.control import messages as m
from signaling.forwarding.rtp import HEADER
from tests.support.peer import element, packet
from tests.support.relay import TestRelay, audio
from tests.support.waiting import until

LOUD, QUIET = 30, 90
NAMES = ("a", "b", "c")


class Choir:
    """Three publishers and a listener; `sing` sends one packet of each with the level named, silence otherwise."""

    def __init__(self, relay):
        self.relay = relay
        self.publishers = {}
        self.number = 0

    async def gather(self, interpreters=()):
        self.ears = await self.relay.peer("ears", "subscribe")
        for at, name in enumerate(NAMES):
            self.publishers[name] = await self.relay.peer(name, "publish")
            self.relay.ask(
                m.CreatePublication(
                    transport=name,
                    publication=name,
                    media="audio",
                    rtp=audio(ssrc=1000 + at),
                    always_forwarded=name in interpreters,
                )
            )
            self.relay.subscribe("ears", name, name, audio(ssrc=5000 + at))

    async def sing(self, **levels):
        self.number += 1
        for at, (name, peer) in enumerate(self.publishers.items()):
            level = element(1, bytes((levels.get(name, 127),)))
            peer.send_rtp(packet(1000 + at, self.number, self.number * 960, b"%d" % self.number, block=level))
        await self.ears.validate()

    def heard(self, name):
        """Sequence numbers and payloads that came of a publisher."""
        ssrc = 5000 + NAMES.index(name)
        headers = [(HEADER.unpack_from(data), data) for data in self.ears.rtp]
        return [(header[2], int(data[20:])) for header, data in headers if header[4] == ssrc]

    async def only(self, *names, **levels):
        """Sing until a packet of these and of nobody else comes through."""

        async def now():
            self.ears.rtp.clear()
            await self.sing(**levels)
            return all(bool(self.heard(name)) == (name in names) for name in NAMES)

        await until(now, every=0.01)

    @property
    def floor(self):
        room = self.relay.relay._rooms.rooms["room"]
        speaker = room.speakers.active("group")
        return speaker.name if speaker is not None else None


@pytest.fixture
async def choir(request, half):
    relay = TestRelay(loudest=getattr(request, "param", 0))
    yield Choir(relay)
    await relay.close()


async def test_the_floor_follows_who_speaks_and_nobody_is_withheld(choir):
    await choir.gather()

    async def has_floor(name):
        await choir.sing(**{name: LOUD})
        return choir.floor == name

    await until(lambda: has_floor("b"), every=0.01)
    await until(lambda: has_floor("c"), every=0.01)
    assert all([number for _, number in choir.heard(name)] == list(range(1, choir.number + 1)) for name in NAMES)
    choir.relay.ask(m.SetScope(transport="c", scope="elsewhere"))
    await choir.relay.until(lambda: choir.floor is None)


@pytest.mark.parametrize("choir", [1], indirect=True)
async def test_a_withheld_voice_is_numbered_without_a_gap_when_it_comes_back(choir):
    await choir.gather()
    await choir.only("a", a=LOUD)
    await choir.only("b", b=LOUD)
    last = choir.heard("b")[-1][0]
    await choir.only("a", a=LOUD - 15, b=QUIET)
    heard_meanwhile = choir.number
    choir.ears.rtp.clear()

    async def back():
        await choir.sing(b=LOUD - 25)
        return choir.heard("b")

    again = await until(back, every=0.01)
    assert again[0][1] > heard_meanwhile
    assert (again[0][0] - last) & 0xFFFF < 40, "what was withheld is not counted"


@pytest.mark.parametrize("choir", [1], indirect=True)
async def test_an_interpreter_is_forwarded_beside_the_loudest(choir):
    await choir.gather(interpreters=("c",))
    await choir.only("a", "c", a=LOUD)
    await choir.only("b", "c", b=LOUD)


@pytest.mark.parametrize("choir", [1], indirect=True)
async def test_a_voice_withheld_when_it_was_taken_aside_is_heard_when_it_comes_back_to_a_small_group(choir):
    await choir.gather()
    await choir.only("a", a=LOUD)
    choir.relay.ask(m.SetScope(transport="b", scope=None))
    choir.relay.ask(m.SetScope(transport="c", scope="elsewhere"))
    room = choir.relay.relay._rooms.rooms["room"]
    await choir.relay.until(lambda: not room.speakers._withheld)
    choir.relay.ask(m.SetScope(transport="a", scope="elsewhere"))
    choir.relay.ask(m.SetScope(transport="b", scope="group"))
    await choir.only("b", b=LOUD)
