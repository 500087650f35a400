"""What compiled code does with a packet is what Python does: the same stories end alike with and without it."""

import ctypes
import gc
import random
import subprocess
import weakref
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signaling.control import messages as m
from signaling.media import compile as compiling
from signaling.media.compiled import compiled
from signaling.media.incoming import MAX_PLANS, REPLACED_EVERY, Incoming
from signaling.media.intake import DONE, FOR_OTHERS, OPENED, UNTAKEN
from signaling.media.relay import Relay
from tests.signaling.media.test_layer_switching import Story, actions
from tests.support.camera import TICKS
from tests.support.peer import element, packet
from tests.support.relay import audio, video
from tests.support.studio import Line, Studio, UdpLine


@pytest.fixture
async def clock():
    return [1000.0]


@pytest.fixture
async def relays(clock, built, monkeypatch):
    """One in Python alone, one with the compiled half; both draw the same numbers."""
    monkeypatch.setattr("secrets.randbelow", lambda bound: bound // 3)
    made = [Relay([], (), lambda: clock[0], lambda event: None, compiled=half) for half in (None, built)]
    yield made
    for relay in made:
        await relay.close()


def outcomes(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """Counts what compiled code says of the packets that it is given."""
    counted: Counter[int] = Counter()
    intake = relay._packets._intake
    assert intake is not None
    original = intake.take

    def take(*given):
        outcome = original(*given)
        counted[outcome] += 1
        return outcome

    monkeypatch.setattr(intake, "take", take)
    return counted


def state(structure: ctypes.Structure) -> dict[str, object]:
    names = [field[0] for field in structure._fields_]
    values = {name: getattr(structure, name) for name in names}
    return {name: value for name, value in values.items() if isinstance(value, int | float)}


def told(relay: Relay, clock: list[float], actions: list, seed: int) -> tuple[object, ...]:
    """Play a story to a viewer who is reached by UDP and one who is not; all that can be seen of it afterwards."""
    studio = Studio(relay, clock, "room")
    story = Story(studio, seed)
    studio.view("with-rtx", video(ssrc=6000, rtx=6001), UdpLine(2))
    studio.view("without", video(ssrc=7000), Line(3))
    try:
        for action in actions:
            story.play(*action)
        layers = studio.record.publication.layers
        taken = [studio.room.transports[name] for name in ("alice", "with-rtx", "without")]
        return (
            [(viewer.arrived, viewer.again) for viewer in studio.viewers],
            [state(layer) for layer in layers],
            [state(layer.stream) for layer in layers if layer.stream is not None],
            [layer.since(layer.stream.highest - 50, clock[0]) for layer in layers if layer.stream is not None],
            [state(layer.history) for layer in layers if layer.history is not None],
            [{**state(one), "key": None} for one in taken],
            relay._packets.rate.packets,
            relay._packets.dropped,
        )
    finally:
        studio.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions, st.integers(0, 1 << 30))
async def test_a_picture_goes_the_same_way_through_both(relays, clock, actions, seed):
    ended = []
    for relay in relays:
        clock[0] = 1000.0
        relay._packets.rate.packets = 0
        ended.append(told(relay, clock, actions, seed))
    for ours, theirs in zip(*ended, strict=True):
        assert ours == theirs


async def test_most_of_a_calm_picture_is_left_to_compiled_code(relays, clock, monkeypatch):
    counted = outcomes(relays[1], monkeypatch)
    studio = Studio(relays[1], clock, "room")
    studio.view("viewer", video(ssrc=6000, rtx=6001), UdpLine(2))

    def film(frames: int) -> None:
        for number in range(frames):
            for made in studio.layers[2].encode(number * TICKS, number == 0):
                studio.send(made)

    film(200)
    assert (counted[UNTAKEN], counted[DONE]) == (1, 199)
    studio.view("over-tcp", video(ssrc=7000), Line(3))
    film(200)
    assert counted[FOR_OTHERS] == 199
    assert [len(viewer.arrived) for viewer in studio.viewers] == [400, 200]
    studio.close()


frames = st.lists(
    st.tuples(
        st.sampled_from(["plain", "plain", "redundant", "redundant", "redundant", "lost", "again", "broken", "padded"]),
        st.integers(0, 3),
        st.sampled_from([960, 960, 960, 480]),
        st.sampled_from([True, True, True, False]),
    ),
    max_size=120,
)


def sound(kind: str, number: int, at: int, copies: int, level: bool, dice: random.Random) -> bytes:
    """A packet of Opus, or of RED with copies of the frames before it."""
    body = bytes(dice.randrange(256) for _ in range(20 + number % 40))
    block = element(2, b"\0\0\0") + (element(1, bytes((number % 128,))) if level else b"")
    if kind in ("plain", "padded"):
        made = packet(1000, number & 0xFFFF, at, body, 111, block)
    else:
        heads = b"".join(
            ((0x80 | 111) << 24 | (back * 960) << 10 | 10).to_bytes(4, "big") for back in range(copies, 0, -1)
        )
        payload = heads + b"\x6f" + bytes(10 * copies) + body
        if kind == "broken":
            payload = payload[: dice.randrange(4 * copies + 5)]
        made = packet(1000, number & 0xFFFF, at, payload, 63, block)
    return bytes((made[0] | 0x20,)) + made[1:] + b"\0\0\0\4" if kind == "padded" else made


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames, st.integers(0, 1 << 30))
async def test_sound_goes_the_same_way_through_both(relays, clock, frames, seed):
    heard = []
    for relay in relays:
        clock[0], dice = 1000.0, random.Random(seed)
        studio = Studio(relay, clock, "room", audio("1", red=True), media="audio")
        lines = []
        for name, red, line in (("plain", False, UdpLine(2)), ("red", True, UdpLine(3)), ("tcp", False, Line(4))):
            studio.listen(name, audio(ssrc=5000, red=red), line)
            lines.append(line)
        number, at = 65_500, 0xFFFF_0000
        for kind, copies, step, level in frames:
            number, at = number + (kind != "again"), at + step & 0xFFFFFFFF
            made = sound(kind, number, at, copies, level, dice)
            if kind != "lost":
                studio.send(made)
            clock[0] += 0.02
        layer = studio.record.publication.layers[0]
        assert layer.stream is not None and layer.sound is not None and layer.sound.voice is not None
        heard.append(
            (
                [[line.received.unprotect(one) for one in line.sent if not 192 <= one[1] < 224] for line in lines],
                state(layer.stream),
                state(layer.sound.voice),
                state(layer.sound.receiver),
                studio.transport.dropped,
            )
        )
        studio.close()
    for ours, theirs in zip(*heard, strict=True):
        assert ours == theirs


def test_structures_of_python_and_c_are_laid_out_alike(tmp_path, built):
    """The compiler refuses sizes that differ; offsets are compared here."""
    lines = ["#include <stddef.h>", "#include <stdio.h>", '#include "shared.h"', "int main(void) {"]
    expected = []
    for structure in compiling.STRUCTURES:
        for name, *_ in structure._fields_:
            lines.append(f'printf("%zu\\n", offsetof(struct {compiling.c_name(structure)}, {name}));')
            expected.append(getattr(structure, name).offset)
    (tmp_path / "shared.h").write_text(compiling.shared_header())
    (tmp_path / "offsets.c").write_text("\n".join([*lines, "}"]))
    program = tmp_path / "offsets"
    subprocess.run(["cc", "-o", program, tmp_path / "offsets.c"], check=True)
    printed = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    assert list(map(int, printed.split())) == expected


async def test_a_copy_is_taken_out_of_a_later_packet_too_when_the_next_had_none(relays, clock, monkeypatch):
    """The packet after a loss is for Python, being out of order; the one after that is in order again."""
    counted, dice = outcomes(relays[1], monkeypatch), random.Random(1)
    studio = Studio(relays[1], clock, "room", audio("1", red=True), media="audio")
    line = UdpLine(2)
    studio.listen("ears", audio(ssrc=5000), line)
    copies = {12: 0, 13: 3}
    for number in [*range(10), 11, 12, 13]:
        studio.send(sound("redundant", number, 960 * number, copies.get(number, 0), True, dice))
    assert counted[OPENED] == 2
    stream = studio.record.publication.layers[0].stream
    assert stream is not None and stream.recovered == 1
    assert len(line.sent) == 14
    studio.close()


async def test_packets_without_extensions_are_left_to_compiled_code_whatever_came_before_them(
    relays, clock, monkeypatch
):
    """What the packet before had, of anybody, is not theirs."""
    counted = outcomes(relays[1], monkeypatch)
    studio = Studio(relays[1], clock, "room", audio("1"), media="audio")
    line = UdpLine(2)
    studio.listen("ears", audio(ssrc=5000), line)
    studio.send(packet(1000, 0, 0, b"sound", 111, element(1, b"\x11")))
    for number in range(1, 6):
        studio.send(packet(1000, number, 960 * number, b"sound", 111))
    assert counted == {UNTAKEN: 2, DONE: 4}
    assert len(line.sent) == 6
    studio.close()


async def test_a_client_that_lays_out_each_packet_otherwise_is_not_planned_for_each_time(relays, clock, monkeypatch):
    """A plan costs as much as two packets; what is laid out alike gets one nevertheless, a little later."""
    counted = outcomes(relays[1], monkeypatch)
    studio = Studio(relays[1], clock, "room", audio("1"), media="audio")
    line = UdpLine(2)
    studio.listen("ears", audio(ssrc=5000), line)
    planned = []
    original = Incoming.plan

    def plan(incoming, noted):
        planned.append(noted)
        return original(incoming, noted)

    monkeypatch.setattr(Incoming, "plan", plan)
    for number in range(320):
        block = (
            element(1, b"\x11")
            + element(3 + number % 10, b"\0")
            + element(3 + number // 10 % 10, bytes(number % 7 + 1))
        )
        studio.send(packet(1000, number, 960 * number, b"sound", 111, block))
    assert len(line.sent) == 320
    assert MAX_PLANS < len(planned) <= MAX_PLANS + 320 // REPLACED_EVERY
    before = counted[DONE]
    for number in range(320, 400):
        studio.send(packet(1000, number, 960 * number, b"sound", 111, element(1, b"\x11")))
    assert counted[DONE] - before >= 40
    studio.close()


async def test_a_relay_keeps_the_library_whose_functions_it_calls(clock, built):
    """It is unloaded with the last that refers to it; its functions alone do not."""
    library = compiled()
    assert library is not None
    relay = Relay([], (), lambda: clock[0], lambda event: None, compiled=library)
    known = weakref.ref(library)
    del library
    gc.collect()
    assert known() is not None
    await relay.close()


async def test_what_a_publication_was_bound_to_is_not_taken_after_it_ended(relays, clock, monkeypatch):
    counted = outcomes(relays[1], monkeypatch)
    studio = Studio(relays[1], clock, "room", audio("1"), media="audio")
    line = UdpLine(2)
    studio.listen("ears", audio(ssrc=5000), line)
    for number in range(5):
        studio.send(packet(1000, number, 960 * number, b"sound", 111))
    assert counted[DONE] == 4
    studio.ask(m.ClosePublication(publication="camera"))
    studio.send(packet(1000, 5, 4800, b"sound", 111))
    assert counted == {DONE: 4, UNTAKEN: 2}
    assert len(line.sent) == 5
    assert not counted[OPENED]
    studio.close()
