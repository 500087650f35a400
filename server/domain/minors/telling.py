"""Whether a guardian may learn anything of a client (42 CFR 2.14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from server.domain.disclosure.decision import Consent
from server.domain.disclosure.terms import same
from server.domain.minors.states import Treats

GivenBy = Literal["client", "guardian", "both"]
WITHHELD = "Their guardian learns nothing without their consent (42 CFR 2.14)."


@dataclass(frozen=True, slots=True)
class TreatmentConsent:
    """What their treatment rests on. `alone`: by the law of that state they could consent alone on that day."""

    given_by: GivenBy
    treats: Treats
    state: str
    alone: bool


def may_be_told(
    guardian: str, minor: bool, treatment: TreatmentConsent | None, consents: Iterable[Consent], day: date
) -> bool:
    """`guardian`: their name, as a consent names them. A live consent of the client's always opens it. Without one a
    guardian is told only where the minor's treatment rests on a guardian's consent and the minor could not consent
    alone; where nobody has said what holds in the state, nobody is told anything either."""
    if any(same(one.recipient, guardian) and one.refusal(day) is None for one in consents):
        return True
    return minor and treatment is not None and treatment.given_by != "client" and not treatment.alone
