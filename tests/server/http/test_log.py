"""Whether a record is in the attendance log, as the page asks it."""

import pytest

from server.domain.attendance.evidence import CheckedIn
from server.services.log.proof_files import NoProof
from tests.support.clinics import NOON, PASSWORD, fact_of, hold_session
from tests.support.databases import underneath


@pytest.fixture
async def held(clinic, north, clock, api):
    clock.now = await hold_session(clinic, north, NOON, minutes=2)
    await api.sign_in(north, north.admin)
    return north


def path(cast, participant: str | None = None) -> str:
    return f"/api/attendance/sessions/{cast.running}/participants/{participant or cast.clients[0]}/log"


def spoil(settings, *statements: str) -> None:
    """As somebody could who has the database file."""
    underneath(settings, *statements, unprotected=True)


async def test_a_record_that_nobody_touched_is_verified(api, held):
    status, found = await api.get(path(held))
    assert status == 200
    assert found.pop("key")
    assert found == {
        "state": "verified",
        "since": "2026-03-04T20:02:00Z",
        "position": 1,
        "signed_at": "2026-03-04T20:02:00Z",
        "leaves": 6,
        "problem": None,
    }
    assert (await api.get(path(held, held.clients[2])))[1]["state"] == "verified", "of whoever never came too"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "UPDATE attendance_records SET countable_ms = 3600000",
            "The record is not the one that was sealed with leaf 1.",
        ),
        (
            "INSERT INTO attendance_records SELECT 'new', clinic_id, session_id, participant_id, 2, derived_at, "
            "outcome, countable_ms, record FROM attendance_records WHERE participant_id = 'north-client0'",
            "Version 2 of the record is in no leaf.",
        ),
        ("DELETE FROM presence_facts WHERE kind = 'beat'", "What the facts say of the client is not what was sealed"),
        ("DELETE FROM presence_facts WHERE kind = 'session_started'", "What the facts say of the session as a whole"),
        (
            "UPDATE log_leaves SET content = replace(content, '\"version\":1', '\"version\":2') WHERE position = 1",
            "Leaf 1 (attendance in a session) does not have the hash that it was written with",
        ),
        (
            "UPDATE log_nodes SET hash = substr(hash, 2) || substr(hash, 1, 1)",
            "its proof does not lead to the signed head",
        ),
        ("DELETE FROM log_nodes", "its proof does not lead to the signed head"),
        (
            "UPDATE signed_heads SET root = substr(root, 2) || substr(root, 1, 1)",
            "does not continue what its key signed before",
        ),
        ("UPDATE signed_heads SET at = '2026-03-03 20:00:00.000000'", "does not have a signature of a key"),
        ("DELETE FROM signed_heads", "does not continue what its key signed before"),
        ("DELETE FROM log_leaves WHERE kind = 'attendance'", "holds no leaf for this record: it was deleted"),
        ("DELETE FROM log_leaves WHERE session_id IS NOT NULL", "holds no leaf for this record: it was deleted"),
        (
            "UPDATE log_leaves SET content = NULL, salt = NULL WHERE position = 1",
            "no leaf says that it was lawfully erased",
        ),
        (
            "INSERT INTO presence_facts SELECT 'new', clinic_id, session_id, participant_id, connection, kind, source, "
            "'2020-01-01 00:00:00.000000', recorded_at, boot, replace(fact, 'avr', 'a') FROM presence_facts "
            "WHERE kind = 'beat' LIMIT 1",
            "There are two facts of one id.",
        ),
        ("UPDATE log_leaves SET content = '{' WHERE position = 1", "cannot be read: it was changed"),
        ("UPDATE log_leaves SET hash = 'x' WHERE position = 1", "cannot be read: it was changed"),
        ("UPDATE log_leaves SET content = '[]' WHERE position = 1", "cannot be read: it was changed"),
        ("UPDATE log_leaves SET content = '{\"data\":{}}' WHERE position = 0", "cannot be read: it was changed"),
        ("UPDATE presence_facts SET fact = '{}' WHERE kind = 'beat'", "cannot be read: it was changed"),
        ("UPDATE signed_heads SET signature = 'x'", "cannot be read: it was changed"),
    ],
)
async def test_what_was_changed_underneath_is_told(api, settings, held, statement, problem):
    spoil(settings, statement)
    _, found = await api.get(path(held))
    assert found["state"] == "failed"
    assert problem in found["problem"]


async def test_a_fact_that_was_slipped_in_is_told(api, clinic, held, clock):
    late = fact_of(held.running, CheckedIn(), clock.now, 999, held.clients[0])
    await clinic.services.facts.record("north", [late])
    assert (await api.get(path(held)))[1]["state"] == "verified", "it is sealed within a minute, were it the app's"
    clock.forward(minutes=2)
    _, found = await api.get(path(held))
    assert (found["state"], found["problem"]) == ("failed", "1 of the facts are in no leaf.")


async def test_while_a_session_goes_on_its_records_are_not_in_the_log(api, north):
    await api.sign_in(north, north.admin)
    _, found = await api.get(path(north))
    assert found == {"state": "absent"} | dict.fromkeys(["since", "position", "signed_at", "leaves", "key", "problem"])


async def test_without_the_key_a_record_is_in_the_log_and_not_signed(api, clinic, settings, north, clock):
    await clinic.log.sign("north", NOON)
    settings.log_key_directory.rename(settings.var / "away")
    clock.now = await hold_session(clinic, north, NOON, minutes=1)
    await api.sign_in(north, north.admin)
    _, found = await api.get(path(north))
    assert (found["state"], found["since"]) == ("unsigned", "2026-03-04T20:01:00Z")


async def test_who_was_erased_is_nowhere_and_everybody_else_is_still_verified(api, clinic, held):
    await clinic.log.erase("north", held.clients[0], "D. Okafor", "retention ended", NOON)
    assert (await api.get(path(held)))[0] == 404, "nothing is known of them there"
    assert (await api.get(path(held, held.clients[1])))[1]["state"] == "verified"


async def test_only_who_may_see_the_record_may_ask(browsers, clinic, held):
    other, client = await browsers(), await browsers()
    await other.sign_in(held, held.other_facilitator)
    assert (await other.get(path(held)))[0] == 404
    assert (await client.get(path(held)))[0] == 401
    own = await browsers()
    await own.sign_in(held, held.facilitator)
    assert (await own.get(path(held)))[1]["state"] == "verified"
    assert (await own.get(path(held, "nobody")))[0] == 404


async def verified_and_signed(api, held) -> None:
    """By its facilitator, with a judgement of client 1."""
    await api.sign_in(held, held.facilitator)
    _, sheet = await api.get(f"/api/signing/sessions/{held.running}")
    people = [(one["record"]["participant"]["person_id"], one["shown"]) for one in sheet["records"]]
    lines = [{"participant": who, "shown": shown} for who, shown in people]
    judged = [
        {**one, "excused": True, "note": "ill"} if one["participant"] == held.clients[1] else one for one in lines
    ]
    batch = {"batch": "batch-1", "password": PASSWORD, "records": judged}
    assert (await api.post(f"/api/signing/sessions/{held.running}/signatures", batch))[0] == 204
    for who, _ in people:
        assert (await api.get(path(held, who)))[1]["state"] == "verified"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE attestations SET signed_by = 'north-other'", "covers, was changed"),
        ("DELETE FROM attestations", "covers, was deleted"),
        ("UPDATE judgements SET note = 'well'", "The judgement of a clinician"),
        (
            "INSERT INTO judgements SELECT 'new', clinic_id, session_id, participant_id, excused, 'well', made_by, at "
            "FROM judgements",
            "The judgement of a clinician new is in no leaf.",
        ),
    ],
)
async def test_what_clinicians_said_of_a_verified_record_is_what_the_log_says_too(
    api, settings, held, statement, problem
):
    """The page shows judgements, signatures and amendments beside the record, and verified the record alone."""
    await verified_and_signed(api, held)
    spoil(settings, statement)
    _, found = await api.get(path(held, held.clients[1]))
    assert found["state"] == "failed"
    assert problem in found["problem"]


async def test_a_proof_that_would_not_hold_is_not_handed_out(clinic, settings, held, clock):
    """`viop audit proof` wrote whatever the tables held."""
    row = await clinic.people.clinic("north")
    proofs = clinic.services.log_proofs
    assert row is not None and await proofs.proof(row, held.running, held.clients[0], clock.now)
    spoil(settings, "UPDATE log_nodes SET hash = substr(hash, 2) || substr(hash, 1, 1)")
    with pytest.raises(NoProof, match="cannot be proved"):
        await proofs.proof(row, held.running, held.clients[0], clock.now)
