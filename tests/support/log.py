"""The log of a clinic in tests: what is in it, exported, checked."""

from collections.abc import Sequence
from datetime import datetime

from server.clinic import Clinic
from server.domain.log.file_lines import FORMAT, VERSION, written
from server.domain.log.findings import Level, Report
from server.domain.log.head import SignedHead
from server.domain.log.leaf import Kind
from server.domain.log.verify import verify
from server.services.log.log import StoredLeaf
from server.services.log.signatures import holds
from server.storage.log import LogRepository
from tests.support.clinics import NOON


async def leaves_of(clinic: Clinic, clinic_id: str, *of_kinds: Kind) -> list[StoredLeaf]:
    """By position; of all kinds when none is named."""
    store = LogRepository(clinic.database)
    found = [leaf for kind in of_kinds or Kind for leaf in await store.of_kind(clinic_id, kind, newest=1000)]
    return sorted(found, key=lambda leaf: leaf.position)


async def exported(clinic: Clinic, clinic_id: str, rows: bool = True) -> list[str]:
    header = {"format": VERSION, "clinic": {"id": clinic_id, "name": clinic_id}, "rows": rows}
    lines = [written(FORMAT, header), *[line async for line in clinic.log_export.lines(clinic_id, rows)]]
    return [*lines, written("end", {"lines": len(lines) + 1})]


async def checked(
    clinic: Clinic, clinic_id: str, against: SignedHead | None = None, trusted: Sequence[str] = ()
) -> Report:
    return verify(await exported(clinic, clinic_id), holds, against, trusted)


async def keep(clinic: Clinic, clinic_id: str, now: datetime = NOON) -> None:
    """What the app does every minute."""
    row = await clinic.people.clinic(clinic_id)
    assert row is not None
    await clinic.services.log_keeper.keep(row, now)


def failures(report: Report) -> list[str]:
    return [one.words for one in report.findings if one.level is Level.FAILED]


def words(report: Report, level: Level) -> str:
    return " ".join(one.words for one in report.findings if one.level is level)
