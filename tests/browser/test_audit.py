"""An auditor from the search to the facts behind a figure, until what was granted is revoked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser

from server.clinic import Clinic
from tests.support.auditors import add_auditor, grant
from tests.support.clinics import Cast, hold_session
from tests.support.pages import Visitor
from tests.support.product import running_product


async def test_an_auditor_comes_from_a_search_to_the_facts_until_the_grant_is_revoked(
    tmp_path: Path, browser: Browser
) -> None:
    given: list[str] = []

    async def seed(clinic: Clinic, cast: Cast) -> None:
        now = datetime.now(UTC)
        await hold_session(clinic, cast, now - timedelta(minutes=20), minutes=15)
        auditor = await add_auditor(clinic, cast)
        given.append((await grant(clinic, cast, auditor, [cast.clients[0]], now=now)).id)

    async with running_product(tmp_path, seed) as product:
        cast = product.cast
        auditor = await Visitor.arrive(product, browser)
        page = auditor.page
        await auditor.sign_in(f"{cast.clinic}-auditor")
        await page.get_by_role("heading", name="What you may read").wait_for()
        await page.get_by_role("link", name="Search records").click()

        await page.get_by_label("Client, record number or session").fill("mrn0")
        await page.keyboard.press("Enter")
        found = page.get_by_role("table", name="Records found").get_by_role("row")
        await page.get_by_text("1 record", exact=True).wait_for()
        assert await found.count() == 2
        await found.get_by_role("link", name="Evidence for").press("Enter")

        await page.get_by_role("heading", name="Timeline").wait_for()
        await page.get_by_role("table", name="Every stretch").wait_for()
        assert "MRN" not in page.url and "Legal" not in page.url
        facts = page.get_by_role("group").filter(has_text="observations").locator("summary")
        await facts.press("Enter")
        await page.get_by_role("row", name="Session started").wait_for()
        told = await page.content()
        assert not any(name in told for name in cast.names[1:])

        async with (
            product.api(cast.admin) as api,
            api.http.delete(f"{product.url}/api/grants/{given[0]}") as response,
        ):
            assert response.status == 204
        await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")  # they come back to the tab
        await page.get_by_text("Nothing is open to you now").wait_for()
        assert cast.names[0] not in await page.content()
        assert auditor.errors == []
