"""What counts as it goes: events and how long they took, by a few labels of few values each."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from signaling.websocket.metrics import Metric, Sample


class Count:
    """Events, by `labels`."""

    def __init__(self, name: str, help: str, *labels: str) -> None:
        self._name = name
        self._help = help
        self._labels = labels
        self._counted: Counter[tuple[str, ...]] = Counter()

    def add(self, *values: str) -> None:
        self._counted[values] += 1

    def read(self) -> Metric:
        samples = [(dict(zip(self._labels, of, strict=True)), count) for of, count in sorted(self._counted.items())]
        return Metric(self._name, "counter", self._help, samples)


class Spread:
    """Seconds, by `labels`: how many were at most so long. `bounds` rise."""

    def __init__(self, name: str, help: str, bounds: Sequence[float], *labels: str) -> None:
        self._name = name
        self._help = help
        self._bounds = bounds
        self._labels = labels
        self._counts: dict[tuple[str, ...], list[int]] = {}
        """The last: longer than the last bound."""
        self._sums: Counter[tuple[str, ...]] = Counter()

    def add(self, seconds: float, *values: str) -> None:
        counts = self._counts.setdefault(values, [0] * (len(self._bounds) + 1))
        counts[bisect_left(self._bounds, seconds)] += 1
        self._sums[values] += seconds  # type: ignore[assignment]  # a Counter adds what can be added

    def read(self) -> Metric:
        samples: list[Sample] = []
        for values, counts in sorted(self._counts.items()):
            labels, so_far = dict(zip(self._labels, values, strict=True)), 0
            for bound, count in zip([*map(str, self._bounds), "+Inf"], counts, strict=True):
                so_far += count
                samples.append(({**labels, "le": bound}, so_far, "_bucket"))
            samples += [(labels, self._sums[values], "_sum"), (labels, so_far, "_count")]
        return Metric(self._name, "histogram", self._help, samples)
