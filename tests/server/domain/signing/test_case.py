"""The status of a record, and what is in force, after everything that can happen to one."""

from datetime import timedelta

import pytest

from server.domain.signing.case import Status
from server.domain.signing.values import NOTHING, Value
from tests.support.signing import (
    CORRECTED,
    ENDED,
    HOUR,
    LATE,
    PRESENT,
    corrected,
    cosigned,
    decided,
    derived,
    in_error,
    rederived,
    signed,
)

FRESH = derived(PRESENT)
SIGNED = signed(FRESH)
PROPOSED = rederived(SIGNED, LATE)

CASES = {
    "nobody signed": (FRESH, Status.UNSIGNED, 1, PRESENT),
    "facts came before anybody signed": (rederived(FRESH, LATE), Status.UNSIGNED, 2, LATE),
    "signed": (SIGNED, Status.SIGNED, 1, PRESENT),
    "signed, a co-signature is wanted": (signed(FRESH, cosign=True), Status.COSIGNATURE, 1, PRESENT),
    "co-signed": (cosigned(signed(FRESH, cosign=True)), Status.SIGNED, 1, PRESENT),
    "facts came after it was signed": (PROPOSED, Status.PROPOSED, 1, PRESENT),
    "and were accepted": (decided(PROPOSED, True), Status.AMENDED, 2, LATE),
    "and the amended record was signed": (signed(decided(PROPOSED, True)), Status.SIGNED, 2, LATE),
    "and were declined": (decided(PROPOSED, False), Status.SIGNED, 1, PRESENT),
    "facts came before anybody co-signed": (rederived(signed(FRESH, cosign=True), LATE), Status.PROPOSED, 1, PRESENT),
    "corrected before anybody signed": (corrected(FRESH), Status.UNSIGNED, 1, CORRECTED),
    "and facts came after that": (rederived(corrected(FRESH), LATE), Status.PROPOSED, 1, CORRECTED),
    "corrected after it was signed": (corrected(SIGNED), Status.AMENDED, 1, CORRECTED),
    "and signed anew": (signed(corrected(SIGNED)), Status.SIGNED, 1, CORRECTED),
    "and signed anew, a co-signature is wanted": (
        signed(corrected(SIGNED), cosign=True),
        Status.COSIGNATURE,
        1,
        CORRECTED,
    ),
    "corrected twice": (corrected(corrected(SIGNED), PRESENT), Status.AMENDED, 1, PRESENT),
    "entered in error": (in_error(SIGNED), Status.AMENDED, 1, NOTHING),
    "entered in error, and signed": (signed(in_error(SIGNED)), Status.ENTERED_IN_ERROR, 1, NOTHING),
    "entered in error by mistake": (signed(corrected(in_error(SIGNED))), Status.SIGNED, 1, CORRECTED),
    "later facts before anybody decided": (rederived(PROPOSED, CORRECTED), Status.PROPOSED, 1, PRESENT),
    "of which the last were accepted": (decided(rederived(PROPOSED, CORRECTED), True), Status.AMENDED, 3, CORRECTED),
    "accepted over a correction": (decided(rederived(corrected(SIGNED), LATE), True), Status.AMENDED, 2, LATE),
}


@pytest.mark.parametrize(("case", "status", "version", "value"), CASES.values(), ids=CASES.keys())
def test_status_version_and_value_in_force(case, status, version, value):
    assert (case.status, case.version, case.value) == (status, version, value)


def standing(case, after_hours, sign_within=48):
    return case.standing(ENDED, timedelta(hours=sign_within), ENDED + timedelta(hours=after_hours))


@pytest.mark.parametrize(
    ("hours", "status"),
    [
        (0, Status.UNSIGNED),
        (23.9, Status.UNSIGNED),
        (24, Status.DUE),
        (47.9, Status.DUE),
        (48, Status.OVERDUE),
        (500, Status.OVERDUE),
    ],
)
def test_an_unsigned_record_is_due_in_its_last_day_and_overdue_after_it(hours, status):
    found = standing(FRESH, hours)
    assert (found.status, found.overdue, found.since) == (status, hours >= 48, ENDED)
    assert found.due_at == ENDED + timedelta(hours=48)


def test_without_a_deadline_nothing_is_ever_due():
    found = standing(FRESH, 5000, sign_within=0)
    assert (found.status, found.due_at, found.overdue) == (Status.UNSIGNED, None, False)


@pytest.mark.parametrize(
    ("case", "since"),
    [
        (corrected(SIGNED, at=ENDED + 100 * HOUR), ENDED + 100 * HOUR),
        (decided(PROPOSED, True, at=ENDED + 200 * HOUR), ENDED + 200 * HOUR),
        (rederived(SIGNED, LATE, at=ENDED + 30 * HOUR), ENDED + 30 * HOUR),
        (signed(FRESH, at=ENDED + 7 * HOUR, cosign=True), ENDED + 7 * HOUR),
    ],
)
def test_what_has_to_be_done_anew_has_its_time_from_then(case, since):
    found = standing(case, 300)
    assert (found.since, found.due_at, found.overdue) == (since, since + 48 * HOUR, True)


def test_a_signed_record_waits_for_nothing():
    found = standing(SIGNED, 5000)
    assert (found.since, found.due_at, found.overdue) == (None, None, False)


def test_both_values_of_each_amendment_stay_to_be_seen():
    case = signed(decided(rederived(corrected(SIGNED), LATE), True))
    case = decided(rederived(case, Value("partial", 60_000, 0, 60_000)), False)
    said = [(case.value_before(one), case.value_with(one), case.state_of(one).value) for one in case.amendments]
    assert said == [
        (PRESENT, CORRECTED, "replaced"),
        (CORRECTED, LATE, "in_force"),
        (LATE, Value("partial", 60_000, 0, 60_000), "declined"),
    ]
    assert case.status is Status.SIGNED


def test_a_proposal_that_later_facts_overtook_is_open_no_more():
    case = rederived(PROPOSED, CORRECTED)
    assert [case.state_of(one).value for one in case.amendments] == ["overtaken", "proposed"]
    assert case.value_before(case.amendments[1]) == PRESENT


def test_the_judgement_is_the_one_that_the_newest_signature_names():
    first = signed(FRESH, note="was at a funeral")
    assert first.judgement is not None and first.judgement.note == "was at a funeral"
    again = signed(corrected(first), note="brought a letter")
    assert again.judgement is not None and again.judgement.note == "brought a letter"
    assert signed(FRESH).judgement is None


def test_what_a_page_showed_is_told_from_everything_that_came_after():
    story = [
        FRESH,
        rederived(FRESH, LATE),
        SIGNED,
        PROPOSED,
        decided(PROPOSED, True),
        decided(PROPOSED, False),
        corrected(SIGNED),
        signed(corrected(SIGNED)),
        signed(FRESH, cosign=True),
        cosigned(signed(FRESH, cosign=True)),
    ]
    seen = [one.shown("ab" * 32) for one in story]
    same = {5: 2, 8: 2}
    """A declined proposal leaves the record as it was signed; `cosign` is nothing that a page shows."""
    assert len(set(seen)) == len(story) - len(same)
    assert FRESH.shown("ab" * 32) != FRESH.shown("cd" * 32), "the same version with another content"
