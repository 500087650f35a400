"""Whether a guardian may learn anything of a client (42 CFR 2.14)."""

from collections.abc import Collection, Iterable
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
    """What their treatment rests on. `alone`: by the law of that state they can consent alone at the age that they have
    now."""

    given_by: GivenBy
    treats: Treats
    state: str
    alone: bool

    @property
    def opens(self) -> bool:
        """To a guardian."""
        return self.given_by != "client" and not self.alone


def may_be_told(
    guardian: str, minor: bool, treatment: Collection[TreatmentConsent], consents: Iterable[Consent], day: date
) -> bool:
    """`guardian`: their name, as a consent names them; `treatment`: all that holds. A live consent of the client's
    always opens it. Without one a guardian is told only where all of the minor's treatment rests on a guardian's
    consent, and none of it could the minor consent to alone by now; where nobody has said what holds in the state,
    nobody is told anything either."""
    if any(same(one.recipient, guardian) and one.refusal(day) is None for one in consents):
        return True
    return minor and bool(treatment) and all(one.opens for one in treatment)
