from datetime import date

import pytest

from server.domain.retention.keeping import KeepingRule, kept_until

RULE = KeepingRule(adult_years=7, minor_years=3, majority=18)


@pytest.mark.parametrize(
    ("last_day", "born", "until"),
    [
        (date(2020, 5, 1), date(1980, 1, 1), date(2027, 5, 1)),
        (date(2020, 5, 1), date(2010, 6, 1), date(2031, 6, 1)),
        (date(2020, 5, 1), date(2002, 5, 2), date(2027, 5, 1)),
        (date(2020, 5, 1), date(2002, 5, 1), date(2027, 5, 1)),
        (date(2020, 2, 29), date(1980, 1, 1), date(2027, 3, 1)),
        (date(2020, 1, 1), date(2008, 2, 29), date(2029, 3, 1)),
    ],
    ids=["an adult", "a minor, longer", "a minor, no longer", "of age that day", "a leap day", "born on one"],
)
def test_records_are_kept_for_years_after_the_last_day_and_a_minors_until_they_are_of_age_for_years(
    last_day, born, until
):
    assert kept_until(RULE, last_day, born) == until


def test_the_age_of_majority_is_a_states_own():
    at_21 = KeepingRule(adult_years=1, minor_years=3, majority=21)
    assert kept_until(at_21, date(2020, 5, 1), date(2000, 1, 1)) == date(2024, 1, 1)
