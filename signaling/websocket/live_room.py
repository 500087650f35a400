"""One live room: the task that takes commands in turn, asks the state machine, stores, and carries out what follows."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from server.domain.attendance.evidence import Beat, ClockStepped, Seen, ServerStarted
from server.domain.joining.checks import Check
from signaling.protocol import messages as wire
from signaling.protocol.views import LineView
from signaling.rooms import effects as fx
from signaling.rooms.agreement import not_agreed
from signaling.rooms.arrivals import arrive, drop, heard, revoke
from signaling.rooms.attention import Attention, attention
from signaling.rooms.commands import handle
from signaling.rooms.effects import Observed, Outcome, RoomError
from signaling.rooms.hosting import end_abandoned, is_abandoned
from signaling.rooms.plan import Seat, ShownHandout
from signaling.rooms.room import Member, Room
from signaling.rooms.scopes import scopes
from signaling.rooms.settling import settle
from signaling.rooms.timeouts import next_deadline
from signaling.rooms.view import LiveAttendance, Surroundings
from signaling.websocket.beat import Heart
from signaling.websocket.clock import Clock
from signaling.websocket.errors import RoomClosed
from signaling.websocket.flood import TokenBucket
from signaling.websocket.ledger import Ledger
from signaling.websocket.lines import LineWatch
from signaling.websocket.media_lane import MediaLane, MediaRequest
from signaling.websocket.ports import ClinicPort, MediaPort, OpenedRoom, Page, SessionOver, StorageUnavailable
from signaling.websocket.showing import Showing
from signaling.websocket.steady import attempt, keep_doing
from signaling.websocket.turns import Step, Turns
from signaling.websocket.writer import Outlet

log = logging.getLogger(__name__)

LINES_EVERY = 2.0
"""Seconds between two looks at everybody's connection."""
RETRY = 2.0
"""Seconds until records that could not be stored are tried again."""
EMPTY = timedelta(seconds=60)
"""A room in which nobody was for so long is put away; it opens again with the next who comes."""

ALONE = "The clinic's servers cannot reach each other just now. Who is in the session stays; nobody can be admitted."

LATE = timedelta(seconds=3)
"""A sign of life that was on its way for longer is proved for its own time, and not only until now."""

CHATS_PER_SECOND = 1.0
CHAT_BURST = 5.0
"""Everybody gets what one person writes, the one with the slowest network too."""


@dataclass(frozen=True)
class Pace:
    """How often the room does what it does by itself."""

    beat: timedelta = timedelta(seconds=10)
    empty: timedelta = EMPTY


class LiveRoom:
    """Made with `start`, which must be awaited before anything else."""

    def __init__(
        self,
        opened: OpenedRoom,
        clinic: ClinicPort,
        media: Callable[[Callable[[str, wire.ServerMessage], None]], MediaPort],
        clock: Clock,
        new_id: Callable[[], str],
        boot: str,
        pace: Pace,
        may_admit: Callable[[], bool],
    ) -> None:
        """`media` makes the room's media, given what delivers a message to a participant. `boot`: this process's.
        `may_admit`: whether this node is known to the others as the room's owner."""
        self.session = opened.plan.session
        self.plan = opened.plan
        self.closed = asyncio.Event()
        """Set when the room takes nobody any more."""
        self._opened = opened
        self._clinic = clinic
        self.clock = self._clock = clock
        """The room's own: no step of the machine's clock touches it."""
        self._new_id = new_id
        self._pace = pace
        self._may_admit = may_admit
        self._room = Room.open(opened.plan, opened.saved, clock.now())
        self._ledger = Ledger(opened, clinic, new_id, boot, round(pace.beat / timedelta(milliseconds=1)))
        self._lane = MediaLane(media(self._deliver))
        self._writers: dict[str, Outlet] = {}
        self._heard: dict[tuple[str, str], datetime] = {}
        self._late_signs: list[tuple[datetime, str, str]] = []
        self._attendance: Mapping[str, LiveAttendance] = {}
        self._apart = opened.plan.apart
        self._checks: Mapping[str, Check] = {}
        self._handouts: Mapping[str, ShownHandout] = {}
        self._chatting: defaultdict[str, TokenBucket] = defaultdict(lambda: TokenBucket(CHATS_PER_SECOND, CHAT_BURST))
        """By participant, whichever socket they write from."""
        self._last_here = clock.now()
        self._shown_troubles = self._troubles
        self._lines = LineWatch(self._lane)
        self._showing = Showing(lambda: self._room, self._around, self._writers)
        self._turns = Turns(self._carry_out, self._due, clock, self.closed, self._lose_room)
        self._heart = Heart(pace.beat, clock, self._lane, self._turns.take, self.closed)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self, taken_over: bool, stepped_ms: int | None = None) -> None:
        """Begin to run. `taken_over`: another process had the room before, and was interrupted for all one knows.
        `stepped_ms`: the machine's clock has stepped since a room was last opened."""
        if taken_over and self._room.phase != "finished":
            await self._lane.adopt(self._room.admitted)
            self._spawn(self._lane.let_go())
        for work in (self._turns.run(), self._lane.run()):
            self._spawn(work)
        self._spawn(keep_doing(self._showing.push, "showing the room"))
        self._spawn(keep_doing(self._watch_lines, "watching connections"))
        self._spawn(keep_doing(self._beat_when_due, "beating"))
        if taken_over:
            await self._turns.take(lambda room, _: Outcome(room, (Observed(ServerStarted()),)))
        if stepped_ms is not None:
            await self._turns.take(lambda room, _: Outcome(room, (Observed(ClockStepped(stepped_ms)),)))
        await self.refresh_attendance()
        if self._room.phase == "finished":
            self._spawn(self._finish())

    async def join(self, seat: Seat, page: str, writer: Outlet) -> str:
        """The connection id of a new socket of this person, who is in the room or its waiting room from now.

        Raises RoomError, RoomClosed.
        """
        if not seat.is_staff and seat.participant not in self._checks:
            await self._learn_checks()
        connection = self._new_id()
        self._writers[connection] = writer
        try:
            await self._turns.take(lambda room, now: arrive(room, seat, connection, page, now))
        except BaseException:
            self._writers.pop(connection, None)
            raise
        return connection

    async def request(
        self, participant: str, connection: str, command: wire.ClientMessage
    ) -> wire.Result | wire.PublishAnswer:
        """Carry out a command. Raises RoomError, MediaError, StorageUnavailable, RoomClosed; then nothing changed."""
        if isinstance(command, wire.Chat) and not self._may_chat(participant):
            raise RoomError("too_many_requests", "That was a lot at once. Please wait a moment.")
        if isinstance(command, wire.ShowHandout) and self._is_staff(participant):
            await self._learn_handout(command.handout)
        if isinstance(command, wire.EndSession) and self._is_staff(participant):
            await self._heart.beat()
            await self._prove_late()
        try:
            await self._turns.take(lambda room, now: self._from(room, participant, connection, command, now))
        except RoomError as error:
            if error.code == "forbidden":
                self._audit(fx.Audit(f"room.refused.{command.type}", participant))
            raise
        if isinstance(command, wire.StartBreak | wire.EndBreak):
            self._spawn(self.refresh_attendance())  # until when each client's hours need the session goes by its breaks
        if isinstance(command, MediaRequest):
            answer = await self._lane.request(participant, command)
            self._showing.changed()
            return answer
        return wire.Result(id=command.id)

    def hear(self, participant: str, connection: str, ago: timedelta = timedelta()) -> None:
        """The socket said something, so long ago. What is told late is proved for its own time."""
        at = self._clock.now() - ago
        self._heard[participant, connection] = at
        if ago > LATE:
            self._late_signs.append((at, participant, connection))

    async def lose(self, participant: str, connection: str, closed: bool = False) -> None:
        """The socket is closed. `closed`: by its page, which said so."""
        self._writers.pop(connection, None)
        with contextlib.suppress(RoomClosed):
            await self._turns.take(lambda room, now: drop(room, participant, connection, now, closed))

    async def revoke(self, login_session: str) -> None:
        """Whoever sits here by that login session goes at once."""
        await self._turns.take(lambda room, now: revoke(room, login_session, now))

    async def rebuild_media(self) -> None:
        """The relay worker is another one."""
        await self._lane.rebuild()
        self._showing.changed()

    def layers_wanted(self, publication: str, layers: Sequence[int]) -> None:
        """The relay worker says which layers of a publication anybody takes."""
        self._lane.layers_wanted(publication, layers)

    async def refresh_attendance(self) -> None:
        """Ask the clinic anew for minutes, presence at the clinic, pairs kept apart, answers on joining, who agreed
        to a trainee; what it does not say stays as it was."""
        with contextlib.suppress(StorageUnavailable, RoomClosed):
            plan = self._opened.plan
            self._attendance = await self._clinic.live_attendance(plan.clinic, plan.session)
            self._apart = await self._clinic.kept_apart(plan.clinic)
            await self._learn_checks()
            self._room = self._as_known(self._room)
            self._showing.changed()
            if any(one.place == "in_room" and not_agreed(self._room, one) for one in self._room.here()):
                await self._turns.take(lambda room, now: settle(room, Outcome(room), now))

    async def _learn_checks(self) -> None:
        """Whoever has just answered is not taken for somebody who has not."""
        with contextlib.suppress(StorageUnavailable):
            self._checks = await self._clinic.checks(self._opened.plan.clinic, self._opened.plan.session)

    async def _learn_handout(self, handout: str | None) -> None:
        """Of the one that is to be shown. Raises StorageUnavailable."""
        if handout is None:
            return
        plan = self._opened.plan
        found = await self._clinic.handout(plan.clinic, plan.session, handout)
        others = {one: known for one, known in self._handouts.items() if one != handout}
        self._handouts = others if found is None else {**others, handout: found}

    @property
    def lines(self) -> Sequence[LineView]:
        """Everybody's connection at the last look."""
        return self._lines.report

    def here(self) -> Iterator[Member]:
        """Everybody who waits, talks or is in the room."""
        return self._room.here()

    @property
    def attention(self) -> Attention | None:
        """What staff elsewhere are to be told of this room now."""
        return attention(self._room, self._clock.now())

    async def drain(self, soon: bool) -> None:
        """The process stops: prove life once more, tell everyone, stop. Media is left to whoever takes over. `soon`:
        another node is there to do so."""
        await attempt(self._heart.beat, "proving life at the end")
        await attempt(self._prove_late, "proving life at the end")
        self._say_goodbye(wire.Goodbye(reason="draining", soon=soon))
        await self._stop()

    # --- turns ------------------------------------------------------------------------------------------------------

    def _due(self) -> datetime | None:
        return next_deadline(self._as_known(self._with_signs_of_life()))

    def _lose_room(self) -> None:
        log.error("another process owns this room")
        self._say_goodbye(wire.Goodbye(reason="draining"))
        self._spawn(self._stop())

    async def _carry_out(self, step: Step) -> Outcome:
        now = self._clock.now()
        before = self._room = self._as_known(self._with_signs_of_life())
        outcome = step(before, now)
        if outcome.room.admitted - before.admitted and not self._may_admit():
            raise RoomError("storage_unavailable", ALONE)
        await self._ledger.store(outcome.observed, outcome.room, now, fails_closed=outcome.fails_closed)
        self._room = self._as_known(outcome.room)
        await self._lane.want(scopes(self._room), frozenset(self._room.screens))
        for effect in outcome.effects:
            self._carry(effect, now)
        if outcome.room != before or self._troubles != self._shown_troubles:
            self._shown_troubles = self._troubles
            self._showing.changed()  # not for each ping: those are most of what is said
        return outcome

    def _as_known(self, room: Room) -> Room:
        """The room with what the clinic said last: who is kept apart, who is there in person, who agreed to what, who
        answered what."""
        known = self._attendance.items()
        return replace(
            room,
            apart=self._apart,
            at_clinic=frozenset(one for one, so_far in known if so_far.at_clinic),
            roles={one: so_far.role for one, so_far in known},
            agreed=frozenset(one for one, so_far in known if so_far.agrees_to_observers),
            checks=self._checks,
            handouts=self._handouts,
            unheard=frozenset(one for one, writer in self._writers.items() if not writer.in_earshot),
        )

    def _with_signs_of_life(self) -> Room:
        room = self._room
        for (participant, connection), at in self._heard.items():
            member = room.members.get(participant)
            if member is not None and member.connection is not None and member.connection.id == connection:
                room = heard(room, participant, at)
        self._heard.clear()
        self._room = room
        return room

    def _carry(self, effect: fx.Effect, now: datetime) -> None:
        match effect:
            case fx.Send(participant, message):
                self._deliver(participant, message)
            case fx.Close(connection, words):
                if (writer := self._writers.pop(connection, None)) is not None:
                    writer.close(*words)
            case fx.Begin(participant, page, is_staff):
                self._begin(participant, Page(page, is_staff))
            case fx.Forget(participant):
                self._spawn(self._lane.forget(participant))
            case fx.Resume(participant):
                self._spawn(self._lane.resume(participant))
            case fx.Audit():
                self._audit(effect)
            case fx.Finish():
                self._spawn(self._finish())

    def _begin(self, participant: str, page: Page) -> None:
        begins = self._lane.begin(participant, page)
        if begins == "goes on":
            self._spawn(self._lane.resume(participant))
            return
        if begins == "replaces":
            self._spawn(self._lane.forget(participant))
        self._deliver(participant, wire.MediaReset())

    def _from(
        self, room: Room, participant: str, connection: str, command: wire.ClientMessage, now: datetime
    ) -> Outcome:
        """A command counts only from the socket that holds the seat."""
        member = room.members.get(participant)
        if member is None or member.connection is None or member.connection.id != connection:
            raise RoomError("wrong_state", "Another page has taken over.")
        return handle(room, participant, command, now)

    def _may_chat(self, participant: str) -> bool:
        return self._chatting[participant].take(1, asyncio.get_running_loop().time())

    # --- by itself ----------------------------------------------------------------------------------------------------

    async def _beat_when_due(self) -> None:
        await self._heart.when_due(self._prove_late, self.refresh_attendance, self._ledger.store_acts, self._tidy_up)

    async def _prove_late(self) -> None:
        """Signs of life that came long after they were given, each as a beat of its time."""
        signs, self._late_signs = self._late_signs, []
        rows: defaultdict[datetime, list[Seen]] = defaultdict(list)
        for at, participant, connection in signs:
            rows[at].append(Seen(participant, connection, looked=False))
        every_ms = round(self._pace.beat / timedelta(milliseconds=1))
        proofs = [Observed(Beat(tuple(seen), every_ms, covers_ms=0), at=at) for at, seen in sorted(rows.items())]
        if proofs:
            with contextlib.suppress(RoomClosed):
                await self._turns.take(lambda room, _: Outcome(room, tuple(proofs) if room.phase != "finished" else ()))

    async def _tidy_up(self) -> None:
        """A room that nobody needs any more goes; one whose session goes on stays, and ends when it was abandoned. One
        whose session is over goes when its records are derived, however long that is tried."""
        now = self._clock.now()
        if any(self._room.people_here()):
            self._last_here = now
        elif is_abandoned(self._room, now):
            with contextlib.suppress(StorageUnavailable, RoomClosed):
                await self._end_abandoned(now)
        elif self._room.phase == "planned" and now - self._last_here >= self._pace.empty and self._ledger.is_settled:
            self._spawn(self._put_away())

    async def _end_abandoned(self, noticed: datetime) -> None:
        plan = self._opened.plan
        at = await self._clinic.abandoned_at(plan.clinic, plan.session) or noticed
        await self._turns.take(lambda room, now: end_abandoned(room, at, now))

    def _is_staff(self, participant: str) -> bool:
        member = self._room.members.get(participant)
        return member is not None and member.is_staff

    def _around(self) -> Surroundings:
        return Surroundings(
            self._clock.now(),
            self._attendance,
            self._lane.tracks(),
            *self._troubles,
            self._lines.quality,
            self._lines.paused,
        )

    async def _watch_lines(self) -> None:
        """What the relay counts of everybody's connection: how good it is to everybody, the figures to staff."""
        await asyncio.sleep(LINES_EVERY)
        if await self._lines.look():
            self._showing.changed()
        if self._lines.report:
            report = wire.Lines(lines=list(self._lines.report))
            for member in self._room.here():
                if member.is_staff:
                    self._deliver(member.id, report)

    async def _finish(self) -> None:
        """Records are derived from what is stored, so that trying again is safe, by the next process too."""
        while not (await self._is_derived() and await self._ledger.store_acts()):  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(RETRY)
        await self._put_away()

    async def _is_derived(self) -> bool:
        plan, ended_at = self._opened.plan, self._room.ended_at or self._clock.now()
        try:
            await self._clinic.finish_session(plan.clinic, plan.session, ended_at)
        except StorageUnavailable:
            return False
        except SessionOver:  # trying again would find no more
            log.error("a session that ended is not there to be finished")
            return True
        except Exception:
            log.exception("failed: deriving a session's records")
            return False
        return True

    async def _put_away(self) -> None:
        self.closed.set()
        await self._lane.close()
        await self._stop()

    async def _stop(self) -> None:
        self.closed.set()
        self._ledger.close(self._clock.now())
        await self._ledger.store_acts()
        here = asyncio.current_task()
        others = [task for task in self._tasks if task is not here]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    @property
    def _troubles(self) -> tuple[bool, bool]:
        """What staff are told of: whether things can be stored, and whether somebody may be let in."""
        return self._ledger.healthy and self._clinic.storage_healthy, self._may_admit()

    def _audit(self, act: fx.Audit) -> None:
        self._ledger.note(act, self._clock.now())
        self._spawn(self._ledger.store_acts())

    def _deliver(self, participant: str, message: wire.ServerMessage) -> None:
        member = self._room.members.get(participant)
        writer = self._writers.get(member.connection.id) if member and member.connection else None
        if writer is not None:
            writer.send(message)

    def _say_goodbye(self, goodbye: wire.Goodbye) -> None:
        for writer in self._writers.values():
            writer.close(goodbye)
        self._writers.clear()

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, RoomClosed):
            log.error("a task of a room failed", exc_info=error)
