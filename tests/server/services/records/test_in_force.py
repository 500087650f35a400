"""What is in force of stored records, after people signed and facts came late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.attendance.evidence import Modality, Stated
from server.domain.attendance.facts import Source
from server.domain.log.leaf import Kind
from server.domain.signing.amendment import Amendment, AmendmentKind, Decision, new_values
from server.domain.signing.attestation import Attestation, AttestationKind, Judgement
from server.domain.signing.case import Status
from server.domain.signing.values import NOTHING, Value
from server.services.records.records import RecordLine
from server.services.signing.signing import Of, Said, SigningLog
from server.storage.record_lines import RecordLinesRepository
from server.storage.signing import SigningRepository
from tests.support.clinics import NOON, audited, fact_of, hold_session
from tests.support.log import leaves_of

MINUTE = 60_000


@pytest.fixture
async def held(clinic, north, clock):
    clock.now = await hold_session(clinic, north, NOON, minutes=60)
    return north


@pytest.fixture
def say(clinic, held, clock):
    """Store what somebody says of a client's record."""
    log = SigningLog(SigningRepository(clinic.database), clinic.log, clinic.changes)

    async def say(who, *said):
        async with clinic.database.atomic():
            await log.add("north", [Said(Of(held.running, who), one) for one in said], clock.now)

    return say


def signature(held, clock, version=1, judgement=None, amendment=None, wanted=False, id="a1"):
    said = {"cosignature_wanted": wanted, "judgement": judgement and {"id": judgement.id}, "of": None}
    kind = AttestationKind.SIGNATURE
    return Attestation(id, "batch", kind, version, amendment, held.facilitator, clock.now, said)


async def line(clinic, held, who) -> RecordLine:
    found = await clinic.services.finish._records.lines("north", [held.running], who)
    assert [one.participant_id for one in found] == [who]
    return found[0]


async def case_of(clinic, held, who):
    return (await clinic.services.in_force.of_person("north", who, [held.running]))[held.running].case


async def stated(clinic, held, who, clock, minutes=30):
    """A statement that comes after the end."""
    evidence = Stated(NOON, NOON + timedelta(minutes=minutes), Modality.PHONE, "was on the phone", held.facilitator)
    fact = fact_of(held.running, evidence, clock.now, 999 + minutes, who)
    await clinic.services.facts.record("north", [replace(fact, source=Source.STATEMENT)])
    await clinic.services.finish.derive("north", held.running, clock.now)


async def test_of_what_nobody_signed_the_newest_version_is_in_force(clinic, held, clock):
    who = held.clients[1]
    assert (await line(clinic, held, who)).outcome == "no_show"
    await stated(clinic, held, who, clock)
    found = await line(clinic, held, who)
    assert (found.outcome, found.countable_ms, found.remote_ms) == ("partial", 30 * MINUTE, 30 * MINUTE)
    assert not found.signed
    assert (await case_of(clinic, held, who)).status is Status.UNSIGNED
    assert await leaves_of(clinic, "north", Kind.AMENDMENT) == []


async def test_facts_that_come_after_the_signature_propose_a_change_and_change_nothing(clinic, held, clock, say):
    who = held.clients[1]
    await say(who, signature(held, clock))
    assert (await line(clinic, held, who)).signed
    await stated(clinic, held, who, clock)
    found = await line(clinic, held, who)
    assert (found.outcome, found.countable_ms, found.signed) == ("no_show", 0, False)
    (leaf,) = await leaves_of(clinic, "north", Kind.AMENDMENT)
    assert (leaf.session, leaf.subject) == (held.running, who)
    stored = {
        one.stored.record.participant: one for one in await clinic.services.in_force.of_session("north", held.running)
    }
    assert stored[who].stored.version == 1 and stored[who].case.versions[-1].number == 2
    proposal = stored[who].case.proposal
    assert (proposal.made_by, proposal.record_version) == (None, 2)
    await say(who, Decision(proposal.id, True, "she did call", held.facilitator, clock.now))
    found = await line(clinic, held, who)
    assert (found.outcome, found.countable_ms, found.signed) == ("partial", 30 * MINUTE, False)
    assert (await case_of(clinic, held, who)).status is Status.AMENDED
    mine = await clinic.services.in_force.of_person("north", who, [held.running])
    assert mine[held.running].stored.version == 2


async def test_facts_about_somebody_else_propose_nothing(clinic, held, clock, say):
    """They change how many there were at once in everybody's record."""
    await say(held.clients[0], signature(held, clock))
    await stated(clinic, held, held.clients[1], clock)
    case = await case_of(clinic, held, held.clients[0])
    assert (len(case.versions), case.version, case.status) == (1, 1, Status.SIGNED)


async def test_the_same_facts_again_propose_nothing_again(clinic, held, clock, say):
    await say(held.clients[1], signature(held, clock))
    await stated(clinic, held, held.clients[1], clock)
    await clinic.services.finish.derive("north", held.running, clock.now)
    assert len(await leaves_of(clinic, "north", Kind.AMENDMENT)) == 1
    assert (await audited(clinic)).count("attendance.derived") == 2


async def test_a_correction_and_an_entry_in_error_are_in_force_at_once(clinic, held, clock, say):
    one, other = held.clients[:2]
    value = Value("present", 50 * MINUTE, 20 * MINUTE, 30 * MINUTE)
    correction = Amendment(
        "m1", 1, AmendmentKind.CORRECTION, 1, new_values(value), "tablet", held.facilitator, clock.now
    )
    error = Amendment("m2", 1, AmendmentKind.ENTERED_IN_ERROR, 1, {}, "twins", held.facilitator, clock.now)
    await say(one, correction)
    await say(other, error, signature(held, clock, amendment="m2"))
    found = await line(clinic, held, one)
    assert (found.outcome, found.countable_ms, found.in_room_ms, found.remote_ms) == value
    found = await line(clinic, held, other)
    assert (found.outcome, found.countable_ms, found.in_room_ms, found.remote_ms) == NOTHING
    assert found.signed


async def test_an_excuse_lies_beside_the_outcome(clinic, held, clock, say):
    judgement = Judgement("j1", True, "was at a funeral", held.facilitator, clock.now)
    await say(held.clients[1], judgement, signature(held, clock, judgement=judgement))
    found = await line(clinic, held, held.clients[1])
    assert (found.outcome, found.signed) == ("no_show", True)
    assert (await case_of(clinic, held, held.clients[1])).judgement == judgement


async def test_lines_are_of_the_sessions_and_the_client_that_are_asked_for(clinic, held, south, clock, say):
    lines = clinic.services.finish._records.lines
    assert len(await lines("north", [held.running])) == 3
    assert await lines("north", [held.alone]) == []
    assert await lines("south", [held.running]) == []
    assert [one.participant_id for one in await lines("north", person_id=held.clients[2])] == [held.clients[2]]


async def test_lines_made_anew_are_the_same(clinic, held, clock, say):
    await say(held.clients[0], signature(held, clock))
    await say(held.clients[1], signature(held, clock, id="a2"))
    await stated(clinic, held, held.clients[1], clock)
    error = Amendment("m3", 1, AmendmentKind.ENTERED_IN_ERROR, 1, {}, "twins", held.facilitator, clock.now)
    await say(held.clients[2], error)
    before = await clinic.services.finish._records.lines("north")
    assert await RecordLinesRepository(clinic.database).rebuild() == 3
    assert await clinic.services.finish._records.lines("north") == before
    assert [one.signed for one in before] == [True, False, False]
