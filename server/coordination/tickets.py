"""Tickets in Redis: whichever node issued one, any redeems it, once.

`viop:ticket:<hash>` holds a seat for 30 s; the ticket itself stands nowhere. `viop:tickets` lists which are out, by
when they were issued, each as `<login session> <hash>`.
"""

import asyncio
import contextlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis

from server.coordination.asking import answered
from server.domain.instants import to_ms
from server.services.access.logins import token_hash
from server.services.access.tickets import INVALID, LIFETIME, MAX_OUTSTANDING, Seat
from server.services.errors import StorageUnavailable, Unauthenticated

TICKET, OUT = "viop:ticket:", "viop:tickets"

_ISSUE = """
local seat, lifetime, now, since, entry, most = unpack(ARGV)
redis.call('SET', KEYS[1], seat, 'PX', lifetime)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', since)
redis.call('ZADD', KEYS[2], now, entry)
redis.call('PEXPIRE', KEYS[2], lifetime)
while redis.call('ZCARD', KEYS[2]) > tonumber(most) do
  local oldest = redis.call('ZPOPMIN', KEYS[2])[1]
  redis.call('DEL', 'viop:ticket:' .. string.match(oldest, '%S+$'))
end
"""
_REVOKE = """
for _, entry in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local login, hash = string.match(entry, '^(.*) (%S+)$')
  if login == ARGV[1] then
    redis.call('DEL', 'viop:ticket:' .. hash)
    redis.call('ZREM', KEYS[1], entry)
  end
end
"""


@dataclass(frozen=True)
class _Kept:
    seat: Seat
    expires_at: datetime


_JSON = TypeAdapter(_Kept)


class RedisTickets:
    """`server.services.access.tickets.Tickets`. Beyond `max_outstanding` the oldest is forgotten."""

    def __init__(self, redis: Redis, max_outstanding: int = MAX_OUTSTANDING) -> None:
        self._redis = redis
        self._max_outstanding = max_outstanding
        self._issue = redis.register_script(_ISSUE)
        self._revoke = redis.register_script(_REVOKE)
        self._revoking: set[asyncio.Task[None]] = set()

    async def issue(self, seat: Seat, now: datetime) -> str:
        ticket = secrets.token_urlsafe(32)
        hashed, lifetime = token_hash(ticket), round(LIFETIME.total_seconds() * 1000)
        kept = _JSON.dump_json(_Kept(seat, now + LIFETIME))
        entry, at = f"{seat.login_session} {hashed}", to_ms(now)
        arguments: list[bytes | str | int] = [kept, lifetime, at, at - lifetime, entry, self._max_outstanding]
        await answered(self._issue(keys=[TICKET + hashed, OUT], args=arguments))
        return ticket

    async def redeem(self, ticket: str, now: datetime) -> Seat:
        found: bytes | None = await answered(self._redis.getdel(TICKET + token_hash(ticket)))
        if found is None:
            raise Unauthenticated(INVALID)
        try:
            kept = _JSON.validate_json(found)
        except ValidationError:  # of a node of another version
            raise Unauthenticated(INVALID) from None
        if kept.expires_at <= now:
            raise Unauthenticated(INVALID)
        return kept.seat

    def revoke(self, login_session: str) -> None:
        task = asyncio.get_running_loop().create_task(self._revoke_of(login_session))
        self._revoking.add(task)
        task.add_done_callback(self._revoking.discard)

    async def _revoke_of(self, login_session: str) -> None:
        with contextlib.suppress(StorageUnavailable):
            await answered(self._revoke(keys=[OUT], args=[login_session]))
