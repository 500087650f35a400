"""The worker asks for large pages once, and only where it may get them."""

import os
from pathlib import Path

import pytest

from signaling.media import memory
from signaling.media.memory import ALLOCATOR, environment
from tests.support.relay_room import running_worker

OFFERED = "always [madvise] never"
GLIBC = "glibc 2.36"
HOME = {"HOME": "/var/viop"}


@pytest.mark.parametrize("offered", [OFFERED, "[always] madvise never"])
def test_where_there_are_large_pages_they_are_asked_for(offered):
    assert environment(HOME, offered, GLIBC) == {**HOME, **ALLOCATOR}
    assert environment(HOME, offered, "glibc 2.35.1") == {**HOME, **ALLOCATOR}


@pytest.mark.parametrize(
    ("present", "offered", "c_library"),
    [
        (HOME, "always madvise [never]", GLIBC),
        (HOME, "", GLIBC),
        (HOME, OFFERED, ""),
        (HOME, OFFERED, "glibc 2.31"),
        ({**HOME, "PYTHONMALLOC": "debug"}, OFFERED, GLIBC),
        ({**HOME, "GLIBC_TUNABLES": "glibc.malloc.check=3"}, OFFERED, GLIBC),
        ({**HOME, **ALLOCATOR}, OFFERED, GLIBC),
    ],
    ids=["not there", "no Linux", "another library", "an old one", "another allocator", "other tunables", "begun anew"],
)
def test_else_it_goes_on_as_it_is(present, offered, c_library):
    assert environment(present, offered, c_library) is None


@pytest.mark.skipif(
    environment({}, memory._offered(), memory._c_library()) is None, reason="this system has no large pages to give"
)
async def test_a_worker_has_them_from_its_beginning_as_the_process_that_was_started():
    with running_worker() as worker:
        client = await worker.connect()
        assert client.welcome.pid == worker.process.pid
        mine = Path(f"/proc/{worker.process.pid}")
        begun = mine.joinpath("environ").read_bytes().split(b"\0")
        assert all(os.fsencode(f"{name}={value}") in begun for name, value in ALLOCATOR.items())
        assert b"signaling.media" in mine.joinpath("cmdline").read_bytes().split(b"\0")
        heap = mine.joinpath("smaps").read_text().partition("[heap]")[2].partition("VmFlags:")[2].partition("\n")[0]
        assert "hg" in heap.split()
        await client.close()
