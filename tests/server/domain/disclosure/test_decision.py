from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.disclosure.decision import Consent, decide
from server.domain.disclosure.notice import LONG_NOTICE, SHORT_NOTICE, notice_for
from server.domain.disclosure.terms import (
    ALL_THREE,
    ANY_OF_THEM,
    NAME_IT,
    PARTICULARS,
    THE_CLIENT,
    Basis,
    Terms,
    problems_of,
)

DAY = date(2026, 3, 4)
TERMS = Terms(Basis.CONSENT, "Blue River Health Plan", "Eligibility")
GIVEN = Consent("one", "Blue River Health Plan", "Eligibility", "2026-1", date(2026, 1, 5), date(2026, 12, 31))


def test_a_live_consent_that_names_recipient_and_purpose_lets_it_go():
    assert decide(TERMS, [GIVEN], DAY).consent == GIVEN
    assert decide(replace(TERMS, recipient="  blue river  health plan"), [GIVEN], DAY).consent == GIVEN


@pytest.mark.parametrize("changed", [{"recipient": "Blue River"}, {"purpose": "Employment"}])
def test_a_consent_to_another_recipient_or_purpose_does_not(changed):
    found = decide(replace(TERMS, **changed), [GIVEN], DAY)
    assert (found.consent, found.refusal) == (None, "There is no consent to this recipient for this purpose.")


def test_it_says_why_a_consent_does_not_hold():
    withdrawn = replace(GIVEN, withdrawn_on=DAY)
    assert decide(TERMS, [withdrawn], DAY).refusal == "The consent for this was withdrawn on 2026-03-04."
    late = decide(TERMS, [GIVEN], date(2027, 1, 1)).refusal
    assert late == "The consent for this expired on 2026-12-31."
    assert decide(TERMS, [GIVEN], date(2026, 12, 31)).refusal is None
    assert "2026-01-05 only" in str(decide(TERMS, [GIVEN], date(2026, 1, 4)).refusal)


def test_a_new_consent_makes_good_for_a_withdrawn_one_and_never_the_other_way_round():
    newer = replace(GIVEN, id="two", given_on=date(2026, 2, 1))
    withdrawn = replace(GIVEN, withdrawn_on=date(2026, 1, 20))
    assert decide(TERMS, [newer, withdrawn], DAY).consent == newer
    assert decide(TERMS, [replace(newer, withdrawn_on=DAY), withdrawn], DAY).consent is None


def test_a_consent_to_treatment_payment_and_operations_covers_each_and_nothing_else():
    general = replace(GIVEN, recipient=ANY_OF_THEM, purpose=ALL_THREE)
    terms = Terms(Basis.TREATMENT_PAYMENT_OPERATIONS, "Any Plan", "Payment")
    assert decide(terms, [general], DAY).consent == general
    assert decide(terms, [replace(general, recipient="Other Plan")], DAY).consent is None
    assert decide(terms, [GIVEN], DAY).consent is None
    assert decide(replace(terms, basis=Basis.CONSENT), [general], DAY).consent is None
    assert problems_of(replace(terms, purpose="Employment"))[0][0] == "purpose"


@pytest.mark.parametrize("basis", [Basis.AUDIT, Basis.EMERGENCY, Basis.COURT_ORDER, Basis.CLIENT])
def test_other_bases_need_no_consent_but_what_the_rule_asks_to_write_down(basis):
    assert decide(replace(TERMS, basis=basis), [], DAY).refusal is None
    missing = {field for field, _ in problems_of(Terms(basis, "Somebody", "Something"))}
    assert (
        missing
        == {
            Basis.AUDIT: {"particulars"},
            Basis.EMERGENCY: {"particulars", "affiliation"},
            Basis.COURT_ORDER: {"particulars"},
            Basis.CLIENT: {"recipient"},
        }[basis]
    )
    whole = Terms(basis, THE_CLIENT if basis is Basis.CLIENT else "Somebody", "Something", "Why", "Where")
    assert problems_of(whole) == []


def test_whatever_the_basis_recipient_and_purpose_are_named():
    for basis in Basis:
        fields = {field for field, _ in problems_of(Terms(basis, " ", ""))}
        assert {"recipient", "purpose"} <= fields
    assert set(PARTICULARS) == {Basis.AUDIT, Basis.EMERGENCY, Basis.COURT_ORDER}


@pytest.mark.parametrize(
    "recipient", [ANY_OF_THEM, "my treating providers", "Third-party payers", "Anyone", "all payers."]
)
def test_a_description_of_recipients_names_none(recipient):
    """A consent may describe them; what is given by it goes to somebody with a name (42 CFR 2.31)."""
    for basis in (Basis.CONSENT, Basis.TREATMENT_PAYMENT_OPERATIONS, Basis.AUDIT):
        problems = dict(problems_of(Terms(basis, recipient, "Payment", "Why")))
        assert problems == {"recipient": NAME_IT}
    for named in ("Blue River Health Plan", "Provider Services, Inc.", "Dr. Payers"):
        assert problems_of(Terms(Basis.CONSENT, named, "Payment")) == []


def test_the_notice_goes_with_all_but_the_clients_own_copy():
    assert {basis for basis in Basis if notice_for(basis) == LONG_NOTICE} == {
        basis for basis in Basis if basis.needs_consent
    }
    assert {basis for basis in Basis if notice_for(basis) is None} == {Basis.CLIENT}
    assert notice_for(Basis.AUDIT) == SHORT_NOTICE


@given(
    given=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    lasts=st.none() | st.integers(0, 400),
    withdrawn=st.booleans(),
    day=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)
def test_a_consent_holds_from_its_day_to_its_last_unless_withdrawn(given, lasts, withdrawn, day):
    until = None if lasts is None else given + timedelta(days=lasts)
    consent = Consent("one", "To", "For", "1", given, until, given if withdrawn else None)
    holds = not withdrawn and given <= day and (until is None or day <= until)
    found = decide(Terms(Basis.CONSENT, "To", "For"), [consent], day)
    assert (found.consent is not None) == (found.refusal is None) == holds
