"""What everybody in a room sees of it: each connection's newest view, sent whenever it is another."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from signaling.protocol import messages as wire
from signaling.rooms.room import Member, Room
from signaling.rooms.view import Surroundings, Views
from signaling.websocket.writer import Outlet

log = logging.getLogger(__name__)

VIEW_SPACING = 0.05
"""Seconds between two views of the same room: what changes within is one view."""


class Showing:
    """`push` is to be called again and again; it waits until something has `changed`."""

    def __init__(
        self, room: Callable[[], Room], around: Callable[[], Surroundings], writers: Mapping[str, Outlet]
    ) -> None:
        """`writers`: by connection, as they are at any time."""
        self._room = room
        self._around = around
        self._writers = writers
        self._stale = asyncio.Event()
        self._sent: dict[str, wire.View] = {}
        """The newest view of each connection."""

    def changed(self) -> None:
        """Views may be others now."""
        self._stale.set()

    async def push(self) -> None:
        """Once, as soon as they are stale."""
        await self._stale.wait()
        room, around = self._room(), self._around()
        views = Views(room, around)
        for member in room.here():
            try:
                self._push(views, member)
            except Exception:
                log.exception("a view could not be made")
        self._sent = {connection: view for connection, view in self._sent.items() if connection in self._writers}
        self._stale.clear()
        await asyncio.sleep(VIEW_SPACING)

    def _push(self, views: Views, member: Member) -> None:
        writer = self._writers.get(member.connection.id) if member.connection else None
        if member.connection is None or writer is None:
            return
        view = wire.View(room=views.of(member.id))
        if self._sent.get(member.connection.id) != view:
            self._sent[member.connection.id] = view
            writer.send(view)
