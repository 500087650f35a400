"""Somebody with the database in their hands changes, deletes or slips in a version of a policy: the check says so."""

import pytest

from tests.support.clinics import NOON
from tests.support.databases import underneath
from tests.support.log import checked, failures
from tests.support.policies import of_clinic, written

SLIPPED_IN = (
    "INSERT INTO policies SELECT 'other', clinic_id, scope, scope_id, 2, effective_from, rules, reason, created_by, "
    "created_at FROM policies"
)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE policies SET rules = '{\"grace_ms\":1}'", "version 1 of the clinic's policy is not what was saved"),
        ("UPDATE policies SET effective_from = '2025-01-01'", "is not what was saved: its row was changed"),
        ("UPDATE policies SET rules = 'none'", "is not what was saved: its row was changed"),
        ("DELETE FROM policies", "version 1 of the clinic's policy was deleted from the table"),
        (SLIPPED_IN, "Version 2 of the clinic's policy (other) is in no leaf: it was slipped in."),
    ],
)
async def test_a_version_that_is_not_what_was_saved_is_found(clinic, north, settings, statement, said):
    await written(clinic, of_clinic(north), grace_ms=300_000)
    await clinic.log.sign("north", NOON)
    assert failures(await checked(clinic, "north")) == []
    underneath(settings, statement, unprotected=True)
    (failure,) = failures(await checked(clinic, "north"))
    assert said in failure
