"""Where things are kept: whose it is, who may look, how much space is left, and keys apart from data."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from server.doctor.finding import Finding, ok, warn, wrong
from server.settings import Settings
from server.storage.keys import NAMES

GB = 1_000_000_000
LITTLE = 5 * GB
TOO_LITTLE = GB


def check_files(settings: Settings) -> Iterator[Finding]:
    if not settings.var.exists():
        yield warn(
            "var", "The directory of VIOP_VAR is not there yet; the first start makes it.", "Nothing, if so meant."
        )
        return
    yield from _directory("var", settings.var)
    yield from _space(settings.var)
    missing = [one for one in NAMES if not (settings.key_directory / one).exists()]
    if settings.redis is not None and missing:
        yield wrong(
            "keys",
            f"{len(missing)} keys are not in {settings.key_directory}; of several app nodes none makes them.",
            "`viop make-keys`, once; then give the same files to every node.",
        )
    keys = settings.log_key_directory
    for what, directory in (("keys", settings.key_directory), ("log keys", keys)):
        if directory.exists():
            yield from _directory(what, directory)
            yield from _key_files(what, directory)
    if keys.exists() and keys.stat().st_dev == settings.var.stat().st_dev:
        yield warn(
            "log keys",
            "The keys that sign the attendance log are on the volume of the data: whoever can change the data can also "
            "sign the change.",
            "Put them on another volume and say where: VIOP_LOG_KEYS (docs/log.md).",
        )


def _directory(what: str, directory: Path) -> Iterator[Finding]:
    state = directory.stat()
    if state.st_uid != os.geteuid():
        yield wrong(what, f"{directory} belongs to another user.", f"chown it to the user that runs viop: {directory}")
    elif state.st_mode & 0o077:
        yield wrong(what, f"Others than its owner may enter {directory}.", f"chmod 700 {directory}")
    elif not _writable(directory):
        yield wrong(what, f"Nothing can be written to {directory}.", "Is it mounted read-only, or full?")
    else:
        yield ok(what, f"{directory} is ours alone, and can be written to.")


def _writable(directory: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


def _key_files(what: str, directory: Path) -> Iterator[Finding]:
    open_to_others = [one.name for one in directory.iterdir() if one.is_file() and one.stat().st_mode & 0o077]
    if open_to_others:
        yield wrong(what, f"Others may read {len(open_to_others)} files in {directory}.", f"chmod 600 {directory}/*")


def _space(directory: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(directory).free
    says = f"{free / GB:.1f} GB are left where data is kept."
    do = "Make space, or move VIOP_VAR to a larger volume: when it is full nobody is admitted."
    if free < TOO_LITTLE:
        yield wrong("space", says, do)
    elif free < LITTLE:
        yield warn("space", says, do)
    else:
        yield ok("space", says)
