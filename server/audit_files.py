"""Files of the log, on disk: lines of text, compressed where the name says so."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

GZIP = b"\x1f\x8b"
LINE_BYTES = 64 * 1024 * 1024
"""Longer than any line that an export has, however many entries a day's digest covers."""


@contextmanager
def open_file(file: Path) -> Iterator[Iterator[str]]:
    """Its lines, decompressed when they are compressed, whatever its name. Asking for one raises ValueError when it is
    no text, is longer than any of ours, or cannot be decompressed."""
    with file.open("rb") as raw:
        yield lines_of(raw)


def lines_of(raw: "io.BufferedReader[Any]") -> Iterator[str]:
    """The same, of what is open already."""
    if raw.peek(len(GZIP))[: len(GZIP)] == GZIP:
        with gzip.GzipFile(fileobj=raw) as opened:
            yield from _lines(cast(IO[bytes], opened))
    else:
        yield from _lines(raw)


def _lines(opened: IO[bytes]) -> Iterator[str]:
    number = 0
    try:
        while line := opened.readline(LINE_BYTES + 1):
            number += 1
            if len(line) > LINE_BYTES:
                raise ValueError(f"line {number} is longer than any that `viop audit` writes")
            yield line.decode()
    except UnicodeDecodeError as error:
        raise ValueError(
            f"line {number} is no UTF-8 text: it was changed or damaged, or this is another file"
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"it cannot be decompressed behind line {number} ({error}): it was cut or damaged") from error


@contextmanager
def new_file(file: Path) -> Iterator[io.TextIOBase]:
    """For its owner alone; compressed when its name ends in .gz. Raises FileExistsError."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        packed: Any = gzip.GzipFile(fileobj=raw, mode="wb") if file.suffix == ".gz" else raw
        with io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text:
            yield text
