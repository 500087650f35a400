"""What is shown to all: a screen, one in each place at a time and never to others than it was begun for; a hand-out."""

from dataclasses import replace
from datetime import datetime

from signaling.protocol import messages as wire
from signaling.rooms.effects import Audit, Outcome, RoomError
from signaling.rooms.plan import ShownHandout
from signaling.rooms.room import Member, Room
from signaling.rooms.scopes import GROUP, scope_of

NOT_YOURS = "You cannot share your screen here."
ONE_AT_A_TIME = "Somebody else is sharing a screen. One at a time."


def may_share(room: Room, member: Member) -> bool:
    """From where they are. A trainee watches and shows nothing; staff who only look in are as if not there."""
    if member.place != "in_room" or scope_of(room, member) is None or member.seat.role == "observer":
        return False
    if member.is_staff:
        return room.leads(member)
    return member.is_device or room.others_may_share


def share_screen(room: Room, actor: Member, command: wire.ShareScreen, now: datetime) -> Outcome:
    """Staff who run the session take over from whoever shares; nobody else does."""
    others = {one: scope for one, scope in room.screens.items() if one != actor.id}
    if not command.sharing:
        return Outcome(replace(room, screens=others))
    scope = scope_of(room, actor)
    if scope is None or not may_share(room, actor):
        raise RoomError("forbidden", NOT_YOURS)
    before = next((one for one, where in others.items() if where == scope), None)
    if before in room.members and not actor.is_staff:
        raise RoomError("wrong_state", ONE_AT_A_TIME)
    screens = {one: where for one, where in others.items() if where != scope}
    shared = replace(room, screens={**screens, actor.id: scope}, handout=None if scope == GROUP else room.handout)
    return Outcome(shared, effects=(Audit("room.share_screen", actor.id, before),))


def show_handout(room: Room, actor: Member, command: wire.ShowHandout, now: datetime) -> Outcome:
    """To everybody in the main room and in breakouts, until it is closed. One thing is in front at a time: a screen in
    the main room ends with it, as it ends with one."""
    if command.handout is None:
        return Outcome(replace(room, handout=None))
    handout = room.handouts.get(command.handout)
    if handout is None:
        raise RoomError("not_found", "This hand-out is not there any more.")
    screens = {one: scope for one, scope in room.screens.items() if scope != GROUP}
    audit = Audit("room.show_handout", actor.id, detail={"handout": handout.id})
    return Outcome(replace(room, handout=handout, screens=screens), effects=(audit,))


def handout_before(room: Room, viewer: Member) -> ShownHandout | None:
    """What is shown where the viewer is."""
    together = viewer.place == "in_room" and scope_of(room, viewer) is not None and not room.sidebar_of(viewer.id)
    return room.handout if together else None


def let_others_share(room: Room, actor: Member, command: wire.LetOthersShare, now: datetime) -> Outcome:
    """What they share when that is taken back ends with it."""
    audit = Audit("room.let_others_share", actor.id, detail={"allowed": "yes" if command.allowed else "no"})
    return Outcome(replace(room, others_may_share=command.allowed), effects=(audit,))


def end_shares(before: Room, room: Room) -> Room:
    """Without what is shared by who is elsewhere by now, has gone, came with another page, or may not any more. Whoever
    has not come since a start anew may come back to it."""
    kept = {one: scope for one, scope in room.screens.items() if _goes_on(before, room, one, scope)}
    return room if len(kept) == len(room.screens) else replace(room, screens=kept)


def screen_before(room: Room, viewer: Member) -> str | None:
    """Who shares a screen where the viewer is; the viewer too."""
    scope = scope_of(room, viewer)
    sharing = (one for one, where in room.screens.items() if where == scope and one in room.members)
    return next(sharing, None) if scope is not None else None


def _goes_on(before: Room, room: Room, participant: str, scope: str) -> bool:
    member, earlier = room.members.get(participant), before.members.get(participant)
    if member is None:
        return earlier is None
    if earlier is not None and earlier.connection is not None and member.connection is not None:
        same_page = earlier.connection.page == member.connection.page
    else:
        same_page = True
    return same_page and may_share(room, member) and scope_of(room, member) == scope
