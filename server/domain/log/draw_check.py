"""A draw for drug screens, drawn again from what its row says: seed, list and rule."""

from collections.abc import Mapping
from typing import Any

from server.domain.drug_screens.drawing import DrawRule, Eligible, drawn
from server.domain.log.findings import Findings


def drawn_again(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Raises KeyError, TypeError or ValueError for a row that is no draw."""
    eligible = tuple(Eligible(str(one["person_id"]), int(one["waited"])) for one in row["eligible"])
    return drawn(str(row["seed"]), eligible, DrawRule.of_data(row["rule"]))


def check_draw(row: Mapping[str, Any], findings: Findings) -> None:
    if list(drawn_again(row)) != row["selected"]:
        findings.failed(
            f"The draw for drug screens {row['id']} chose others than its seed, its list and its rule do: it was not "
            "by chance."
        )
