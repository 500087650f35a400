"""The worker's memory in large pages, where the system gives them to who asks.

A packet touches a few hundred places of it, and between two packets the processor has forgotten where they lie. With
pages of 2 MiB there are few to look up again. Python's own allocator takes memory by the megabyte, for which there are
none; the C library's can ask for them (glibc 2.35 or newer), but only if it is told to when the process begins.
"""

import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

ALLOCATOR = {"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
_OFFERED = Path("/sys/kernel/mm/transparent_hugepage/enabled")
_FIRST_GLIBC = (2, 35)


def use_large_pages() -> None:
    """Begin this process anew, with the same command and number, to have them; return if that is done, or no use."""
    wanted = environment(os.environ, _offered(), _c_library())
    if wanted is not None:
        with contextlib.suppress(OSError):
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], wanted)


def environment(present: Mapping[str, str], offered: str, c_library: str) -> dict[str, str] | None:
    """What a process needs to have them, None where it is to go on as it is. `offered`: what the kernel says of it,
    `c_library`: its name and version. Who has set one of the variables wants something else."""
    name, _, version = c_library.partition(" ")
    if name != "glibc" or tuple(int(part) for part in version.split(".") if part.isdecimal()) < _FIRST_GLIBC:
        return None
    if not offered or "[never]" in offered or any(variable in present for variable in ALLOCATOR):
        return None
    return {**present, **ALLOCATOR}


def _offered() -> str:
    try:
        return _OFFERED.read_text()
    except OSError:
        return ""


def _c_library() -> str:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (AttributeError, OSError, ValueError):
        return ""
