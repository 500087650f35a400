"""A person's presence cut into disjoint segments, each with how they were there and whether it counts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from server.domain.attendance.evidence import Modality, Place
from server.domain.attendance.facts import Source
from server.domain.attendance.media import Media
from server.domain.attendance.online import COUNTING, Spot
from server.domain.attendance.record import Grade, NotCounted
from server.domain.attendance.scene import SLIVER_MS, Presence, Scene
from server.domain.attendance.spans import Spans, union

ON_THE_WAY = {
    Place.HOLD: NotCounted.HOLD,
    Place.TALK_FIRST: NotCounted.TALK_FIRST,
    Place.WAITING: NotCounted.WAITING,
}
_BEST_PLACE_FIRST = (Place.GROUP, Place.BREAKOUT, Place.SIDEBAR, Place.HOLD, Place.TALK_FIRST, Place.WAITING)


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody was present, the same all through a segment."""

    modality: Modality
    place: Place | None
    in_room: bool
    remote: bool
    """Online in a place that counts, or stated to have taken part from elsewhere."""
    video: bool
    grade: Grade | None
    sources: tuple[Source, ...]
    estimated: bool
    """Bridged over an outage of our own."""
    not_counted: NotCounted | None


@dataclass(frozen=True, slots=True)
class Segment:
    """[start, stop) in milliseconds."""

    start: int
    stop: int
    manner: Manner

    @property
    def ms(self) -> int:
        """Length in milliseconds."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class _Layers:
    """Everything that can change how a moment counts, as sets of milliseconds."""

    spots: dict[Spot, Spans]
    staffed: dict[Spot, Spans]
    in_room: dict[Source, Spans]
    stated: dict[Modality, Spans]
    media: Media
    has_camera: bool
    receiving: Spans
    outage: Spans


def timeline(participant: str, scene: Scene) -> tuple[Segment, ...]:
    """The person's segments in time order: disjoint, and neighbours that touch differ in manner."""
    layers = _layers(scene.people[participant], scene)
    judge = _Judge(scene, layers, is_client=participant not in scene.staff)
    segments: list[Segment] = []
    for start, stop, active in _pieces(judge.labelled):
        manner = judge.manner(start, active)
        if manner is None:
            continue
        last = segments[-1] if segments else None
        if last is not None and last.stop == start and last.manner == manner:
            segments[-1] = Segment(last.start, stop, manner)
        else:
            segments.append(Segment(start, stop, manner))
    return tuple(_without_slivers(segments))


def _without_slivers(segments: list[Segment]) -> list[Segment]:
    """Moments without staff go to the stretch beside them that is the same otherwise."""
    kept: list[Segment] = []
    for segment in segments:
        last = kept[-1] if kept else None
        if last is None or last.stop != segment.start or not _is_same_but_for_a_sliver(last, segment):
            kept.append(segment)
        else:
            manner = last.manner if _is_sliver(segment) else segment.manner
            kept[-1] = Segment(last.start, segment.stop, manner)
    return kept


def _is_same_but_for_a_sliver(last: Segment, segment: Segment) -> bool:
    same = replace(last.manner, not_counted=segment.manner.not_counted) == segment.manner
    return same and (last.manner == segment.manner or _is_sliver(last) or _is_sliver(segment))


def _is_sliver(segment: Segment) -> bool:
    return segment.manner.not_counted is NotCounted.WITHOUT_STAFF and segment.ms < SLIVER_MS


def _layers(presence: Presence, scene: Scene) -> _Layers:
    in_room: defaultdict[Source, Spans] = defaultdict(tuple)
    for stay in presence.in_room.stays:
        whole = [span for span in presence.in_room.all if span[0] <= stay.start < span[1]]
        in_room[stay.source] = union((*in_room[stay.source], *whole))
    stated: defaultdict[Modality, Spans] = defaultdict(tuple)
    for statement in presence.person.statements:
        modality = Modality(statement.modality)
        stated[modality] = union((*stated[modality], (statement.start, statement.stop)))
    outage = union(span for spans in presence.outages.values() for span in spans)
    return _Layers(
        spots=dict(presence.spots(scene.policy.outages_count)),
        staffed={spot: scene.staff_online.get(spot, ()) for spot in presence.spots(True)},
        in_room=dict(in_room),
        stated=dict(stated),
        media=presence.online.media.reaching(outage),
        has_camera=presence.online.has_camera,
        receiving=presence.online.receiving,
        outage=outage,
    )


_Label = tuple[str, object]


def _pieces(labelled: dict[_Label, Spans]) -> Iterator[tuple[int, int, frozenset[_Label]]]:
    """The time between one change of any layer and the next, with the labels of the layers that cover it."""
    changes: defaultdict[int, list[_Label]] = defaultdict(list)
    for label, spans in labelled.items():
        for start, stop in spans:
            changes[start].append(label)
            changes[stop].append(label)
    active: set[_Label] = set()
    before = 0
    for at in sorted(changes):
        if active:
            yield before, at, frozenset(active)
        active.symmetric_difference_update(changes[at])
        before = at


class _Judge:
    """Says of a moment how the person was there and why it does not count."""

    def __init__(self, scene: Scene, layers: _Layers, is_client: bool) -> None:
        self._scene = scene
        self._policy = scene.policy
        self._is_client = is_client
        self._without_picture = Modality.CAMERA_OFF if layers.has_camera else Modality.AUDIO_ONLY
        self.labelled: dict[_Label, Spans] = {
            ("window", None): scene.window,
            ("break", None): scene.breaks,
            ("staff in room", None): scene.staff_in_room,
            ("staff anywhere", None): scene.staff_anywhere,
            ("video", None): layers.media.video,
            ("audio only", None): layers.media.audio_only,
            ("receiving", None): layers.receiving,
            ("outage", None): layers.outage,
        }
        self.labelled.update({("spot", spot): spans for spot, spans in layers.spots.items()})
        self.labelled.update({("staff", spot): spans for spot, spans in layers.staffed.items()})
        self.labelled.update({("in room", source): spans for source, spans in layers.in_room.items()})
        self.labelled.update({("stated", modality): spans for modality, spans in layers.stated.items()})

    def manner(self, at: int, active: frozenset[_Label]) -> Manner | None:
        """How the person was there from `at`; None if they were not."""
        spots = sorted(value for kind, value in active if kind == "spot" and isinstance(value, Spot))
        doors = sorted(value for kind, value in active if kind == "in room" and isinstance(value, Source))
        stated = sorted(value for kind, value in active if kind == "stated" and isinstance(value, Modality))
        if not spots and not doors and not stated:
            return None
        place = min((spot.place for spot in spots), key=_BEST_PLACE_FIRST.index, default=None)
        online = place in COUNTING
        in_room = bool(doors) or Modality.IN_ROOM in stated
        video = bool(spots) and ("video", None) in active
        sound = self._without_picture if spots and ("audio only", None) in active else None
        return Manner(
            modality=_modality(in_room, video, sound, stated),
            place=place,
            in_room=in_room,
            remote=online or any(modality is not Modality.IN_ROOM for modality in stated),
            video=video or Modality.VIDEO in stated,
            grade=None if place is None else _grade(place, active),
            sources=_sources(bool(spots), doors, stated),
            estimated=bool(spots) and ("outage", None) in active,
            not_counted=self._not_counted(at, place, spots, bool(doors), stated, active),
        )

    def _not_counted(
        self,
        at: int,
        place: Place | None,
        spots: list[Spot],
        in_room: bool,
        stated: list[Modality],
        active: frozenset[_Label],
    ) -> NotCounted | None:
        if place is not None and place not in COUNTING and not in_room and not stated:
            return ON_THE_WAY[place]
        if ("window", None) not in active:
            return self._outside(at)
        if ("break", None) in active:
            return NotCounted.BREAK
        if not self._is_client:
            return None
        obstacles: list[NotCounted | None] = []
        if any(("staff", spot) in active for spot in spots):
            obstacles.append(self._online_obstacle(active))
        if in_room and ("staff in room", None) in active:
            obstacles.append(None)
        if stated and ("staff anywhere", None) in active:
            obstacles += [self._stated_obstacle(modality) for modality in stated]
        if not obstacles:
            return NotCounted.WITHOUT_STAFF
        return None if None in obstacles else obstacles[0]

    def _outside(self, at: int) -> NotCounted:
        if self._scene.started is None:
            return NotCounted.NOT_STARTED
        return NotCounted.BEFORE_START if at < self._scene.started else NotCounted.AFTER_END

    def _online_obstacle(self, active: frozenset[_Label]) -> NotCounted | None:
        if ("outage", None) in active:
            return None
        if self._policy.must_receive and ("receiving", None) not in active:
            return NotCounted.NOT_RECEIVING
        if not self._policy.camera_off_counts and ("video", None) not in active:
            return NotCounted.CAMERA_OFF
        return None

    def _stated_obstacle(self, modality: Modality) -> NotCounted | None:
        if modality is Modality.PHONE and not self._policy.phone_counts:
            return NotCounted.PHONE
        if modality is Modality.AUDIO_ONLY and not self._policy.camera_off_counts:
            return NotCounted.CAMERA_OFF
        return None


def _modality(in_room: bool, video: bool, sound: Modality | None, stated: list[Modality]) -> Modality:
    """`sound`: as what sound without a picture counts. Staff's word that somebody had no camera goes before it."""
    if in_room:
        return Modality.IN_ROOM
    if video or Modality.VIDEO in stated:
        return Modality.VIDEO
    if Modality.AUDIO_ONLY in stated:
        return Modality.AUDIO_ONLY
    if sound is not None:
        return sound
    return Modality.PHONE if stated else Modality.ONLINE


def _grade(place: Place, active: frozenset[_Label]) -> Grade:
    """Nothing is passed on from the waiting room and the hold page, nor to them."""
    if place in (Place.WAITING, Place.HOLD):
        return Grade.CONNECTED
    if ("video", None) in active or ("audio only", None) in active:
        return Grade.SENDING
    return Grade.RECEIVING if ("receiving", None) in active else Grade.CONNECTED


def _sources(online: bool, doors: list[Source], stated: list[Modality]) -> tuple[Source, ...]:
    sources = {*doors}
    if online:
        sources.add(Source.SIGNALING)
    if stated:
        sources.add(Source.STATEMENT)
    return tuple(sorted(sources))


def counted(segments: tuple[Segment, ...]) -> Spans:
    """The time that counts."""
    return union((segment.start, segment.stop) for segment in segments if segment.manner.not_counted is None)
