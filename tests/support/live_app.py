"""The whole app in this process, media worker and all, with a group session that goes on."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from server.clinic import new_id, open_clinic
from server.domain.attendance.facts import PresenceFact
from server.domain.attendance.record import AttendanceRecord
from server.main import Running, running
from server.services.access.logins import LoginSession
from server.settings import Settings
from server.storage.records import RecordsRepository
from signaling.websocket.clock import Clock
from tests.signaling.websocket.pages import Page, waiting
from tests.support.browser import Browser
from tests.support.clinics import Cast, add_clinic, audited, cheap_settings
from tests.support.databases import Engine, with_database
from tests.support.waiting import until

BEAT = 0.5
"""Seconds."""


@dataclass(frozen=True)
class LiveGroup:
    """`fay`, the facilitator, is in the room with `inside`, clients 0 and 1; client 2 waits. The session has begun."""

    app: Running
    settings: Settings
    cast: Cast
    fay: Page
    inside: list[Page]
    waits: Page

    async def facts(self) -> list[PresenceFact]:
        return await self.app.clinic.services.facts.of_session(self.cast.clinic, self.cast.running)

    def host(self) -> LoginSession:
        """A login of Fay's, as the services know it."""
        now = Clock().now()
        until = now + timedelta(days=1)
        return LoginSession("login", self.cast.clinic, self.cast.facilitator, "facilitator", None, None, now, until)

    async def end(self) -> dict[str, AttendanceRecord]:
        """End the session; the records that are stored of it, each in its first version."""
        await self.fay.ask("end_session")
        await until(self._is_derived)
        stored = await RecordsRepository(self.app.clinic.database, new_id).of_session(
            self.cast.clinic, self.cast.running
        )
        assert {one.version for one in stored} == {1}
        return {one.record.participant: one.record for one in stored}

    async def _is_derived(self) -> bool:
        return "attendance.derived" in await audited(self.app.clinic)


@asynccontextmanager
async def live_group(
    directory: Path, clock: Clock | None = None, beat: float = BEAT, engine: Engine | None = None
) -> AsyncIterator[LiveGroup]:
    """Everything below `directory`, on free ports of the loopback, by the machine's clock unless another is given."""
    settings = with_database(cheap_settings(directory / "var"), engine).model_copy(
        update={"port": 0, "media_port": 0, "media_host": "127.0.0.1", "beat_seconds": beat}
    )
    async with open_clinic(settings, boot="seed") as clinic:
        cast = await add_clinic(clinic, "north", (clock or Clock()).now())
    async with running(settings, clock) as app, AsyncExitStack() as stack:
        url = f"http://{app.host}:{app.port}"
        staff, *phones = [Browser(url) for _ in range(4)]
        for browser in (staff, *phones):
            stack.push_async_callback(browser.http.close)
        await staff.sign_in(cast, cast.facilitator)
        for phone, client in zip(phones, cast.clients, strict=True):
            await phone.join(await staff.link(cast.running, client))
        fay = await staff.enter(cast.running)
        inside = [await phone.enter(cast.running) for phone in phones[:2]]
        await fay.sees(lambda view: len(waiting(view)) == 2)
        await fay.ask("admit_all", identity_confirmed=True)
        await fay.ask("start_session")
        waits = await phones[2].enter(cast.running)
        for page in (fay, *inside, waits):
            page.stay_alive(every=BEAT / 2)
        await fay.sees(lambda view: waiting(view) == [cast.clients[2]])
        yield LiveGroup(app, settings, cast, fay, inside, waits)
