"""A client is opted in, a session is cancelled: the outbox shows a neutral notice, and the calendar says so too."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from icalendar import Calendar

from server.clinic import Clinic
from server.services.sessions.sessions import RosterEntry, Session
from tests.browser.conftest import Arrive
from tests.support.axe import violations
from tests.support.clinics import Cast
from tests.support.product import Product, running_product


def meets() -> datetime:
    return datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=3)


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    """Of a clinic that meets once more in three days."""

    async def another(clinic: Clinic, cast: Cast) -> None:
        start = meets()
        session = Session(
            *("later", cast.clinic, cast.program, "group", "Relapse prevention", "planned"),
            *(start, start + timedelta(hours=1)),
        )
        everybody = [RosterEntry(who, "client") for who in cast.clients]
        await clinic.sessions.add(session, [RosterEntry(cast.facilitator, "facilitator"), *everybody])

    async with running_product(tmp_path, another, VIOP_KEEP_MESSAGES="true", VIOP_QUIET_HOURS="00:00-00:00") as product:
        yield product


async def test_a_cancellation_reaches_a_client_who_opted_in(product: Product, arrive: Arrive) -> None:
    admin, cast = await arrive(), product.cast
    await admin.sign_in(cast.admin)
    page = admin.page
    await page.goto(f"{product.url}/people/clients/{cast.clients[0]}")
    await admin.button("Change how to reach them").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Phone number").fill("(212) 555-0199")
    await dialog.get_by_label("The client says that text messages are safe").check()
    await dialog.get_by_role("button", name="Save").click()
    reach = page.get_by_role("region", name="Keeping in touch")
    await reach.get_by_text("+12125550199").wait_for()
    await admin.button("Make an address").click()
    await page.get_by_role("dialog").get_by_role("button", name="Make an address").click()
    address = await page.get_by_role("dialog").get_by_text("/calendar/").inner_text()
    await page.get_by_role("dialog").get_by_role("button", name="Close").click()
    assert await violations(page) == []

    day = meets().astimezone(ZoneInfo("America/Los_Angeles")).date()
    await page.goto(f"{product.url}/schedule?week={day}")
    await admin.button(re.compile("Relapse prevention")).click()
    await admin.button("Cancel this session").click()
    told = page.get_by_role("region", name="Who is told")
    await told.get_by_text(f"Told at once: {cast.names[0]}.").wait_for()
    await told.get_by_text(f"please call: {cast.names[1]} and {cast.names[2]}.").wait_for()
    await page.get_by_label("Why").fill("The heating failed")
    await admin.button("Cancel the session").click()

    await admin.button("Hold it after all").wait_for()

    await page.goto(f"{product.url}/messages")
    row = page.get_by_role("row").filter(has_text=cast.names[0])
    await row.get_by_text("Sent", exact=True).wait_for()
    words = await row.inner_text()
    assert "Your appointment on" in words and "was cancelled. Call 555-0100 with questions." in words
    assert "Relapse" not in words and "heating" not in words and "0199" not in words
    assert await violations(page) == []
    await page.get_by_role("link", name="Records to another system").click()
    await page.get_by_text("Nothing is sent anywhere yet").wait_for()
    assert await violations(page) == []

    async with aiohttp.ClientSession() as http, http.get(address) as response:
        events = Calendar.from_ical(await response.text()).walk("VEVENT")
    assert sorted(str(one["STATUS"]) for one in events) == ["CANCELLED", "CONFIRMED", "CONFIRMED"]
