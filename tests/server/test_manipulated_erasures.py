"""What was lawfully erased is told, and hides nothing that was not."""

import asyncio

import pytest

from server.clinic import Clinic
from server.domain.log import kinds
from server.domain.log.findings import Level
from server.domain.log.leaf import Kind
from tests.support.clinics import NOON
from tests.support.log import failures, leaves_of, words
from tests.support.manipulated import check, the_failure, underneath, with_clinic


def test_what_was_lawfully_erased_is_said_and_everything_else_still_holds(kept, var):
    async def erase(clinic: Clinic) -> None:
        assert await clinic.log.erase("north", kept.cast.clients[0], "D. Okafor", "retention ended", NOON) == 2

    asyncio.run(with_clinic(var, erase))
    report = check(var, kept.heads[1])
    assert failures(report) == []
    assert "2 leaves were lawfully erased by D. Okafor, who said why: retention ended" in words(report, Level.NOTE)


AFTER_AN_ERASURE = {
    "what a fact says of somebody else": (
        "UPDATE presence_facts SET fact = replace(fact, 'on the phone', 'in bed') WHERE kind = 'stated'",
        "what the facts say of north-client1 is not what was sealed",
    ),
    "a fact about somebody else is gone": ("DELETE FROM presence_facts WHERE kind = 'stated'", "1 fact sealed with"),
    "a beat is gone": (
        "DELETE FROM presence_facts WHERE id = (SELECT max(id) FROM presence_facts WHERE kind = 'beat')",
        "1 fact sealed with",
    ),
    "a beat speaks of somebody who was not there": (
        "UPDATE presence_facts SET fact = replace(fact, '\"connections\":[', "
        '\'"connections":[["x","c",0,"avr"],\') WHERE kind = \'beat\'',
        "no leaf covers what its facts say of x",
    ),
    "a record of somebody else is new": (
        "INSERT INTO attendance_records SELECT 'new', clinic_id, session_id, participant_id, 9, derived_at, outcome, "
        "countable_ms, record FROM attendance_records WHERE participant_id = 'north-client1' AND version = 1",
        "the record of north-client1, version 9, is in no leaf: it was slipped in",
    ),
}


@pytest.mark.parametrize(("statement", "said"), AFTER_AN_ERASURE.values(), ids=AFTER_AN_ERASURE.keys())
def test_an_erasure_hides_no_change_of_what_is_about_anybody_else(kept, var, statement, said):
    asyncio.run(
        with_clinic(var, lambda clinic: clinic.log.erase("north", kept.cast.clients[0], "D. Okafor", "why", NOON))
    )
    with underneath(var) as database:
        assert database.execute(statement).rowcount > 0
    assert said in the_failure(var)


def test_a_seal_that_was_erased_by_hand_under_a_leaf_that_says_so_is_found(var):
    """Somebody adds an erasure as the app does, gets it signed, and sets the facts of a session free."""

    async def add(clinic: Clinic) -> None:
        seal = (await leaves_of(clinic, "north", Kind.SESSION))[0]
        await clinic.log.append([kinds.erased("north", NOON, [seal.position], "D. Okafor", "retention ended")])
        await clinic.log.sign("north", NOON)

    asyncio.run(with_clinic(var, add))
    empty = "UPDATE log_leaves SET content = NULL, salt = NULL"
    with underneath(var) as database:
        database.execute(f"{empty} WHERE position = (SELECT min(position) FROM log_leaves WHERE kind = 'session')")
    assert "It was about nobody: no erasure is of it" in the_failure(var)
    with underneath(var) as database:
        database.execute("UPDATE log_leaves SET kind = 'grant', session_id = NULL WHERE content IS NULL")
    assert "a seal that its leaves speak of is not there" in the_failure(var)
