"""One running product and one Chromium for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.support.pages import Visitor, chromium
from tests.support.product import Product, running_product

Arrive = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as product:
        yield product


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def arrive(product: Product, browser: Browser) -> AsyncIterator[Arrive]:
    """Opens a browser for one more person; at the end no page may have thrown."""
    visitors: list[Visitor] = []

    async def one_more(**options: object) -> Visitor:
        visitors.append(await Visitor.arrive(product, browser, **options))
        return visitors[-1]

    yield one_more
    for visitor in visitors:
        await visitor.context.close()
    assert [error for visitor in visitors for error in visitor.errors] == []
