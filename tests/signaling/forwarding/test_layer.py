"""Which layer an output takes and waits for, whom a publisher is asked for a keyframe, and what is measured."""

import pytest

from signaling.forwarding.layer import STILL_FLOWS
from signaling.forwarding.output import Output
from signaling.forwarding.publication import Publication
from signaling.forwarding.stream import Stream
from signaling.forwarding.wishes import STOP_AFTER, LayerWishes

LOW, MIDDLE, HIGH = 0, 1, 2
OCTETS = 972
LOOK = 0.1


class Camera:
    """A publication in three layers and one output, as the packet path and the timer drive them."""

    def __init__(self):
        self.publication = Publication(lambda packet, payload, length: True, False, 0, ("l", "m", "h"))
        self.layers = self.publication.layers
        self.now = 50.0
        self.output = self.viewer()
        for index in range(3):
            self.publication.use(self.layers[index], Stream(index + 1, 90000), self.now)

    def viewer(self):
        output = Output(9, {96: 96}, (), None, 0)
        output.sink = ("sink",)
        self.publication.add(output)
        self.publication.set_open(output, True, self.now)
        return output

    def packet(self, index, keyframe=False):
        layer = self.layers[index]
        stream = layer.stream
        timestamp = round(self.now * 90000) & 0xFFFFFFFF
        extended = stream.receive((stream.highest + 1) & 0xFFFF, timestamp, self.now)
        layer.history.put(extended, self.now, b"\x80\x60" + bytes(30))
        if keyframe and (layer.waiting or layer.keyframes.pending):
            layer.keyframes.arrived()
            self.publication.begin(layer, extended, timestamp, self.now)
        layer.packets += 1
        layer.octets += OCTETS

    def go_on(self, *indices, seconds):
        for _ in range(round(seconds / LOOK)):
            self.now += LOOK
            for index in indices:
                self.packet(index)
            self.publication.measure(self.now)

    @property
    def taken(self):
        layer = self.publication.taken(self.output)
        return None if layer is None else layer.index

    @property
    def waited_for(self):
        return {layer.index for layer in self.layers if self.output in layer.waiting}

    @property
    def asked_for(self):
        return {layer.index for layer in self.layers if layer.keyframes.pending}


@pytest.fixture
def camera():
    made = Camera()
    made.packet(HIGH, keyframe=True)
    assert made.taken == HIGH
    return made


def test_the_highest_is_waited_for_as_long_as_it_flows():
    camera = Camera()
    assert (camera.taken, camera.waited_for, camera.asked_for) == (None, {HIGH}, {HIGH})


def test_what_flows_is_taken_while_the_better_ones_are_silent():
    camera = Camera()
    camera.go_on(LOW, seconds=1)
    assert camera.waited_for == {LOW, MIDDLE, HIGH}
    assert camera.asked_for == {LOW}
    camera.packet(LOW, keyframe=True)
    assert (camera.taken, camera.waited_for, camera.asked_for) == (LOW, {MIDDLE, HIGH}, set())


def test_a_layer_that_comes_back_with_a_keyframe_is_taken_at_once_and_for_good(camera):
    camera.go_on(LOW, seconds=1)
    camera.packet(LOW, keyframe=True)
    camera.packet(HIGH, keyframe=True)
    camera.packet(LOW, keyframe=True)
    assert (camera.taken, camera.waited_for) == (HIGH, set())


def test_a_layer_that_stops_is_left_for_the_next_lower_one(camera):
    camera.go_on(LOW, MIDDLE, seconds=STILL_FLOWS - 0.2)
    assert camera.waited_for == set()
    camera.go_on(LOW, MIDDLE, seconds=0.3)
    assert (camera.taken, camera.waited_for, camera.asked_for) == (HIGH, {MIDDLE}, {MIDDLE})
    camera.packet(MIDDLE, keyframe=True)
    assert (camera.taken, camera.waited_for) == (MIDDLE, {HIGH})


def test_a_line_that_is_dead_changes_nothing(camera):
    camera.go_on(seconds=20)
    assert (camera.taken, camera.waited_for, camera.asked_for) == (HIGH, set(), set())


def test_a_small_tile_gets_a_higher_layer_when_the_low_one_does_not_come(camera):
    camera.publication.prefer(camera.output, LOW, camera.now)
    camera.go_on(MIDDLE, HIGH, seconds=1)
    assert (camera.taken, camera.waited_for) == (HIGH, {LOW, MIDDLE})
    camera.packet(MIDDLE, keyframe=True)
    assert (camera.taken, camera.waited_for) == (MIDDLE, {LOW})


def test_a_narrow_line_gets_no_higher_layer_than_it_carries(camera):
    camera.publication.allow(camera.output, LOW, camera.now)
    camera.go_on(MIDDLE, HIGH, seconds=1)
    assert camera.waited_for == {LOW}
    camera.publication.allow(camera.output, None, camera.now)
    assert (camera.taken, camera.waited_for) == (None, set())


@pytest.mark.parametrize("choose", [Publication.prefer, Publication.allow])
def test_the_lower_of_tile_and_line_counts_and_the_old_layer_goes_on_until_then(camera, choose):
    assert choose(camera.publication, camera.output, MIDDLE, camera.now)
    assert not choose(camera.publication, camera.output, MIDDLE, camera.now)
    assert (camera.taken, camera.waited_for, camera.asked_for) == (HIGH, {MIDDLE}, {MIDDLE})
    camera.packet(MIDDLE, keyframe=True)
    assert (camera.taken, camera.waited_for) == (MIDDLE, set())


def test_a_number_beyond_the_layers_means_the_highest(camera):
    assert not camera.publication.prefer(camera.output, 7, camera.now)
    assert not camera.publication.allow(camera.output, 7, camera.now)


def test_a_change_of_mind_before_the_keyframe_leaves_everything_as_it_was(camera):
    camera.publication.prefer(camera.output, LOW, camera.now)
    camera.publication.prefer(camera.output, HIGH, camera.now)
    camera.packet(LOW, keyframe=True)
    assert (camera.taken, camera.waited_for) == (HIGH, set())


def test_a_newcomer_begins_with_the_fresh_keyframe_of_the_layer_that_it_is_to_have(camera):
    camera.packet(HIGH)
    newcomer = camera.viewer()
    assert camera.publication.taken(newcomer) is camera.layers[HIGH]
    assert len(camera.publication.backlog(newcomer, camera.now)) == 2
    assert camera.publication.backlog(newcomer, camera.now) == []
    assert camera.publication.backlog(camera.output, camera.now) == []


def test_only_who_takes_a_layer_has_a_row_in_its_table(camera):
    camera.publication.prefer(camera.output, LOW, camera.now)
    camera.packet(LOW, keyframe=True)
    assert camera.layers[HIGH].routes == {}
    assert len(camera.layers[LOW].routes[96][0].entries) == 1


def test_what_an_output_was_sent_is_counted_across_layers(camera):
    camera.go_on(LOW, HIGH, seconds=0.5)
    camera.publication.prefer(camera.output, LOW, camera.now)
    camera.packet(LOW, keyframe=True)
    camera.go_on(LOW, HIGH, seconds=0.3)
    camera.publication.count(camera.output)
    assert (camera.output.packets, camera.output.octets) == (10, 10 * OCTETS)


def test_the_bitrate_is_that_of_about_the_last_second(camera):
    camera.go_on(LOW, LOW, HIGH, seconds=3)
    assert camera.layers[LOW].bitrate(camera.now) == pytest.approx(160_000, rel=0.15)
    assert camera.layers[HIGH].bitrate(camera.now) == pytest.approx(80_000, rel=0.15)
    camera.go_on(LOW, seconds=1.5)
    assert camera.layers[HIGH].bitrate(camera.now) == 0


def test_the_layers_wanted_are_those_taken_and_those_waited_for_at_last(camera):
    assert camera.publication.wanted_layers == {HIGH}
    camera.publication.prefer(camera.output, LOW, camera.now)
    assert camera.publication.wanted_layers == {LOW, HIGH}
    camera.packet(LOW, keyframe=True)
    assert camera.publication.wanted_layers == {LOW}
    camera.publication.set_open(camera.output, False, camera.now)
    assert camera.publication.wanted_layers == set()


def test_what_is_wanted_is_told_at_once_and_what_is_not_after_a_while():
    wishes = LayerWishes(3)
    assert not wishes.update(frozenset({LOW, MIDDLE, HIGH}), 0.0)
    assert not wishes.update(frozenset({MIDDLE}), 1.0)
    assert not wishes.update(frozenset({MIDDLE, HIGH}), 2.9)
    assert not wishes.update(frozenset({MIDDLE}), 3.0)
    assert not wishes.update(frozenset({MIDDLE}), 2.9 + STOP_AFTER)
    assert wishes.update(frozenset({MIDDLE}), 3.0 + STOP_AFTER)
    assert wishes.told == {LOW, MIDDLE}
    assert wishes.update(frozenset({HIGH}), 6.0)
    assert wishes.told == {LOW, MIDDLE, HIGH}


def test_the_lowest_layer_is_never_stopped():
    wishes = LayerWishes(3)
    assert not wishes.update(frozenset(), 0.0)
    assert wishes.update(frozenset(), STOP_AFTER)
    assert wishes.told == {LOW}


def test_an_app_that_may_not_know_is_told_again():
    wishes = LayerWishes(2)
    wishes.tell_again()
    assert wishes.update(frozenset({LOW, MIDDLE}), 0.0)
    assert not wishes.update(frozenset({LOW, MIDDLE}), 0.0)


def test_who_waits_when_a_better_layer_stops_begins_with_the_next_keyframe_as_nobody_sends_the_backlog():
    camera = Camera()
    other = camera.viewer()
    camera.publication.prefer(other, LOW, camera.now)
    camera.go_on(LOW, seconds=STILL_FLOWS - 2 * LOOK)
    camera.packet(LOW, keyframe=True)
    assert camera.taken is None
    camera.go_on(LOW, seconds=5 * LOOK)
    assert camera.taken is None
    assert LOW in camera.waited_for
    assert camera.publication.backlog(camera.output, camera.now) == []
    camera.packet(LOW, keyframe=True)
    assert camera.taken == LOW
