"""A CSV file as rows with names (RFC 4180), bounded, with the number that each line has in the file."""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from server.services.errors import Invalid

MOST_LINES = 5000
MOST_CELL = 1000
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Row:
    line: int
    """Of the file, as a text editor counts; of a row over several lines the first."""
    cells: Mapping[str, str]
    """Without the empty ones, without blanks around them."""
    trouble: str = ""
    """Why the row cannot be read at all."""


def read(text: str, columns: Sequence[str], required: Collection[str]) -> list[Row]:
    """The rows below the headings, which may stand in any order and in any case; rows without a word are left out.

    Raises Invalid for a file that is no such table: unknown, double or missing headings, more lines than MOST_LINES.
    """
    text = text.removeprefix("\ufeff")
    headline = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=headline.count)
    lines = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, skipinitialspace=True, strict=True)
    rows: list[Row] = []
    before = 0
    names: list[str] = []
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            break
        except csv.Error as error:
            raise _wrong(f"Line {before + 1} cannot be read: {error}.") from error
        line, before = before + 1, lines.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = _headings(cells, columns, required)
            continue
        if len(rows) == MOST_LINES:
            raise _wrong(f"The file has more than {MOST_LINES} lines. Please divide it.")
        rows.append(_row(line, names, cells))
    if not names:
        raise _wrong("The file is empty.")
    return rows


def _headings(cells: Sequence[str], columns: Sequence[str], required: Collection[str]) -> list[str]:
    names = [re.sub(r"[\s_-]+", "_", cell.strip().lower()) for cell in cells]
    while names and not names[-1]:  # spreadsheets leave empty columns at the end
        names.pop()
    unknown = [cell.strip()[:40] for cell, name in zip(cells, names, strict=False) if name not in columns]
    missing = [name for name in columns if name in required and name not in names]
    double = sorted({name for name in names if names.count(name) > 1})
    said = [
        f"{words}: {', '.join(which)}."
        for words, which in (
            ("Columns that are not known", unknown),
            ("Columns that are missing", missing),
            ("Columns that stand there twice", double),
        )
        if which
    ]
    if said:
        raise _wrong(" ".join(["These are not the columns of this file.", *said]))
    return names


def _row(line: int, names: Sequence[str], cells: Sequence[str]) -> Row:
    extra = [cell for cell in cells[len(names) :] if cell.strip()]
    if extra:
        return Row(line, {}, f"has {len(names) + len(extra)} cells where the headings are {len(names)}")
    if any(len(cell) > MOST_CELL for cell in cells):
        return Row(line, {}, f"has a cell of more than {MOST_CELL} characters")
    return Row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()})


def _wrong(message: str) -> Invalid:
    return Invalid(message, [("body.csv", message)])
