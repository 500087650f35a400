import os

import pytest

from server.domain.attendance.evidence import CheckedIn
from server.domain.attendance.facts import PresenceFact, Source
from server.services.errors import StorageUnavailable
from server.services.sessions.facts import Spooled
from server.storage.spool import Spool
from tests.support.clinics import NOON


def fact(number: int) -> PresenceFact:
    return PresenceFact(
        f"fact{number}", "session", Source.KIOSK, NOON, NOON, "boot", CheckedIn(), participant="somebody"
    )


async def test_what_was_appended_waits_in_order_also_for_the_next_process(tmp_path):
    spool = Spool(tmp_path / "spool")
    await spool.append([Spooled("north", fact(1)), Spooled("north", fact(2))])
    await spool.append([Spooled("south", fact(3), 7)])
    expected = [Spooled("north", fact(1)), Spooled("north", fact(2)), Spooled("south", fact(3), 7)]
    assert list(await spool.waiting()) == expected
    assert list(await Spool(tmp_path / "spool").waiting()) == expected


async def test_what_was_committed_is_dropped_and_the_rest_stays(tmp_path):
    spool = Spool(tmp_path / "spool")
    await spool.append([Spooled("north", fact(1)), Spooled("north", fact(2))])
    await spool.drop(1)
    assert list(await spool.waiting()) == [Spooled("north", fact(2))]


async def test_a_line_that_a_crash_cut_short_is_passed_over_and_hurts_no_later_one(tmp_path):
    spool = Spool(tmp_path / "spool")
    await spool.append([Spooled("north", fact(1))])
    file = tmp_path / "spool" / "facts.jsonl"
    file.write_bytes(file.read_bytes() + b'{"clinic": "nor')
    await spool.append([Spooled("north", fact(2))])
    assert list(await spool.waiting()) == [Spooled("north", fact(1)), Spooled("north", fact(2))]


async def test_a_full_disk_is_a_clear_error_and_leaves_no_half_line(tmp_path, monkeypatch):
    spool = Spool(tmp_path / "spool")
    await spool.append([Spooled("north", fact(1))])
    write = os.write

    def half(descriptor: int, data: bytes) -> int:
        write(descriptor, data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(StorageUnavailable):
        await spool.append([Spooled("north", fact(2))])
    monkeypatch.undo()
    await spool.append([Spooled("north", fact(3))])
    assert list(await spool.waiting()) == [Spooled("north", fact(1)), Spooled("north", fact(3))]


async def test_only_its_owner_reads_the_spool(tmp_path):
    await Spool(tmp_path / "spool").append([Spooled("north", fact(1))])
    assert (tmp_path / "spool" / "facts.jsonl").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "foreign",
    [
        b'{"clinic": "north"}',
        b'{"clinic": "north", "fact": {"id": "x"}}',
        b'{"clinic": 7, "fact": {}}',
        b"[]",
        b"null",
        b'{"clinic": "north", "fact": 1}',
        b"\xff\x00 not even text",
    ],
)
async def test_a_whole_line_that_is_no_fact_is_set_aside_and_keeps_no_other_waiting(tmp_path, caplog, foreign):
    spool, file = Spool(tmp_path / "spool"), tmp_path / "spool" / "facts.jsonl"
    await spool.append([Spooled("north", fact(1))])
    file.write_bytes(foreign + b"\n" + file.read_bytes())
    await spool.append([Spooled("north", fact(2))])
    assert list(await spool.waiting()) == [Spooled("north", fact(1)), Spooled("north", fact(2))]
    assert (tmp_path / "spool" / "set-aside.jsonl").read_bytes() == foreign + b"\n"
    assert caplog.text.count("set aside 1 ") == 1
    await spool.drop(1)
    assert list(await spool.waiting()) == [Spooled("north", fact(2))]
    assert (tmp_path / "spool" / "set-aside.jsonl").read_bytes() == foreign + b"\n"


async def test_facts_are_read_and_dropped_also_while_a_foreign_line_cannot_be_set_aside(tmp_path, monkeypatch):
    spool, file = Spool(tmp_path / "spool"), tmp_path / "spool" / "facts.jsonl"
    await spool.append([Spooled("north", fact(1)), Spooled("north", fact(2))])
    file.write_bytes(b"{}\n" + file.read_bytes())

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert list(await spool.waiting()) == [Spooled("north", fact(1)), Spooled("north", fact(2))]
    assert file.read_bytes().startswith(b"{}\n")
    await spool.drop(1)
    assert list(await spool.waiting()) == [Spooled("north", fact(2))]
    assert (tmp_path / "spool" / "set-aside.jsonl").read_bytes() == b"{}\n"


async def test_its_depth_is_what_waits_since_when_and_what_was_set_aside(tmp_path):
    spool = Spool(tmp_path / "spool")
    assert await spool.depth() == (0, None, 0)
    await spool.append([Spooled("north", fact(2)), Spooled("north", fact(1))])
    await spool.set_aside(Spooled("north", fact(3)))
    assert await spool.depth() == (2, min(fact(1).observed_at, fact(2).observed_at), 1)
