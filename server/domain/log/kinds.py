"""The leaves that exist, each made in one place. What the data holds is said in docs/log.md."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from server.domain.canonical import Json
from server.domain.instants import whole_ms
from server.domain.log.coverage import Digest, row_hash
from server.domain.log.head import key_id
from server.domain.log.leaf import Kind, Leaf


def session_sealed(clinic: str, session: str, at: datetime, seal: int, ids: Sequence[str], facts: Digest) -> Leaf:
    """The facts that were not sealed before, by their ids, and the digest of what they say of the session as a whole.
    `seal` counts from 1; a later one covers facts that came late."""
    data: dict[str, Json] = {"facts": {"ids": list(ids), "sha256": facts.sha256}, "seal": seal}
    return Leaf(clinic, Kind.SESSION, whole_ms(at), data, session=session)


def attendance_sealed(
    clinic: str,
    session: str,
    participant: str,
    at: datetime,
    seal: int,
    facts: Digest,
    record: Mapping[str, Json] | None,
    policy: Mapping[str, Json] | None,
) -> Leaf:
    """What all facts up to that seal of the session say of a participant; a client's record as its row has it, with the
    policy it was made under. Staff have no record."""
    data: dict[str, Json] = {
        "facts": {"rows": facts.rows, "sha256": facts.sha256},
        "policy": policy,
        "record": None if record is None else {"sha256": row_hash(record).hex(), "version": record["version"]},
        "seal": seal,
    }
    return Leaf(clinic, Kind.ATTENDANCE, whole_ms(at), data, session=session, subject=participant)


def said_of_record(
    clinic: str, kind: Kind, session: str, participant: str, at: datetime, row: Mapping[str, Json]
) -> Leaf:
    """A judgement, an attestation, an amendment or the decision on one, by its row."""
    data: dict[str, Json] = {"row": {"id": row["id"], "sha256": row_hash(row).hex()}}
    return Leaf(clinic, kind, whole_ms(at), data, session=session, subject=participant)


def access_digest(clinic: str, at: datetime, until: datetime, ids: Sequence[str], entries: Digest) -> Leaf:
    """The entries of the access log before `until` that no digest covered."""
    covered: Json = {"ids": list(ids), "sha256": entries.sha256}
    return Leaf(clinic, Kind.ACCESS, whole_ms(at), {"entries": covered, "until": until.isoformat()})


def act(
    clinic: str,
    kind: Kind,
    at: datetime,
    entry: Mapping[str, Json],
    session: str | None,
    subject: str | None,
    rows: Sequence[tuple[str, Mapping[str, Json]]] = (),
) -> Leaf:
    """An entry of the access log that weighs enough for a leaf of its own: a disclosure, a grant. `rows`: what was
    written with it, by kind."""
    data: dict[str, Json] = {"entry": entry}
    if rows:
        data["rows"] = [{"id": row["id"], "kind": name, "sha256": row_hash(row).hex()} for name, row in rows]
    return Leaf(clinic, kind, whole_ms(at), data, session=session, subject=subject)


def policy_saved(clinic: str, at: datetime, row: Mapping[str, Json]) -> Leaf:
    """A version of a policy as its row has it: the rules, from when on, who saved it and why."""
    return Leaf(clinic, Kind.POLICY, whole_ms(at), {"policy": row})


def key_introduced(clinic: str, at: datetime, public: bytes, replaces: str | None, reason: str) -> Leaf:
    """From here on this key signs. The head over this leaf that the key before it signs vouches for it."""
    data: dict[str, Json] = {
        "key": key_id(public),
        "public": public.hex(),
        "reason": reason,
        "replaces": replaces,
    }
    return Leaf(clinic, Kind.KEY, whole_ms(at), data)


def erased(
    clinic: str,
    at: datetime,
    positions: Collection[int],
    by: str,
    reason: str,
    facts: Collection[str] = (),
    rows: Collection[tuple[str, str]] = (),
) -> Leaf:
    """Content and salt of those leaves were lawfully dropped, the rows of those facts, and what the other rows, of that
    kind and id, said."""
    data: dict[str, Json] = {
        "by": by,
        "facts": sorted(facts),
        "positions": sorted(positions),
        "reason": reason,
        "rows": [list(one) for one in sorted(rows)],
    }
    return Leaf(clinic, Kind.ERASED, whole_ms(at), data)
