"""What a person does with the page, in words: open it, be a customer, write, press, answer as staff."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

DESK = (1280, 800)
PHONE = (390, 844)
Side = Literal["customer", "staff"]
BOXES = {"customer": "Nhắn cho bot", "staff": "Nhắn vào nhóm nhân viên"}
NUMBERS = count(1)


class Screen:
    """One open page; `errors` collects what the browser complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    def pane(self, side: Side) -> Locator:
        return self.page.locator(f"#{side}")

    def box(self, side: Side = "customer") -> Locator:
        return self.page.get_by_label(BOXES[side])

    def bubble(self, text: str, side: Side = "customer") -> Locator:
        """Return the newest message that holds `text`."""
        return self.pane(side).locator(".message", has_text=text).last

    def button(self, name: str, side: Side | None = None) -> Locator:
        where = self.pane(side) if side else self.page
        return where.get_by_role("button", name=name, exact=True)

    def menu(self, name: str) -> Locator:
        return self.page.get_by_role("menuitem", name=name)

    def new_customer(self, name: str = "", phone: str = "") -> str:
        """Add a customer by the page's own dialog and return the name."""
        name = name or f"Khách thử {next(NUMBERS)}"
        self.page.get_by_role("button", name="Khách mới").click()
        self.page.get_by_label("Tên", exact=True).fill(name)
        if phone:
            self.page.get_by_label("Số điện thoại").fill(phone)
        self.button("Thêm").click()
        expect(self.page.get_by_text(f"bạn là {name}")).to_be_visible()
        return name

    def begin(self, name: str = "", phone: str = "") -> str:
        """Be a new customer who pressed Start and was greeted."""
        name = self.new_customer(name, phone)
        self.button("Bắt đầu", "customer").click()
        expect(self.bubble("Xin chào")).to_be_visible()
        return name

    def say(self, text: str, side: Side = "customer") -> None:
        self.box(side).fill(text)
        self.box(side).press("Enter")

    def answer(self, text: str, with_text: str, side: Side) -> None:
        """Answer the message that holds `text` by the menu of the right mouse button."""
        self.bubble(text, side).locator(".bubble").click(button="right")
        self.menu("Trả lời").click()
        self.say(with_text, side)

    def choose_files(self, kind: str, *paths: Path, side: Side = "customer") -> None:
        """Choose files by the paper clip's menu."""
        self.button("Đính kèm", side).click()
        with self.page.expect_file_chooser() as chooser:
            self.menu(kind).click()
        chooser.value.set_files(list(paths))


def new_window(
    browser: Browser, size: tuple[int, int] = DESK, *, dark: bool = False, touch: bool = False
) -> BrowserContext:
    """Return a browser window of `size` with a memory of its own."""
    width, height = size
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    return browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=touch, locale="vi-VN"
    )


@contextmanager
def opened(window: BrowserContext, url: str) -> Iterator[Screen]:
    """Open the page in a window; close it, and forget what it remembered, at the end of the block."""
    screen = Screen(window.new_page())
    screen.page.goto(url)
    expect(screen.page.locator(".person").first).to_be_attached()
    yield screen
    screen.page.evaluate("localStorage.clear()")
    screen.page.close()


def screenshot(page: Page, path: Path) -> None:
    """Save what is on the screen once fonts and pictures are there and nothing moves any more."""
    page.evaluate("document.fonts.ready")
    page.wait_for_function("[...document.images].every((picture) => picture.complete)")
    page.screenshot(path=path, animations="disabled", caret="hide")
