"""The proof of life: one fact a beat, with every connection and what the relay saw of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from server.domain.attendance import evidence
from signaling.rooms.arrivals import heard
from signaling.rooms.effects import Observed, Outcome
from signaling.rooms.room import Room
from signaling.rooms.settling import settle
from signaling.websocket.ports import SeenPort

MILLISECOND = timedelta(milliseconds=1)


def beat(
    room: Room, seen: Mapping[str, SeenPort], looked_at: datetime, now: datetime, every: timedelta, before: datetime
) -> Outcome:
    """One more beat at `now`; the relay was asked at `looked_at`, and the time before that at `before`.

    Media that arrived is a sign of life: somebody whose socket dropped is there as long as the relay hears them.
    """
    after = room
    for participant, one in seen.items():
        if one.last_heard is not None:
            after = heard(after, participant, looked_at - one.last_heard * MILLISECOND)
    rows = tuple(_rows(after, seen, now))
    proof = evidence.Beat(rows, round(every / MILLISECOND), max(0, round((looked_at - before) / MILLISECOND)))
    return settle(room, Outcome(after, (Observed(proof),)), now)


def _rows(room: Room, seen: Mapping[str, SeenPort], now: datetime) -> Iterator[evidence.Seen]:
    for member in room.here():
        if member.connection is None:
            continue
        one = seen.get(member.id)
        yield evidence.Seen(
            member.id,
            member.connection.id,
            max(0, round((now - member.connection.heard) / MILLISECOND)),
            audio=one is not None and one.audio_packets > 0,
            video=one is not None and one.video_packets > 0,
            receiving=one is not None and one.receiving,
            looked=one is not None,
        )
