"""An admin takes a client's proofs out by the dialog, and whoever gets the file checks it with the program alone."""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser

from server.clinic import Clinic
from tests.support.clinics import Cast, hold_session
from tests.support.pages import Visitor
from tests.support.product import running_product

COURT = "Tidewater County Drug Court"


async def test_exported_proofs_are_accepted_without_a_database_and_refused_after_one_byte_is_changed(
    tmp_path: Path, browser: Browser
) -> None:
    async def seed(clinic: Clinic, cast: Cast) -> None:
        await hold_session(clinic, cast, datetime.now(UTC) - timedelta(minutes=20), minutes=15)

    async with running_product(tmp_path, seed) as product:
        cast = product.cast
        admin = await Visitor.arrive(product, browser)
        page = admin.page
        await admin.sign_in(cast.admin)
        await page.goto(f"{product.url}/attendance/clients/{cast.clients[0]}")
        await admin.button("Record a consent").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("To", exact=True).fill(COURT)
        await dialog.get_by_label("For", exact=True).fill("Report of attendance")
        await dialog.get_by_label("Form").fill("2026-1")
        await dialog.get_by_role("button", name="Record").click()
        await page.get_by_role("table", name="Consents to disclosures").get_by_text("Live").wait_for()

        await page.get_by_role("button", name="Export", exact=True).press("Enter")
        await dialog.get_by_label("What", exact=True).select_option("proofs")
        await dialog.get_by_label("Who receives it").fill(COURT)
        await dialog.get_by_label("What for").fill("Report of attendance")
        await page.keyboard.press("Enter")
        await dialog.get_by_text("1 record of 1 client.").wait_for()
        async with page.expect_download() as download:
            await page.keyboard.press("Tab")  # the step has the focus: next are the notice, Back and Export
            await page.keyboard.press("Tab")
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
        await dialog.get_by_text("The file is in your downloads").wait_for()
        alone = tmp_path / "auditor"
        alone.mkdir()
        file = alone / "proofs.jsonl"
        await (await download.value).save_as(file)
        await dialog.get_by_role("button", name="Close").click()
        await page.get_by_role("table", name="Where the records went").get_by_text(COURT).wait_for()
        assert admin.errors == []

    status, told = await verify(alone, file.name)
    assert (status, cast.clients[0] in told) == (0, True), told
    content = file.read_bytes()
    at = content.index(b'"countable_ms":') + len(b'"countable_ms":')
    other = b"1" if content[at : at + 1] != b"1" else b"2"
    file.write_bytes(content[:at] + other + content[at + 1 :])
    status, told = await verify(alone, file.name)
    assert status == 1 and "FAILED" in told, told
    assert [one.name for one in alone.iterdir()] == [file.name]


async def verify(directory: Path, file: str) -> tuple[int | None, str]:
    """Exit status and what it says, of the command as an auditor runs it: no settings, no data of the clinic."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VIOP_")}
    viop = Path(sys.executable).with_name("viop")
    process = await asyncio.create_subprocess_exec(
        *(viop, "audit", "verify", file),
        cwd=directory,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()
