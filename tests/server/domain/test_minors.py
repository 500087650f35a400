"""When somebody comes of age, who consents to their treatment, and what a guardian may learn."""

from datetime import UTC, date, datetime

import pytest

from server.domain.disclosure.decision import Consent
from server.domain.joining.answers import Answers
from server.domain.joining.checks import Licensed, Why, check
from server.domain.joining.questions import Question, asked_of
from server.domain.joining.words import in_words
from server.domain.minors.age import comes_of_age_on, is_minor
from server.domain.minors.states import SHIPPED, UNKNOWN, Ages, consents_alone
from server.domain.minors.telling import TreatmentConsent, may_be_told

BORN, DAY = date(2008, 3, 5), date(2026, 3, 4)
AT_NIGHT = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
"""22:30 of the day before in California, half past midnight in Chicago."""


def test_one_comes_of_age_by_the_clock_of_the_place():
    assert is_minor(BORN, AT_NIGHT, "America/Los_Angeles")
    assert not is_minor(BORN, AT_NIGHT, "America/Chicago")
    assert comes_of_age_on(BORN) == date(2026, 3, 5)
    assert comes_of_age_on(date(2008, 2, 29)) == date(2026, 3, 1)
    assert not is_minor(None, AT_NIGHT, "UTC")


@pytest.mark.parametrize(
    ("ages", "treats", "age", "alone"),
    [
        (SHIPPED["CA"], "both", 12, True),
        (SHIPPED["CA"], "both", 11, False),
        (SHIPPED["CO"], "mental_health", 12, True),
        (SHIPPED["CO"], "both", 17, False),
        (Ages(12, 16, "law"), "both", 15, False),
        (UNKNOWN, "substance_use", 17, False),
    ],
)
def test_where_nobody_has_said_from_which_age_a_guardian_is_needed(ages, treats, age, alone):
    assert consents_alone(ages, treats, age) is alone


def test_every_age_that_is_shipped_names_its_source():
    assert all(one.source for one in SHIPPED.values())


ROSA = "Rosa Herrera"
CONSENT = Consent("c", "rosa  herrera", "Family sessions", "1", DAY, None)
BY_GUARDIAN = TreatmentConsent("guardian", "both", "TX", alone=False)
BY_THEMSELF = TreatmentConsent("client", "mental_health", "CO", alone=True)
BY_BOTH_THOUGH_ALONE = TreatmentConsent("both", "both", "CA", alone=True)


@pytest.mark.parametrize(
    ("minor", "treatment", "consents", "told"),
    [
        (True, [], [], False),
        (True, [], [CONSENT], True),
        (True, [BY_GUARDIAN], [], True),
        (True, [BY_GUARDIAN, BY_THEMSELF], [], False),
        (True, [BY_BOTH_THOUGH_ALONE], [], False),
        (True, [BY_BOTH_THOUGH_ALONE], [CONSENT], True),
        (False, [BY_GUARDIAN], [], False),
        (False, [BY_GUARDIAN], [CONSENT], True),
    ],
)
def test_a_guardian_learns_nothing_without_the_consent_of_whom_may_consent(minor, treatment, consents, told):
    assert may_be_told(ROSA, minor, treatment, consents, DAY) is told


def test_a_consent_that_was_withdrawn_opens_nothing_from_that_day_on():
    gone = Consent("c", ROSA, "Family sessions", "1", DAY, None, DAY)
    assert not may_be_told(ROSA, True, [], [gone], DAY)


def test_a_minor_is_asked_for_an_adult_who_is_reachable_and_nobody_else_is():
    assert Question.ADULT in asked_of(minor=True) and Question.ADULT not in asked_of(minor=False)
    said = Answers(True, "CO", "", "555-0142", alone=True, agreed=True, agreement="1", adult=False)
    assert check(said, Licensed(), minor=True).talk_first == (Why.NO_ADULT,)
    assert check(said._replace(adult=None), Licensed(), minor=True).talk_first == (Why.NO_ADULT,)
    assert check(said._replace(adult=True), Licensed(), minor=True).is_complete
    assert check(said._replace(adult=None), Licensed(), minor=False).is_complete


def test_whoever_reads_the_answers_in_a_record_learns_that_an_adult_was_reachable_and_not_who():
    said = Answers(True, "CO", "", "555-0142", True, True, "1", adult=True, adult_name=ROSA, adult_phone="555-0199")
    assert "an adult is reachable now" in in_words(said)
    assert ROSA not in in_words(said) and "555-0199" not in in_words(said)
    assert "no adult is reachable" in in_words(said._replace(adult=False))
    assert "adult" not in in_words(said._replace(adult=None))
