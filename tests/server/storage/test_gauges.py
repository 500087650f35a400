"""What an operator reads off the database."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from server.clinic import Clinic
from server.domain.log import kinds
from server.domain.log.coverage import digest
from server.domain.touch.wording import What
from server.services.log.audit import AuditEntry
from server.storage.gauges import GaugesRepository, Queue
from server.storage.tables import outbox, sessions
from tests.support.clinics import NOON, Cast, hold_session

NOTHING = Queue(0, timedelta(), 0)
MINUTE = timedelta(minutes=1)


async def test_of_a_clinic_where_all_is_well_nothing_waits(clinic: Clinic, north: Cast) -> None:
    ended = await hold_session(clinic, north, NOON)
    await clinic.log.try_to_sign("north", ended)
    found = await GaugesRepository(clinic.database).read(ended + timedelta(hours=1))
    assert found.messages == found.pages == found.deliveries == NOTHING
    assert (found.unsigned_leaves, found.unsigned_since, found.underived_sessions) == (0, timedelta(), 0)
    assert found.backup_age is None


@pytest.mark.both_engines
async def test_what_waits_has_failed_or_is_late_is_counted(clinic: Clinic, north: Cast) -> None:
    now = NOON + timedelta(hours=3)
    await clinic.log.try_to_sign("north", NOON)
    await clinic.log.append([kinds.access_digest("north", now, now, [], digest([]))])
    await clinic.services.audit(AuditEntry("north", now - 5 * MINUTE, "backup.made", None))
    messages = [("1", What.PAGE, "queued"), ("2", What.LINK, "queued"), ("3", What.LINK, "failed")]
    async with clinic.database.write() as connection:
        await connection.execute(update(sessions).values(status="finished", ended_at=NOON))
        for id, what, status in messages:
            times = dict.fromkeys(("created_at", "next_at", "expires_at", "ended_at"), now - MINUTE)
            about = {"clinic_id": "north", "person_id": north.clients[0], "session_id": north.running, "about": {}}
            row = {"id": id, "key": id, "what": what.value, "channel": "email", "status": status, "attempts": 1}
            await connection.execute(insert(outbox).values(**row, **about, **times))
    found = await GaugesRepository(clinic.database).read(now)
    assert found.messages == Queue(2, MINUTE, 1) and found.pages == Queue(1, MINUTE, 0)
    assert (found.unsigned_leaves, found.unsigned_since) == (1, timedelta(hours=3))
    assert found.underived_sessions == 2
    assert found.backup_age == 5 * MINUTE
