"""Files of the log, on disk: lines of text, compressed where the name says so."""

import gzip
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

GZIP = b"\x1f\x8b"


@contextmanager
def open_file(file: Path) -> Iterator[Iterator[str]]:
    """Its lines, decompressed when they are compressed, whatever its name."""
    with file.open("rb") as raw:
        compressed = raw.read(len(GZIP)) == GZIP
    opened: Any = gzip.open if compressed else open
    with opened(file, "rt", encoding="utf-8", newline="\n") as text:
        yield iter(text)


@contextmanager
def new_file(file: Path) -> Iterator[io.TextIOBase]:
    """For its owner alone; compressed when its name ends in .gz. Raises FileExistsError."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        packed: Any = gzip.GzipFile(fileobj=raw, mode="wb") if file.suffix == ".gz" else raw
        with io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text:
            yield text
