"""The facts and records of a file against the leaves that cover them, one session at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.domain.canonical import Json
from server.domain.log.coverage import Digest, SealedFacts, row_hash
from server.domain.log.findings import Findings, plural, some
from server.domain.log.leaf import Kind
from server.domain.log.leaf_check import LeafLine
from server.domain.log.signing_check import SIGNING, SignedRows, check_signing

_COLUMNS = ("id", "session", "participant", "connection", "kind", "source", "boot")
_TIMES = ("observed_at", "recorded_at")


@dataclass
class _Sealed:
    """What the log holds of a session."""

    seals: list[LeafLine] = field(default_factory=list)
    attendance: list[LeafLine] = field(default_factory=list)
    signing: list[LeafLine] = field(default_factory=list)
    erased: int = 0


@dataclass
class _Rows:
    facts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    records: dict[tuple[str, int], Mapping[str, Json]] = field(default_factory=dict)
    signing: SignedRows = field(default_factory=dict)


class SessionCheck:
    """Takes the rows of a file, session after session, so that no more than one is held in memory."""

    def __init__(self, leaves: Sequence[LeafLine], lost: bool, findings: Findings) -> None:
        """`lost`: leaves are missing or changed, so that what no other leaf covers need not be somebody else's work."""
        self._findings = findings
        self._lost = lost
        self._began = min((leaf.at for leaf in leaves if leaf.at), default="")
        self._sealed: dict[str, _Sealed] = {}
        self._current: str | None = None
        self._rows = _Rows()
        self._done: set[str] = set()
        self._unsealed = self._older = 0
        self._gone: set[str] = set()
        for leaf in leaves:
            facts = leaf.data.get("facts") if leaf.kind == Kind.ERASED else None
            self._gone.update(map(str, facts) if isinstance(facts, list) else ())
            if leaf.session is not None and leaf.kind in (Kind.SESSION, Kind.ATTENDANCE, *SIGNING):
                self._file(leaf, self._sealed.setdefault(leaf.session, _Sealed()))

    def fact(self, line: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError or ValueError for a line that is no fact's row."""
        self._enter(line["session"])
        fact = line["fact"]
        same = all(line[name] == fact[name] for name in _COLUMNS)
        if not same or any(_instant(line[name]) != _instant(fact[name]) for name in _TIMES):
            self._findings.failed(
                f"Fact {line['id']} of session {line['session']} is filed under another person, time or kind than it "
                "says itself: its row was changed."
            )
        if line["id"] in self._rows.facts:
            raise ValueError(f"fact {line['id']} is there twice")
        self._rows.facts[line["id"]] = fact

    def record(self, line: Mapping[str, Any]) -> None:
        """Raises like `fact`."""
        self._enter(line["session"])
        row = {name: value for name, value in line.items() if name != "type"}
        key = line["participant"], line["version"]
        if key in self._rows.records:
            raise ValueError(f"version {key[1]} of the record of {key[0]} is there twice")
        self._rows.records[key] = row

    def said_of_record(self, kind: str, line: Mapping[str, Any]) -> None:
        """A judgement, an attestation, an amendment or a decision. Raises like `fact`."""
        self._enter(line["session"])
        row = {name: value for name, value in line.items() if name != "type"}
        if (kind, str(line["id"])) in self._rows.signing:
            raise ValueError(f"{kind} {line['id']} is there twice")
        self._rows.signing[kind, str(line["id"])] = row

    def end(self) -> None:
        """There are no more rows."""
        self._leave()
        for session in self._sealed.keys() - self._done:
            self._check(session, _Rows())
        if self._unsealed:
            facts = plural(self._unsealed, "fact is", "facts are")
            self._findings.note(f"{facts} of sessions that have no seal: they go on, or are older than the log.")
        if self._older:
            records = plural(self._older, "record is", "records are")
            self._findings.look(f"{records} older than the log, which says nothing about them; or say that they are.")

    def _file(self, leaf: LeafLine, sealed: _Sealed) -> None:
        if leaf.erased:
            sealed.erased += 1
        elif not leaf.data:
            return
        elif leaf.kind == Kind.SESSION:
            sealed.seals.append(leaf)
        elif leaf.kind in SIGNING:
            sealed.signing.append(leaf)
        else:
            sealed.attendance.append(leaf)

    def _enter(self, session: str) -> None:
        if session == self._current:
            return
        self._leave()
        if session in self._done:
            raise ValueError(f"the rows of session {session} are not together")
        self._current = session

    def _leave(self) -> None:
        session, rows = self._current, self._rows
        self._current, self._rows = None, _Rows()
        if session is not None:
            self._done.add(session)
            self._check(session, rows)

    def _check(self, session: str, rows: _Rows) -> None:
        sealed = self._sealed.get(session, _Sealed())
        self._check_records(session, sealed, rows)
        for words in check_signing(session, sealed.signing, rows.signing, rows.records, self._findings):
            self._tell_uncovered(words)
        numbers = [seal.data["seal"] for seal in sealed.seals]
        said = {leaf.data["seal"] for leaf in sealed.attendance}
        if numbers != list(range(1, len(numbers) + 1)) or not said <= set(numbers):
            self._tell_uncovered(
                f"Session {session}: a seal that its leaves speak of is not there, so that its facts cannot be checked."
            )
            return
        facts, known = SealedFacts(), set[str]()
        for number, seal in enumerate(sealed.seals, start=1):
            ids = list(seal.data["facts"]["ids"])
            known.update(ids)
            missing = [one for one in ids if one not in rows.facts and one not in self._gone]
            digest = facts.take(rows.facts[one] for one in ids if one in rows.facts)
            if missing:
                self._tell_missing(session, seal, missing)
            if digest.sha256 != seal.data["facts"]["sha256"] and not missing:
                self._findings.failed(
                    f"Session {session}: what its facts say of the session as a whole is not what was sealed with "
                    f"{_lower(seal)}: at least one of them was changed."
                )
            for leaf in sealed.attendance:
                if leaf.data["seal"] == number and not missing:
                    self._check_facts_about(session, leaf, facts.of(str(leaf.subject)))
            if number > 1:
                late = plural(len(ids), "fact", "facts")
                self._findings.note(f"Session {session}: {late} came after its end, sealed with {_lower(seal)}.")
        self._check_rest(session, sealed, rows, facts, known)

    def _tell_missing(self, session: str, seal: LeafLine, missing: Sequence[str]) -> None:
        facts = (
            f"{plural(len(missing), 'fact', 'facts')} sealed with {_lower(seal)} {'is' if len(missing) == 1 else 'are'}"
        )
        self._findings.failed(f"Session {session}: {facts} missing, deleted from the table: {some(missing)}.")

    def _check_facts_about(self, session: str, leaf: LeafLine, found: Digest) -> None:
        if (found.rows, found.sha256) != (leaf.data["facts"]["rows"], leaf.data["facts"]["sha256"]):
            self._findings.failed(
                f"Session {session}: what the facts say of {leaf.subject} is not what was sealed with {_lower(leaf)}: "
                "at least one of them was changed."
            )

    def _check_rest(self, session: str, sealed: _Sealed, rows: _Rows, facts: SealedFacts, known: set[str]) -> None:
        extra = [one for one in rows.facts if one not in known]
        if extra and sealed.seals:
            slipped = "It came within the last minute, or was" if len(extra) == 1 else "They came late, or were"
            self._tell_uncovered(
                f"Session {session}: {plural(len(extra), 'fact is', 'facts are')} in no leaf: {some(extra)}. "
                f"{slipped} slipped in."
            )
        elif extra:
            self._unsealed += len(extra)
        without = set(facts.participants()) - {leaf.subject for leaf in sealed.attendance}
        if without:
            self._tell_uncovered(
                f"Session {session}: no leaf covers what its facts say of {some(sorted(without))}: facts were changed "
                "to speak of somebody else."
            )

    def _check_records(self, session: str, sealed: _Sealed, rows: _Rows) -> None:
        covered: set[tuple[str, int]] = set()
        for leaf in sealed.attendance:
            record = leaf.data["record"]
            if record is None:
                continue
            key = (str(leaf.subject), int(record["version"]))
            covered.add(key)
            name = f"Session {session}: the record of {leaf.subject}, version {key[1]},"
            if key not in rows.records:
                self._findings.failed(f"{name} is missing, which {_lower(leaf)} covers: its row was deleted.")
            elif row_hash(rows.records[key]).hex() != record["sha256"]:
                self._findings.failed(f"{name} is not what was sealed with {_lower(leaf)}: its row was changed.")
        known = bool(sealed.seals or sealed.attendance or sealed.erased)
        for key in sorted(rows.records.keys() - covered):
            later = [one for one in covered if one[0] == key[0] and one[1] > key[1]]
            before = not self._began or _instant(str(rows.records[key]["derived_at"])) < _instant(self._began)
            if before and (later or not known):
                self._older += 1
            else:
                self._tell_uncovered(
                    f"Session {session}: the record of {key[0]}, version {key[1]}, is in no leaf: it was slipped in."
                )

    def _tell_uncovered(self, words: str) -> None:
        if self._lost:
            self._findings.look(f"{words} Or a leaf that is lost covered it.")
        else:
            self._findings.failed(words)


def _lower(leaf: LeafLine) -> str:
    return leaf.name[0].lower() + leaf.name[1:]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
