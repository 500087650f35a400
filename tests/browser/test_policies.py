"""An admin changes a rule: sees first whose outcome it would alter, is told that somebody else has saved meanwhile,
goes on over that, and saves."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from server.clinic import Clinic
from tests.support.clinics import Cast
from tests.support.policies import phone_session
from tests.support.product import Product, running_product

LAST_WEEK = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=9)


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async def seed(clinic: Clinic, cast: Cast) -> None:
        await phone_session(clinic, cast, LAST_WEEK, client=0, phoned=60)

    async with running_product(tmp_path, seed) as product:
        yield product


async def test_an_admin_sees_what_a_change_would_alter_before_saving_it(product, arrive):
    admin = await arrive()
    page = admin.page
    await admin.sign_in(product.cast.admin)
    await page.get_by_role("link", name="Policies").click()
    await page.get_by_role("link", name="Clinic north").click()
    await page.get_by_role("link", name="Change the rules").click()
    assert await admin.button("Save this version").is_disabled()
    await page.get_by_label("Time by phone counts").uncheck()
    await admin.button("Show what would change").click()
    await page.get_by_role("heading", name="1 record would change").wait_for()
    row = page.get_by_role("row", name=re.compile(product.cast.names[0]))
    assert re.search(r"Present.*60 min|Present.*1 h", await row.inner_text(), re.DOTALL)
    assert "No-show" in await row.inner_text()

    async with product.api(product.cast.admin) as api:
        today = (await api.get("/api/policies"))["today"]
        other = {"rules": {"group_cap": 8}, "base_version": 0, "effective_from": today, "reason": "A smaller room"}
        await api.post("/api/policies/clinic/north", other)
    await page.get_by_label("Reason").fill("The payer takes no telephone")
    await admin.button("Save this version").click()
    await page.get_by_role("heading", name="Version 1 was saved meanwhile").wait_for()
    assert "was saved meanwhile" in await page.evaluate("document.activeElement.innerText"), "it is where Save was"
    await expect(admin.button("Go on over version 1")).to_be_in_viewport()
    assert await page.get_by_label("Reason").input_value() == "The payer takes no telephone"
    await page.get_by_text("A smaller room").wait_for()
    await admin.button("Go on over version 1").click()
    assert not await page.get_by_label("Time by phone counts").is_checked()
    assert await page.get_by_label("At once in a group").input_value() == "8"
    assert await admin.button("Save this version").is_disabled()

    await admin.button("Show again what would change").click()
    await page.get_by_role("heading", name="1 record would change").wait_for()
    await admin.button("Save this version").click()
    await page.get_by_text("Version 2 is saved.").wait_for()
    await page.get_by_text("Time by phone does not count.").first.wait_for()
    newest = page.get_by_role("article", name="Version 2")
    await newest.get_by_text("The payer takes no telephone").wait_for()
    await newest.get_by_text(f"Saved by Dr {product.cast.admin}").wait_for()
