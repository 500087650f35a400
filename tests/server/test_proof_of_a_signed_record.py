"""A proof shows offline what was sealed, who signed it and when, and what was amended; of others it tells nothing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.attendance.evidence import Modality, Stated
from server.domain.attendance.facts import Source
from server.domain.attendance.policy import AttendancePolicy, Cosignature
from server.domain.log.file_lines import written
from server.domain.log.findings import Level
from server.domain.log.leaf import Kind, content_hash
from server.domain.log.verify import verify
from server.domain.signing.attestation import AttestationKind
from server.domain.signing.case import TO_SIGN
from server.services.access.logins import LoginSession
from server.services.log.signatures import holds
from server.services.policies.policies import SessionPolicies
from server.services.signing.amendments import Correction
from server.services.signing.sign_off import Line
from tests.support.clinics import NOON, fact_of, hold_session
from tests.support.log import exported, failures, leaves_of, words
from tests.support.sheets import run

END = NOON + timedelta(minutes=60)


class Story:
    """Somebody runs, signs and amends; a supervisor co-signs."""

    def __init__(self, clinic, cast):
        self.clinic = clinic
        self.cast = cast
        self.signer = self.login(cast.facilitator)
        self.supervisor = self.login(cast.other_facilitator)

    def login(self, who):
        return LoginSession("l", "north", who, "facilitator", None, None, NOON, NOON + timedelta(days=1))

    async def sheet(self, login=None):
        return await self.clinic.services.sign_sheets.read(login or self.signer, self.cast.running, END)

    async def sign(self, batch, kind=AttestationKind.SIGNATURE):
        login = self.signer if kind is AttestationKind.SIGNATURE else self.supervisor
        first = kind is AttestationKind.SIGNATURE
        records = [
            one
            for one in (await self.sheet(login)).records
            if (one.standing.status in TO_SIGN if first else one.may_cosign)
        ]
        lines = [Line(one.person.id, one.shown, note="clinical" if first else "") for one in records]
        await self.clinic.services.attest(login, self.cast.running, kind, batch, lines, END)

    async def correct(self, who, minutes):
        record = (await self.sheet()).of(who)
        correction = Correction(record.shown, "the tablet was broken", "partial", minutes)
        await self.clinic.services.amendments.amend(self.signer, self.cast.running, who, correction, END)

    async def come_late(self, who):
        evidence = Stated(NOON, NOON + timedelta(minutes=20), Modality.PHONE, "phoned in", self.cast.facilitator)
        late = replace(fact_of(self.cast.running, evidence, END, 999, who), source=Source.STATEMENT)
        await self.clinic.services.facts.record("north", [late])
        await self.clinic.services.finish.derive("north", self.cast.running, END)

    async def decide(self, who, accepted=True):
        proposal = (await self.sheet()).of(who).held.case.proposal
        decided = self.clinic.services.amendments.decide
        await decided(self.signer, self.cast.running, proposal.id, accepted, "she did call", END)

    async def proof(self, who) -> list[str]:
        row = await self.clinic.people.clinic("north")
        return await self.clinic.services.log_proofs.proof(row, self.cast.running, who, END)


@pytest.fixture
async def story(clinic, north, monkeypatch):
    async def of_session(*_):
        return SessionPolicies(AttendancePolicy(cosignature=Cosignature.WITHOUT_LICENCE))

    monkeypatch.setattr(clinic.services.sign_sheets._policies, "of_session", of_session)
    change = "UPDATE staff_logins SET supervisor_id = :boss WHERE person_id = :who"
    await run(clinic, change, boss=north.other_facilitator, who=north.facilitator)
    await hold_session(clinic, north, NOON)
    return Story(clinic, north)


def told(lines) -> str:
    report = verify(lines, holds)
    assert report.verified, failures(report)
    return words(report, Level.NOTE)


async def test_a_proof_says_that_nobody_signed(story):
    assert "Nobody had signed the record when this proof was made." in told(await story.proof(story.cast.clients[0]))


async def test_a_proof_shows_who_signed_and_who_cosigned_and_when(story):
    await story.sign("one")
    await story.sign("two", AttestationKind.COSIGNATURE)
    said = told(await story.proof(story.cast.clients[0]))
    assert "version 1 of the record: present, 60.00 minutes counted, scheduled for 2026-03-04T" in said
    signer, supervisor = story.cast.facilitator, story.cast.other_facilitator
    as_it_was = "at 2026-03-04T21:00:00.000Z: version 1 as present, 60.00 minutes counted"
    assert f": signed by Staff {signer} ({signer}) {as_it_was}; a co-signature was wanted." in said
    assert f": co-signed by Staff {supervisor} ({supervisor}) {as_it_was}." in said
    assert "Names are the clinic's word" in said


async def test_a_proof_shows_both_values_of_an_amended_record(story):
    await story.sign("one")
    await story.correct(story.cast.clients[0], 30)
    await story.sign("two")
    said = told(await story.proof(story.cast.clients[0]))
    assert (
        "partial, 30.00 minutes counted, where version 1 derives present, 60.00 minutes counted, because: the tab"
        in said
    )
    assert said.count(": signed by") == 2


async def test_a_proof_shows_the_version_that_was_signed_and_what_late_facts_made_of_it(story):
    who = story.cast.clients[1]
    await story.sign("one")
    await story.come_late(who)
    said = told(await story.proof(who))
    assert (
        "version 1 of the record: no show, 0.00 minutes" in said and "version 2 of the record: partial, 20.00" in said
    )
    assert "version 1 as no show" in said and "facts that came late propose version 2" in said
    await story.decide(who)
    await story.sign("two")
    said = told(await story.proof(who))
    assert "accepted what late facts propose, because: she did call" in said and "version 2 as partial, 20.00" in said


async def test_a_note_beside_a_record_is_in_no_proof(story):
    await story.sign("one")
    assert "clinical" not in "".join(await story.proof(story.cast.clients[0]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"signed_by":"north-facilitator"', '"signed_by":"north-other"'),
        ('"reason":"the tablet was broken"', '"reason":"another"'),
        ('"type":"amendment"', '"type":"nothing"'),
        ('"type":"attestation"', '"type":"nothing"'),
        ('"outcome":"present"', '"outcome":"no_show"'),
    ],
)
async def test_what_was_signed_or_amended_cannot_be_changed_in_a_proof(story, old, new):
    await story.sign("one")
    await story.correct(story.cast.clients[0], 30)
    await story.sign("two")
    lines = await story.proof(story.cast.clients[0])
    text = "".join(lines)
    assert old in text
    assert not verify(text.replace(old, new, 1).splitlines(keepends=True), holds).verified


@pytest.mark.parametrize("kind", ["amendment", "attestation"])
async def test_nothing_that_a_later_signature_rests_on_can_be_left_out(story, kind):
    await story.sign("one")
    await story.sign("co", AttestationKind.COSIGNATURE)
    await story.correct(story.cast.clients[0], 30)
    await story.sign("two")
    lines = await story.proof(story.cast.clients[0])
    gone = next(one for one in lines if f'"kind":"{kind}"' in one and '"type":"leaf"' in one)
    row = next(one for one in lines if f'"type":"{kind}"' in one)
    left = [one for one in lines[:-1] if one not in (gone, row)]
    report = verify([*left, written("end", {"lines": len(left) + 1})], holds)
    assert "an amendment or a signature that others rest on is not there" in " ".join(failures(report))


def hashes(lines: list[str]) -> Iterator[str]:
    """All that a proof says of what it does not show."""
    for line in lines:
        read = json.loads(line)
        if read["type"] in ("leaf", "consistency"):
            yield from read["proof"]


async def test_who_knows_everything_of_others_but_the_salts_learns_nothing_from_a_proof(story):
    """Names, minutes, ids, whole rows and leaves of everybody who was there, and of the batches in which they were
    signed: no hash in the proof can be told to stand for any of it."""
    me = story.cast.clients[0]
    await story.sign("one")
    await story.sign("two", AttestationKind.COSIGNATURE)
    for who in story.cast.clients:
        await story.correct(who, 30)
    await story.sign("three")
    lines = await story.proof(me)
    text = "".join(lines)
    given = {
        leaf["position"]: bytes.fromhex(leaf["salt"]) for one in lines if (leaf := json.loads(one))["type"] == "leaf"
    }
    others = [
        (one, one.salt, one.content)
        for one in await leaves_of(story.clinic, "north")
        if one.position not in given and one.salt is not None
    ]
    theirs = {Kind.ATTESTATION, Kind.AMENDMENT, Kind.ATTENDANCE, Kind.JUDGEMENT}
    assert theirs <= {one.kind for one, _, _ in others if one.subject != me}
    known = set(hashes(lines))
    assert len(known) >= 10
    neighbours = [one for one, salt, content in others if content_hash(salt, content).hex() in known]
    assert any(one.kind == Kind.ATTESTATION for one in neighbours), "some of them stand in it, under their salts"
    for _, own, content in others:
        assert own.hex() not in text
        for salt in (bytes(16), *given.values()):
            assert content_hash(salt, content).hex() not in known
    rows = [json.loads(one) for one in await exported(story.clinic, "north")]
    for row in rows:
        if row.get("participant") not in (None, me) and row["type"] in (
            "record",
            "attestation",
            "amendment",
            "judgement",
        ):
            assert row["id"] not in text and row["participant"] not in text
    for number in (1, 2):
        assert story.cast.names[number] not in text
