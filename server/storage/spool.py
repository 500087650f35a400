"""Facts that the database would not take: JSON lines in a file, synced before a write returns."""

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from server.domain.attendance.fact_codec import fact_from_data, fact_to_data
from server.domain.attendance.facts import PresenceFact
from server.services.errors import StorageUnavailable


class Spool:
    """One file below `directory`. A line that a crash cut short was never confirmed, and is passed over."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory = directory
        self._file = directory / "facts.jsonl"
        self._aside = directory / "set-aside.jsonl"
        self._lock = asyncio.Lock()

    async def append(self, clinic_id: str, facts: Sequence[PresenceFact]) -> None:
        async with self._lock:
            await self._run(self._write, self._file, _lines(clinic_id, facts))

    async def set_aside(self, clinic_id: str, fact: PresenceFact) -> None:
        async with self._lock:
            await self._run(self._write, self._aside, _lines(clinic_id, [fact]))

    async def waiting(self) -> Sequence[tuple[str, PresenceFact]]:
        async with self._lock:
            lines: list[dict[str, Any]] = await self._run(self._read)
        return [(line["clinic"], fact_from_data(line["fact"])) for line in lines]

    async def drop(self, count: int) -> None:
        async with self._lock:
            await self._run(self._drop, count)

    async def _run(self, act: Any, *arguments: Any) -> Any:
        try:
            return await asyncio.to_thread(act, *arguments)
        except OSError as error:
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

    def _read(self) -> list[dict[str, Any]]:
        try:
            lines = self._file.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []
        return [value for line in lines if (value := _whole(line)) is not None]

    def _drop(self, count: int) -> None:
        left = self._read()[count:]
        fresh = self._file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _write_all(descriptor, "".join(json.dumps(line) + "\n" for line in left).encode())
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


def _lines(clinic_id: str, facts: Sequence[PresenceFact]) -> bytes:
    lines = [json.dumps({"clinic": clinic_id, "fact": fact_to_data(fact)}) for fact in facts]
    return "".join(line + "\n" for line in lines).encode()


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _whole(line: bytes) -> dict[str, Any] | None:
    try:
        value: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return value
