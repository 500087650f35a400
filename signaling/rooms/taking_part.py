"""What anybody in the room may do: speak, write, raise a hand, mute, leave."""

from dataclasses import replace
from datetime import datetime

from server.domain.attendance.evidence import Cause
from server.domain.instants import to_text
from signaling.protocol import messages as wire
from signaling.rooms.arrivals import depart
from signaling.rooms.effects import Close, Outcome, RoomError, sent_to
from signaling.rooms.room import Member, Room
from signaling.rooms.scopes import share_scope
from signaling.rooms.sharing import NOT_YOURS


def leave(room: Room, actor: Member, command: wire.Leave, now: datetime) -> Outcome:
    """A client who left by the quick exit waits again on coming back: staff look first whether all is well."""
    gone = depart(room, replace(actor, quick_exit=command.quick), "gone", Cause.LEFT)
    after = replace(gone.room, admitted=room.admitted - {actor.id}) if command.quick else gone.room
    result = wire.Result(id=command.id)
    words = (result,) if command.quick else (result, wire.Goodbye(reason="left"))
    outcome = gone.on(after)
    return outcome.and_effects(Close(actor.connection.id, words)) if actor.connection else outcome


def ping(room: Room, actor: Member, command: wire.Ping, now: datetime) -> Outcome:
    return Outcome(room)


def publish(room: Room, actor: Member, command: wire.Publish, now: datetime) -> Outcome:
    """Raises RoomError for a screen of somebody who has not said that they share one, or may not (any more)."""
    if actor.id not in room.screens and any(one.source == "screen" for one in command.sources):
        raise RoomError("forbidden", NOT_YOURS)
    muted = frozenset(one.source for one in command.sources if one.muted)
    return Outcome(room.change(actor.id, muted=muted))


def negotiate(
    room: Room,
    actor: Member,
    command: wire.SubscribeAnswer | wire.RestartTransport | wire.RestartIce | wire.Tiles,
    now: datetime,
) -> Outcome:
    return Outcome(room)


def set_muted(room: Room, actor: Member, command: wire.SetMuted, now: datetime) -> Outcome:
    """Raises RoomError for a second microphone in the clinic's room, unless it is meant."""
    second = command.source == "microphone" and not command.muted and room.is_on_one_microphone(actor)
    if second and not command.anyway and "microphone" in actor.muted:
        raise RoomError("wrong_state", "The room you are in has a microphone of its own. Yours would echo.")
    muted = actor.muted | {command.source} if command.muted else actor.muted - {command.source}
    return Outcome(room.change(actor.id, muted=muted))


def raise_hand(room: Room, actor: Member, command: wire.RaiseHand, now: datetime) -> Outcome:
    others = tuple(one for one in room.hands if one != actor.id)
    if not command.raised:
        return Outcome(replace(room, hands=others))
    return Outcome(room if actor.id in room.hands else replace(room, hands=(*others, actor.id)))


def chat(room: Room, actor: Member, command: wire.Chat, now: datetime) -> Outcome:
    """To everyone who hears the sender, or to all staff; the sender gets it too. Nothing of it stays in the room."""
    if room.on_hold and not actor.is_staff:
        raise RoomError("wrong_state", "Messages wait until your facilitator is back.")
    readers = [one for one in room.here() if one.id == actor.id or _reads(room, actor, one, command)]
    message = wire.ChatMessage(
        sender=actor.id, name=actor.seat.alias, to=command.to, text=command.text, at=to_text(now)
    )
    return Outcome(room, effects=sent_to((one.id for one in readers), message))


def _reads(room: Room, sender: Member, reader: Member, command: wire.Chat) -> bool:
    return reader.is_staff if command.to == "staff" else share_scope(room, sender, reader)
