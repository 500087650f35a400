"""A facilitator signs a session's records on one screen, and corrects one of them afterwards."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.clinic import Clinic
from tests.browser.conftest import Arrive
from tests.support.clinics import PASSWORD, Cast, hold_session
from tests.support.product import Product, running_product

MINUTES = 8


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    """Of three clients one came to the session, which is over."""

    async def held(clinic: Clinic, cast: Cast) -> None:
        await hold_session(clinic, cast, datetime.now(UTC) - timedelta(minutes=MINUTES + 1), MINUTES)

    async with running_product(tmp_path, held) as product:
        yield product


async def test_a_session_with_exceptions_is_signed_with_one_password(product: Product, arrive: Arrive) -> None:
    facilitator, cast = await arrive(), product.cast
    await facilitator.sign_in(cast.facilitator)
    page = facilitator.page
    await page.get_by_role("navigation").get_by_role("link", name="To sign 1 session").click()
    await page.get_by_role("link", name="Sign the records of Process group").click()
    records = page.get_by_role("list", name="Records", exact=True)
    absent = records.get_by_role("listitem").filter(has_text=cast.names[1])
    await absent.get_by_text("Did not come").wait_for()
    await absent.get_by_role("checkbox", name=f"{cast.names[1]} is excused").check()
    await absent.get_by_role("textbox", name=f"Note about {cast.names[1]}").fill("was at a funeral")
    await page.get_by_label("Your password", exact=True).fill("not mine")
    await facilitator.button("Sign 3 records").click()
    await page.get_by_text("That is not your password. Nothing was signed.").wait_for()
    await page.get_by_label("Your password", exact=True).fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("status").get_by_text("3 records are signed.").wait_for()
    await page.get_by_text("All records of this session are signed").wait_for()
    await page.get_by_role("link", name="Attendance of this session").click()
    row = page.get_by_role("row").filter(has_text=cast.names[1])
    await row.get_by_text("Excused · was at a funeral").wait_for()
    async with product.api(cast.admin) as api:
        found = (await api.get(f"/api/attendance/sessions/{cast.running}"))["records"]
    assert {one["signing"]["status"] for one in found} == {"signed"}


async def test_an_amendment_shows_both_values_and_is_signed_anew(product: Product, arrive: Arrive) -> None:
    facilitator, cast = await arrive(), product.cast
    await facilitator.sign_in(cast.facilitator)
    page = facilitator.page
    await page.goto(f"{product.url}/sign/{cast.running}")
    await page.get_by_label("Your password", exact=True).fill(PASSWORD)
    await facilitator.button("Sign 3 records").click()
    await page.get_by_role("status").get_by_text("3 records are signed.").wait_for()
    await facilitator.button(f"Correct the record of {cast.names[1]}").click()
    dialog = page.get_by_role("dialog", name="Correct this record")
    await dialog.get_by_label("Outcome").select_option("Late")
    await dialog.get_by_label("Countable minutes").fill("900")
    await dialog.get_by_label("Reason").fill("the tablet at the door was broken")
    await dialog.get_by_role("button", name="Save the correction").click()
    await dialog.get_by_text(f"Please give a number from 0 to {MINUTES}.").wait_for()
    await dialog.get_by_label("Countable minutes").fill("5")
    await dialog.get_by_role("button", name="Save the correction").click()
    await page.get_by_text("Amended, to be signed anew").wait_for()
    await page.get_by_label("Your password", exact=True).fill(PASSWORD)
    await facilitator.button("Sign 1 record").click()
    await page.get_by_role("status").get_by_text("1 record is signed.").wait_for()
    await page.get_by_role("link", name=f"5 min. Evidence for {cast.names[1]}").click()
    history = page.get_by_role("table", name="Amendments")
    row = history.get_by_role("row").filter(has_text="Correction")
    for said in (
        "In force",
        "No-show",
        "Late",
        "5 min",
        "the tablet at the door was broken",
        f"Staff {cast.facilitator}",
    ):
        await row.get_by_text(said).first.wait_for()
    assert await page.get_by_role("list", name="Signatures").get_by_role("listitem").count() == 2
