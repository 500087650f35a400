"""Levels of care, one more intensive than another. ASAM numbers them: 1 outpatient, 2.1 IOP, 2.5 PHP."""

import re
from typing import Literal

AFTERCARE = "aftercare"
"""What follows treatment: alumni and continuing care, below every level of it."""


def intensity(level: str) -> float | None:
    """Greater is more; None: of a level that says no number."""
    if level == AFTERCARE:
        return 0.0
    number = re.match(r"\d+(\.\d+)?", level)
    return float(number[0]) if number else None


def direction(before: str, after: str) -> Literal["step_up", "step_down", "transfer"]:
    """What it is to go from one level to another; a transfer where neither is more than the other."""
    one, other = intensity(before), intensity(after)
    if one is None or other is None or one == other:
        return "transfer"
    return "step_up" if other > one else "step_down"
