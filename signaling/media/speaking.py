"""Looking after voices in time: who has the floor in each scope and, where that is asked for, who is forwarded."""

from collections import defaultdict
from collections.abc import Hashable

from signaling.forwarding.speakers import Voice
from signaling.media.faults import contained
from signaling.media.records import PublicationRecord
from signaling.media.room import Room
from signaling.media.transport import Transport


class Speaking:
    """`loudest`: how many voices of a scope are forwarded, beside those that always are; 0 for all."""

    def __init__(self, loudest: int) -> None:
        self._loudest = loudest

    def look_after(self, room: Room, now: float) -> None:
        """To be called about every 200 ms."""
        with contained("looking after voices"):
            self._look(room, now)

    def _look(self, room: Room, now: float) -> None:
        scopes: dict[Hashable, list[Voice[Transport]]] = defaultdict(list)
        for record in room.publications.values():
            voice, scope = _voice(record), record.transport.scope
            if voice is not None and scope is not None:
                scopes[scope].append(voice)
        changed = room.speakers.update(scopes, now, self._loudest)
        if changed:
            for record in room.publications.values():
                voice = _voice(record)
                if voice is not None:
                    record.withheld = changed.get(voice, record.withheld)
            room.regate(now)


def _voice(record: PublicationRecord) -> Voice[Transport] | None:
    sound = record.publication.layers[0].sound
    return None if sound is None else sound.voice
