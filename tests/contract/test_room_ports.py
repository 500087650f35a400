"""The fake clinic of the rooms' tests keeps the promises that the real one keeps (`signaling.websocket.ports`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from server.clinic import Clinic, open_clinic
from server.domain.attendance.evidence import Cause, Connected, Disconnected, Place, SessionStarted
from server.domain.attendance.facts import PresenceFact, Source
from server.live.room_port import RoomPort
from server.settings import Settings
from signaling.rooms.plan import SavedRoom, Seat
from signaling.websocket.clock import Clock
from signaling.websocket.ports import (
    ClinicPort,
    InvalidTicket,
    RoomAct,
    SessionOver,
    StaleEpoch,
    StorageUnavailable,
)
from tests.support.clinics import NOON, add_clinic, audited, cheap_settings
from tests.support.databases import impatient, locked, with_database, without_database
from tests.support.live_clinic import FakeClinic, seat


@dataclass
class Subject:
    """A port with one session, and how a test looks behind it."""

    port: ClinicPort
    clinic: str
    session: str
    participant: str
    real: Clinic | None = None
    fake: FakeClinic | None = None
    settings: Settings | None = None

    async def ticket(self) -> tuple[str, Seat]:
        if self.fake is not None:
            mine = seat(self.participant)
            return self.fake.ticket(mine), mine
        assert self.real is not None
        names = ("Chosen 0", "they/them", "Legal north 0")
        now, services = Clock().now(), self.real.services
        login, _ = await services.logins.begin(
            self.clinic, self.participant, "client", now, now + timedelta(hours=1), self.session
        )
        mine = Seat(self.clinic, self.session, self.participant, "client", *names, login.id)
        return await services.sessions.ticket(login, self.session, now), mine

    @asynccontextmanager
    async def database_away(self, drained: bool = True) -> AsyncIterator[None]:
        if self.fake is not None:
            self.fake.database_away = True
            yield
            self.fake.database_away = False
            return
        assert self.real is not None and self.settings is not None
        with locked(self.settings):
            yield
        if drained:
            await self.real.services.facts.drain()

    async def facts(self) -> list[str]:
        if self.fake is not None:
            return [fact.id for fact in self.fake.facts]
        assert self.real is not None
        return [fact.id for fact in await self.real.services.facts.of_session(self.clinic, self.session)]

    async def acts(self) -> list[str]:
        if self.fake is not None:
            return [act.action for act in self.fake.acts]
        assert self.real is not None
        return await audited(self.real)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
async def subject(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Subject]:
    impatient(monkeypatch)
    if request.param == "fake":
        fake = FakeClinic()
        yield Subject(fake, "clinic-1", "session-1", "ana", fake=fake)
        return
    settings = with_database(cheap_settings(tmp_path / "var"), request.param)
    async with open_clinic(settings, boot="boot-1") as clinic:
        cast = await add_clinic(clinic, "north")
        yield Subject(RoomPort(clinic, Clock()), "north", cast.running, cast.clients[0], clinic, None, settings)
    without_database(settings)


def fact(subject: Subject, number: int, start: bool = False) -> PresenceFact:
    at = NOON + timedelta(seconds=number)
    evidence = SessionStarted() if start else Connected(Place.GROUP)
    who = None if start else subject.participant
    connection = None if start else "connection-1"
    name = f"{subject.session}-{number}"
    return PresenceFact(name, subject.session, Source.SIGNALING, at, at, "boot-1", evidence, who, connection)


async def test_a_ticket_gives_its_seat_once(subject: Subject) -> None:
    ticket, mine = await subject.ticket()
    assert await subject.port.redeem_ticket(ticket) == mine
    for gone in (ticket, "never-issued-never-issued"):
        with pytest.raises(InvalidTicket):
            await subject.port.redeem_ticket(gone)


async def test_each_opening_has_a_higher_epoch_and_what_was_stored_under_the_last(subject: Subject) -> None:
    first = await subject.port.open_room(subject.clinic, subject.session)
    assert first.saved is None and first.plan.session == subject.session
    assert subject.participant in [one.participant for one in first.plan.roster]
    saved = SavedRoom(phase="on_break", locked=True, admitted=frozenset({"ana"}), started_at=NOON)
    await subject.port.store(subject.clinic, subject.session, first.epoch, [], saved)
    second = await subject.port.open_room(subject.clinic, subject.session)
    assert second.saved == saved and second.epoch > first.epoch


async def test_an_older_owner_stores_neither_state_nor_facts(subject: Subject) -> None:
    old = await subject.port.open_room(subject.clinic, subject.session)
    await subject.port.open_room(subject.clinic, subject.session)
    with pytest.raises(StaleEpoch):
        await subject.port.store(subject.clinic, subject.session, old.epoch, [fact(subject, 1)], SavedRoom(locked=True))
    with pytest.raises(StaleEpoch):
        await subject.port.store(subject.clinic, subject.session, old.epoch, [fact(subject, 1)], None)
    assert await subject.facts() == []
    assert (await subject.port.open_room(subject.clinic, subject.session)).saved is None


async def test_a_fact_that_is_stored_again_is_passed_over(subject: Subject) -> None:
    opened = await subject.port.open_room(subject.clinic, subject.session)
    for saved in (None, SavedRoom(locked=True)):
        await subject.port.store(subject.clinic, subject.session, opened.epoch, [fact(subject, 1)], saved)
    await subject.port.store(subject.clinic, subject.session, opened.epoch, [fact(subject, 1), fact(subject, 2)], None)
    assert await subject.facts() == [f"{subject.session}-1", f"{subject.session}-2"]


async def test_while_the_database_refuses_facts_alone_are_kept_and_the_rooms_state_is_not(subject: Subject) -> None:
    opened = await subject.port.open_room(subject.clinic, subject.session)
    async with subject.database_away():
        await subject.port.store(subject.clinic, subject.session, opened.epoch, [fact(subject, 1)], None)
        with pytest.raises(StorageUnavailable):
            locked = SavedRoom(locked=True)
            await subject.port.store(subject.clinic, subject.session, opened.epoch, [fact(subject, 2)], locked)
        with pytest.raises(StorageUnavailable):
            await subject.port.audit(RoomAct(subject.clinic, subject.session, NOON, "room.admit", subject.participant))
        assert not subject.port.storage_healthy
    assert subject.port.storage_healthy
    assert await subject.facts() == [f"{subject.session}-1"]
    assert (await subject.port.open_room(subject.clinic, subject.session)).saved is None


async def test_what_was_spooled_before_a_restart_is_still_its_owners_to_say(subject: Subject) -> None:
    opened = await subject.port.open_room(subject.clinic, subject.session)
    async with subject.database_away(drained=False):
        await subject.port.store(subject.clinic, subject.session, opened.epoch, [fact(subject, 1)], None)
    await subject.port.open_room(subject.clinic, subject.session)
    assert await subject.facts() == [f"{subject.session}-1"]


async def test_a_finished_session_has_no_room_any_more(subject: Subject) -> None:
    opened = await subject.port.open_room(subject.clinic, subject.session)
    await subject.port.store(subject.clinic, subject.session, opened.epoch, [fact(subject, 1, start=True)], None)
    await subject.port.finish_session(subject.clinic, subject.session, NOON + timedelta(hours=1))
    await subject.port.finish_session(subject.clinic, subject.session, NOON + timedelta(hours=1))
    with pytest.raises(SessionOver):
        await subject.port.open_room(subject.clinic, subject.session)
    with pytest.raises(SessionOver):
        await subject.port.open_room(subject.clinic, "no-such-session")


async def test_a_session_that_nobody_ended_ended_when_the_last_of_them_was_heard(subject: Subject) -> None:
    opened = await subject.port.open_room(subject.clinic, subject.session)
    assert await subject.port.abandoned_at(subject.clinic, subject.session) is None
    came, heard = fact(subject, 2), NOON + timedelta(seconds=5)
    gone = replace(came, id=f"{subject.session}-3", evidence=Disconnected(Cause.LOST, heard), observed_at=heard)
    await subject.port.store(
        subject.clinic, subject.session, opened.epoch, [fact(subject, 1, start=True), came, gone], None
    )
    assert await subject.port.abandoned_at(subject.clinic, subject.session) == heard


async def test_an_act_is_in_the_audit_trail_and_storage_is_healthy(subject: Subject) -> None:
    act = RoomAct(subject.clinic, subject.session, NOON, "room.admit", subject.participant)
    await subject.port.audit(act)
    await subject.port.audit(replace(act, action="room.deny", detail=MappingProxyType({"cap": "9 of 8"})))
    assert {"room.admit", "room.deny"} <= set(await subject.acts()), "whatever kind of mapping its detail is"
    assert subject.port.storage_healthy
    assert isinstance(await subject.port.live_attendance(subject.clinic, subject.session), dict)
