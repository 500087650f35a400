"""Looking after voices in time: who has the floor in each scope and, where that is asked for, who is forwarded."""

from collections import defaultdict
from collections.abc import Hashable

from signaling.forwarding.speakers import Voice
from signaling.media.faults import contained
from signaling.media.room import Room
from signaling.media.transport import Transport


class Speaking:
    """`loudest`: how many voices of a scope are forwarded, beside those that always are; 0 for all."""

    def __init__(self, loudest: int) -> None:
        self._loudest = loudest

    def look_after(self, room: Room, now: float) -> None:
        """To be called about every 100 ms."""
        with contained("looking after voices"):
            self._look(room, now)

    def _look(self, room: Room, now: float) -> None:
        records = {}
        scopes: dict[Hashable, list[Voice[Transport]]] = defaultdict(list)
        for record in room.publications.values():
            sound = record.publication.layers[0].sound
            if sound is not None and sound.voice is not None:
                records[sound.voice] = record
                if record.transport.scope is not None:
                    scopes[record.transport.scope].append(sound.voice)
        changed = room.speakers.update(scopes, now, self._loudest)
        for voice, withheld in changed.items():
            if voice in records:
                records[voice].withheld = withheld
        if changed:
            room.regate(now)
