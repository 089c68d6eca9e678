"""Finds a browser for the page's tests, or gets one, and says what it did."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Vietnamese letters and emoji must be there for screenshots that people look at.
PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-color-emoji")


def find() -> str | None:
    """Return the path of a Chromium on this machine, Playwright's own included, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None) or _playwrights_own()


def get() -> str:
    """Return a browser's path, installing one when there is none.

    Raises:
        RuntimeError: none could be had; the sentence says what was tried.
    """
    if found := find():
        print(f"Browser: found {found}.")
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Browser: none found, installing Debian's {', '.join(PACKAGES)} ...", flush=True)
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-y", "-qq", *PACKAGES])
    else:
        print("Browser: none found, downloading Playwright's own Chromium ...", flush=True)
        _run([sys.executable, "-m", "playwright", "install", "chromium"])
    if found := find():
        print(f"Browser: installed {found}.")
        return found
    raise RuntimeError(
        "No browser: none in PATH and none could be installed; install Chromium and run this again."
    )


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a second to import, needed only here

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110 - a plain question


def _run(command: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    try:
        get()
    except RuntimeError as error:
        sys.exit(str(error))
