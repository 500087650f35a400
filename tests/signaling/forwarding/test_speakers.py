"""The floor goes to who speaks, stays in pauses and does not flap; places among the loudest likewise."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding.rtp import ONE_BYTE_PROFILE, TWO_BYTE_PROFILE
from signaling.forwarding.speakers import (
    CONFIRM_SECONDS,
    HOLD_SECONDS,
    MARGIN,
    SPEAKING,
    ActiveSpeaker,
    LoudestVoices,
    Speakers,
    Voice,
)

LEVEL = 3
PACKET = 0.02
TICK = 0.1


def block(level, others=b""):
    """An extension block with the level behind other elements, in one-byte form and padded to words."""
    elements = others + bytes((LEVEL << 4, 0x80 | level))
    return elements + bytes(-len(elements) % 4)


class Group:
    """Voices by name, played in time; `levels` in -dBov as packets carry them."""

    def __init__(self, names, always=(), update=None):
        self.voices = {name: Voice(name, LEVEL, name in always) for name in names}
        self.now = 0.0
        self.update = update

    def play(self, seconds, **levels):
        """Let time go by: who is named sends packets of that level, everybody else silence."""
        for _ in range(round(seconds / TICK)):
            for _ in range(round(TICK / PACKET)):
                self.now += PACKET
                for name, voice in self.voices.items():
                    voice.hear(ONE_BYTE_PROFILE, block(levels.get(name, 127)), self.now)
            yield self.update(self.voices.values(), self.now)


@pytest.fixture
def floor():
    speaker: ActiveSpeaker[str] = ActiveSpeaker()

    def update(voices, now):
        speaker.update(voices, now)
        return speaker.voice.owner if speaker.voice is not None else None

    return Group("abc", update=update)


def last(played):
    *_, result = played
    return result


def test_nobody_has_the_floor_while_all_are_silent(floor):
    assert set(floor.play(2, a=90, b=80, c=127)) == {None}


def test_who_speaks_has_the_floor_within_a_second_and_keeps_it_in_a_pause(floor):
    assert last(floor.play(1, a=30)) == "a"
    assert set(floor.play(10)) == {"a"}
    assert last(floor.play(1, b=40)) == "b"


def test_a_cough_does_not_take_the_floor(floor):
    last(floor.play(1, a=30))
    assert set(floor.play(0.3, a=30, b=10)) | set(floor.play(2, a=30)) == {"a"}


def test_who_speaks_as_loudly_does_not_take_the_floor_and_who_is_clearly_louder_does(floor):
    last(floor.play(1, a=40))
    assert set(floor.play(3, a=40, b=37)) == {"a"}
    assert last(floor.play(2, a=40, b=25)) == "b"


def test_who_left_has_no_floor(floor):
    last(floor.play(1, a=30))
    del floor.voices["a"]
    assert set(floor.play(2)) == {None}


LEVELS = st.lists(
    st.tuples(st.sampled_from([0.1, 0.3, 1.0]), st.fixed_dictionaries({name: st.integers(0, 127) for name in "abc"})),
    max_size=25,
)


@given(LEVELS)
def test_the_floor_changes_seldom_and_goes_to_nobody_who_is_silent(story):
    speaker: ActiveSpeaker[str] = ActiveSpeaker()
    changes = []

    def update(voices, now):
        before = speaker.voice
        speaker.update(voices, now)
        if speaker.voice is not before:
            assert speaker.voice is not None and speaker.voice.loudness >= SPEAKING
            assert speaker.voice.loudness == max(voice.loudness for voice in voices)
            changes.append(now)

    group = Group("abc", update=update)
    for seconds, levels in story:
        list(group.play(seconds, **levels))
    assert all(later - earlier >= CONFIRM_SECONDS for earlier, later in pairwise(changes))


def places(count, names="abcdef", always=()):
    loudest: LoudestVoices[str] = LoudestVoices()
    return Group(names, always, lambda voices, now: {voice.owner for voice in loudest.update(list(voices), count, now)})


def test_up_to_the_cap_nobody_is_withheld():
    assert list(places(3, "abc").play(0.3, a=20)) == [set("abc")] * 3


def test_who_begins_to_speak_is_heard_within_two_tenths_of_a_second():
    group = places(2)
    before = last(group.play(5))
    late = next(name for name in "fedcba" if name not in before)
    assert late in last(group.play(0.2, **{late: 35}))


def test_an_interpreter_is_never_withheld_and_takes_nobodys_place():
    group = places(2, always="f")
    for forwarded in group.play(3, a=20, b=30, c=40):
        assert "f" in forwarded and len(forwarded) == 3
    assert last(group.play(1, a=20, b=30, c=40)) == {"a", "b", "f"}


def test_two_who_are_about_as_loud_do_not_take_turns():
    group = places(1, "ab")
    first = last(group.play(1, a=40))
    for quieter, louder in ((42, 38), (38, 42)) * 4:
        assert last(group.play(0.5, a=quieter, b=louder)) == first


def test_a_pause_for_breath_costs_no_place_that_nobody_speaks_for():
    group = places(1, "ab")
    last(group.play(HOLD_SECONDS, a=40))
    assert set(map(frozenset, group.play(3, b=60))) == {frozenset("a")}


@given(LEVELS, st.integers(1, 4))
def test_there_are_never_more_than_the_cap_and_whoever_is_withheld_is_not_clearly_the_loudest(story, count):
    loudest: LoudestVoices[str] = LoudestVoices()

    def update(voices, now):
        forwarded = loudest.update(list(voices), count, now)
        assert len(forwarded) == min(count, len(voices))
        for voice in set(voices) - forwarded:
            quietest = min(voice.loudness for voice in forwarded)
            assert not voice.speaks or voice.loudness <= quietest + MARGIN

    group = Group("abcdef", update=update)
    for seconds, levels in story:
        list(group.play(seconds, **levels))


def test_each_scope_has_its_own_floor_and_what_ceases_is_told_once():
    told: list[tuple[str, bool]] = []
    speakers: Speakers[str] = Speakers()
    main, breakout = Group("ab"), Group("cd")

    def look(scopes, now):
        told.extend((voice.owner, withheld) for voice, withheld in speakers.update(scopes, now, 1).items())

    def update(voices, now):
        look({"main": list(main.voices.values()), "breakout": list(breakout.voices.values())}, now)

    main.update = update
    for moment in main.play(1, a=20):
        assert moment is None
        for _ in range(5):
            for name, voice in breakout.voices.items():
                voice.hear(ONE_BYTE_PROFILE, block(25 if name == "d" else 127), main.now)
    assert (speakers.active("main"), speakers.active("breakout"), speakers.active("none")) == ("a", "d", None)
    withheld = [owner for owner, is_withheld in told if is_withheld]
    assert len(withheld) - len(told) + len(withheld) == 2, "one of each pair"
    look({"main": list(main.voices.values())}, main.now)
    assert speakers.active("breakout") is None
    look({}, main.now)
    assert dict(told) == dict.fromkeys(dict(told), False)


@given(st.integers(0, 127), st.binary(max_size=3))
def test_the_level_is_found_where_it_lies_in_each_packet(level, value):
    mid = bytes((1 << 4 | len(value) - 1,)) + value if value else b""
    voice, fresh = Voice("a", LEVEL), Voice("a", LEVEL)
    for others in (mid, b"", mid, b"\0"):
        voice.loudness = 0.0
        voice.hear(ONE_BYTE_PROFILE, block(level, others), 1.0)
        fresh.loudness = 0.0
        fresh.hear(ONE_BYTE_PROFILE, block(level), 1.0)
        assert voice.loudness == fresh.loudness


def test_two_byte_headers_and_blocks_without_a_level_are_understood():
    voice = Voice("a", LEVEL)
    voice.hear(TWO_BYTE_PROFILE, struct.pack("!BBBB", LEVEL, 1, 0x80 | 20, 0), 1.0)
    assert voice.loudness > 0
    before = voice.loudness, voice.heard
    for empty in (b"", b"\0\0\0\0", bytes((LEVEL << 4 | 1, 1, 2, 0))):
        voice.hear(ONE_BYTE_PROFILE, empty, 2.0)
    assert (voice.loudness, voice.heard) == before


def test_who_sends_nothing_any_more_is_silent():
    voice = Voice("a", LEVEL)
    for number in range(50):
        voice.hear(ONE_BYTE_PROFILE, block(20), number * PACKET)
    assert voice.speaks
    voice.fade(1.2)
    assert voice.speaks
    voice.fade(1.6)
    assert not voice.speaks
