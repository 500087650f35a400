"""Rows as leaves cover them and as an export holds them: every column, in plain JSON.

Whatever somebody wrote into a row underneath must come out again, so that the check can say so: what cannot be read as
JSON or as a time is shown as the text that it is.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, Table, select

from server.storage.dialect import AsWritten

Row = Mapping[Any, Any]


def as_written(table: Table) -> Select[Any]:
    """All columns of a table as the database has them, without being understood."""
    return select(*(AsWritten(one).label(one.name) for one in table.columns))


def record_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "session": row["session_id"],
        "participant": row["participant_id"],
        "version": row["version"],
        "derived_at": _instant(row["derived_at"]),
        "outcome": row["outcome"],
        "countable_ms": row["countable_ms"],
        "record": _json(row["record"]),
    }


def fact_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "session": row["session_id"],
        "participant": row["participant_id"],
        "connection": row["connection"],
        "kind": row["kind"],
        "source": row["source"],
        "observed_at": _instant(row["observed_at"]),
        "recorded_at": _instant(row["recorded_at"]),
        "boot": row["boot"],
        "fact": _json(row["fact"]),
    }


def judgement_row(row: Row) -> dict[str, Any]:
    return {
        **_about(row),
        "excused": row["excused"],
        "note": row["note"],
        "made_by": row["made_by"],
        "at": _instant(row["at"]),
    }


def amendment_row(row: Row) -> dict[str, Any]:
    return {
        **_about(row),
        "number": row["number"],
        "kind": row["kind"],
        "record_version": row["record_version"],
        "new_values": _json(row["new_values"]),
        "reason": row["reason"],
        "made_by": row["made_by"],
        "at": _instant(row["at"]),
    }


def decision_row(row: Row) -> dict[str, Any]:
    """Of a decision joined with its amendment."""
    return {
        "id": row["amendment_id"],
        "session": row["session_id"],
        "participant": row["participant_id"],
        "accepted": row["accepted"],
        "reason": row["reason"],
        "decided_by": row["decided_by"],
        "at": _instant(row["at"]),
    }


def attestation_row(row: Row) -> dict[str, Any]:
    return {
        **_about(row),
        "batch": row["batch"],
        "kind": row["kind"],
        "record_version": row["record_version"],
        "amendment": row["amendment_id"],
        "signed_by": row["signed_by"],
        "at": _instant(row["at"]),
        "statement": _json(row["statement"]),
    }


def access_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "at": _instant(row["at"]),
        "actor": row["actor_id"],
        "action": row["action"],
        "subject": row["subject"],
        "session": row["session_id"],
        "detail": _json(row["detail"]),
    }


def policy_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "scope": row["scope"],
        "scope_id": row["scope_id"],
        "version": row["version"],
        "effective_from": row["effective_from"],
        "rules": _json(row["rules"]),
        "reason": row["reason"],
        "created_by": row["created_by"],
        "created_at": _instant(row["created_at"]),
    }


def consent_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "person": row["person_id"],
        "recipient": row["recipient"],
        "purpose": row["purpose"],
        "version": row["version"],
        "given_at": _instant(row["given_at"]),
        "expires_on": row["expires_on"],
        "recorded_by": row["recorded_by"],
        "withdrawn_at": _instant(row["withdrawn_at"]),
        "withdrawn_by": row["withdrawn_by"],
    }


def treatment_consent_row(row: Row) -> dict[str, Any]:
    names = ("id", "given_by", "treats", "state", "age", "needed", "source", "version", "given_on", "recorded_by")
    return {
        **{name: row[name] for name in names},
        "person": row["person_id"],
        "guardian": row["guardian_id"],
        "recorded_at": _instant(row["recorded_at"]),
        "withdrawn_at": _instant(row["withdrawn_at"]),
        "withdrawn_by": row["withdrawn_by"],
    }


def grant_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "auditor": row["auditor_id"],
        "purpose": row["purpose"],
        "clients": _json(row["clients"]),
        "from_on": row["from_on"],
        "to_on": row["to_on"],
        "granted_by": row["granted_by"],
        "granted_at": _instant(row["granted_at"]),
        "expires_at": _instant(row["expires_at"]),
        "revoked_at": _instant(row["revoked_at"]),
        "revoked_by": row["revoked_by"],
    }


def draw_row(row: Row) -> dict[str, Any]:
    names = ("id", "program_id", "week", "rule_version", "seed", "drawn_by")
    return {
        **{name.removesuffix("_id"): row[name] for name in names},
        "rule": _json(row["rule"]),
        "eligible": _json(row["eligible"]),
        "selected": _json(row["selected"]),
        "drawn_at": _instant(row["drawn_at"]),
    }


def disclosure_row(row: Row) -> dict[str, Any]:
    """Without its clients."""
    names = ("id", "made_by", "format", "basis", "recipient", "affiliation", "purpose", "particulars")
    return {
        **{name: row[name] for name in names},
        "at": _instant(row["at"]),
        "from_on": row["from_on"],
        "to_on": row["to_on"],
        "session": row["session_id"],
        "left_out": row["left_out"],
    }


def disclosed_client_row(row: Row) -> dict[str, Any]:
    return {
        "person": row["person_id"],
        "clinic": row["clinic_id"],
        "consent": row["consent_id"],
        "records": row["records"],
    }


def disclosure_end_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["disclosure_id"],
        "at": _instant(row["at"]),
        "complete": row["complete"],
        "records": row["records"],
    }


def leaf_row(row: Row) -> dict[str, Any]:
    return {
        "position": row["position"],
        "kind": row["kind"],
        "session": row["session_id"],
        "subject": row["subject_id"],
        "salt": row["salt"],
        "content": _json(row["content"]),
        "hash": row["hash"],
    }


def head_row(row: Row) -> dict[str, Any]:
    return {"size": row["size"], "frontier": _json(row["frontier"])}


def signed_head_row(row: Row) -> dict[str, Any]:
    return {
        "clinic": row["clinic_id"],
        "number": row["number"],
        "size": row["size"],
        "key": row["key_id"],
        "root": row["root"],
        "at": _instant(row["at"]),
        "signature": row["signature"],
    }


def _about(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "session": row["session_id"], "participant": row["participant_id"]}


def _instant(value: Any) -> Any:
    """With its microseconds, in UTC, in which times are stored."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()


def _json(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
