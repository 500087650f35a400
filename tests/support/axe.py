"""What axe finds wrong with a page."""

from pathlib import Path

from playwright.async_api import Page

SOURCE = Path(__file__).parents[2] / "client_web" / "node_modules" / "axe-core" / "axe.min.js"


async def violations(page: Page) -> list[str]:
    """One line each: the rule, and where."""
    await page.evaluate(SOURCE.read_text("utf-8"))
    found = await page.evaluate("async () => (await axe.run()).violations.map((one) => [one.id, one.nodes[0].html])")
    return [f"{rule}: {where}" for rule, where in found]
