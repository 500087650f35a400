"""Why a record says what it does, in words, once people have said something else than the evidence."""

from server.domain.signing.amendment import AmendmentKind
from server.domain.signing.case import Case

_BY_HAND = {AmendmentKind.CORRECTION: "Corrected", AmendmentKind.ENTERED_IN_ERROR: "Entered in error"}


def reason_in_force(case: Case, derived: str) -> str:
    """`derived`: the reason that the evidence gives. It follows what a clinician put in its place."""
    amendment = case.amendment
    said = _BY_HAND.get(amendment.kind) if amendment else None
    if amendment is None or said is None:
        return derived
    return f"{said}: {_sentence(amendment.reason)} By the evidence alone: {derived}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
