"""Exports as disclosures: decided, written down, and only then sent."""

import csv
import io
import json
from contextlib import aclosing
from functools import partial

import pytest
from sqlalchemy import text

from server.domain.disclosure.notice import LONG_NOTICE, SHORT_NOTICE
from server.domain.disclosure.terms import ALL_THREE, ANY_OF_THEM
from server.domain.log.leaf import Kind
from tests.support.clinics import NOON, audited, hold_session
from tests.support.exports import (
    FOR_AUDIT,
    FORMATS,
    PLAN,
    RANGE,
    TO_CLIENT,
    TO_PLAN,
    asking,
    chunks,
    export,
    give_consent,
)
from tests.support.log import leaves_of
from tests.support.waiting import until


@pytest.fixture
async def held(clinic, north, clock):
    clock.now = await hold_session(clinic, north, NOON)
    return north


@pytest.fixture
async def admin(api, held):
    await api.sign_in(held, held.admin)
    return api


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


async def ends_of(clinic) -> list[tuple[int, int]]:
    async with clinic.database.read() as connection:
        found = await connection.execute(text("SELECT complete, records FROM disclosure_ends"))
        return [(one.complete, one.records) for one in found]


async def ended(clinic, count: int) -> bool:
    """Whether the sending of so many files has ended: that is written down just after their last byte."""
    return len(await ends_of(clinic)) == count


async def test_a_withdrawn_consent_stops_the_next_export(admin, held):
    ana = held.clients[0]
    consent = await give_consent(admin, ana)
    for format in ("csv", "statement", "fhir", "proofs"):
        assert (await export(admin, asking(format, TO_PLAN, ana)))[0] == 200
    assert (await admin.send("DELETE", f"/api/clients/{ana}/consents/{consent}"))[0] == 204
    for format in ("csv", "statement", "fhir", "proofs"):
        status, problem, _ = await export(admin, asking(format, TO_PLAN, ana))
        assert status == 409
        assert json.loads(problem)["code"] == "no_consent"
        assert "withdrawn on 2026-03-04" in json.loads(problem)["detail"]


async def test_a_name_that_a_spreadsheet_would_compute_is_exported_inert(admin, clinic, held):
    async with clinic.database.write() as connection:
        await connection.execute(
            text("UPDATE people SET legal_name = '=1+2' WHERE id = :who"), {"who": held.clients[0]}
        )
    status, data, _ = await export(admin, asking("csv", FOR_AUDIT))
    assert status == 200
    assert "'=1+2" in {row["client"] for row in rows_of(data)}


async def test_clients_without_a_live_consent_are_left_out_and_never_silently(admin, held):
    await give_consent(admin, held.clients[0])
    body = asking("csv", TO_PLAN)
    status, shown = await admin.post("/api/exports/preview", body)
    assert (status, shown["clients"], shown["records"]) == (200, 1, 1)
    assert [one["client"]["person_id"] for one in shown["left_out"]] == list(held.clients[1:])
    assert {one["reason"] for one in shown["left_out"]} == {"There is no consent to this recipient for this purpose."}
    assert shown["notice"] == LONG_NOTICE
    status, problem, _ = await export(admin, body)
    assert (status, json.loads(problem)["code"]) == (409, "changed")
    status, file, headers = await export(admin, {**body, "left_out": 2})
    assert (status, headers["X-Export-Records"]) == (200, "1")
    assert [row["client"] for row in rows_of(file)] == [held.names[0]]


async def test_each_row_carries_its_consent_and_the_notice(admin, held):
    await give_consent(admin, held.clients[0])
    _, file, headers = await export(admin, asking("csv", TO_PLAN, held.clients[0]))
    (row,) = rows_of(file)
    assert row["notice"] == SHORT_NOTICE
    assert row["consent"].startswith(
        "Consent (form 2026-1) of 2026-03-01 to disclosing attendance records to Blue River"
    )
    assert float(row["countable_minutes"]) == pytest.approx(60, abs=0.2)
    assert headers["Content-Disposition"] == 'attachment; filename="attendance-2026-02-23-2026-03-08.csv"'


async def test_every_export_is_in_the_log_before_its_first_byte(admin, clinic, held):
    await give_consent(admin, held.clients[0])
    before = len(await leaves_of(clinic, "north", Kind.DISCLOSURE))
    cases = {
        "csv": (TO_PLAN, None),
        "statement": (TO_PLAN, None),
        "fhir": (TO_PLAN, None),
        "proofs": (TO_PLAN, None),
        "sign_in_sheet": (TO_PLAN, held.running),
        "accounting": (TO_CLIENT, None),
    }
    assert set(cases) == set(FORMATS)
    for format, (terms, session) in cases.items():
        status, _, _ = await export(admin, asking(format, terms, held.clients[0], session))
        assert status == 200
    await until(partial(ended, clinic, len(cases)), every=0.01)
    leaves = await leaves_of(clinic, "north", Kind.DISCLOSURE)
    made = [one for one in leaves[before:] if one.data["entry"]["action"] == "attendance.exported"]
    assert [leaf.data["entry"]["detail"]["format"] for leaf in made] == list(cases)
    assert all(leaf.subject == held.clients[0] for leaf in made)
    assert PLAN not in json.dumps([leaf.data for leaf in leaves])  # ids and numbers alone
    assert sorted(await ends_of(clinic)) == [(1, 0)] + [(1, 1)] * 5


async def test_a_download_that_breaks_is_in_the_log_as_made_and_not_counted_as_complete(
    admin, clinic, held, monkeypatch
):
    of_session = clinic.services.attendance.for_export

    async def endless(*args):
        found = [one async for one in of_session(*args)]
        while True:
            yield [one for of in found for one in of]

    monkeypatch.setattr(clinic.services.attendance, "for_export", endless)
    async with aclosing(chunks(admin, asking("csv", FOR_AUDIT))) as pieces:
        async for _ in pieces:
            assert len(await leaves_of(clinic, "north", Kind.DISCLOSURE)) == 1
            assert await ends_of(clinic) == []
            break
    ((complete, records),) = await until(partial(ends_of, clinic), every=0.01)
    assert (complete, records > 0) == (0, True)
    _, told = await admin.get(f"/api/clients/{held.clients[0]}/disclosures")
    assert [one["complete"] for one in told] == [False]


async def test_an_audit_an_emergency_and_a_court_order_need_their_particulars_and_no_consent(admin, held):
    status, file, _ = await export(admin, asking("csv", FOR_AUDIT))
    assert (status, len(rows_of(file))) == (200, 3)
    for basis in ("audit", "emergency", "court_order"):
        body = asking("csv", {**FOR_AUDIT, "basis": basis, "particulars": ""})
        status, problem, _ = await export(admin, body)
        assert status == 422
        assert "particulars" in {one["path"] for one in json.loads(problem)["errors"]}


async def test_the_clients_own_copy_has_no_notice_and_is_of_one_client(admin, held):
    _, file, _ = await export(admin, asking("csv", TO_CLIENT, held.clients[0]))
    assert [row["notice"] for row in rows_of(file)] == [""]
    assert (await export(admin, asking("csv", TO_CLIENT)))[0] == 422


async def test_the_account_says_who_when_to_whom_what_and_why(admin, clinic, held, clock):
    ana = held.clients[0]
    await give_consent(admin, ana)
    await export(admin, asking("statement", TO_PLAN, ana))
    clock.forward(minutes=1)
    await export(admin, asking("csv", FOR_AUDIT))
    await until(partial(ended, clinic, 2), every=0.01)
    _, told = await admin.get(f"/api/clients/{ana}/disclosures")
    assert [(one["format"], one["recipient"], one["basis"], one["records"], one["complete"]) for one in told] == [
        ("csv", "State licensing board", "audit", 1, True),
        ("statement", PLAN, "consent", 1, True),
    ]
    assert told[0]["made_by"] == "Staff north-admin"
    assert told[0]["first"] == RANGE["first"]
    clock.forward(days=3 * 366 + 1)
    await admin.sign_in(held, held.admin)
    assert (await admin.get(f"/api/clients/{ana}/disclosures"))[1] == []


async def test_a_facilitator_exports_their_own_sessions_alone(api, held):
    ana, ben = held.clients[0], held.clients[1]
    await api.sign_in(held, held.other_facilitator)
    status, problem, _ = await export(api, asking("csv", FOR_AUDIT))
    assert (status, json.loads(problem)["detail"]) == (409, "There are no finished records on these days.")
    for format in ("csv", "statement", "fhir", "proofs"):
        assert (await export(api, asking(format, FOR_AUDIT, ben)))[0] == 404
    for client in (ana, ben):
        assert (await export(api, asking("sign_in_sheet", FOR_AUDIT, client, held.running)))[0] == 404
        assert (await export(api, asking("accounting", TO_CLIENT, client)))[0] == 404
        assert (await api.get(f"/api/clients/{client}/disclosures"))[0] == 404
    assert (await api.get(f"/api/clients/{ben}/consents"))[0] == 404
    assert (await api.get(f"/api/clients/{ana}/consents")) == (200, [])
    await api.sign_in(held, held.facilitator)
    status, file, _ = await export(api, asking("csv", FOR_AUDIT))
    assert (status, len(rows_of(file))) == (200, 3)


async def test_another_clinics_client_or_session_is_unknown_in_every_format(admin, south):
    for format in FORMATS:
        session = south.running if format == "sign_in_sheet" else None
        terms = TO_CLIENT if format == "accounting" else FOR_AUDIT
        for path in ("/api/exports", "/api/exports/preview"):
            assert (await admin.post(path, asking(format, terms, south.clients[0], session)))[0] == 404


async def test_consents_are_listed_with_what_became_of_them(admin, clinic, held):
    ana = held.clients[0]
    await give_consent(admin, ana, purpose="Employment", given_on="2026-01-02", expires_on="2026-02-01")
    gone = await give_consent(admin, ana, given_on="2026-02-02")
    await give_consent(admin, ana)
    await admin.send("DELETE", f"/api/clients/{ana}/consents/{gone}")
    assert (await admin.send("DELETE", f"/api/clients/{ana}/consents/{gone}"))[0] == 409
    _, found = await admin.get(f"/api/clients/{ana}/consents")
    assert [one["state"] for one in found] == ["live", "withdrawn", "expired"]
    assert {"consent.recorded", "consent.withdrawn"} <= set(await audited(clinic))
    assert (await admin.get("/api/exports/named"))[1] == [
        {"recipient": PLAN, "purpose": "Eligibility"},
        {"recipient": PLAN, "purpose": "Employment"},
    ]


async def test_a_double_click_records_one_consent(admin, clinic, held):
    ana = held.clients[0]
    first = await give_consent(admin, ana)
    assert await give_consent(admin, ana, recipient=f" {PLAN} ") == first
    assert len((await admin.get(f"/api/clients/{ana}/consents"))[1]) == 1
    assert (await audited(clinic)).count("consent.recorded") == 1
    assert await give_consent(admin, ana, version="2026-2") != first  # another form says something else
    assert await give_consent(admin, held.clients[1]) != first
    await admin.send("DELETE", f"/api/clients/{ana}/consents/{first}")
    assert await give_consent(admin, ana) != first  # given anew, after it was withdrawn


@pytest.mark.parametrize(
    "changed", [{"given_on": "2026-03-09"}, {"given_on": "2026-03-01", "expires_on": "2026-02-01"}]
)
async def test_a_consent_is_recorded_after_it_was_given_and_ends_after_that(admin, held, changed):
    body = {"recipient": PLAN, "purpose": "Payment", "version": "1", **changed}
    assert (await admin.post(f"/api/clients/{held.clients[0]}/consents", body))[0] == 422


async def test_somebody_elses_consent_is_not_withdrawn_by_way_of_another_client(admin, held):
    theirs = await give_consent(admin, held.clients[0])
    assert (await admin.send("DELETE", f"/api/clients/{held.clients[1]}/consents/{theirs}"))[0] == 404


async def test_a_consent_describes_its_recipients_only_for_treatment_payment_and_operations(admin, held):
    body = {"recipient": ANY_OF_THEM, "purpose": "Eligibility", "version": "2026-1", "given_on": "2026-03-01"}
    where = f"/api/clients/{held.clients[0]}/consents"
    status, problem = await admin.post(where, body)
    assert status == 422 and "names its recipient" in problem["detail"]
    assert (await admin.post(where, {**body, "purpose": ALL_THREE}))[0] == 201
    payment = {"basis": "treatment_payment_operations", "recipient": ANY_OF_THEM, "purpose": "Payment"}
    status, data, _ = await export(admin, asking("csv", payment, held.clients[0]))
    assert status == 422 and b"Name the person or organization that receives it" in data
    assert (await export(admin, asking("csv", {**payment, "recipient": "Any Plan"}, held.clients[0])))[0] == 200
    assert (await admin.get("/api/exports/named"))[1] == [], "nobody is called so"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disclosures SET recipient = 'Nobody'",
        "DELETE FROM disclosed_clients",
        "UPDATE disclosure_ends SET records = 1",
        "DELETE FROM consents",
        "UPDATE consents SET recipient = 'Somebody else'",
        "UPDATE consents SET withdrawn_at = NULL",
    ],
)
async def test_neither_disclosures_nor_consents_can_be_changed_afterwards(admin, clinic, held, statement):
    consent = await give_consent(admin, held.clients[0])
    await export(admin, asking("csv", TO_PLAN, held.clients[0]))
    await admin.send("DELETE", f"/api/clients/{held.clients[0]}/consents/{consent}")
    with pytest.raises(Exception, match="append-only"):
        async with clinic.database.write() as connection:
            await connection.execute(text(statement))
