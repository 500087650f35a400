"""Rows of judgements, attestations, amendments and decisions as leaves cover them."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select

from server.domain.log.leaf import Kind
from server.storage.log_rows import (
    Row,
    amendment_row,
    as_written,
    attestation_row,
    decision_row,
    judgement_row,
)
from server.storage.rows import also
from server.storage.tables import amendment_decisions, amendments, attestations, judgements

LineOf = Callable[[Row], dict[str, Any]]


def signing_rows(clinic_id: str, session_id: str) -> Sequence[tuple[Kind, Select[Any], LineOf]]:
    """Queries for all that was said of a session's records, kind by kind, each with what makes lines of its rows."""
    decided = (
        as_written(amendment_decisions)
        .add_columns(amendments.c.session_id, amendments.c.participant_id)
        .join(amendments, amendments.c.id == amendment_decisions.c.amendment_id)
        .where(also(amendment_decisions.c.clinic_id, clinic_id), amendments.c.session_id == session_id)
        .order_by(amendments.c.participant_id, amendments.c.number)
    )
    return [
        *(
            (
                kind,
                as_written(table)
                .where(also(table.c.clinic_id, clinic_id), table.c.session_id == session_id)
                .order_by(table.c.participant_id, table.c.at, table.c.id),
                line_of,
            )
            for kind, table, line_of in (
                (Kind.JUDGEMENT, judgements, judgement_row),
                (Kind.AMENDMENT, amendments, amendment_row),
                (Kind.ATTESTATION, attestations, attestation_row),
            )
        ),
        (Kind.DECISION, decided, decision_row),
    ]
