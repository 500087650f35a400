"""The proofs of one client's records as JSON lines, which `viop audit verify` checks: docs/log.md."""

from server.domain.canonical import Json
from server.domain.log.proof_bundle import bundle
from server.services.disclosures.export_material import OneClient


def proof_lines(one: OneClient) -> bytes:
    """What the log cannot prove is named with the reason."""
    made, terms = one.cover.disclosure, one.cover.disclosure.terms
    header: dict[str, Json] = {
        "clinic": {"id": one.cover.clinic.id, "name": one.cover.clinic.name},
        "made_at": made.at.isoformat(),
        "client": one.totals.client.id,
        "from": made.from_on.isoformat(),
        "to": made.to_on.isoformat(),
        "disclosure": {
            "id": made.id,
            "basis": terms.basis.value,
            "recipient": terms.recipient,
            "purpose": terms.purpose,
            "consent": one.cover.scopes.get(one.totals.client.id),
            "notice": one.cover.notice,
        },
        "unproved": [
            {"session": proof.session_id, "state": proof.state.value} for proof in one.proofs if proof.lines is None
        ],
    }
    return "".join(bundle(header, [proof.lines for proof in one.proofs if proof.lines is not None])).encode()
