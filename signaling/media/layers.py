"""Looking after layers in time: which flow, and which the app should tell publishers to send."""

from collections.abc import Callable

from signaling.control.messages import LayersWanted
from signaling.forwarding.publication import Publication
from signaling.media.faults import contained
from signaling.media.records import PublicationRecord
from signaling.media.room import Room
from signaling.media.transport import Transport

ALONE_TURNS = 4
"""Of a publication in one layer nothing but the bitrate is of interest, so many turns apart."""


class Layers:
    """`attend(transport, publication, now)` asks for keyframes that are wanted, `tell` is for the app."""

    def __init__(
        self,
        attend: Callable[[Transport, Publication, float], None],
        tell: Callable[[LayersWanted], None],
    ) -> None:
        self._attend = attend
        self._tell = tell

    def look_after(self, room: Room, turn: int, now: float) -> None:
        """To be called about every 100 ms, with a number that goes up."""
        for index, record in enumerate(list(room.publications.values())):
            if len(record.publication.layers) > 1 or (turn + index) % ALONE_TURNS == 0:
                with contained("looking after layers"):
                    self._look(room.name, record, now)

    def _look(self, room: str, record: PublicationRecord, now: float) -> None:
        publication = record.publication
        if publication.measure(now):
            self._attend(record.transport, publication, now)
        if len(publication.layers) > 1 and record.wishes.update(publication.wanted_layers, now):
            layers = tuple(sorted(record.wishes.told))
            self._tell(LayersWanted(room=room, publication=record.request.publication, layers=layers))
