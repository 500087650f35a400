"""The demo's stage: what is on there, and who comes by itself."""

from datetime import UTC, datetime

import pytest

from server.clinic import Clinic
from server.demo import Stage, seed
from server.services import demo
from server.services.errors import Conflict
from tests.support.clinics import NOON, Cast

NOBODY_SERVES = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def only_this_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "WEEKS_BACK", 0)


async def test_a_session_that_ended_is_followed_by_a_fresh_one_with_its_bots_and_the_other_goes_on(
    clinic: Clinic,
) -> None:
    stage = Stage(clinic, NOBODY_SERVES, certificate=None)
    try:
        await stage.open()
        assert await stage.renew() == []
        before, bots = dict(stage.on), dict(stage._bots)
        now = datetime.now(UTC)
        await clinic.sessions.begin("cedar", before["group"].session.id, now)
        await clinic.sessions.finish("cedar", before["group"].session.id, now)
        [fresh] = await stage.renew()
        assert fresh.session.title == "Process group" and fresh.session.id != before["group"].session.id
        assert fresh.link != before["group"].link and fresh.link in fresh.told()
        assert stage.on["skills"] == before["skills"] and stage._bots["skills"] is bots["skills"]
        assert bots["group"].returncode is not None and stage._bots["group"].returncode is None
        assert await stage.renew() == []
    finally:
        await stage.close()
    assert all(process.returncode is not None for process in stage._bots.values())


async def test_a_real_clinics_database_is_left_alone(clinic: Clinic, north: Cast) -> None:
    with pytest.raises(Conflict):
        await seed(clinic).refresh(NOON)
    assert [one.id for one in await clinic.people.clinics()] == ["north"]
