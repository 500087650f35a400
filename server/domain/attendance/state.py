"""The state of a session's attendance: what all facts so far amount to, without the facts.

Every part is a set, a union of spans, a minimum or a maximum. Such parts absorb a fact (`absorb`) in any order and any
number of times, so no list of known facts is needed; and they grow with interruptions and acts, not with beats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from server.domain.attendance.evidence import BEAT_MS, Cause, Place, Way
from server.domain.attendance.facts import Source
from server.domain.attendance.runs import Runs
from server.domain.attendance.spans import Spans
from server.domain.joining.answers import Answers
from server.domain.joining.checks import Why


class Placement(NamedTuple):
    """From `at` a connection is in `place`. Of several at one millisecond the last in order holds: an act before the
    place that a connection began in, the less countable before the more."""

    at: int
    acted: bool
    severity: int
    place: Place
    room: str


class End(NamedTuple):
    """A connection's observed end; the earliest holds."""

    at: int
    precedence: int
    cause: Cause


SLACK_MS = 999
"""A beat is observed a moment after the relay was asked, and never the same moment: what two beats in a row saw is one
span unless a second or more lies between."""


class Connection(NamedTuple):
    """What is known of one connection. Runs are kept per boot: after a restart nobody knows what happened between.
    What beats saw is kept with the slack before each span, so that order does not matter; read it by `seen`."""

    runs: Mapping[str, Runs]
    placements: tuple[Placement, ...]
    end: End | None
    lost: tuple[int, ...]
    """Last signs of life after which it was given up."""
    audio: Spans
    video: Spans
    receiving: Spans
    unlooked: Spans
    """Beats to which the relay did not answer."""


class Mark(NamedTuple):
    """An observation of somebody in the physical room: there (0), seen going (1), or not there (2)."""

    at: int
    order: int
    source: Source


HERE, GONE, NOT_HERE = 0, 1, 2


class Statement(NamedTuple):
    """Staff's stated time [start, stop)."""

    start: int
    stop: int
    modality: str
    reason: str
    by: str


class Act(NamedTuple):
    """Something that somebody did at a time; the earliest holds."""

    at: int
    by: str


class Count(NamedTuple):
    """A headcount of the physical room."""

    at: int
    by: str
    present: tuple[str, ...]


class Said(NamedTuple):
    """What was answered at a time, and who wrote it down; the latest holds."""

    at: int
    by: str
    answers: Answers


class Override(NamedTuple):
    """An admission against the checks."""

    at: int
    by: str
    why: tuple[Why, ...]
    reason: str


class Redirect(NamedTuple):
    """Another way that staff sent somebody."""

    at: int
    by: str
    way: Way
    reason: str


class Joining(NamedTuple):
    """What was said and decided on the way in."""

    said: Said | None = None
    overrides: tuple[Override, ...] = ()
    redirects: tuple[Redirect, ...] = ()


class Person(NamedTuple):
    """What is known of one participant."""

    connections: Mapping[str, Connection] = {}
    marks: tuple[Mark, ...] = ()
    statements: tuple[Statement, ...] = ()
    identity: Act | None = None
    signed_in: Act | None = None
    joining: Joining = Joining()
    error_ms: int = 0


@dataclass(frozen=True, slots=True)
class AttendanceState:
    """A value: `absorb.apply` makes new ones and never changes one. Times are milliseconds since 1970."""

    session: str
    people: Mapping[str, Person] = field(default_factory=dict)
    boots: Mapping[str, Runs] = field(default_factory=dict)
    """Proofs of life of the server itself."""
    every_ms: int = BEAT_MS
    """The slowest beat seen."""
    started: Act | None = None
    ended: Act | None = None
    took_over: Mapping[str, int] = field(default_factory=dict)
    """Staff who were not planned for the session and run it since then."""
    breaks: tuple[tuple[int, bool], ...] = ()
    """When a break began (True) or ended (False)."""
    headcounts: tuple[Count, ...] = ()
    clock_steps: tuple[tuple[int, str, int], ...] = ()
    carried: Spans = ()
    """When beats found the physical room's own device carrying sound, with the slack that joins them."""


def seen(spans: Spans) -> Spans:
    """What beats saw, without the slack that joined it."""
    return tuple((start + SLACK_MS, stop) for start, stop in spans if start + SLACK_MS < stop)
