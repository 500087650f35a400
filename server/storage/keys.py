"""Secret keys on disk: made at first need, readable by their owner alone."""

import os
import secrets
from pathlib import Path

NAMES = ("calendars", "contact", "join-links", "personal-codes", "record-push", "sealed-codes", "tries")


def load(directory: Path, name: str) -> str:
    """The key `name` below `directory`, which another made. Raises FileNotFoundError, PermissionError."""
    if not (directory / name).exists():
        raise FileNotFoundError(
            f"there is no key {directory / name}: `viop make-keys` makes them all, once; every app node needs the same"
        )
    return load_or_make(directory, name)


def load_or_make(directory: Path, name: str) -> str:
    """The key `name` below `directory`: 256 random bits, URL-safe. Raises PermissionError when others may read it."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = directory / name
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if file.stat().st_mode & 0o077:
            raise PermissionError(f"{file} may be read by others; make it 0600") from None
        return file.read_text("ascii").strip()
    with os.fdopen(descriptor, "w") as fresh:
        fresh.write(secrets.token_urlsafe(32) + "\n")
        fresh.flush()
        os.fsync(fresh.fileno())
    return load_or_make(directory, name)
