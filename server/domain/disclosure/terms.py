"""On what terms records leave the clinic: to whom, what for, on what legal basis."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST = 200
"""Characters of a recipient, a purpose or a particular."""


class Basis(StrEnum):
    """Why 42 CFR Part 2 lets them go."""

    CONSENT = "consent"
    TREATMENT_PAYMENT_OPERATIONS = "treatment_payment_operations"
    AUDIT = "audit"
    EMERGENCY = "emergency"
    COURT_ORDER = "court_order"
    CLIENT = "client"

    @property
    def needs_consent(self) -> bool:
        """Whether each client must have a live consent that names the recipient and the purpose."""
        return self in (Basis.CONSENT, Basis.TREATMENT_PAYMENT_OPERATIONS)


BASIS_WORDS = {
    Basis.CONSENT: "the client's written consent (42 CFR 2.31)",
    Basis.TREATMENT_PAYMENT_OPERATIONS: (
        "the client's consent to treatment, payment and health care operations (42 CFR 2.33)"
    ),
    Basis.AUDIT: "an audit or evaluation (42 CFR 2.53)",
    Basis.EMERGENCY: "a medical emergency (42 CFR 2.51)",
    Basis.COURT_ORDER: "a court order (42 CFR 2.61-2.67)",
    Basis.CLIENT: "the client's own request (42 CFR 2.23)",
}
PARTICULARS = {
    Basis.AUDIT: "the agreement in which the recipient promised, in writing, to keep to 42 CFR 2.53",
    Basis.EMERGENCY: "what the emergency was",
    Basis.COURT_ORDER: "the court and the number of its order",
}
"""What must be written down besides, by basis."""
TREATMENT, PAYMENT, OPERATIONS = "Treatment", "Payment", "Health care operations"
ALL_THREE = "Treatment, payment and health care operations"
"""The purpose of a consent given once for all future uses of these three kinds (42 CFR 2.31(a)(5)(iii))."""
THE_CLIENT = "The client"
ANY_OF_THEM = "My treating providers, health plans, third-party payers, and people helping to operate this program"
"""The recipient as a consent for treatment, payment and operations may describe it (42 CFR 2.31(a)(4)(i))."""
GENERAL = frozenset(
    {
        *(
            f"{whose}{who}"
            for whose in ("", "my ", "all ", "all my ", "any ", "any of my ")
            for who in (
                "treating provider",
                "treating providers",
                "provider",
                "providers",
                "health plan",
                "health plans",
                "payer",
                "payers",
                "third party payer",
                "third party payers",
                "insurance",
                "insurer",
                "insurers",
            )
        ),
        *("any of them", "anybody", "anyone", "everybody", "everyone", "whom it may concern", "to whom it may concern"),
        *("people helping to operate this program", "my treating providers health plans and third party payers"),
    }
)
"""Recipients as nobody is called: they say who may be one, not who it is."""
NAME_IT = "Name the person or organization that receives it: a description of several names nobody (42 CFR 2.31)."


@dataclass(frozen=True, slots=True)
class Terms:
    basis: Basis
    recipient: str
    """A person or an organisation; in an emergency the medical personnel."""
    purpose: str
    particulars: str = ""
    """See PARTICULARS."""
    affiliation: str = ""
    """In an emergency: the facility that the recipient belongs to (42 CFR 2.51(c)(1))."""


def same(one: str, other: str) -> bool:
    """Whether two texts name the same: letter case and spacing make no difference, anything else does."""
    return normal(one) == normal(other)


def normal(text: str) -> str:
    return " ".join(text.split()).casefold()


def is_general(recipient: str) -> bool:
    """Whether it describes recipients, as a consent to treatment, payment and operations may, and names none."""
    letters = "".join(one if one.isalnum() else " " for one in recipient)
    return same(recipient, ANY_OF_THEM) or normal(letters) in GENERAL


def problems_of(terms: Terms) -> list[tuple[str, str]]:
    """What is missing, as (field, sentence); nothing when the terms are complete."""
    found = []
    if not terms.recipient.strip():
        found.append(("recipient", "Say who receives it."))
    elif is_general(terms.recipient):
        found.append(("recipient", NAME_IT))
    if not terms.purpose.strip():
        found.append(("purpose", "Say what it is for."))
    wanted = PARTICULARS.get(terms.basis)
    if wanted is not None and not terms.particulars.strip():
        found.append(("particulars", f"Write down {wanted}."))
    if terms.basis is Basis.EMERGENCY and not terms.affiliation.strip():
        found.append(("affiliation", "Say to which facility the recipient belongs."))
    if terms.basis is Basis.TREATMENT_PAYMENT_OPERATIONS and not any(
        same(terms.purpose, one) for one in (TREATMENT, PAYMENT, OPERATIONS)
    ):
        found.append(("purpose", "With this consent the purpose is treatment, payment or health care operations."))
    if terms.basis is Basis.CLIENT and not same(terms.recipient, THE_CLIENT):
        found.append(("recipient", "On the client's own request, the client receives it."))
    return found
