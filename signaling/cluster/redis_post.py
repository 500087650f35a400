"""Letters and hints between app nodes by Redis streams.

Each node reads its own mailbox, `viop:mail:<node>`, and `viop:hints`, which all read. What was written in one turn of
the event loop is one entry. An entry that may or may not have been taken (the answer was lost) is sent again under its
number, and the reader passes over a number it has had. Reading acknowledges: what was handled is trimmed away, so that
a mailbox holds what nobody has read yet, and one that nobody reads any more expires.
"""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from signaling.cluster import letters as wire
from signaling.cluster.letters import AnyHint, AnyLetter
from signaling.cluster.post import OnHint, OnLetter

HINTS = "viop:hints"
MAIL = "viop:mail:"
HINTS_KEPT = 10_000
MAIL_KEPT = 100_000
"""Entries of a mailbox that nobody reads, at most; and letters that wait here for one node."""
UNREAD_FOR = 60
"""Seconds after which a mailbox into which nothing came expires."""
READ_AT_ONCE = 500
WAIT_MS = 1000
"""How long one reading waits for more."""
SIGNS_EVERY = 5.0
"""Seconds of which signs of life are told one by one, however long they wait."""
RETRY = 0.2
WELL_AFTER = 3.0
"""Seconds of reading without trouble after which what others sent meanwhile has arrived."""
FAULTS = (RedisError, OSError, TimeoutError)

log = logging.getLogger(__name__)


@dataclass
class _Outgoing:
    """What waits for one node: views only in their newest state, signs of life of a few seconds together."""

    letters: dict[object, AnyLetter] = field(default_factory=dict)

    def add(self, letter: AnyLetter) -> bool:
        """False: more waits than may."""
        key: object = object()
        if isinstance(letter, wire.Told) and letter.newest:
            key = ("newest", letter.connection)
            self.letters.pop(key, None)
        elif isinstance(letter, wire.Heard):
            key = ("heard", letter.at.timestamp() // SIGNS_EVERY)
            before = self.letters.pop(key, None)
            if isinstance(before, wire.Heard):
                letter = wire.Heard(connections=tuple({*before.connections, *letter.connections}), at=letter.at)
        if len(self.letters) >= MAIL_KEPT:
            return False
        self.letters[key] = letter
        return True


@dataclass(frozen=True)
class _Entry:
    """One entry of a stream, the same however often it is tried."""

    stream: str
    fields: dict[Any, Any]


class RedisPost:
    """`signaling.cluster.post.Post`. `run` writes and reads, until cancelled."""

    def __init__(self, redis: Redis, node: str, on_letter: OnLetter, on_hint: OnHint) -> None:
        self._redis = redis
        self._node = node
        self._on_letter = on_letter
        self._on_hint = on_hint
        self._outgoing: defaultdict[str, _Outgoing] = defaultdict(_Outgoing)
        self._hints: dict[AnyHint, None] = {}
        """In the order in which they were first said. Once is enough, however long they wait."""
        self._more = asyncio.Event()
        self._numbered = 0
        """Entries of this process, to whomever: who was taken for dead and lives must not see numbers again."""
        self._had: dict[str, int] = {}
        """The last number that was had of each node."""
        self._reads_since: float | None = None
        self._ended = False
        self._idle = asyncio.Event()
        """Set while nothing waits to be written."""
        self._idle.set()
        self._last: dict[Any, Any] = {MAIL + node: b"0", HINTS: b"$"}
        """What was read last of each stream."""

    @property
    def well(self) -> bool:
        return self._reads_since is not None and monotonic() - self._reads_since > WELL_AFTER

    def send(self, node: str, letter: AnyLetter) -> None:
        if self._outgoing[node].add(letter):
            self._wake()
        else:
            log.error("too many letters wait for an app node: one was not kept")

    def announce(self, hint: AnyHint) -> None:
        self._hints[hint] = None
        self._wake()

    def forget(self, node: str) -> None:
        self._outgoing.pop(node, None)
        self._had.pop(node, None)

    async def run(self) -> None:
        try:
            await asyncio.gather(self._write(), self._read())
        finally:
            self._ended = True  # Redis' client swallows a cancel now and then: nobody must go on reading

    async def flush(self, patience: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), patience)

    def begin_again(self) -> None:
        """Redis came back empty: it may number entries anew."""
        self._last = {MAIL + self._node: b"0", HINTS: b"0"}

    def _wake(self) -> None:
        self._idle.clear()
        self._more.set()

    async def _write(self) -> None:
        while not self._ended:
            await self._more.wait()
            self._more.clear()
            entries = [*self._mail(), *self._notices()]
            while entries:
                try:
                    await self._put(entries)
                    break
                except Exception as error:  # whatever it is: without this loop nobody is told anything any more
                    self._trouble(error)
                    await asyncio.sleep(RETRY)
            if not self._more.is_set():
                self._idle.set()

    def _mail(self) -> Iterable[_Entry]:
        for node, outgoing in self._outgoing.items():
            if outgoing.letters:
                self._numbered += 1
                text = wire.letters.dump_json(list(outgoing.letters.values()))
                outgoing.letters = {}
                yield _Entry(MAIL + node, {"from": self._node, "number": self._numbered, "letters": text})

    def _notices(self) -> Iterable[_Entry]:
        hints, self._hints = self._hints, {}
        for one in hints:
            yield _Entry(HINTS, {"from": self._node, "hint": wire.hint.dump_json(one)})

    async def _put(self, entries: Iterable[_Entry]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for entry in entries:
                kept = HINTS_KEPT if entry.stream == HINTS else MAIL_KEPT
                pipeline.xadd(entry.stream, entry.fields, maxlen=kept, approximate=True)
                if entry.stream != HINTS:
                    pipeline.expire(entry.stream, UNREAD_FOR)
            await pipeline.execute()

    async def _read(self) -> None:
        while not self._ended:
            try:
                await self._read_once()
                self._reads_since = self._reads_since or monotonic()
            except Exception as error:
                self._trouble(error)
                await asyncio.sleep(RETRY)

    def _trouble(self, error: Exception) -> None:
        """Told once, however often it is tried."""
        if self._reads_since is not None:
            if isinstance(error, FAULTS):
                log.error("Redis carries no letters: %s", type(error).__name__)
            else:
                log.error("failed: carrying letters", exc_info=error)
        self._reads_since = None

    async def _read_once(self) -> None:
        last, mailbox = self._last, MAIL + self._node
        if last[HINTS] == b"$":
            last[HINTS] = await self._newest_hint()
        read: Any = await self._redis.xread(last, count=READ_AT_ONCE, block=WAIT_MS)
        for stream, entries in read:
            for number, fields in entries:
                self._take(fields)
                last[stream.decode()] = number
            if stream.decode() == mailbox:
                await self._redis.xtrim(mailbox, minid=last[mailbox], approximate=False)

    async def _newest_hint(self) -> bytes:
        found: Any = await self._redis.xrevrange(HINTS, count=1)
        newest: bytes = found[0][0] if found else b"0"
        return newest

    def _take(self, fields: Mapping[bytes, bytes]) -> None:
        try:
            sender = fields[b"from"].decode()
            if b"hint" not in fields:
                number, letters = int(fields[b"number"]), _letters_in(fields[b"letters"])
            elif sender != self._node:
                self._hand_over(self._on_hint, wire.hint.validate_json(fields[b"hint"]))
        except (KeyError, ValueError):
            log.error("a letter of another version was not read")
            return
        if b"hint" in fields or number <= self._had.get(sender, 0):
            return
        self._had[sender] = number
        for letter in letters:
            self._hand_over(self._on_letter, sender, letter)

    def _hand_over(self, taker: Callable[..., None], *what: object) -> None:
        try:
            taker(*what)
        except Exception:  # a fault in what is made of one must not cost the others
            log.exception("a letter could not be taken")


def _letters_in(text: bytes) -> list[AnyLetter]:
    """Those that can be read. Raises ValueError when it is no list of letters at all."""
    try:
        return wire.letters.validate_json(text)
    except ValidationError:
        found = []
        for one in json.loads(text):
            try:
                found += wire.letters.validate_python([one])
            except ValidationError:
                log.error("a letter of another version was not read")
        return found
