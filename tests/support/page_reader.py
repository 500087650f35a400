"""What is wrong with a page as it stands, in one language: axe, sideways scrolling, keyboard, words of the other one.

`SCREENSHOTS=folder` also saves what it looks like at each size.
"""

import os
import re
from pathlib import Path

from playwright.async_api import Page, ViewportSize

from server.domain.disclosure.terms import ALL_THREE, ANY_OF_THEM
from tests.support.every_page import AXE, english_texts

SCREENSHOTS = os.environ.get("SCREENSHOTS") or None
WIDE: ViewportSize = {"width": 1280, "height": 800}
TWICE_THE_SIZE: ViewportSize = {"width": 640, "height": 400}
"""What a window of 1280 by 800 has at 200 %."""
NARROW: ViewportSize = {"width": 360, "height": 740}
LOCALES = {"en": "en-US", "es": "es-MX"}
DATA = {"Aftercare", "Away with a letter from the court", ANY_OF_THEM, ALL_THREE}
"""What people called it, and what the law does; nobody translates that."""
ENGLISH = re.compile("|".join(english_texts()))


async def wrong_with(page: Page, language: str, name: str) -> list[str]:
    """In words; empty when nothing is. `name`: of the screenshots. The page is left as wide as it was read first."""
    said: list[str] = []
    if language == "es":
        texts: list[str] = await page.evaluate("checks.texts()")
        said += [f"in English: {one}" for one in texts if one.lstrip(". ") not in DATA and ENGLISH.fullmatch(one)]
    else:
        said += await page.evaluate("checks.keyboard()")
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    said += await page.evaluate("all => checks.axe(all)", language == "en")
    for size in (TWICE_THE_SIZE, NARROW, WIDE):
        await page.set_viewport_size(size)
        wide = await page.evaluate("width => checks.sideways(width)", size["width"])
        said += [f"at {size['width']} px: {one}" for one in wide]
        if SCREENSHOTS is not None:
            file = Path(SCREENSHOTS) / f"{name}-{language}-{size['width']}.png"
            await page.screenshot(path=file, full_page=True)
    return said
