import os

import pytest

from server.domain.attendance.evidence import CheckedIn
from server.domain.attendance.facts import PresenceFact, Source
from server.services.errors import StorageUnavailable
from server.storage.spool import Spool
from tests.support.clinics import NOON


def fact(number: int) -> PresenceFact:
    return PresenceFact(
        f"fact{number}", "session", Source.KIOSK, NOON, NOON, "boot", CheckedIn(), participant="somebody"
    )


async def test_what_was_appended_waits_in_order_also_for_the_next_process(tmp_path):
    spool = Spool(tmp_path / "spool")
    await spool.append("north", [fact(1), fact(2)])
    await spool.append("south", [fact(3)])
    expected = [("north", fact(1)), ("north", fact(2)), ("south", fact(3))]
    assert list(await spool.waiting()) == expected
    assert list(await Spool(tmp_path / "spool").waiting()) == expected


async def test_what_was_committed_is_dropped_and_the_rest_stays(tmp_path):
    spool = Spool(tmp_path / "spool")
    await spool.append("north", [fact(1), fact(2)])
    await spool.drop(1)
    assert list(await spool.waiting()) == [("north", fact(2))]


async def test_a_line_that_a_crash_cut_short_is_passed_over_and_hurts_no_later_one(tmp_path):
    spool = Spool(tmp_path / "spool")
    await spool.append("north", [fact(1)])
    file = tmp_path / "spool" / "facts.jsonl"
    file.write_bytes(file.read_bytes() + b'{"clinic": "nor')
    await spool.append("north", [fact(2)])
    assert list(await spool.waiting()) == [("north", fact(1)), ("north", fact(2))]


async def test_a_full_disk_is_a_clear_error_and_leaves_no_half_line(tmp_path, monkeypatch):
    spool = Spool(tmp_path / "spool")
    await spool.append("north", [fact(1)])
    write = os.write

    def half(descriptor: int, data: bytes) -> int:
        write(descriptor, data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(StorageUnavailable):
        await spool.append("north", [fact(2)])
    monkeypatch.undo()
    await spool.append("north", [fact(3)])
    assert list(await spool.waiting()) == [("north", fact(1)), ("north", fact(3))]


async def test_only_its_owner_reads_the_spool(tmp_path):
    await Spool(tmp_path / "spool").append("north", [fact(1)])
    assert (tmp_path / "spool" / "facts.jsonl").stat().st_mode & 0o077 == 0
