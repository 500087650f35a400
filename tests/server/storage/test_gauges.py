"""What an operator reads off the database."""

from datetime import timedelta

from server.clinic import Clinic
from server.domain.log import kinds
from server.domain.log.coverage import digest
from server.domain.touch.wording import What
from server.services.log.audit import AuditEntry
from server.storage.gauges import GaugesRepository, Queue
from tests.support.clinics import NOON, Cast, hold_session
from tests.support.sheets import run

NOTHING = Queue(0, timedelta(), 0)
MINUTE = timedelta(minutes=1)


async def test_of_a_clinic_where_all_is_well_nothing_waits(clinic: Clinic, north: Cast) -> None:
    ended = await hold_session(clinic, north, NOON)
    await clinic.log.try_to_sign("north", ended)
    found = await GaugesRepository(clinic.database).read(ended + timedelta(hours=1))
    assert found.messages == found.pages == found.deliveries == NOTHING
    assert (found.unsigned_leaves, found.unsigned_since, found.underived_sessions) == (0, timedelta(), 0)
    assert found.backup_age is None


async def test_what_waits_has_failed_or_is_late_is_counted(clinic: Clinic, north: Cast) -> None:
    now = NOON + timedelta(hours=3)
    await clinic.log.try_to_sign("north", NOON)
    await clinic.log.append([kinds.access_digest("north", now, now, [], digest([]))])
    await clinic.services.audit(AuditEntry("north", now - 5 * MINUTE, "backup.made", None))
    await run(clinic, "UPDATE sessions SET status = 'finished', ended_at = :at", at=str(NOON)[:19])
    message = (
        "INSERT INTO outbox (id, clinic_id, person_id, session_id, key, what, channel, about, status, created_at,"
        " next_at, expires_at, attempts, ended_at) VALUES (:id, 'north', 'north-client0', 'north-running', :id, :what,"
        " 'email', '{}', :status, :at, :at, :at, 1, :at)"
    )
    for id, what, status in (("1", What.PAGE, "queued"), ("2", What.LINK, "queued"), ("3", What.LINK, "failed")):
        await run(clinic, message, id=id, what=what.value, status=status, at=str(now - MINUTE)[:19])
    found = await GaugesRepository(clinic.database).read(now)
    assert found.messages == Queue(2, MINUTE, 1) and found.pages == Queue(1, MINUTE, 0)
    assert (found.unsigned_leaves, found.unsigned_since) == (1, timedelta(hours=3))
    assert found.underived_sessions == 2
    assert found.backup_age == 5 * MINUTE
