"""Everybody's connection, look by look: what the relay has counted becomes figures for staff and a grade for all."""

from collections.abc import Mapping
from typing import Protocol

from signaling.control import messages as control
from signaling.protocol.views import DownlinkView, LineView, Quality, UplinkView
from signaling.rooms.quality import Flow, Grade, Line, Totals, flow, grade
from signaling.websocket.errors import MediaError
from signaling.websocket.ports import CountedLine


class Counting(Protocol):
    async def lines(self) -> Mapping[str, CountedLine]:
        """What is counted of everybody's connection. Raises MediaError, TimeoutError."""
        ...


class LineWatch:
    """`look` is to be called every 2 s."""

    def __init__(self, media: Counting) -> None:
        self._media = media
        self._lines: Mapping[str, Line] = {}
        self._grades: dict[str, Grade] = {}
        self._paused: Mapping[str, int] = {}
        self.report: tuple[LineView, ...] = ()
        """The newest figures of all who are connected."""

    @property
    def quality(self) -> Mapping[str, Quality]:
        """Of each participant's connection, as far as it is known."""
        return {participant: one.shown for participant, one in self._grades.items()}

    @property
    def paused(self) -> Mapping[str, int]:
        """How many pictures are kept from each participant because the line does not carry them."""
        return self._paused

    async def look(self) -> bool:
        """Once; whether what is shown of anybody is another. While the relay does not answer nothing changes."""
        try:
            counted = await self._media.lines()
        except (MediaError, TimeoutError):
            self.report = ()
            return False
        shown = self.quality, self._paused
        self._paused = {one: line.paused for one, line in counted.items() if line.paused}
        self._lines = {one: _line(self._lines.get(one), counted[one]) for one in counted}
        graded = {one: grade(self._grades.get(one), line) for one, line in self._lines.items()}
        self._grades = {one: found for one, found in graded.items() if found is not None}
        self.report = tuple(_view(one, found, counted[one], self._lines[one]) for one, found in self._grades.items())
        return (self.quality, self._paused) != shown


def counted_line(up: control.TransportCounters | None, down: control.TransportCounters | None, at: int) -> CountedLine:
    """Of a participant's two transports, as the worker has counted at `at` (ms)."""
    return CountedLine(
        Totals(at, up.state, up.last_heard, up.expected, up.lost, up.bytes_received) if up else None,
        Totals(at, down.state, down.last_heard, down.expected, down.lost, down.bytes_sent) if down else None,
        down.round_trip if down else None,
        up.sent_layers if up else (),
        down.taken_layers if down else (),
        down.withheld if down else 0,
        down.paused if down else 0,
        down.estimate if down else None,
    )


def _line(before: Line | None, now: CountedLine) -> Line:
    up = flow(before.up if before else None, now.up) if now.up else None
    down = flow(before.down if before else None, now.down) if now.down else None
    return Line(up, down, now.round_trip)


def _view(participant: str, found: Grade, counted: CountedLine, line: Line) -> LineView:
    up, down = line.up, line.down
    return LineView(
        participant=participant,
        quality=found.shown,
        round_trip=None if line.round_trip is None else round(line.round_trip),
        up=_uplink(up, counted) if up else None,
        down=_downlink(down, counted) if down else None,
    )


def _uplink(up: Flow, counted: CountedLine) -> UplinkView:
    return UplinkView(loss=_rounded(up.loss), bitrate=up.bitrate, layers=list(counted.sent_layers))


def _downlink(down: Flow, counted: CountedLine) -> DownlinkView:
    return DownlinkView(
        loss=_rounded(down.loss),
        bitrate=down.bitrate,
        estimate=counted.estimate,
        layers=list(counted.taken_layers),
        withheld=counted.withheld,
    )


def _rounded(loss: float | None) -> float | None:
    return None if loss is None else round(loss, 4)
