"""Whether the process lives, and whether it may be given traffic: for proxies and orchestrators, who ask often and
without a login. What is missing is said in codes of ours, and nothing else is."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

LIVES = "/healthz"
READY = "/readyz"
FRESH = 1.0
"""Seconds that an answer holds: however many ask, everything is looked at once in that time."""
PATIENCE = 2.0
"""Seconds after which what has not answered is not there."""
DRAINING = "draining"

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[bool]]


class Readiness:
    """Named checks, each a short code without any id: `checks[code]()` says whether that is there. One that raises or
    takes too long says no."""

    def __init__(
        self, checks: Mapping[str, Check], clock: Callable[[], float] = time.monotonic, patience: float = PATIENCE
    ) -> None:
        self._checks = dict(checks)
        self._clock = clock
        self._patience = patience
        self._looking = asyncio.Lock()
        self._looked_at = float("-inf")
        self._missing: list[str] = []
        self._draining = False

    def drain(self) -> None:
        """From now on no traffic: this process is about to stop."""
        self._draining = True

    async def missing(self) -> list[str]:
        """The codes of what is missing; none: ready."""
        if self._draining:
            return [DRAINING]
        async with self._looking:
            if self._clock() - self._looked_at >= FRESH:
                await self._look()
        return [DRAINING] if self._draining else self._missing

    async def _look(self) -> None:
        there = await asyncio.gather(*(self._there(check) for check in self._checks.values()))
        missing = [code for code, found in zip(self._checks, there, strict=True) if not found]
        if missing != self._missing:
            log.warning("ready: %s", f"no, without {', '.join(missing)}" if missing else "yes, again")
        self._looked_at, self._missing = self._clock(), missing

    async def _there(self, check: Check) -> bool:
        try:
            async with asyncio.timeout(self._patience):
                return await check()
        except Exception:
            return False


def routes(readiness: Readiness) -> list[web.RouteDef]:
    async def lives(request: web.Request) -> web.Response:
        return web.Response(text="ok\n", headers={"Cache-Control": "no-store"})

    async def ready(request: web.Request) -> web.Response:
        missing = await readiness.missing()
        return web.json_response(
            {"ready": not missing, "missing": missing},
            status=503 if missing else 200,
            headers={"Cache-Control": "no-store"},
        )

    return [web.get(LIVES, lives), web.get(READY, ready)]
