"""Facts that the database would not take: JSON lines in a file, synced before a write returns."""

import asyncio
import json
import logging
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from server.domain.attendance.fact_codec import fact_from_data, fact_to_data
from server.services.errors import StorageUnavailable
from server.services.sessions.facts import Spooled

log = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    spooled: Spooled
    line: bytes


class Depth(NamedTuple):
    """Of a spool. `oldest`: when the first that waits was observed."""

    waiting: int
    oldest: datetime | None
    set_aside: int


class Spool:
    """One file below `directory`. What is no fact in it, like a line that a crash cut short and that was never
    confirmed, goes to another file there, for somebody to look at."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory = directory
        self._file = directory / "facts.jsonl"
        self._aside = directory / "set-aside.jsonl"
        self._lock = asyncio.Lock()

    async def append(self, spooled: Sequence[Spooled]) -> None:
        async with self._lock:
            await self._run(self._write, self._file, _lines(spooled))

    async def set_aside(self, spooled: Spooled) -> None:
        async with self._lock:
            await self._run(self._write, self._aside, _lines([spooled]))

    async def waiting(self) -> Sequence[Spooled]:
        async with self._lock:
            waiting: list[_Waiting] = await self._run(self._sort_out)
        return [one.spooled for one in waiting]

    async def drop(self, count: int) -> None:
        async with self._lock:
            await self._run(self._drop, count)

    async def depth(self) -> Depth:
        async with self._lock:
            depth: Depth = await self._run(self._measure)
        return depth

    def _measure(self) -> Depth:
        waiting, _ = self._read()
        oldest = min((one.spooled.fact.observed_at for one in waiting), default=None)
        return Depth(len(waiting), oldest, self._aside.read_bytes().count(b"\n") if self._aside.exists() else 0)

    async def _run(self, act: Any, *arguments: Any) -> Any:
        try:
            return await asyncio.to_thread(act, *arguments)
        except OSError as error:
            log.error("the spool refuses: %s", error.strerror)
            raise StorageUnavailable(
                "What must be kept cannot be written. Please tell whoever runs this server."
            ) from error

    def _write(self, file: Path, data: bytes) -> None:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            try:
                _write_all(descriptor, b"\n" + data if torn else data)
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, size)
                raise
        finally:
            os.close(descriptor)
        self._sync_directory()

    def _sort_out(self) -> list[_Waiting]:
        """What waits. Foreign lines stay where they are until the disk takes them elsewhere."""
        waiting, foreign = self._read()
        if foreign:
            try:
                self._write(self._aside, _joined(foreign))
                self._replace(one.line for one in waiting)
            except OSError:
                log.exception("lines of the spool that are no facts cannot be set aside")
            else:
                log.error("set aside %d lines of the spool that are no facts", len(foreign))
        return waiting

    def _read(self) -> tuple[list[_Waiting], list[bytes]]:
        """The facts, and the lines that are none."""
        try:
            lines = self._file.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return [], []
        waiting, foreign = [], []
        for line in lines:
            one = _understood(line)
            if one is None:
                foreign.append(line)
            else:
                waiting.append(one)
        return waiting, foreign

    def _drop(self, count: int) -> None:
        waiting, foreign = self._read()
        self._replace([*foreign, *(one.line for one in waiting[count:])])

    def _replace(self, lines: Iterable[bytes]) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _write_all(descriptor, _joined(lines))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(fresh, self._file)
        self._sync_directory()

    def _sync_directory(self) -> None:
        descriptor = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _lines(spooled: Sequence[Spooled]) -> bytes:
    return _joined(
        json.dumps({"clinic": one.clinic_id, "epoch": one.epoch, "fact": fact_to_data(one.fact)}).encode()
        for one in spooled
    )


def _joined(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _understood(line: bytes) -> _Waiting | None:
    """None for anything but a fact, whatever is wrong with it: one line must not keep the others waiting."""
    try:
        value = json.loads(line)
        clinic, epoch = value["clinic"], value.get("epoch")
        if not isinstance(clinic, str) or not isinstance(epoch, int | None):
            return None
        return _Waiting(Spooled(clinic, fact_from_data(value["fact"]), epoch), line)
    except Exception:
        return None
