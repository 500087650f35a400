import asyncio
import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError

from server.domain.log.leaf import Kind, Leaf, content_hash
from server.domain.log.proofs import includes, inclusion_needs, inclusion_proof
from server.domain.log.tree import complete_subtrees, frontier_of
from server.services.log.log import Entry
from server.storage.log import LogRepository
from tests.support.clinics import NOON
from tests.support.databases import underneath

pytestmark = pytest.mark.both_engines


@pytest.fixture
def store(clinic) -> LogRepository:
    return LogRepository(clinic.database)


def entries(count: int, clinic_id: str = "north", subject: str | None = "ana") -> list[Entry]:
    made = []
    for number in range(count):
        content = Leaf(clinic_id, Kind.GRANT, NOON, {"number": number}, subject=subject).content()
        made.append(Entry("grant", None, subject, bytes(16), content, content_hash(bytes(16), content)))
    return made


async def test_leaves_get_their_places_and_the_head_is_the_tree_over_them(store, north):
    assert await store.append("north", entries(3)) == [0, 1, 2]
    assert await store.append("north", entries(4)) == [3, 4, 5, 6]
    hashes = [one.hash for one in (*entries(3), *entries(4))]
    assert await store.hashes("north", 0, 7) == hashes
    assert await store.hashes("north", 2, 4) == hashes[2:4]
    assert await store.locked("north") == frontier_of(hashes)


async def test_every_complete_subtree_is_stored_so_that_a_proof_reads_a_few_rows(store, north):
    await store.append("north", entries(21))
    hashes = [one.hash for one in entries(21)]
    complete = complete_subtrees(hashes)
    for index in (0, 7, 15, 20):
        needed = inclusion_needs(index, 21)
        assert await store.nodes("north", needed) == {place: complete(*place) for place in needed}
        proof = inclusion_proof(index, 21, complete)
        assert includes(frontier_of(hashes).root(), hashes[index], index, 21, proof)


async def test_leaf_and_head_are_undone_with_what_they_cover(store, clinic, north):
    await store.append("north", entries(1))
    with pytest.raises(RuntimeError):
        async with clinic.database.atomic():
            await store.append("north", entries(5))
            raise RuntimeError
    assert (await store.locked("north")).size == 1
    assert len(await store.hashes("north", 0, 9)) == 1
    assert await store.append("north", entries(1)) == [1]


async def test_leaves_that_come_at_once_get_one_place_each(store, north):
    places = await asyncio.gather(*(store.append("north", entries(2)) for _ in range(10)))
    assert sorted(place for pair in places for place in pair) == list(range(20))
    assert (await store.locked("north")) == frontier_of(await store.hashes("north", 0, 20))


async def test_each_clinic_has_a_log_of_its_own(store, north, south):
    await store.append("north", entries(2))
    assert await store.append("south", entries(1, "south")) == [0]
    assert await store.clinics() == ["north", "south"]
    assert [leaf.position for leaf in await store.of_kind("south", Kind.GRANT, newest=9)] == [0]


async def test_erasing_a_person_drops_content_salt_and_name_from_their_leaves_alone(store, settings, north):
    await store.append("north", [*entries(2), *entries(1, subject="ben")])
    assert await store.erase("north", "ana", NOON) == ([0, 1], [], [])
    ana, _, ben = await store.of_kind("north", Kind.GRANT, newest=9)
    assert (ana.content, ana.salt, ana.subject, ana.data) == (None, None, None, {})
    assert ana.hash == entries(1)[0].hash
    assert ben.content is not None and ben.subject == "ben"
    assert await store.erase("north", "ana", NOON) == ([], [], [])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM log_leaves",
        "UPDATE log_leaves SET content = '{}'",
        "UPDATE log_leaves SET content = NULL",
        "UPDATE log_leaves SET content = NULL, salt = NULL, subject_id = NULL, hash = 'x'",
        "DELETE FROM log_nodes",
        "UPDATE log_nodes SET hash = 'x'",
        "DELETE FROM log_heads",
        "UPDATE log_heads SET size = size - 1",
        "UPDATE log_heads SET frontier = '[]'",
        "DELETE FROM signed_heads",
        "UPDATE signed_heads SET size = 1",
    ],
)
async def test_the_database_itself_lets_nobody_change_the_log(store, clinic, settings, north, statement):
    await store.append("north", entries(3))
    await clinic.log.sign("north", NOON)
    with pytest.raises(IntegrityError, match="append-only"):
        underneath(settings, statement)


@pytest.mark.sqlite
async def test_what_was_erased_is_overwritten_on_the_disk(store, clinic, settings, north):
    secret = "a-reason-that-must-be-gone"
    content = {"data": {"reason": secret}}
    await store.append("north", [Entry("grant", None, "ana", bytes(16), content, bytes(32))])
    checkpoint(settings)
    assert secret.encode() in settings.database_path.read_bytes()
    await store.erase("north", "ana", NOON)
    checkpoint(settings)
    assert secret.encode() not in settings.database_path.read_bytes()


def checkpoint(settings) -> None:
    """The write-ahead log goes into the file, as it does by itself sooner or later."""
    database = sqlite3.connect(settings.database_path)
    assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    database.close()
