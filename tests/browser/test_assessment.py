"""A facilitator assesses somebody new from the session's page, and enrolls them in the same act."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.test_joining import is_accessible
from tests.support.pages import PHONE
from tests.support.product import Product

TOPICS = ("A stable, private and safe place", "Equipment and connection", "A safety plan in place")


async def test_an_assessment_ends_in_an_enrollment_with_its_plan(product: Product, arrive: Arrive) -> None:
    cast = product.cast
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    async with product.api(cast.admin) as api:
        nia = (await api.post("/api/clients", {"legal_name": "Nia Okoro", "chosen_name": "Nia"}))["person_id"]
        once = {"rule": "FREQ=DAILY", "first_on": tomorrow, "last_on": tomorrow, "at": "09:00:00", "minutes": 60}
        who = {"facilitators": [cast.facilitator], "expects": "named", "clients": [nia]}
        what = {"program_id": None, "kind": "assessment", "title": "Assessment", "setting": "remote"}
        await api.post("/api/schedule/series", {"draft": once | who | what})
        found = await api.get(f"/api/schedule?from={tomorrow}&to={tomorrow}")
    session = next(one["id"] for one in found["sessions"] if one["kind"] == "assessment")

    facilitator = await arrive(viewport=PHONE)
    page = facilitator.page
    await facilitator.sign_in(cast.facilitator)
    await page.goto(f"{product.url}/roster/{session}")
    await facilitator.button("Record an assessment").click()
    dialog = page.get_by_role("dialog")
    for topic in TOPICS:
        group = dialog.get_by_role("group", name=topic, exact=True)
        await group.get_by_label("Yes", exact=True).check()
        await group.get_by_label(f"{topic}: asked while they were alone").check()
    await is_accessible(facilitator)
    await dialog.get_by_label("Name", exact=True).fill("Ada Okoro")
    await dialog.get_by_label("Phone number").fill("555-010-0199")
    await dialog.get_by_label("Telehealth", exact=True).check()
    await dialog.get_by_label("Program", exact=True).select_option(label="Evening IOP, IOP (2.1)")
    await page.keyboard.press("Tab")
    await dialog.get_by_label("Hours a week for this client").fill("3")
    await dialog.get_by_role("button", name="Save and enroll").click()
    await dialog.get_by_text("are fewer than the 9 that are usual", exact=False).wait_for()
    await dialog.get_by_label("If it is meant: why?").fill("Half days at first")
    await dialog.get_by_role("button", name="Enroll all the same").click()
    await dialog.wait_for(state="detached")

    await page.goto(f"{product.url}/people/clients/{nia}")
    section = page.get_by_role("region", name="Assessment")
    await expect(section.get_by_text("Telehealth", exact=True)).to_be_visible()
    await expect(page.get_by_role("region", name="Enrollments").get_by_text("3 h a week", exact=False)).to_be_visible()
    await is_accessible(facilitator)
