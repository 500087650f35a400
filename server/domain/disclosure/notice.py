"""The statement that goes with records of substance use disorder treatment: 42 CFR 2.32, as amended at 89 FR 12472 (16
February 2024), with which everybody had to comply by 16 February 2026.
"""

from server.domain.disclosure.terms import Basis

SOURCE = "42 CFR 2.32(a), 89 FR 12472 (Feb. 16, 2024)"
LONG_NOTICE = (
    "This record which has been disclosed to you is protected by Federal confidentiality rules (42 CFR part 2). These "
    "rules prohibit you from using or disclosing this record, or testimony that describes the information contained in "
    "this record, in any civil, criminal, administrative, or legislative proceedings by any Federal, State, or local "
    "authority, against the patient, unless authorized by the consent of the patient, except as provided at 42 CFR "
    "2.12(c)(5) or as authorized by a court in accordance with 42 CFR 2.64 or 2.65. In addition, the Federal rules "
    "prohibit you from making any other use or disclosure of this record unless at least one of the following applies: "
    "(i) Further use or disclosure is expressly permitted by the written consent of the individual whose information "
    "is being disclosed in this record or as otherwise permitted by 42 CFR part 2. (ii) You are a covered entity or "
    "business associate and have received the record for treatment, payment, or health care operations, or (iii) You "
    "have received the record from a covered entity or business associate as permitted by 45 CFR part 164, subparts A "
    "and E. A general authorization for the release of medical or other information is NOT sufficient to meet the "
    "required elements of written consent to further use or redisclose the record (see 42 CFR 2.31)."
)
"""Statement 1."""
SHORT_NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""Statement 2, which may stand in place of the first."""


def notice_for(basis: Basis) -> str | None:
    """The first statement where the rule asks for one, which is with a consent; the second where it does not, as the
    records are no less protected there; None for the clients' own copies, which they may do with what they like."""
    if basis.needs_consent:
        return LONG_NOTICE
    return None if basis is Basis.CLIENT else SHORT_NOTICE
