"""Reads an archive line by line, and believes nothing before its hash was reckoned."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.storage.archive.form import BACKUP, KINDS, VERSION, Columns, PartEnd, changes

AT_ONCE = 1000


@dataclass(frozen=True)
class Table:
    """One part; its rows, some at a time, must be read before the next part is asked for."""

    name: str
    columns: Columns
    rows: Iterator[list[list[Any]]]


class Archive:
    """Everything raises ValueError for what is no archive, or is not as it was written."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._number = 0
        self._all = hashlib.sha256()
        self._ends: list[PartEnd] = []
        header = self._object(self._next())
        if header.get("type") != BACKUP:
            raise ValueError("this is no backup that `viop backup` made")
        if header.get("format") != VERSION:
            raise ValueError(f"it has format {header.get('format')!r}, and this viop reads {VERSION}: use a newer viop")
        self.revision = str(header.get("revision"))
        self.made_at = str(header.get("made_at"))
        self.manifest: Mapping[str, Any] = {}

    def parts(self) -> Iterator[Table]:
        """To the end, where the manifest is compared with all that came."""
        while True:
            before = self._all.hexdigest()
            found = self._object(self._next())
            if found.get("type") == "manifest":
                return self._finish(found, before)
            if found.get("type") != "table":
                raise self._wrong("a table should begin here")
            name, columns = str(found.get("name")), self._columns(found)
            if any(one.name == name for one in self._ends):
                raise self._wrong(f"table {name} is there twice")
            yield Table(name, columns, self._rows(name, columns))

    def _rows(self, name: str, columns: Columns) -> Iterator[list[list[Any]]]:
        read = changes(columns, lambda kind: kind.from_json)
        hashed, rows, batch = hashlib.sha256(), 0, []
        while (text := self._next()).startswith("["):
            hashed.update(text.encode())
            rows += 1
            batch.append(self._row(text, columns, read))
            if len(batch) == AT_ONCE:
                yield batch
                batch = []
        end = PartEnd(name, rows, hashed.hexdigest())
        if self._object(text) != {"type": "end", **end.to_data()}:
            raise self._wrong(f"table {name} is not as it was written")
        self._ends.append(end)
        if batch:
            yield batch

    def _row(self, text: str, columns: Columns, read: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
        try:
            row: list[Any] = json.loads(text)
            if len(row) != len(columns):
                raise ValueError
            for at, change in read:
                if row[at] is not None:
                    row[at] = change(row[at])
        except (ValueError, TypeError) as error:
            raise self._wrong("this is no row of its table") from error
        return row

    def _columns(self, found: Mapping[str, Any]) -> Columns:
        try:
            columns = [(str(name), str(kind)) for name, kind in found["columns"]]
        except (KeyError, TypeError, ValueError) as error:
            raise self._wrong("a table without columns") from error
        if any(kind not in KINDS for _, kind in columns):
            raise self._wrong("a kind of column that this viop does not know")
        return columns

    def _finish(self, manifest: Mapping[str, Any], sha256: str) -> None:
        if manifest.get("parts") != [one.to_data() for one in self._ends] or manifest.get("sha256") != sha256:
            raise self._wrong("the manifest does not fit what came before it")
        if (manifest.get("revision"), manifest.get("made_at")) != (self.revision, self.made_at):
            raise self._wrong("the manifest does not fit the first line")
        if next(self._lines, None) is not None:
            raise self._wrong("something follows the manifest")
        self.manifest = manifest

    def _next(self) -> str:
        text = next(self._lines, None)
        if text is None or not text.endswith("\n"):
            raise ValueError(f"it ends behind line {self._number}, without its manifest: it was cut off")
        self._number += 1
        self._all.update(text.encode())
        return text

    def _object(self, text: str) -> Mapping[str, Any]:
        try:
            found = json.loads(text)
        except ValueError as error:
            raise self._wrong("this is no line of a backup") from error
        if not isinstance(found, dict):
            raise self._wrong("this is no line of a backup")
        return found

    def _wrong(self, what: str) -> ValueError:
        return ValueError(f"line {self._number}: {what}; it was changed or damaged")
