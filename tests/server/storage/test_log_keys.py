import asyncio
from pathlib import Path

import pytest

from server.domain.log.head import key_id
from server.domain.log.tree import Frontier, leaf_hash
from server.services.log.log import KeyLost, LastSigned
from server.services.log.signatures import holds
from server.storage.log_keys import LogKeyFiles


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "log-keys"


@pytest.fixture
def keys(directory: Path) -> LogKeyFiles:
    return LogKeyFiles(directory)


async def test_a_key_and_its_directory_are_their_owners_alone(keys, directory):
    public = await keys.make()
    assert directory.stat().st_mode & 0o777 == 0o700
    assert (directory / f"{key_id(public)}.pem").stat().st_mode & 0o777 == 0o600
    assert await keys.newest() == public


async def test_what_a_key_signs_holds_with_its_public_half_and_nothing_else_does(keys):
    public, other = await keys.make(), await keys.make()
    signature = await keys.sign(public, b"a head")
    assert holds(public, signature, b"a head")
    assert not holds(public, signature, b"another head")
    assert not holds(other, signature, b"a head")
    assert not holds(public, b"", b"a head")
    assert not holds(b"no key", signature, b"a head")


async def test_without_a_directory_there_is_no_key(keys):
    assert await keys.newest() is None
    with pytest.raises(KeyLost, match="cannot be used"):
        await keys.sign(bytes(32), b"a head")


async def test_a_key_that_others_may_read_is_not_used(keys, directory):
    public = await keys.make()
    directory.chmod(0o750)
    with pytest.raises(KeyLost, match="read by others"):
        await keys.sign(public, b"a head")


async def test_a_file_that_holds_another_key_is_not_used(keys, directory):
    public, other = await keys.make(), await keys.make()
    (directory / f"{key_id(other)}.pem").rename(directory / f"{key_id(public)}.pem")
    with pytest.raises(KeyLost, match="another key"):
        await keys.sign(public, b"a head")
    (directory / f"{key_id(public)}.pem").write_text("no key at all")
    with pytest.raises(KeyLost):
        await keys.sign(public, b"a head")


async def test_of_a_dropped_key_the_public_half_stays(keys, directory):
    old, new = await keys.make(), await keys.make()
    await keys.drop_private(old)
    assert await keys.newest() == new
    assert sorted(file.suffix for file in directory.iterdir()) == [".pem", ".pub", ".pub"]
    assert (directory / f"{key_id(old)}.pub").read_text().strip() == old.hex()


async def test_what_was_signed_last_is_known_after_a_restart(keys, directory):
    signed = LastSigned(7, Frontier(3, (leaf_hash(b"a"), leaf_hash(b"b"))))
    await keys.make()
    await keys.remember("north", signed)
    await keys.remember("south", LastSigned(1, Frontier()))
    again = LogKeyFiles(directory)
    assert await again.last_signed("north") == signed
    assert await again.last_signed("east") is None
    await again.forget()
    assert await keys.last_signed("north") is None


async def test_what_is_remembered_of_several_clinics_at_once_is_all_remembered(keys):
    """One took the other's file away, or wrote back what it had read before."""
    await keys.make()
    clinics = [f"clinic{number}" for number in range(20)]
    await asyncio.gather(*(keys.remember(one, LastSigned(1, Frontier())) for one in clinics))
    assert [await keys.last_signed(one) for one in clinics] == [LastSigned(1, Frontier())] * len(clinics)


async def test_an_older_head_takes_no_newer_ones_place(keys):
    """Two processes sign one after the other, and remember the other way about."""
    await keys.make()
    newer = LastSigned(2, Frontier(1, (leaf_hash(b"a"),)))
    await keys.remember("north", newer)
    await keys.remember("north", LastSigned(1, Frontier()))
    assert await keys.last_signed("north") == newer


@pytest.mark.parametrize("content", ["", "{", "[]", '{"north": 1}', '{"north": {"number": 1}}', '{"north": null}'])
async def test_a_memory_that_is_damaged_is_said_by_name(keys, directory, content):
    await keys.make()
    (directory / "signed.json").write_text(content)
    with pytest.raises(KeyLost, match="json is damaged"):
        await keys.last_signed("north")


async def test_a_private_half_that_a_crash_left_behind_goes_with_the_next_new_key(keys, directory):
    await keys.make()
    newest = await keys.make()
    await keys.keep_only(newest)
    assert [file.stem for file in directory.glob("*.pem")] == [key_id(newest)]
