"""One sandbox with one bot for a module of the page's tests; every test is a customer of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import browser
from tests.browser.local_telegram import LocalTelegram, serving_with_bot
from tests.browser.screen import Screen, opened

__all__ = ["browser", "screen", "telegram"]


@pytest.fixture(scope="module")
def telegram() -> Iterator[LocalTelegram]:
    with serving_with_bot() as running:
        yield running


@pytest.fixture
def screen(browser: Browser, telegram: LocalTelegram) -> Iterator[Screen]:
    """Open the page in a wide window; the browser must have had nothing to complain about when the test is over."""
    with opened(browser, telegram.url) as wide:
        yield wide
        assert wide.errors == []
