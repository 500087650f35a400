"""A name of 110 characters, and one of a single word of 60, on every page that shows names."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from server.clinic import Clinic
from tests.support.auditors import add_auditor, grant
from tests.support.clinics import Cast
from tests.support.pages import DESKTOP, PHONE
from tests.support.policies import phone_session
from tests.support.product import Product, running_product

LONG = "Maria-Guadalupe Wolfeschlegelsteinhausen de la Trinidad y Fernández-Villanueva Montgomery Fitzgerald O-Sulivan"
WORD = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"
LAST_WEEK = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=9)
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let above = element.parentElement; above !== null && above !== document.body; above = above.parentElement)
      if (getComputedStyle(above).overflowX !== 'visible') return true;
    return false;
  };
  return [...document.querySelectorAll('main *')]
    .filter((one) => one.getBoundingClientRect().right > width + 1 && !scrolls(one))
    .map((one) => `${one.tagName} ${one.textContent.slice(0, 30)}`);
}"""


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async def seed(clinic: Clinic, cast: Cast) -> None:
        for client in range(2):
            await phone_session(clinic, cast, LAST_WEEK + timedelta(days=client), client=client, phoned=60)
        auditor = await add_auditor(clinic, cast)
        await grant(clinic, cast, auditor, cast.clients[:2], now=datetime.now(UTC))
        async with clinic.database.write() as connection:
            for who, name in ((cast.clients[0], LONG), (cast.clients[1], WORD), (cast.facilitator, LONG)):
                row = {"who": who, "name": name, "chosen": name[:100]}
                await connection.execute(
                    text("UPDATE people SET legal_name = :name, chosen_name = :chosen WHERE id = :who"), row
                )
            await connection.execute(
                text("UPDATE people SET legal_name = :name WHERE id LIKE '%auditor'"), {"name": WORD}
            )
            for table, column in (("sessions", "title"), ("programs", "name"), ("clinics", "name")):
                await connection.execute(text(f"UPDATE {table} SET {column} = :name"), {"name": WORD})

    async with running_product(tmp_path, seed) as product:
        yield product


async def test_no_name_is_wider_than_the_page_that_shows_it(product, arrive):
    assert (len(LONG), len(WORD)) == (110, 60)
    cast = product.cast
    held = [f"{cast.clinic}-phone-{(LAST_WEEK + timedelta(days=client)).date()}" for client in range(2)]
    pages = (
        "",
        f"roster/{cast.running}",
        "attendance",
        f"attendance/sessions/{held[1]}",
        f"attendance/sessions/{held[1]}/people/{cast.clients[1]}",
        "attendance/clients",
        f"attendance/clients/{cast.clients[0]}",
        f"attendance/clients/{cast.clients[1]}",
        "attendance/program",
        f"sign/{held[0]}",
        f"sign/{held[1]}",
        "audit",
        "audit/trail",
        "audit/auditors",
        "policies",
        f"session/{cast.running}",
    )
    admin = await arrive()
    await admin.sign_in(cast.admin)
    for address in pages:
        await admin.page.goto(f"{product.url}/{address}")
        await admin.page.get_by_text("Wolfeschlegelsteinhausen").locator("visible=true").first.wait_for()
        for size in (PHONE, DESKTOP):
            await admin.page.set_viewport_size(size)
            assert (address, size["width"], await admin.page.evaluate(TOO_WIDE)) == (address, size["width"], [])
