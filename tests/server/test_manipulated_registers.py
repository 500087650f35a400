"""Somebody with the database file changes, deletes or slips in consents, grants of auditors, disclosures or draws for
drug screens: the check finds it."""

import asyncio
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from server.clinic import Clinic, open_clinic
from server.domain.disclosure.terms import Basis, Terms
from server.domain.drug_screens.drawing import DrawRule
from server.domain.log.findings import Level
from server.services.access.logins import LoginSession
from server.services.disclosures.consents import Given
from server.services.disclosures.disclosures import Format
from server.services.disclosures.export_plan import Request
from server.settings import Settings
from server.storage.erasure import ACCOUNTED
from server.storage.tables import metadata
from tests.support.auditors import add_auditor, grant
from tests.support.clinics import NOON, Cast, add_clinic, cheap_settings, hold_session
from tests.support.databases import with_database
from tests.support.log import checked, exported, failures, words
from tests.support.manipulated import check, other, underneath, with_clinic

REGISTERS = ("consents", "auditor_grants", "disclosures", "disclosed_clients", "disclosure_ends", "drug_screen_draws")
END = NOON + timedelta(minutes=2)
PLAN, WHY = "Blue River Health Plan", "Eligibility"
BY_CONSENT = Terms(Basis.CONSENT, PLAN, WHY)
FOR_AUDIT = Terms(Basis.AUDIT, "State licensing board", "Yearly audit", "Agreement of 2026-01-15")


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = with_database(cheap_settings(tmp_path_factory.mktemp("registered") / "var"), "sqlite")
    asyncio.run(a_story(settings))
    return settings.var


@pytest.fixture
def var(registered: Path, tmp_path: Path) -> Path:
    """A copy, to be spoilt."""
    return Path(shutil.copytree(registered, tmp_path / "var"))


async def a_story(settings: Settings) -> None:
    """Consents, one of them withdrawn; grants of an auditor, one of them ended; an export of everybody, and one of the
    client who consented to it; a draw."""
    async with open_clinic(settings, boot="boot-1") as clinic:
        cast = await add_clinic(clinic, "north")
        await hold_session(clinic, cast, NOON, minutes=2)
        admin, first = login_of(cast), cast.clients[0]
        for who, purpose in ((first, WHY), (first, "Report of attendance"), (cast.clients[1], WHY)):
            given = Given(PLAN, purpose, "2026-1", date(2026, 3, 1), date(2026, 12, 31))
            made = await clinic.services.consents.record(admin, who, given, NOON)
        await clinic.services.consents.withdraw(admin, cast.clients[1], made.id, NOON)
        auditor = await add_auditor(clinic, cast)
        await grant(clinic, cast, auditor, [first], (date(2026, 3, 1), None))
        ended = await grant(clinic, cast, auditor, None)
        await clinic.services.grants.revoke("north", ended.id, cast.admin, NOON)
        await disclose(clinic, admin, FOR_AUDIT, None, END)
        await disclose(clinic, admin, BY_CONSENT, first, END)
        await clinic.services.draws.set_rule(admin, cast.program, 0, DrawRule(True, 1, days=(2,)), NOON)
        await clinic.services.draws.draw(admin, cast.program, NOON)
        await clinic.log.sign("north", END)
        assert failures(await checked(clinic, "north")) == []


def login_of(cast: Cast) -> LoginSession:
    return LoginSession("l", "north", cast.admin, "admin", None, None, NOON, NOON + timedelta(days=1))


async def disclose(clinic: Clinic, login: LoginSession, terms: Terms, client: str | None, now: datetime) -> None:
    days = date(2026, 3, 1), date(2026, 3, 5), NOON - timedelta(days=3), NOON + timedelta(days=1)
    form = Format.CSV if client is None else Format.PROOFS
    export = await clinic.services.exports.begin(login, Request(form, terms, *days, client), 0, now)
    pieces = [piece async for piece in export.pieces]
    await clinic.services.exports.ended(login, export, True, pieces[-1].records, now)


def the_failure(var: Path) -> str:
    return " ".join(failures(check(var)))


def test_what_nobody_touched_holds(var):
    assert the_failure(var) == "" and words(check(var), Level.LOOK) == ""


@pytest.mark.parametrize(
    ("table", "column"), [(table, column.name) for table in REGISTERS for column in metadata.tables[table].columns]
)
def test_a_change_of_any_column_of_any_row_is_found(var, table, column):
    with underneath(var) as database:
        rows = database.execute(f"SELECT rowid, {column} FROM {table} ORDER BY 1").fetchall()
        row, value = rows[len(rows) // 2]
        changed = "pdf" if column == "format" else other(column, value)
        assert changed != value
        database.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", [changed, row])
    assert the_failure(var)


@pytest.mark.parametrize("table", REGISTERS)
@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_the_deletion_of_any_row_is_found(var, table, order):
    with underneath(var) as database:
        database.execute(f"DELETE FROM {table} WHERE rowid = (SELECT rowid FROM {table} ORDER BY 1 {order} LIMIT 1)")
    said = "its row was changed" if table == "disclosed_clients" else "is missing: its row was deleted"
    assert said in the_failure(var)


@pytest.mark.parametrize(
    ("table", "key", "said"),
    [
        ("consents", "id", "The consent slipped is in no leaf"),
        ("auditor_grants", "id", "The grant of an auditor slipped is in no leaf"),
        ("disclosures", "id", "The disclosure slipped is in no leaf"),
        ("disclosure_ends", "disclosure_id", "The end of the disclosure slipped is in no leaf"),
        ("disclosed_clients", "disclosure_id", "The client of a disclosure that is not there, slipped is in no leaf"),
        ("disclosed_clients", "person_id", "is not what was written: its row was changed"),
    ],
)
def test_a_row_that_was_slipped_in_is_found(var, table, key, said):
    with underneath(var) as database:
        columns = [column.name for column in metadata.tables[table].columns]
        chosen = ", ".join("'slipped'" if one == key else one for one in columns)
        database.execute(f"INSERT INTO {table} SELECT {chosen} FROM {table} LIMIT 1")
    assert said in the_failure(var)


def test_a_withdrawal_that_was_taken_back_is_found(var):
    with underneath(var) as database:
        database.execute("UPDATE consents SET withdrawn_at = NULL, withdrawn_by = NULL")
    assert "(access granted or withdrawn, 2026-03-04T20:00:00.000Z): the consent" in the_failure(var)


def erase(var: Path, now: datetime) -> None:
    asyncio.run(with_clinic(var, lambda clinic: clinic.log.erase("north", "north-client0", "D. Okafor", "why", now)))


def texts(var: Path) -> list[str]:
    """What consents and disclosures say in words."""
    with underneath(var) as database:
        consents = database.execute("SELECT recipient || purpose || version FROM consents WHERE person_id LIKE '%0'")
        said = [text for (text,) in consents.fetchall()]
        disclosed = database.execute("SELECT recipient || affiliation || purpose || particulars FROM disclosures")
        return sorted(said + [text for (text,) in disclosed.fetchall()])


def test_an_erasure_leaves_what_the_clinic_must_account_for_and_empties_the_rest(var):
    erase(var, END)
    consent, disclosure = f"{PLAN}{WHY}2026-1", f"{PLAN}{WHY}"
    audited = f"{FOR_AUDIT.recipient}{FOR_AUDIT.purpose}{FOR_AUDIT.particulars}"
    assert texts(var) == ["", disclosure, consent, audited], "the consent that was never used is empty"
    assert the_failure(var) == "" and words(check(var), Level.LOOK) == ""


def test_after_six_years_another_erasure_empties_that_too_and_leaves_what_is_about_others(var):
    erase(var, END)
    erase(var, END + ACCOUNTED + timedelta(days=1))
    audited = f"{FOR_AUDIT.recipient}{FOR_AUDIT.purpose}{FOR_AUDIT.particulars}"
    assert texts(var) == ["", "", "", audited]
    assert the_failure(var) == ""
    lines = asyncio.run(with_clinic(var, lambda clinic: exported(clinic, "north")))
    leaves = [one for one in lines if '"leaf"' in one and '"grant.given"' not in one]
    assert not [one for one in leaves if "north-client0" in one], (
        "but for a grant, which names whom an auditor may read"
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE consents SET purpose = 'Anything' WHERE purpose = ''", "is said to be erased and says something"),
        ("DELETE FROM consents WHERE purpose = ''", "is missing: its row was deleted"),
        ("UPDATE consents SET purpose = '' WHERE purpose = 'Eligibility'", "is not what was written"),
    ],
)
def test_an_erasure_hides_no_change_of_a_consent(var, statement, said):
    erase(var, END)
    with underneath(var) as database:
        assert database.execute(statement).rowcount > 0
    assert said in the_failure(var)
