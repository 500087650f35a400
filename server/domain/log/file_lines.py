"""The lines of a file of the log: one JSON object each, with a `type`; the first is the header, the last says `end`."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from server.domain.canonical import canonical_bytes, read_json
from server.domain.log.findings import Findings

FORMAT = "viop-log"
VERSION = 1
UNREADABLE = 20
"""After so many lines that cannot be read, the file is given up."""

Line = Mapping[str, Any]


def read_header(text: str) -> Line:
    """The first line. Raises ValueError for a file of another kind."""
    header = read_json(text) if text.strip() else None
    if not isinstance(header, dict) or header.get("type") != FORMAT or not isinstance(header.get("clinic"), dict):
        raise ValueError("this is no file that `viop audit export` or `viop audit proof` wrote")
    of = header.get("proof_of")
    if of is not None and not (isinstance(of, dict) and {"session", "participant"} <= of.keys()):
        raise ValueError("the first line does not say what the proof is of")
    if header.get("format") != VERSION:
        raise ValueError(f"this file has format {header.get('format')}, and this program reads {VERSION}")
    return header


def read_each(lines: Iterator[str], take: Callable[[str, Line], None], findings: Findings) -> None:
    """`take(type, line)` for each after the header. What it refuses with ValueError, TypeError or KeyError counts as a
    line that cannot be read."""
    unreadable = 0
    for number, text in enumerate(lines, start=2):
        try:
            line = read_json(text)
            if line["type"] == "end":
                if line["lines"] != number:
                    findings.failed(f"The file says that it has {line['lines']} lines and has {number}: some are gone.")
                break
            take(line["type"], line)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            findings.failed(f"Line {number} cannot be read ({error}): it was changed or damaged.")
            unreadable += 1
            if unreadable == UNREADABLE:
                findings.failed("Too much of the file cannot be read; the rest was not looked at.")
                return
    else:
        findings.failed("The file ends without saying so: its end was cut off.")
    if next(lines, None) is not None:
        findings.failed("Something stands behind the file's own end: it was added, and was not looked at.")


def written(kind: str, line: Line) -> str:
    """A line as a file has it, with its end."""
    return canonical_bytes({"type": kind, **line}).decode() + "\n"
