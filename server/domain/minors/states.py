"""From which age a minor may consent alone to outpatient treatment, by state.

Only what could be read in the statute or in a text that quotes it is here. It is no legal advice: a clinic looks at
what holds for it, and sets it. What is not known is None, and then a guardian's consent is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Treats = Literal["substance_use", "mental_health", "both"]


@dataclass(frozen=True, slots=True)
class Ages:
    """In whole years; None: nobody has said it."""

    substance_use: int | None
    mental_health: int | None
    source: str

    def needed(self, treats: Treats) -> int | None:
        """From which age a minor consents alone to that; to both, where they may to each."""
        if treats == "substance_use":
            return self.substance_use
        if treats == "mental_health":
            return self.mental_health
        if self.substance_use is None or self.mental_health is None:
            return None
        return max(self.substance_use, self.mental_health)


SHIPPED: Mapping[str, Ages] = {
    "CA": Ages(12, 12, "Cal. Family Code 6924 and 6929, Health and Safety Code 124260"),
    "CO": Ages(None, 12, "C.R.S. 12-245-203.5 (psychotherapy)"),
    "OR": Ages(14, 14, "ORS 109.675 (without methadone maintenance)"),
    "WA": Ages(13, 13, "RCW 71.34.530 (outpatient behavioral health)"),
}
UNKNOWN = Ages(None, None, "")


def consents_alone(ages: Ages, treats: Treats, age: int) -> bool:
    needed = ages.needed(treats)
    return needed is not None and age >= needed
