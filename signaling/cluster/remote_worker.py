"""One relay worker on another machine, as this app node is connected to it: again and again, until it is let go."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from signaling.control.client import WorkerClient
from signaling.control.messages import ControlError, EventBody, RequestBody, ResponseBody, Welcome
from signaling.control.tcp import Remote

HEARTBEAT = 0.5
PATIENCE = 1.5
"""Seconds between two signs of life asked of a worker, and how long it may take to give one."""
LOOK_PATIENCE = 0.5
RETRY, SELDOM = 0.1, 1.0
"""Seconds from one attempt to connect to the next, at first and when `OFTEN` have failed."""
OFTEN = 50

log = logging.getLogger(__name__)


class RemoteWorker:
    """`on_change` is told when it is connected, lost, or has said anew what it carries."""

    def __init__(
        self,
        at: Remote,
        on_change: Callable[["RemoteWorker"], None],
        on_event: Callable[["RemoteWorker", EventBody], None],
        clock: Callable[[], float],
    ) -> None:
        self._at = at
        self._on_change = on_change
        self._on_event = on_event
        self._clock = clock
        self._client: WorkerClient | None = None
        self.welcome: Welcome | None = None
        """What it said last, though it may be lost since."""
        self.lost_at = clock()
        self._keeping = asyncio.create_task(self._keep())

    @property
    def address(self) -> str:
        return str(self._at.address)

    @property
    def connected(self) -> bool:
        return self._client is not None

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        """Raises ControlError, `closed` while it is not connected."""
        if self._client is None:
            raise ControlError("closed", "the relay worker is not connected")
        return await self._client.request(room, epoch, body)

    async def look(self) -> None:
        """Have it say anew what it carries; otherwise what it said last has to do."""
        client = self._client
        if client is None:
            return
        with suppress(OSError, ControlError):
            self.welcome = await client.greet(LOOK_PATIENCE)
            self._on_change(self)

    async def close(self) -> None:
        self._keeping.cancel()
        await asyncio.wait([self._keeping])

    async def _keep(self) -> None:
        failed = 0
        while True:
            try:
                client = await WorkerClient.connect(self._at, self._hear, PATIENCE)
            except (OSError, ControlError) as error:
                if failed == 0:  # as `closed` if it knows another secret
                    log.warning("the relay worker at %s is not reached: %s", self.address, error)
                failed += 1
            except Exception:
                if failed == 0:
                    log.exception("connecting to a relay worker failed")
                failed += 1
            else:
                failed = 0
                await self._keep_to(client)
            await asyncio.sleep(RETRY if failed < OFTEN else SELDOM)

    async def _keep_to(self, client: WorkerClient) -> None:
        try:
            await self._stay_with(client)
            log.error("the relay worker at %s is lost", self.address)
        except (OSError, ControlError) as error:
            log.error("the relay worker at %s is given up: %s", self.address, error)
        except Exception:
            log.exception("staying with a relay worker failed")
        finally:
            self._client = None
            self.lost_at = self._clock()
            await client.close()
        self._on_change(self)

    async def _stay_with(self, client: WorkerClient) -> None:
        """Return when the connection has ended. Raises OSError when it is there and nothing comes of it."""
        log.info("connected to the relay worker at %s", self.address)
        self._client, self.welcome = client, client.welcome
        while True:
            self._on_change(self)
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await client.closed()
                return
            self.welcome = await client.greet(PATIENCE)

    def _hear(self, event: EventBody) -> None:
        self._on_event(self, event)
