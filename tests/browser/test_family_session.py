"""A family session: a guest is invited, agrees, waits, is let in, and is out when the consent is withdrawn."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.clinic import Clinic
from server.services.sessions.sessions import RosterEntry, Session
from tests.browser.conftest import Arrive
from tests.support.axe import violations
from tests.support.clinics import Cast
from tests.support.product import Product, running_product

FAMILY = "north-family"


async def add_family(clinic: Clinic, cast: Cast) -> None:
    start = datetime.now(UTC) - timedelta(minutes=5)
    session = Session(
        FAMILY, cast.clinic, cast.program, "family", "Family hour", "planned", start, start + timedelta(hours=1)
    )
    roster = [RosterEntry(cast.facilitator, "facilitator"), RosterEntry(cast.clients[0], "client")]
    await clinic.sessions.add(session, roster)


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path, add_family) as product:
        yield product


async def test_a_guest_comes_by_a_link_that_works_once_and_is_out_when_the_consent_is_withdrawn(
    product: Product, arrive: Arrive
) -> None:
    staff, guest, stranger = await arrive(), await arrive(viewport={"width": 360, "height": 740}), await arrive()
    cast = product.cast
    await staff.sign_in(cast.facilitator)
    await staff.page.goto(f"{product.url}/roster/{FAMILY}")
    await staff.button("Invite a guest").click()
    dialog = staff.page.get_by_role("dialog")
    await dialog.get_by_label("On whose behalf").select_option(cast.clients[0])
    await dialog.get_by_label("Name of the guest").fill("Rosa Ruiz")
    await dialog.get_by_label("What they are to the client").fill("mother")
    await dialog.get_by_label("Form", exact=True).fill("F-2")
    await dialog.get_by_role("button", name="Invite", exact=True).click()
    link = await staff.page.get_by_role("dialog", name="Link for Rosa Ruiz").get_by_label("Link").input_value()
    room = await staff.another_tab()
    await room.enter_as_staff(FAMILY)

    await guest.page.goto(link)
    await guest.page.get_by_role("heading", name="You are invited to a session").wait_for()
    assert cast.names[0] not in await guest.page.content()
    assert await violations(guest.page) == []
    await guest.page.get_by_label("The name that the others see").fill("Rosa")
    await guest.button("Agree and go on").click()
    await guest.page.get_by_text("Please read it and tick the box.").wait_for()
    await guest.page.get_by_label("I have read this, and I agree").check()
    await guest.button("Agree and go on").click()
    await guest.wait_to_be_let_in()

    waiting = room.page.get_by_role("listitem").filter(has_text=f"Guest of {cast.names[0]} (mother)")
    await waiting.wait_for()
    await room.admit("Rosa")
    await guest.sees_and_hears(others=1)
    await room.page.get_by_role("region", name="Also here").get_by_text("Rosa").wait_for()

    await stranger.page.goto(link)
    await stranger.page.get_by_role("heading", name="This invitation was used already").wait_for()

    async with product.api(cast.facilitator) as api:
        consents = f"/api/clients/{cast.clients[0]}/consents"
        [consent] = await api.get(consents)
        async with api.http.delete(f"{product.url}{consents}/{consent['id']}") as response:
            assert response.status == 204
    await guest.page.get_by_role("heading", name="Your part has ended").wait_for()
    await room.page.get_by_role("region", name="Also here").wait_for(state="detached")
    await guest.page.goto(link)
    await guest.page.get_by_role("heading", name="This invitation has ended").wait_for()
    await staff.page.reload()
    await staff.page.get_by_text("Ended: the client withdrew the consent").wait_for()
    assert await violations(staff.page) == []
