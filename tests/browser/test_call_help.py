"""A facilitator calls help from the room; whoever is on call is told at once, comes, opens the emergency card and keeps
whom they told."""

import time
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from tests.support.pages import PHONE


async def test_help_is_called_answered_and_what_was_told_is_kept(product, arrive):
    cast = product.cast
    async with product.api(cast.admin) as admin:
        shift = [(datetime.now(UTC) + timedelta(hours=hours)).isoformat() for hours in (-1, 4)]
        body = {"person_id": cast.other_facilitator, "starts_at": shift[0], "ends_at": shift[1]}
        await admin.post("/api/on-call", body)
    fay, helper = await arrive(), await arrive(viewport=PHONE)
    await fay.sign_in(cast.facilitator)
    await fay.enter_as_staff()
    await helper.sign_in(cast.other_facilitator)

    await fay.page.keyboard.press("h")
    called = time.monotonic()
    alert = helper.page.get_by_role("alert", name="Where staff are needed")
    await alert.get_by_text(f"Dr {cast.facilitator} calls for help in Process group").wait_for()
    assert time.monotonic() - called < 3
    await alert.get_by_text("You are on call").wait_for()
    await expect(helper.page).to_have_title("(!) Today")
    await helper.button("I am coming to Process group").click()
    await fay.page.get_by_text(f"Dr {cast.other_facilitator} is coming to Process group").wait_for()
    await helper.button("Enter the room").click()
    await helper.button("Leave").wait_for()

    await helper.button("People").click()
    await helper.button("Emergency card of Chosen 1").click()
    card = helper.page.get_by_role("dialog")
    await card.get_by_text("They have not said. Ask them first.").wait_for()
    await helper.button("Write down whom we told").click()
    await card.get_by_label("Whom we told").fill("Dispatcher 14")
    await card.get_by_label("Of which service or hospital").fill("County 911")
    await card.get_by_label("What the emergency was").fill("Did not answer any more")
    await helper.button("Keep it").click()
    await card.get_by_text("It is kept in the account of disclosures").wait_for()
    await helper.page.get_by_role("button", name="Close", exact=True).click()
    await fay.button("It is all right now in Process group").click()
    await expect(fay.page.get_by_text("is coming to Process group")).to_have_count(0)

    async with product.api(cast.admin) as admin:
        (past,) = (await admin.get("/api/help/past"))["calls"]
        (told,) = await admin.get(f"/api/clients/{cast.clients[1]}/disclosures")
    came = f"Staff {cast.other_facilitator}"
    assert (past["state"], past["answered_by"], past["told"]) == ("ended", came, 1)
    assert (told["basis"], told["recipient"], told["made_by"]) == (
        "emergency",
        "Dispatcher 14",
        f"Staff {cast.other_facilitator}",
    )
