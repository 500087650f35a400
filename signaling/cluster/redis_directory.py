"""The directory of app nodes and rooms in Redis.

`viop:node:<node>` is a node's lease: it lives for `LEASE` and is renewed every `BEAT`. Beside it each node subscribes
to `viop:alive:<node>`, which Redis forgets the moment that a killed process's connection breaks: a node without lease
is dead, and one that has missed a beat or two and is not subscribed is, too. `viop:owners` says which node owns a
session's room. A node that took a room may be wrong about the other's death: what fences is the epoch that the database
issues.

Redis itself may be away, or come back empty. A node that could not ask it for a moment takes nobody for dead before all
had time to renew their leases; nobody is looked for in one whose life is not the one known; and while an empty one
settles, rooms are claimed in it only by those who had them.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from signaling.cluster.directory import Fallen, OwnedRoom, Unreachable

LEASE = 5.0
BEAT = 0.3
MISSED = 0.8
"""Seconds without a beat after which a node that is not subscribed any more is dead."""
WATCH = 0.2
"""Seconds between two looks at the other nodes."""
STALLED = 1.0
"""Seconds between two looks after which this node, or Redis, stood still."""
SETTLING = 1.5
"""Seconds that an empty Redis is given to hear from every node which rooms it owns."""
OWNERS, NODES = "viop:owners", "viop:nodes"
_NODE, _ALIVE = "viop:node:", "viop:alive:"
log = logging.getLogger(__name__)

FAULTS = (RedisError, OSError, TimeoutError)

_LIVES = """
local function lives(node)
  local left = redis.call('PTTL', 'viop:node:' .. node)
  if left <= 0 then return false end
  if left > tonumber(ARGV[1]) then return true end
  return redis.call('PUBSUB', 'NUMSUB', 'viop:alive:' .. node)[2] > 0
end
"""
_CLAIM = (
    _LIVES
    + """
local me, session, clinic = ARGV[2], ARGV[3], ARGV[4]
local may_take = ARGV[5] == '1' and redis.call('GET', 'viop:life') == ARGV[6]
if redis.call('EXISTS', 'viop:node:' .. me) == 0 then return '' end
local owner = redis.call('HGET', KEYS[1], session)
if owner then
  local node = string.match(owner, '^(%S+) ')
  if node ~= me and (not may_take or lives(node)) then return node end
elseif redis.call('EXISTS', 'viop:settling') == 1 then
  return ''
end
redis.call('HSET', KEYS[1], session, me .. ' ' .. clinic)
return me
"""
)
_BEAT = """
local life = redis.call('GET', 'viop:life')
if not life then
  life = ARGV[3]
  redis.call('SET', 'viop:life', life)
  redis.call('SET', 'viop:settling', '1', 'PX', ARGV[4])
end
redis.call('SET', 'viop:node:' .. ARGV[1], '1', 'PX', ARGV[2])
redis.call('SADD', KEYS[1], ARGV[1])
return life
"""
_RELEASE = """
local owner = redis.call('HGET', KEYS[1], ARGV[1])
if owner and string.match(owner, '^(%S+) ') == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
"""
_DEAD = (
    _LIVES
    + """
local dead = {}
if redis.call('GET', 'viop:life') ~= ARGV[2] then return dead end
for i = 3, #ARGV do
  if not lives(ARGV[i]) then dead[#dead + 1] = ARGV[i] end
end
return dead
"""
)


class RedisDirectory:
    """`signaling.cluster.directory.RoomDirectory`. `run` keeps the lease and watches the others."""

    def __init__(self, redis: Redis, node: str, on_fallen: Fallen, on_forgotten: Callable[[], None]) -> None:
        """`on_forgotten`: Redis came back empty, and what was on its way is lost."""
        self.node = node
        self._redis = redis
        self._on_fallen = on_fallen
        self._on_forgotten = on_forgotten
        self._scripts = {
            name: redis.register_script(text)
            for name, text in {"beat": _BEAT, "claim": _CLAIM, "release": _RELEASE, "dead": _DEAD}.items()
        }
        self._owned: dict[str, OwnedRoom] = {}
        self._peers: set[str] = set()
        self._life: bytes | None = None
        """A random word in Redis, another one after it forgot everything."""
        self._holds_until = 0.0
        self._well_since: float | None = None
        self._looked = 0.0
        self._left = False
        self._beating = asyncio.Lock()
        self._joined = asyncio.Event()

    is_shared = True

    @property
    def holds(self) -> bool:
        return not self._left and monotonic() < self._holds_until

    @property
    def has_others(self) -> bool:
        return bool(self._peers)

    @property
    def well(self) -> bool:
        """For so long that a node without a lease is dead, and did not only find no Redis to renew it in."""
        return self._well_since is not None and monotonic() - self._well_since > LEASE

    async def claim(self, room: OwnedRoom) -> str:
        may_take = "1" if self.well else "0"
        try:
            owner: bytes = await self._scripts["claim"](
                keys=[OWNERS], args=[_fresh(), self.node, room.session, room.clinic, may_take, self._life or b""]
            )
        except FAULTS as error:
            raise Unreachable from error
        if not owner:
            raise Unreachable
        if owner.decode() == self.node:
            self._owned[room.session] = room
        return owner.decode()

    async def release(self, room: OwnedRoom) -> None:
        self._owned.pop(room.session, None)
        with contextlib.suppress(*FAULTS):
            await self._scripts["release"](keys=[OWNERS], args=[room.session, self.node])

    async def run(self) -> None:
        try:
            await asyncio.gather(self._keep_beating(), self._keep_watching(), self._keep_subscribed())
        finally:
            self._left = True  # Redis' client swallows a cancel now and then: nobody must go on beating

    async def joined(self) -> None:
        await self._joined.wait()

    async def leave(self) -> None:
        self._left = True
        async with self._beating:  # a beat that is on its way must not undo it
            with contextlib.suppress(*FAULTS):
                await self._redis.delete(_NODE + self.node)

    async def _keep_beating(self) -> None:
        while not self._left:
            try:
                async with self._beating:
                    await self._beat()
            except FAULTS as error:
                if self._well_since is not None:
                    log.error("Redis takes no sign of life: %s", type(error).__name__)
                self._well_since = None
            except Exception:  # without a lease this node would be dead for good
                log.exception("failed: renewing the lease")
            await asyncio.sleep(BEAT)

    async def _beat(self) -> None:
        began = monotonic()
        life: bytes = await self._scripts["beat"](
            keys=[NODES], args=[self.node, _ms(LEASE), secrets.token_hex(8), _ms(SETTLING)]
        )
        self._holds_until = began + LEASE
        if life != self._life:
            await self._begin(life)

    async def _begin(self, life: bytes) -> None:
        """Say anew what this node owns; an empty Redis must not have others take it."""
        for room in tuple(self._owned.values()):
            await self._redis.hsetnx(OWNERS, room.session, f"{self.node} {room.clinic}")
        before, self._life = self._life, life
        if before is None:
            self._joined.set()
        else:
            log.error("Redis came back empty")
            self._well_since = None
            self._on_forgotten()

    async def _keep_watching(self) -> None:
        while not self._left:
            try:
                await self._watch()
            except FAULTS:
                self._well_since = None
            except Exception:
                log.exception("failed: watching the other app nodes")
            await asyncio.sleep(WATCH)

    async def _watch(self) -> None:
        members: Any = await self._redis.smembers(NODES)
        now = monotonic()
        if self._well_since is None or now - self._looked > STALLED:
            self._well_since = now
        self._looked = now
        self._peers |= {one.decode() for one in members} - {self.node}
        if not self._peers or not self.well:
            return
        dead: list[bytes] = await self._scripts["dead"](args=[_fresh(), self._life or b"", *self._peers])
        if not dead:
            return
        owners: Any = await self._redis.hgetall(OWNERS)
        for node in (one.decode() for one in dead):
            log.warning("an app node is gone")
            self._peers.discard(node)
            try:
                self._on_fallen(node, _owned_by(node, owners))
            except Exception:  # a fault in what is made of one must not cost the others
                log.exception("failed: going on without an app node")
            await self._redis.srem(NODES, node)  # last: while it is listed it is found dead again

    async def _keep_subscribed(self) -> None:
        while not self._left:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(_ALIVE + self.node)
                    while not self._left:
                        await channel.get_message(timeout=BEAT)
            except FAULTS:
                pass  # whoever beats tells
            except Exception:
                log.exception("failed: being subscribed as alive")
            await asyncio.sleep(BEAT)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _fresh() -> int:
    """How much of its lease a node has left at least that has missed no beat, in milliseconds."""
    return _ms(LEASE - MISSED)


def _owned_by(node: str, owners: dict[bytes, bytes]) -> Sequence[OwnedRoom]:
    places = ((session.decode(), owner.decode().partition(" ")) for session, owner in owners.items())
    return [OwnedRoom(clinic, session) for session, (owner, _, clinic) in places if owner == node]
