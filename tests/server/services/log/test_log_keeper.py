from datetime import timedelta

import pytest

from server.domain.log.findings import Level
from server.domain.log.leaf import Kind
from server.services.log.audit import AuditEntry
from tests.support.clinics import NOON
from tests.support.log import checked, failures, keep, leaves_of, words

DAY = timedelta(days=1)


async def digests(clinic) -> list[tuple[str, int]]:
    return [
        (leaf.data["until"], len(leaf.data["entries"]["ids"])) for leaf in await leaves_of(clinic, "north", Kind.ACCESS)
    ]


async def note(clinic, at, action: str = "test.done") -> None:
    await clinic.services.audit(AuditEntry("north", at, action, detail={"share": 0.5}))


async def test_each_midnight_of_the_clinics_the_day_before_goes_into_the_log_once(clinic, north):
    """Midnight in Los Angeles is 8:00 UTC."""
    await note(clinic, NOON - DAY)
    await note(clinic, NOON)
    await keep(clinic, "north", NOON)
    assert await digests(clinic) == [("2026-03-04T08:00:00+00:00", 1)]
    await keep(clinic, "north", NOON.replace(hour=23))
    assert len(await digests(clinic)) == 1
    await keep(clinic, "north", NOON + DAY / 2)
    assert (await digests(clinic))[1:] == [("2026-03-05T08:00:00+00:00", 1)]
    assert failures(await checked(clinic, "north")) == []


async def test_a_day_without_entries_is_in_the_log_too(clinic, north):
    for days in range(3):
        await keep(clinic, "north", NOON + days * DAY)
    assert [count for _, count in await digests(clinic)] == [0, 0, 0]


async def test_an_entry_that_came_late_is_in_the_next_digest_and_the_check_says_so(clinic, north):
    await keep(clinic, "north", NOON)
    await note(clinic, NOON - DAY)
    assert "in no day's digest" in words(await checked(clinic, "north"), Level.LOOK)
    await keep(clinic, "north", NOON + DAY)
    assert [count for _, count in await digests(clinic)] == [0, 1]
    report = await checked(clinic, "north")
    assert failures(report) == []
    assert "in no day's digest" not in words(report, Level.LOOK)
    assert "1 entry of days before came late" in words(report, Level.NOTE)


async def test_keeping_the_log_signs_it(clinic, north):
    await keep(clinic, "north", NOON)
    report = await checked(clinic, "north")
    assert report.newest is not None and report.newest.head.size == report.leaves == 2


@pytest.mark.parametrize(
    ("action", "kind"), [("attendance.exported", Kind.DISCLOSURE), ("join_link.issued", Kind.GRANT)]
)
async def test_what_discloses_or_grants_is_in_the_log_at_once(clinic, north, action, kind):
    entry = AuditEntry("north", NOON, action, north.admin, north.clients[0], north.running, {"sessions": 2})
    await clinic.services.audit(entry)
    (leaf,) = await leaves_of(clinic, "north", kind)
    assert (leaf.subject, leaf.session) == (north.clients[0], north.running)
    assert leaf.data["entry"]["action"] == action
    await clinic.log.sign("north", NOON)
    assert failures(await checked(clinic, "north")) == []


async def test_an_entry_and_its_leaf_are_written_together_or_not_at_all(clinic, north):
    with pytest.raises(RuntimeError):
        async with clinic.database.atomic():
            await clinic.services.audit(AuditEntry("north", NOON, "attendance.exported", north.admin))
            raise RuntimeError
    assert await leaves_of(clinic, "north") == []


async def test_a_clock_that_ran_a_year_ahead_for_a_minute_does_not_end_the_digests(clinic, north):
    await keep(clinic, "north", NOON + 365 * DAY)
    await note(clinic, NOON)
    await keep(clinic, "north", NOON + DAY)
    await keep(clinic, "north", NOON + DAY)
    assert [count for _, count in await digests(clinic)] == [0, 1]
