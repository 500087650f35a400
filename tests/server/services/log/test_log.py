import asyncio
import errno
import shutil
import sqlite3

import pytest

from server.clinic import open_clinic
from server.domain.log.head import key_id
from server.domain.log.leaf import Kind, Leaf
from server.services.log.log import KeyLost, LogBroken
from server.services.log.signatures import holds
from tests.support.clinics import NOON, hold_session
from tests.support.databases import underneath
from tests.support.log import checked, failures, leaves_of


def leaf(number: int, clinic_id: str = "north") -> Leaf:
    return Leaf(clinic_id, Kind.GRANT, NOON, {"entry": {"id": str(number)}}, subject="ana")


async def test_the_first_signing_makes_a_key_and_begins_the_log_with_it(clinic, settings, north):
    signed = await clinic.log.sign("north", NOON)
    (first,) = await leaves_of(clinic, "north")
    public = bytes.fromhex(first.data["public"])
    assert (first.kind, first.position, first.data["key"]) == ("key", 0, key_id(public))
    assert (signed.head.number, signed.head.size, signed.head.key) == (1, 1, key_id(public))
    assert holds(public, signed.signature, signed.head.message())
    assert (settings.var / "log-keys" / f"{key_id(public)}.pem").exists()


async def test_all_clinics_of_an_installation_have_one_key(clinic, north, south):
    one, other = await clinic.log.sign("north", NOON), await clinic.log.sign("south", NOON)
    assert one.head.key == other.head.key
    assert one.head.root != other.head.root


async def test_a_log_that_did_not_grow_is_not_signed_again(clinic, north):
    signed = await clinic.log.sign("north", NOON)
    assert await clinic.log.sign("north", NOON.replace(hour=21)) == signed
    await clinic.log.append([leaf(1)])
    again = await clinic.log.sign("north", NOON.replace(hour=21))
    assert (again.head.number, again.head.size) == (2, 2)


async def test_salts_are_never_the_same(clinic, north):
    await clinic.log.append([leaf(1), leaf(1)])
    one, other = await leaves_of(clinic, "north", Kind.GRANT)
    assert one.content == other.content and one.salt != other.salt and one.hash != other.hash


async def test_without_its_key_everybody_goes_on_and_the_log_is_signed_when_the_key_is_back(
    clinic, settings, north, caplog
):
    await clinic.log.sign("north", NOON)
    away = settings.var / "away"
    settings.log_key_directory.rename(away)
    end = await hold_session(clinic, north, NOON, minutes=2)
    assert len(await leaves_of(clinic, "north", Kind.ATTENDANCE)) == 4
    assert "is not signed" in caplog.text
    with pytest.raises(KeyLost):
        await clinic.log.sign("north", end)
    assert not settings.log_key_directory.exists(), "no new key takes the place of one that the log names"
    away.rename(settings.log_key_directory)
    assert (await clinic.log.sign("north", end)).head.number == 2
    assert (await checked(clinic, "north")).verified


@pytest.mark.sqlite
async def test_a_log_whose_end_was_cut_off_is_not_signed(clinic, settings, north):
    await clinic.log.append([leaf(1)])
    await clinic.log.sign("north", NOON)
    before = settings.var / "before.sqlite3"
    with sqlite3.connect(settings.database_path) as database:
        database.execute("VACUUM INTO ?", [str(before)])
    await clinic.log.append([leaf(2)])
    await clinic.log.sign("north", NOON)
    cut(settings, before)
    with pytest.raises(LogBroken, match="has 2 leaves, and 3 were signed before"):
        await clinic.log.sign("north", NOON)
    await clinic.log.append([leaf(3), leaf(4)])
    with pytest.raises(LogBroken, match="was rewritten"):
        await clinic.log.sign("north", NOON)


def cut(settings, before) -> None:
    """The log's tables become those of an older copy, as somebody with the file could make them."""
    with sqlite3.connect(settings.database_path) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.commit()
        database.execute("ATTACH ? AS older", [str(before)])
        for table in ("log_leaves", "log_nodes", "log_heads", "signed_heads"):
            database.execute(f"DELETE FROM {table}")
            database.execute(f"INSERT INTO {table} SELECT * FROM older.{table}")


async def test_a_new_key_is_vouched_for_by_the_old_one_which_is_deleted(clinic, settings, north, south):
    old = (await clinic.log.sign("north", NOON)).head.key
    await clinic.log.sign("south", NOON)
    new = await clinic.log.rotate(NOON, "yearly")
    assert sorted(file.name for file in settings.log_key_directory.glob("*.pem")) == [f"{new}.pem"]
    assert (settings.log_key_directory / f"{old}.pub").exists()
    for clinic_id in ("north", "south"):
        await clinic.log.append([leaf(1, clinic_id)])
        assert (await clinic.log.sign(clinic_id, NOON)).head.key == new
        report = await checked(clinic, clinic_id)
        assert report.keys == [old, new]
        assert not [one for one in failures(report) if "entry in the access log" not in one]


async def test_a_key_that_is_lost_is_replaced_without_its_word_and_every_check_says_so(clinic, settings, north):
    old = (await clinic.log.sign("north", NOON)).head.key
    shutil.rmtree(settings.log_key_directory)
    with pytest.raises(KeyLost):
        await clinic.log.rotate(NOON, "lost")
    assert list(settings.log_key_directory.glob("*.pem")) == [], "a rotation that failed leaves no key"
    assert len(await leaves_of(clinic, "north")) == 1, "nor a leaf"
    new = await clinic.log.rotate(NOON, "the disk burnt", vouched=False)
    assert (await clinic.log.sign("north", NOON)).head.key == new
    (failure,) = failures(await checked(clinic, "north"))
    assert f"Key {new} took over from key {old} at leaf 1 without that key's signature" in failure
    assert "the disk burnt" in failure
    assert (await checked(clinic, "north", trusted=[new])).verified


@pytest.mark.sqlite
async def test_a_log_that_was_restored_from_a_copy_is_signed_again_with_a_key_of_its_own(clinic, settings, north):
    await clinic.log.sign("north", NOON)
    before = settings.var / "before.sqlite3"
    with sqlite3.connect(settings.database_path) as database:
        database.execute("VACUUM INTO ?", [str(before)])
    await clinic.log.append([leaf(2)])
    await clinic.log.sign("north", NOON)
    cut(settings, before)
    with pytest.raises(LogBroken):
        await clinic.log.rotate(NOON, "restored")
    new = await clinic.log.rotate(NOON, "restored from the copy of March", vouched=False)
    assert (await clinic.log.sign("north", NOON)).head.key == new
    assert (await checked(clinic, "north", trusted=[new])).verified


@pytest.mark.sqlite
async def test_a_head_that_a_crash_kept_from_being_remembered_is_remembered_at_the_next_signing(
    clinic, settings, north, monkeypatch
):
    """Killed between the database's commit and the file beside the key: the end could be cut off again unseen."""
    await clinic.log.sign("north", NOON)
    before = settings.var / "before.sqlite3"
    with sqlite3.connect(settings.database_path) as database:
        database.execute("VACUUM INTO ?", [str(before)])
    await clinic.log.append([leaf(2)])

    async def killed(*_):
        raise KeyLost("killed")

    with monkeypatch.context() as patched, pytest.raises(KeyLost):
        patched.setattr(clinic.log._keys, "remember", killed)
        await clinic.log.sign("north", NOON)
    signed = await clinic.log.sign("north", NOON)
    assert signed.head.number == 2, "the head is in the database already"
    cut(settings, before)
    with pytest.raises(LogBroken, match="has 1 leaves, and 2 were signed before"):
        await clinic.log.sign("north", NOON)


async def test_a_disk_that_is_full_beside_the_key_loses_nothing(clinic, settings, north, monkeypatch):
    """The head is in the database, and remembered when there is room again."""
    await clinic.log.sign("north", NOON)
    await clinic.log.append([leaf(2)])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(KeyLost, match="No space left"):
        patched.setattr("server.storage.log_keys.os.fsync", full)
        await clinic.log.sign("north", NOON)
    await clinic.log.sign("north", NOON)
    last = await clinic.log._keys.last_signed("north")
    assert last is not None and (last.number, last.frontier.size) == (2, 2)


@pytest.mark.parametrize("change", [f"root = '{'0' * 64}'", f"signature = '{'0' * 128}'"])
async def test_a_newest_head_that_was_changed_is_not_handed_out_as_signed(clinic, settings, north, change):
    signed = await clinic.log.sign("north", NOON)
    underneath(settings, f"UPDATE signed_heads SET {change}", unprotected=True)
    again = await clinic.log.sign("north", NOON)
    assert (again.head.number, again.head.root) == (2, signed.head.root)
    public = bytes.fromhex((await leaves_of(clinic, "north"))[0].data["public"])
    assert holds(public, again.signature, again.head.message())


async def test_two_processes_that_sign_at_once_sign_one_after_the_other(clinic, settings, north):
    async with open_clinic(settings, boot="boot-2") as other:
        for number in range(5):
            await clinic.log.append([leaf(number)])
            await asyncio.gather(clinic.log.sign("north", NOON), other.log.sign("north", NOON))
    report = await checked(clinic, "north")
    assert not [one for one in failures(report) if "entry in the access log" not in one]
    assert report.newest is not None and report.newest.head.size == 6
