from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy, Cosignature
from server.domain.attendance.policy_versions import (
    Holder,
    PolicyVersion,
    Scope,
    clashes,
    compose,
    in_force,
    newest,
)
from server.domain.attendance.policy_words import EDITABLE, differences, in_words

CLINIC, PROGRAM = Holder(Scope.CLINIC, "cedar"), Holder(Scope.PROGRAM, "iop")
PAYER, OTHER_PAYER = Holder(Scope.PAYER, "state"), Holder(Scope.PAYER, "union")
MARCH = date(2026, 3, 1)
SAVED = datetime(2026, 2, 20, 18, tzinfo=UTC)


def version(holder: Holder, number: int, effective_from: date = MARCH, saved_at: datetime = SAVED, **rules: Any):
    return PolicyVersion(holder, number, effective_from, rules, saved_at)


def test_without_any_version_the_default_judges():
    assert compose([None, None, None]) is DEFAULT_POLICY


def test_the_more_particular_scope_overrides_and_the_name_says_which_versions():
    policy = compose(
        [
            version(CLINIC, 3, grace_ms=1000, group_cap=10, phone_counts=True),
            version(PROGRAM, 1, grace_ms=2000, group_cap=9),
            version(PAYER, 2, grace_ms=3000),
        ]
    )
    assert (policy.grace_ms, policy.group_cap, policy.phone_counts) == (3000, 9, True)
    assert policy.version == "clinic 3, program 1, payer 2"


def test_overrides_of_a_clinic_that_wrote_nothing_lie_over_the_default():
    policy = compose([None, None, version(PAYER, 1, phone_counts=False)])
    assert policy.version == "default-2, payer 1"
    assert not policy.phone_counts and policy.present_percent == DEFAULT_POLICY.present_percent


def test_every_kind_of_rule_comes_through_a_stored_version():
    rules: dict[str, Any] = {
        "counting_kinds": ["film"],
        "weekly_hours": [["2.1", 9, 19]],
        "cosignature": "always",
        "week_starts_on": 6,
    }
    policy = compose([version(CLINIC, 1, **rules)])
    assert policy.counting_kinds == (SessionKind.FILM,)
    assert policy.weekly_hours == (("2.1", 9, 19),)
    assert (policy.cosignature, policy.week_starts_on) == (Cosignature.ALWAYS, 6)


def test_a_version_is_in_force_from_its_day_on():
    versions = [version(CLINIC, 1, MARCH), version(CLINIC, 2, date(2026, 3, 10))]
    days = [date(2026, 2, 28), MARCH, date(2026, 3, 9), date(2026, 3, 10), date(2026, 4, 1)]
    found = [in_force(versions, CLINIC, day) for day in days]
    assert [one and one.number for one in found] == [None, 1, 1, 2, 2]


def test_a_newer_version_with_an_earlier_day_takes_the_place_of_one_that_was_planned():
    versions = [version(CLINIC, 1, date(2026, 3, 10)), version(CLINIC, 2, MARCH)]
    found = in_force(versions, CLINIC, date(2026, 3, 20))
    assert found is not None and found.number == 2


def test_a_version_saved_during_or_after_a_session_does_not_judge_it():
    versions = [version(CLINIC, 1), version(CLINIC, 2, MARCH, SAVED + timedelta(days=10))]
    begins = SAVED + timedelta(days=10)
    before, at = (
        in_force(versions, CLINIC, MARCH, begins - timedelta(seconds=1)),
        in_force(versions, CLINIC, MARCH, begins),
    )
    assert before is not None and before.number == 1
    assert at is not None and at.number == 2


def test_holders_are_told_apart():
    versions = [version(PAYER, 1), version(OTHER_PAYER, 4), version(PROGRAM, 2)]
    found = in_force(versions, PAYER, MARCH)
    assert found is not None and found.number == 1
    assert newest(versions, CLINIC) is None


def test_rules_that_contradict_those_of_another_scope_are_found_with_whose_they_are():
    payer = version(PAYER, 1, partial_percent=60)
    (clash,) = clashes([payer], version(CLINIC, 1, present_percent=50))
    assert clash.rule == "partial_percent"
    assert clash.others == (payer,)


def test_a_contradiction_that_comes_with_a_version_that_was_planned_is_found():
    planned = version(PROGRAM, 1, date(2026, 6, 1), present_percent=30)
    assert clashes([planned], version(PAYER, 1, partial_percent=40))
    assert not clashes(
        [version(PROGRAM, 1, present_percent=30), version(PROGRAM, 2)], version(PAYER, 1, partial_percent=40)
    )


def test_a_payers_rules_never_meet_another_payers():
    assert not clashes([version(OTHER_PAYER, 1, present_percent=30)], version(PAYER, 1, partial_percent=40))


def test_an_own_contradiction_is_nobody_elses():
    (clash,) = clashes([], version(CLINIC, 1, partial_percent=90))
    assert (clash.rule, clash.others) == ("partial_percent", ())
    assert clash.words == "must not be more than for present, which is 80"


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("grace_ms", -1),
        ("present_percent", 101),
        ("day_minutes", 1441),
        ("week_starts_on", 7),
        ("weekly_hours", (("2.1", 9, 8),)),
        ("weekly_hours", (("2.1", 9, 19), ("2.1", 6, 19))),
    ],
)
def test_a_policy_without_sense_is_refused_and_the_rule_is_named(rule, value):
    with pytest.raises(ValueError, match=rule):
        AttendancePolicy(**{rule: value})


def test_every_rule_but_the_version_is_said_in_words_once():
    said = [one.rule for one in in_words(DEFAULT_POLICY.to_data())]
    rules = {one.name for one in fields(AttendancePolicy)} - {"version"}
    assert sorted(said) == sorted(rules) == sorted(EDITABLE)


def test_the_default_in_words():
    said = {one.rule: one.words for one in in_words(DEFAULT_POLICY.to_data())}
    assert said["present_percent"] == "Present from 80 % of the time that was held."
    assert said["grace_ms"] == "More than 10 min after the start is late, and before the end left early."
    assert said["weekly_hours"] == (
        "Hours a week: level 1 up to 8; level 2.1 9 to 19; level 2.1-adolescent 6 to 19; level 2.5 20 or more."
    )
    assert said["day_minutes"] == "A day is one of service from 3 h on, all its sessions together."


def test_only_what_differs_is_told():
    (one,) = differences(DEFAULT_POLICY.to_data(), {**DEFAULT_POLICY.to_data(), "staff_gap_ms": 90_000})
    assert (one.rule, one.before) == ("staff_gap_ms", "Time without staff never counts, however short.")
    assert one.after == "Time without staff counts up to 1 min 30 s at a stretch."


def test_an_override_that_says_what_the_clinic_says_is_a_difference_all_the_same():
    (one,) = differences({}, {"phone_counts": True})
    assert (one.before, one.after) == (None, "Time by phone counts.")
    assert differences({"phone_counts": True}, {"phone_counts": True}) == []
