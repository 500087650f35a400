"""A published track, in one layer or several (simulcast), and who takes which of them."""

from collections.abc import Container, Iterator, Sequence

from signaling.forwarding.layer import Layer, Routes, StartTest
from signaling.forwarding.output import Output
from signaling.forwarding.sound import Sound
from signaling.forwarding.stream import Stream


class Publication:
    """One track of one publisher and its outputs. Not to be changed from the outside except by its methods.

    `layers` are its received streams, the lowest first. An output takes one at a time: the highest that it may have
    (`prefer`, `allow`) or the nearest lower one that flows. It changes to another with that one's next keyframe, which
    is asked for, and has the former until then.
    """

    def __init__(
        self,
        begins: StartTest | None,
        nack: bool,
        send_time_id: int,
        rids: Sequence[str | None] = (None,),
        sound: Sound | None = None,
    ) -> None:
        self.layers = tuple(Layer(index, rid, begins, nack, sound) for index, rid in enumerate(rids))
        self.send_time_id = send_time_id
        """The publisher's id of abs-send-time; 0 when not negotiated."""
        self.number_id = 0
        """The publisher's extension id of transport-wide sequence numbers; 0 when not negotiated."""
        self.payload_types: Container[int] = range(128)
        """What it may be sent as. Anything else is not taken, and moves no numbers: what is not sent on may not."""
        self._outputs: dict[Output, Layer | None] = {}
        """Each with the layer that it takes now."""
        self._behind: set[Output] = set()
        """Outputs that have begun in the past and were not sent it yet."""
        self._wanted_layers: frozenset[int] | None = None
        """None until somebody asks again."""

    @property
    def outputs(self) -> tuple[Output, ...]:
        return tuple(self._outputs)

    @property
    def wanted(self) -> bool:
        """Whether anybody may have its packets now."""
        return any(output.open for output in self._outputs)

    @property
    def wanted_layers(self) -> frozenset[int]:
        """The layers that somebody takes, or would take if they flowed."""
        if self._wanted_layers is None:
            limits = {limit for output in self._outputs if (limit := _limit(output)) is not None}
            taken = {layer.index for layer in self.layers if layer.taking}
            self._wanted_layers = frozenset(limits | taken)
        return self._wanted_layers

    def taken(self, output: Output) -> Layer | None:
        """The layer whose packets an output gets now."""
        return self._outputs.get(output)

    def add(self, output: Output) -> None:
        output.preferred = output.allowed = len(self.layers) - 1
        self._outputs[output] = None

    def remove(self, output: Output, now: float) -> None:
        self.set_open(output, False, now)
        del self._outputs[output]
        output.end()

    def set_open(self, output: Output, is_open: bool, now: float) -> bool:
        """Let an output have packets, or withhold them; False when that was so already.

        Video that is opened for the first time begins with the last keyframe if that is fresh (see `backlog`): browsers
        ignore a second request within 0.3 s, so whoever comes just after a keyframe would wait long for another. Else
        it waits for the next, which is wanted from then on.
        """
        if output.open == is_open:
            return False
        output.open = is_open
        self._choose(output, now)
        return True

    def prefer(self, output: Output, layer: int | None, now: float) -> bool:
        """Let an output have no higher layer than its tile deserves; None: it is not visible, nothing is sent.

        A number beyond the layers means the highest. False when that was so already; True when a keyframe may have to
        be asked for now.
        """
        layer = self._at_most_highest(layer)
        if output.preferred == layer:
            return False
        output.preferred = layer
        self._choose(output, now)
        return True

    def allow(self, output: Output, layer: int | None, now: float) -> bool:
        """As `prefer`, for what the bandwidth allows; None pauses."""
        layer = self._at_most_highest(layer)
        if output.allowed == layer:
            return False
        output.allowed = layer
        self._choose(output, now)
        return True

    def set_redundant(self, output: Output, redundant: bool) -> None:
        """Send an output redundant audio, if its subscriber negotiated that, or plain audio again."""
        redundant = redundant and output.red is not None
        if output.redundant != redundant:
            output.redundant = redundant
            layer = self._outputs.get(output)
            if layer is not None:
                layer.rebuild()

    def use(self, layer: Layer, stream: Stream, now: float) -> None:
        """Forward this stream as the layer from now on; its outputs begin anew, with the numbering continued."""
        for output in layer.taking:
            self._leave(output, layer, now)
        layer.use(stream)
        layer.rebuild()
        self._choose_all(now)

    def forget(self) -> None:
        """What came until now was for others: nobody who comes later begins with it."""
        for layer in self.layers:
            layer.forget()

    def begin(self, layer: Layer, extended: int, timestamp: int, now: float) -> None:
        """Start all that wait for this layer with this packet, its newest."""
        self._begin(layer, tuple(layer.waiting), extended, timestamp, now)

    def begin_late(self, layer: Layer, extended: int, timestamp: int, now: float) -> tuple[Output, ...]:
        """As `begin`, with a keyframe that came late, unless too much came since. Those that began: what came since is
        their `backlog`."""
        stream = layer.stream
        if stream is None or not layer.reaches(extended, timestamp):
            return ()
        starting = tuple(output for output in layer.waiting if output.is_new(stream, extended))
        self._begin(layer, starting, extended, timestamp, now)
        self._behind.update(starting)
        if not layer.waiting:
            layer.keyframes.arrived()
        return starting

    def backlog(self, output: Output, now: float) -> list[bytes]:
        """What an output that began in the past has missed since the keyframe that it begins with, as received.

        To be sent to it before anything else; asked for once more there is nothing.
        """
        layer = self._outputs.get(output)
        if output not in self._behind or layer is None:
            return []
        self._behind.discard(output)
        return layer.since(output.first, now)

    def refresh(self) -> None:
        """Some output's sink changed (another address)."""
        for layer in self.layers:
            layer.rebuild()

    def route_to(self, output: Output, payload_type: int) -> Routes:
        """The way to one output alone."""
        layer = self._outputs.get(output)
        return layer.route_to(output, payload_type) if layer is not None else ()

    def count(self, output: Output) -> None:
        """Bring an output's packet counters up to date."""
        layer = self._outputs.get(output)
        if layer is not None:
            layer.count(output)

    def measure(self, now: float) -> bool:
        """Note which layers flow; to be called several times a second. True when others do than before: keyframes may
        have to be asked for then."""
        changed = False
        for layer in self.layers:
            flows = layer.stream is not None and (layer.measure(now) or len(self.layers) == 1)
            if flows != layer.flows:
                layer.flows, changed = flows, True
                if not flows:
                    layer.keyframes.forget()
        if changed:
            self._choose_all(now)
        return changed

    def want_keyframe(self, output: Output) -> None:
        """A subscriber cannot go on without a keyframe."""
        layer = self._outputs.get(output)
        if layer is not None and layer.flows:
            layer.keyframes.want(output.keyframes)

    def missed(self, output: Output, sequence: int, now: float) -> bool:
        """A subscriber asks for this packet in vain. True when it cannot go on without a keyframe, for want of one that
        is fresh: it was away for longer than packets are kept."""
        layer = self._outputs.get(output)
        if layer is None or layer.keyframes.wanted or not output.is_gone(sequence, now):
            return False
        if layer.fresh_beginning(now) is not None:
            return False
        self.want_keyframe(output)
        return True

    def _at_most_highest(self, layer: int | None) -> int | None:
        return None if layer is None else min(layer, len(self.layers) - 1)

    def _choose_all(self, now: float) -> None:
        """Nobody is sent a backlog for this, so that nobody may begin in the past."""
        for output in self._outputs:
            self._choose(output, now, in_past=False)

    def _choose(self, output: Output, now: float, in_past: bool = True) -> None:
        """Something that an output's layer depends on has changed. `in_past`: its `backlog` is asked for next."""
        taken = self._outputs[output]
        if taken is not None and _limit(output) is None:
            self._leave(output, taken, now)
            taken.rebuild()
        for layer in self._wait(output):
            if in_past and output.untouched and (beginning := layer.fresh_beginning(now)) is not None:
                layer.join(output, beginning.extended, beginning.timestamp, now)
                layer.rebuild()
                self._outputs[output] = layer
                self._behind.add(output)
                self._wait(output)
                return

    def _begin(self, layer: Layer, starting: tuple[Output, ...], extended: int, timestamp: int, now: float) -> None:
        layer.begun(extended, timestamp, now)
        changed = {layer} if starting else set()
        for output in starting:
            former = self._outputs[output]
            if former is not None:
                self._leave(output, former, now)
                changed.add(former)
            layer.join(output, extended, timestamp, now)
            self._outputs[output] = layer
            self._wait(output)
        for one in changed:
            one.rebuild()

    def _leave(self, output: Output, layer: Layer, now: float) -> None:
        layer.leave(output, now)
        self._outputs[output] = None
        self._behind.discard(output)

    def _wait(self, output: Output) -> tuple[Layer, ...]:
        """Let an output wait for the layers that it would rather take, and for no other; these, the best first."""
        self._wanted_layers = None
        better = tuple(self._better(output))
        for layer in self.layers:
            if layer in better:
                layer.wait(output)
                if layer.flows and layer.begins is not None:
                    layer.keyframes.want(output.keyframes)
            elif output in layer.waiting:
                layer.give_up(output)
                if not layer.wanted:
                    layer.keyframes.forget()
        return better

    def _better(self, output: Output) -> Iterator[Layer]:
        """From the best down to the best that flows, unless the output takes that already: those that do not flow now
        are taken as soon as they do."""
        limit, taken = _limit(output), self._outputs[output]
        if limit is None or output.allowed is None:
            return
        higher = [layer for layer in self.layers[limit + 1 : output.allowed + 1] if layer.flows]
        flowing = any(layer.flows for layer in self.layers)
        for layer in (*reversed(self.layers[: limit + 1]), *higher):
            if layer is not taken:
                yield layer
            elif not flowing:
                return  # the line is dead, not the layer
            if layer.flows:
                return


def _limit(output: Output) -> int | None:
    """The highest layer that an output may have; None when it may have none."""
    if not output.open or output.preferred is None or output.allowed is None:
        return None
    return min(output.preferred, output.allowed)
