"""What leaves cover: digests of rows, and the facts of a session divided among those they speak of.

A beat tells of everybody who is connected, a headcount of everybody in the room. Each participant's leaf covers only
what such a fact says of them, and the session's leaf what it says of nobody, so that one person's record can be handed
over, or erased, without the others'. All parts together are the whole fact.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from server.domain.canonical import Json, canonical_bytes

_LISTS = {"beat": "connections", "headcount": "present"}
"""Where the evidence of a kind of fact lists participants."""


class Digest(NamedTuple):
    """SHA-256, in hexadecimal, over the SHA-256 of each row's canonical bytes."""

    rows: int
    sha256: str


class Parts(NamedTuple):
    """Rows: of the session as a whole, and of each participant."""

    session: list[Json]
    of: dict[str, list[Json]]


def row_hash(row: Json) -> bytes:
    return sha256(canonical_bytes(row)).digest()


def digest(rows: Iterable[Json]) -> Digest:
    return digest_of_hashes(map(row_hash, rows))


def digest_of_hashes(hashes: Iterable[bytes]) -> Digest:
    """The digest of rows whose hashes these are."""
    found = list(hashes)
    return Digest(len(found), sha256(b"".join(found)).hexdigest())


def parts(facts: Iterable[Mapping[str, Any]]) -> Parts:
    """Facts as `fact_to_data` has them, divided; the order stays. Raises ValueError for what is no fact."""
    session: list[Json] = []
    of: dict[str, list[Json]] = {}
    for fact in facts:
        try:
            if fact["participant"] is not None:
                of.setdefault(fact["participant"], []).append(fact)
                continue
            name = _LISTS.get(fact["kind"])
            if name is None:
                session.append(fact)
                continue
            session.append({**fact, "evidence": {**fact["evidence"], name: []}})
            mine: dict[str, list[Json]] = {}
            for row in fact["evidence"][name]:
                mine.setdefault(_of(row), []).append(row)
            for participant, rows in mine.items():
                of.setdefault(participant, []).append({"fact": fact["id"], name: rows})
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError(f"not a presence fact: {error!r}") from error
    return Parts(session, of)


def without(fact: Mapping[str, Any], participant: str) -> Mapping[str, Any]:
    """A fact about several, as it is when what it says of one of them is taken out: all other parts stay the same."""
    name = _LISTS.get(fact["kind"])
    if name is None:
        return fact
    left = [row for row in fact["evidence"][name] if _of(row) != participant]
    return {**fact, "evidence": {**fact["evidence"], name: left}}


def _of(row: Any) -> str:
    return str(row if isinstance(row, str) else row[0])


class SealedFacts:
    """The facts of a session as its seals covered them, one seal after another."""

    def __init__(self) -> None:
        self._of: dict[str, list[bytes]] = {}

    def take(self, facts: Iterable[Mapping[str, Any]]) -> Digest:
        """One more seal's facts, in its order; the digest of what they say of the session as a whole."""
        found = parts(facts)
        for participant, rows in found.of.items():
            self._of.setdefault(participant, []).extend(map(row_hash, rows))
        return digest(found.session)

    def participants(self) -> list[str]:
        """Everybody whom the facts so far speak of."""
        return sorted(self._of)

    def of(self, participant: str) -> Digest:
        """The digest of what all facts so far say of a participant."""
        return digest_of_hashes(self._of.get(participant, ()))
