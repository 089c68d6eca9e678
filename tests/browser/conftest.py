"""One sandbox with one bot for a module of the page's tests; every test is a customer of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.chromium import browser
from tests.browser.local_telegram import LocalTelegram, serving_with_bot
from tests.browser.screen import Screen, new_window, opened

__all__ = ["browser", "screen", "telegram", "window"]


@pytest.fixture(scope="module")
def telegram() -> Iterator[LocalTelegram]:
    with serving_with_bot() as running:
        yield running


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """Open one wide window for a module: its cache saves a second a test."""
    with new_window(browser) as wide:
        yield wide


@pytest.fixture
def screen(window: BrowserContext, telegram: LocalTelegram) -> Iterator[Screen]:
    """Open the page; the browser must have had nothing to complain about when the test is over."""
    with opened(window, telegram.url) as page:
        yield page
        assert page.errors == []
