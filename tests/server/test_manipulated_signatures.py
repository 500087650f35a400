"""Somebody with the database file changes, deletes or slips in what clinicians said of records: the check finds it."""

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from server.clinic import Clinic, open_clinic
from server.domain.attendance.evidence import Modality, Stated
from server.domain.attendance.facts import Source
from server.domain.signing.attestation import AttestationKind
from server.services.access.logins import LoginSession
from server.services.signing.amendments import Correction
from server.services.signing.sign_off import Line
from server.settings import Settings
from server.storage.tables import metadata
from tests.support.clinics import NOON, Cast, add_clinic, cheap_settings, fact_of, hold_session
from tests.support.databases import with_database
from tests.support.log import checked, failures
from tests.support.manipulated import other, underneath, with_clinic

SIGNING = ("judgements", "attestations", "amendments", "amendment_decisions")
END = NOON + timedelta(minutes=2)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = with_database(cheap_settings(tmp_path_factory.mktemp("signed") / "var"), "sqlite")
    asyncio.run(a_story(settings))
    return settings.var


@pytest.fixture
def var(signed: Path, tmp_path: Path) -> Path:
    """A copy, to be spoilt."""
    return Path(shutil.copytree(signed, tmp_path / "var"))


async def a_story(settings: Settings) -> None:
    """A session is signed with a judgement; late facts propose a change, which is accepted; another record is
    corrected; both are signed anew."""
    async with open_clinic(settings, boot="boot-1") as clinic:
        cast = await add_clinic(clinic, "north")
        await hold_session(clinic, cast, NOON, minutes=2)
        login = LoginSession("l", "north", cast.facilitator, "facilitator", None, None, NOON, NOON + timedelta(days=1))
        await sign_all(clinic, cast, login, "first")
        evidence = Stated(NOON, END, Modality.PHONE, "was on the phone", cast.facilitator)
        late = replace(fact_of(cast.running, evidence, END, 999, cast.clients[1]), source=Source.STATEMENT)
        await clinic.services.facts.record("north", [late])
        await clinic.services.finish.derive("north", cast.running, END)
        sheet = await clinic.services.sign_sheets.read(login, cast.running, END)
        proposal = next(one.held.case.proposal for one in sheet.records if one.held.case.proposal)
        await clinic.services.amendments.decide(login, cast.running, proposal.id, True, "she did call", END)
        absent = sheet.of(cast.clients[2])
        assert absent is not None
        correction = Correction(absent.shown, "was in the room", "late", 1)
        await clinic.services.amendments.amend(login, cast.running, cast.clients[2], correction, END)
        await sign_all(clinic, cast, login, "second")
        assert failures(await checked(clinic, "north")) == []


async def sign_all(clinic: Clinic, cast: Cast, login: LoginSession, batch: str) -> None:
    sheet = await clinic.services.sign_sheets.read(login, cast.running, END)
    lines = [
        Line(one.person.id, one.shown, excused=one.person.id == cast.clients[1], note="")
        for one in sheet.records
        if one.standing.since is not None
    ]
    await clinic.services.attest(login, cast.running, AttestationKind.SIGNATURE, batch, lines, END)


def the_failure(var: Path) -> str:
    return " ".join(failures(asyncio.run(with_clinic(var, lambda clinic: checked(clinic, "north")))))


def test_what_nobody_touched_holds(var):
    assert the_failure(var) == ""


@pytest.mark.parametrize(
    ("table", "column"), [(table, column.name) for table in SIGNING for column in metadata.tables[table].columns]
)
def test_a_change_of_any_column_of_any_row_is_found(var, table, column):
    with underneath(var) as database:
        rows = database.execute(f"SELECT rowid, {column} FROM {table} ORDER BY 1").fetchall()
        row, value = rows[len(rows) // 2]
        database.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", [other(column, value), row])
    assert the_failure(var)


@pytest.mark.parametrize("table", SIGNING)
@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_the_deletion_of_any_row_is_found(var, table, order):
    with underneath(var) as database:
        database.execute(f"DELETE FROM {table} WHERE rowid = (SELECT rowid FROM {table} ORDER BY 1 {order} LIMIT 1)")
    assert "is missing, which leaf" in the_failure(var)


@pytest.mark.parametrize(
    ("table", "key", "words"),
    [
        ("judgements", "id", "the judgement of a clinician slipped"),
        ("attestations", "id", "the attestation slipped"),
        ("amendments", "id", "the amendment of a record slipped"),
    ],
)
def test_a_row_that_was_slipped_in_is_found(var, table, key, words):
    with underneath(var) as database:
        columns = [column.name for column in metadata.tables[table].columns]
        values = {key: "'slipped'", "number": "number + 10"}
        chosen = ", ".join(values.get(one, one) for one in columns)
        database.execute(f"INSERT INTO {table} SELECT {chosen} FROM {table} LIMIT 1")
    assert f"{words}, about" in the_failure(var) and "it was slipped in" in the_failure(var)


def test_a_signed_record_that_was_changed_does_not_fit_its_attestation(var):
    with underneath(var) as database:
        database.execute("UPDATE attendance_records SET countable_ms = 7200000 WHERE participant_id = 'north-client0'")
    assert "does not fit its record: the record is not the one that was signed" in the_failure(var)


def test_a_signed_record_that_was_deleted_leaves_an_attestation_of_nothing(var):
    with underneath(var) as database:
        database.execute("DELETE FROM attendance_records WHERE participant_id = 'north-client0'")
    assert "attests a record that is not there any more" in the_failure(var)
