"""Whatever is lost, overtaken, asked for again, withheld or chosen: what a subscriber gets is one well-formed stream.

The relay's own packet path, tables and RTCP, over real SRTP, without sockets: a story is played into it.
"""

import random
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signaling.control import messages as m
from signaling.forwarding import rtcp
from signaling.media.relay import Relay
from tests.support.camera import TICKS, Seen, seen
from tests.support.relay import video
from tests.support.studio import Studio, Viewer

HIGH = 2

layer = st.sampled_from([0, 0, 1, 1, 2, 2, None])
film = st.tuples(st.just("film"), st.just({0, 1, 2}), st.integers(1, 25))
actions = st.lists(
    st.one_of(
        film,
        film,
        film,
        st.tuples(st.just("film"), st.sets(st.integers(0, 2), min_size=1), st.integers(1, 40)),
        st.tuples(st.just("prefer"), st.integers(0, 1), layer),
        st.tuples(st.just("network"), st.sampled_from([0.0, 0.0, 0.05, 0.3]), st.sampled_from([0.0, 0.1])),
        st.tuples(st.just("prefer"), st.integers(0, 1), layer),
        st.tuples(st.just("allow"), st.integers(0, 1), layer),
        st.tuples(st.just("pause"), st.integers(0, 1), st.integers(0, 20)),
        st.tuples(st.just("leave"), st.integers(0, 20), st.none()),
        st.tuples(st.just("restart"), st.integers(0, 2), st.none()),
        st.tuples(st.just("wait"), st.integers(1, 80), st.none()),
        st.tuples(st.just("ask again"), st.integers(0, 1), st.integers(1, 20)),
        st.tuples(st.just("report"), st.none(), st.none()),
    ),
    min_size=20,
    max_size=60,
)


class Story:
    """Plays actions; notes what came to the relay in order, so that gaps can be told from losses."""

    def __init__(self, studio: Studio, seed: int) -> None:
        self.studio = studio
        self.random = random.Random(seed)
        self.loss = self.disorder = 0.0
        self.at = 0
        self.overtaken: list[tuple[int, bytes]] = []
        self.sent: dict[tuple[int, int], bytes] = {}
        self.originals: dict[tuple[int, ...], Seen] = {}
        """By layer, frame and part: as Alice sent it."""
        self.secret: set[tuple[int, ...]] = set()
        """Of these, what was sent in another scope."""
        self.in_order: set[tuple[int, int]] = set()
        self.newest: dict[int, int] = {}
        self.keyframes: set[int] = set()

    def play(self, action: str, one: object, other: object) -> None:
        studio = self.studio
        match action, one, other:
            case "film", set() as layers, int() as frames:
                for _ in range(frames):
                    self.film(sorted(layers))
            case "network", float() as loss, float() as disorder:
                self.loss, self.disorder = loss, disorder
            case "prefer", int() as viewer, wanted:
                studio.ask(m.SetPreferredLayer(subscription=studio.viewers[viewer].name, layer=wanted))
            case "allow", int() as viewer, int() | None as wanted:
                studio.room.allow(studio.viewers[viewer].record, wanted, studio.clock[0])
            case "pause", int() as viewer, int() as frames:
                for paused in (True, False):
                    studio.ask(m.PauseSubscription(subscription=studio.viewers[viewer].name, paused=paused))
                    self.play("film", {0, 1, 2}, frames)
            case "leave", int() as frames, _:
                known = set(self.originals)
                studio.ask(m.SetScope(transport="alice", scope="private"))
                self.play("film", {0, 1, 2}, frames)
                self.secret |= {mark for mark in set(self.originals) - known if self.is_past(self.originals[mark])}
                studio.ask(m.SetScope(transport="alice", scope="group"))
                self.play("film", {0, 1, 2}, frames)
            case "restart", int() as index, _:
                self.restart(index)
            case "wait", int() as ticks, _:
                studio.ticks(ticks)
            case "ask again", int() as viewer, int() as count:
                self.ask_again(studio.viewers[viewer], count)
            case "report", _, _:
                self.report()
        for watching in studio.viewers:
            watching.take()

    def film(self, layers: list[int]) -> None:
        self.at += TICKS
        for index in layers:
            keyframe = index in self.keyframes or self.random.random() < 0.02
            self.keyframes.discard(index)
            parts = self.random.randint(1, 3)
            for packet in self.studio.layers[index].encode(self.at, keyframe, parts):
                self.carry(index, packet)
        self.studio.ticks(2)
        self.answer()

    def carry(self, index: int, packet: bytes) -> None:
        """Over a network that loses and reorders."""
        mark = seen(packet)
        self.sent[mark.ssrc, mark.sequence] = packet
        self.originals[mark[6:]] = mark
        for waits, held in self.overtaken:
            if waits == 0:
                self.deliver(held)
        self.overtaken = [(waits - 1, held) for waits, held in self.overtaken if waits > 0]
        if self.random.random() < self.loss:
            return
        if self.random.random() < self.disorder:
            self.overtaken.append((self.random.randint(0, 12), packet))
            return
        self.deliver(packet)

    def deliver(self, packet: bytes) -> None:
        mark = seen(packet)
        newest = self.newest.get(mark.ssrc, (mark.sequence - 1) & 0xFFFF)
        if (mark.sequence - newest) & 0xFFFF < 0x8000:
            self.newest[mark.ssrc] = mark.sequence
            self.in_order.add((mark.ssrc, mark.sequence))
        self.studio.send(packet)

    def is_past(self, packet: Seen) -> bool:
        """Whether the relay knows that it was sent before now."""
        newest = self.newest.get(packet.ssrc)
        return newest is not None and (newest - packet.sequence) & 0xFFFF < 0x8000

    def answer(self) -> None:
        """Alice does what the relay asks her to, mostly, and sometimes sends again what it did not ask for."""
        for report in self.studio.line.reports():
            match report:
                case rtcp.KeyframeRequest(ssrc):
                    self.keyframes |= {one.index for one in self.studio.layers if one.ssrc == ssrc}
                case rtcp.Nack(ssrc, sequences):
                    for sequence in sequences:
                        self.repair(ssrc, sequence)
        if self.random.random() < 0.05 and self.sent:
            self.repair(*self.random.choice(list(self.sent)[-300:]))

    def repair(self, ssrc: int, sequence: int) -> None:
        source = next((one for one in self.studio.layers if one.ssrc == ssrc), None)
        if source is not None and self.random.random() >= self.loss:
            self.studio.send(source.repair(self.sent[ssrc, sequence]))

    def restart(self, index: int) -> None:
        """The layer comes with another SSRC, and with numbers that have nothing to do with the former ones."""
        source = self.studio.layers[index]
        if source.ssrc < 2000 + 10 * index + 4:
            source.ssrc += 2
            source.repairs = 0
            source.sequence = self.random.randrange(0x10000)
            source.clock = self.random.randrange(1 << 32)
            source.picture = self.random.randrange(0x8000)
            source.tl0 = self.random.randrange(0x100)

    def ask_again(self, viewer: Viewer, count: int) -> None:
        """For what was missed, and for what was not."""
        if viewer.arrived:
            last = viewer.arrived[-1].sequence
            wanted = sorted(self.random.randrange(300) for _ in range(count))
            numbers = [(last + 2 - back) & 0xFFFF for back in reversed(wanted)]
            self.studio.report(viewer, rtcp.nack(1, viewer.record.output.ssrc, numbers))

    def report(self) -> None:
        now = self.studio.clock[0]
        for source in self.studio.layers:
            packet = rtcp.sender_report(source.ssrc, rtcp.ntp_time(1.7e9 + now), self.at + source.clock, 1, 1)
            self.studio.relay._feedback.receive(self.studio.transport, packet, now)


@pytest.fixture
async def clock():
    return [1000.0]


@pytest.fixture
async def relay(clock, half):
    running = Relay([], (), lambda: clock[0], lambda event: None, compiled=half)
    yield running
    await running.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions, st.integers(0, 1 << 30))
async def test_a_subscriber_gets_one_well_formed_stream_whatever_happens(relay, clock, story, seed):
    studio = Studio(relay, clock, "room")
    told = Story(studio, seed)
    studio.view("with-rtx", video(ssrc=6000, rtx=6001))
    studio.view("without", video(ssrc=7000))
    try:
        for action in story:
            told.play(*action)
        for viewer in studio.viewers:
            check(viewer, told)
    finally:
        studio.close()


@pytest.fixture
async def sent():
    """What Alice has sent in the high layer."""
    return []


@pytest.fixture
async def studio(relay, clock, sent):
    """One viewer who takes the high layer and has had 600 frames of it: more than are kept."""
    made = Studio(relay, clock, "room")
    made.view("viewer", video(ssrc=6000))
    for number in range(600):
        sent += made.layers[HIGH].encode(number * TICKS, number == 0)
        made.send(sent[-1])
    assert len(made.viewers[0].arrived) == 600
    return made


@pytest.mark.parametrize("age", [1, 100, 599])
async def test_a_repair_that_nobody_asked_for_is_not_sent_on(studio, sent, age):
    """Under the same number, but with another sending time in it, it would give the key of AES-GCM away."""
    studio.clock[0] += 1.0
    studio.send(studio.layers[HIGH].repair(sent[-1 - age]))
    assert not studio.viewers[0].again


async def test_what_comes_by_itself_after_its_repair_is_not_sent_on_again(studio):
    source = studio.layers[HIGH]
    lost, after = (source.encode(at * TICKS)[0] for at in (600, 601))
    studio.send(after)
    studio.clock[0] += 0.1
    studio.send(source.repair(lost))
    studio.clock[0] += 0.1
    studio.send(lost)
    viewer = studio.viewers[0]
    assert len(viewer.arrived) == 602
    assert not viewer.again


async def test_nobody_begins_with_a_repair_from_before_what_they_were_sent(studio):
    source, viewer = studio.layers[HIGH], studio.viewers[0]
    lost, *others = source.encode(600 * TICKS, True, 2)
    for packet in others:
        studio.send(packet)
    for paused in (True, False):
        studio.ask(m.PauseSubscription(subscription="viewer", paused=paused))
    studio.send(source.repair(lost))
    assert len(viewer.arrived) == 601
    studio.send(source.encode(601 * TICKS, True)[0])
    assert len(viewer.arrived) == 602
    assert 0 < viewer.arrived[-1].timestamp - viewer.arrived[-2].timestamp < 2 * TICKS


async def test_nobody_begins_with_a_repair_of_what_was_sent_in_another_scope(studio):
    source, viewer = studio.layers[HIGH], studio.viewers[0]
    studio.ask(m.SetScope(transport="alice", scope="private"))
    lost, *others = source.encode(600 * TICKS, True, 2)
    for packet in others:
        studio.send(packet)
    studio.ask(m.SetScope(transport="alice", scope="group"))
    studio.send(source.repair(lost))
    assert len(viewer.arrived) == 600


async def test_a_repair_after_the_third_request_is_still_taken(studio):
    """A round trip of 0.6 s, and the first two were lost on the way."""
    source = studio.layers[HIGH]
    lost, after = (source.encode(at * TICKS)[0] for at in (600, 601))
    studio.send(after)
    studio.ticks(40)
    studio.send(source.repair(lost))
    assert len(studio.viewers[0].arrived) == 602


def check(viewer: Viewer, told: Story) -> None:
    """`Viewer.take` has seen already to it that no number stood for two contents."""
    stretches: list[list[tuple[int, Seen]]] = []
    for number, packet in in_order(viewer.arrived):
        if not stretches or not belongs(stretches[-1][-1], (number, packet), told):
            assert packet.keyframe, f"{packet} does not begin a keyframe"
            stretches.append([])
        stretches[-1].append((number, packet))
    assert not told.secret & {packet[6:] for packet in viewer.arrived}
    for stretch in stretches:
        for (before, first), (after, second) in pairwise(stretch):
            assert lost(first, after - before, told), "something was withheld in the middle"
            assert step(first, second) == step(told.originals[first[6:]], told.originals[second[6:]])
    for one, next_one in pairwise(stretches):
        (end, last), (start, first) = one[-1], next_one[0]
        assert lost(last, start - end, told), "there is a gap where it changes"
        timestamps, pictures, tl0s = step(last, first)
        assert 0 < timestamps < 1 << 31
        assert 0 < pictures < 0x1000
        assert 0 < tl0s < 0x20
    for number, packet in viewer.again:
        known = [one for one in viewer.arrived if one.sequence == number]
        assert not known or known[0][2:] == packet[2:], "one number was used for two packets"


def in_order(packets: list[Seen]) -> list[tuple[int, Seen]]:
    """With extended sequence numbers, sorted by them."""
    extended, result = 1 << 16, []
    for packet in packets:
        extended += (packet.sequence - extended + 0x8000 & 0xFFFF) - 0x8000
        result.append((extended, packet))
    return sorted(result)


def belongs(before: tuple[int, Seen], after: tuple[int, Seen], told: Story) -> bool:
    """Whether two packets are of one stream with nothing left out but what was lost."""
    first, second = told.originals[before[1][6:]], told.originals[after[1][6:]]
    return first.ssrc == second.ssrc and (after[0] - before[0] - second.sequence + first.sequence) & 0xFFFF == 0


def step(first: Seen, second: Seen) -> tuple[int, int, int]:
    """How far timestamp, picture id and TL0PICIDX go from one to the other."""
    return (
        (second.timestamp - first.timestamp) & 0xFFFFFFFF,
        (second.picture - first.picture) & 0x7FFF,
        (second.tl0 - first.tl0) & 0xFF,
    )


def lost(last: Seen, gap: int, told: Story) -> bool:
    """Whether what is missing after `last` did not come to the relay in time."""
    source = told.originals[last[6:]]
    missing = [(source.ssrc, (source.sequence + number) & 0xFFFF) for number in range(1, gap)]
    return not told.in_order & set(missing)
