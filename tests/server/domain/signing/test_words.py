import pytest

from server.domain.signing.words import reason_in_force
from tests.support.signing import LATE, PRESENT, corrected, decided, derived, in_error, rederived, signed

SIGNED = signed(derived(PRESENT))


@pytest.mark.parametrize("case", [SIGNED, rederived(SIGNED, LATE), decided(rederived(SIGNED, LATE), True)])
def test_what_the_evidence_says_is_all_unless_somebody_said_something_else(case):
    assert reason_in_force(case, "Came late.") == "Came late."


@pytest.mark.parametrize(("case", "word"), [(corrected(SIGNED), "Corrected"), (in_error(SIGNED), "Entered in error")])
def test_a_corrected_record_does_not_say_what_is_not_so_any_more(case, word):
    reason = case.amendments[-1].reason
    assert reason_in_force(case, "Came late.").startswith(f"{word}: {reason}")
    assert reason_in_force(case, "Came late.").endswith(". By the evidence alone: Came late.")
