"""What an assessment must say, and of what enrolling without one warns."""

from dataclasses import replace

import pytest

from server.domain.assessment.findings import Asked, Findings, problems_of
from server.domain.enrollment.rules import of_assessment

YES = Asked(True, True)
WELL = Findings(YES, YES, YES, "Rosa Herrera", "mother", "555-0199", "telehealth")


def fields(found: Findings, enrolls: bool = False) -> list[str]:
    return [field for field, _ in problems_of(found, enrolls)]


def test_all_well_needs_no_reason_and_may_end_in_an_enrollment():
    assert fields(WELL, enrolls=True) == []
    assert Findings.from_data(WELL.to_data()) == WELL


@pytest.mark.parametrize("answer", [Asked(False, True), Asked(True, False)])
def test_a_no_or_an_answer_that_was_not_given_alone_wants_a_reason_where_care_is_from_home(answer):
    doubtful = replace(WELL, safety_plan=answer)
    assert fields(doubtful) == ["reason"]
    assert fields(replace(doubtful, reason="Her sister sat in the next room")) == []
    assert fields(replace(doubtful, suitability="in_person")) == []


def test_care_from_home_needs_somebody_to_reach():
    assert fields(replace(WELL, contact_phone=" ")) == ["contact_phone"]
    assert fields(replace(WELL, contact_phone="", suitability="in_person")) == []


def test_not_suitable_says_why_and_is_no_enrollment():
    unsuited = replace(WELL, suitability="not_suitable")
    assert fields(unsuited) == ["reason"]
    assert fields(replace(unsuited, reason="Needs withdrawal management first"), enrolls=True) == ["suitability"]


@pytest.mark.parametrize(
    ("judged", "settings", "code"),
    [
        (None, {"remote"}, "not_assessed"),
        (None, {"hybrid", "in_person"}, "not_assessed"),
        (None, {"in_person"}, None),
        (None, set(), None),
        ("telehealth", {"remote"}, None),
        ("in_person", {"hybrid"}, None),
        ("in_person", {"remote"}, "assessed_otherwise"),
        ("not_suitable", set(), "assessed_otherwise"),
    ],
)
def test_who_was_not_assessed_for_sessions_from_home_or_otherwise_is_warned_of(judged, settings, code):
    assert [one.code for one in of_assessment(judged, settings)] == ([code] if code else [])
