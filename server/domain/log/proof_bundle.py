"""Several proofs of one client in one file: a header, each proof as a file of its own would have it, and an end with
the SHA-256 of all bytes before it, so that a changed byte of the header is noticed too.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice

from server.domain.canonical import Json, read_json
from server.domain.log.file_lines import VERSION, Line, read_header, written
from server.domain.log.findings import Findings, Level, Report, plural
from server.domain.log.head import SignedHead
from server.domain.log.head_check import Holds
from server.domain.log.proof_check import ProofCheck

BUNDLE = "viop-proofs"


def bundle(header: Mapping[str, Json], proofs: Sequence[Sequence[str]]) -> Iterator[str]:
    """The file's lines. `header`: at least `clinic` and `client`."""
    lengths = [len(lines) for lines in proofs]
    so_far = sha256()
    for line in [
        written(BUNDLE, {**header, "format": VERSION, "lengths": lengths}),
        *(one for all in proofs for one in all),
    ]:
        so_far.update(line.encode())
        yield line
    yield written("end", {"lines": sum(lengths) + 2, "sha256": so_far.hexdigest()})


def read_bundle_header(text: str) -> Line | None:
    """None for the first line of a file of another kind. Raises ValueError for what is no JSON."""
    header = read_json(text) if text.strip() else None
    if isinstance(header, dict) and header.get("type") == BUNDLE and isinstance(header.get("clinic"), dict):
        return header
    return None


class BundleCheck:
    """Checks each proof as if it came alone, and says of each what it proves."""

    def __init__(
        self, first: str, header: Line, holds: Holds, against: SignedHead | None, trusted: Collection[str]
    ) -> None:
        self._hash = sha256(first.encode())
        self._header = header
        self._holds = holds
        self._against = against
        self._trusted = trusted
        self._findings = Findings()

    def run(self, lines: Iterator[str]) -> Report:
        """Raises ValueError for a file of another version."""
        if self._header.get("format") != VERSION:
            raise ValueError(f"this file has format {self._header.get('format')}, and this program reads {VERSION}")
        clinic, client = str(self._header["clinic"].get("id")), str(self._header.get("client"))
        reports = []
        reader = self._hashed(lines)
        for number, length in enumerate(self._lengths(), start=1):
            try:
                reports.append(self._one(islice(reader, length), number, clinic, client))
            except ValueError as error:
                self._findings.failed(
                    f"Proof {number} of the file cannot be read ({error}): it was changed or damaged."
                )
        self._check_end(lines)
        for one in self._header.get("unproved") or ():
            self._findings.look(
                f"The log does not prove the record of session {one.get('session')}: {one.get('state')}."
            )
        newest = max((one for one in reports if one.newest), key=lambda one: one.leaves, default=None)
        return Report(
            clinic,
            f"{plural(len(reports), 'proof', 'proofs')} for records of {client}",
            newest.leaves if newest else 0,
            newest.root if newest else b"",
            newest.newest if newest else None,
            list(dict.fromkeys(key for one in reports for key in one.keys)),
            self._findings.all,
        )

    def _lengths(self) -> Sequence[int]:
        found = self._header.get("lengths")
        if isinstance(found, list) and all(type(one) is int and one > 0 for one in found):
            return found
        self._findings.failed("The file does not say how long its proofs are: it was changed.")
        return ()

    def _hashed(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self._hash.update(line.encode())
            yield line

    def _one(self, lines: Iterator[str], number: int, clinic: str, client: str) -> Report:
        header = read_header(next(lines, ""))
        of = header.get("proof_of")
        if not isinstance(of, dict) or of.get("participant") != client or header["clinic"].get("id") != clinic:
            self._findings.failed(f"Proof {number} of the file is of somebody else: it does not belong here.")
        report = ProofCheck(header, self._holds, self._against, self._trusted).run(lines)
        for _ in lines:
            self._findings.failed(f"Proof {number} of the file goes on after its end: something was put in.")
            break
        name = f"Session {of.get('session') if isinstance(of, dict) else number}"
        say = {Level.FAILED: self._findings.failed, Level.LOOK: self._findings.look, Level.NOTE: self._findings.note}
        for one in report.findings:
            say[one.level](f"{name}: {one.words}")
        return report

    def _check_end(self, lines: Iterator[str]) -> None:
        try:
            end = read_json(next(lines, ""))
            whole = end["type"] == "end" and end["sha256"] == self._hash.hexdigest()
        except (ValueError, TypeError, KeyError):
            self._findings.failed("The file ends without saying so: its end was cut off.")
            return
        if not whole:
            self._findings.failed(
                "The file is not the one that was made: a byte of it was changed, or its end is another's."
            )
        if next(lines, None) is not None:
            self._findings.failed("The file goes on after its end: something was put in.")
