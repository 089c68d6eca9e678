"""The browser of the page's tests: found in PATH or where Playwright keeps its own, never downloaded here (`make test` does that)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.get import find

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# A microphone that hums, for voice messages.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
MISSING = "No browser for the page's tests: none of chromium, chromium-browser, google-chrome is in PATH. `python -m tests.browser.get` installs one."


# Playwright's loop keeps running in this thread as long as it lives, which pytest-asyncio's tests elsewhere cannot bear: one a module.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a headless Chromium."""
    path = find()
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS + MICROPHONE)
        yield running
        running.close()
