"""Takes the pictures of docs/images from a service that runs: `make run` in one window, `make pictures` in another."""

import sys
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from langnghe.parts import open_house
from langnghe.serving import web_link
from tests.browser.chromium import FLAGS
from tests.browser.get import get
from tests.browser.screen import DESK, PHONE, Screen, screenshot

OTHERS = ("gặp nhân viên", "kem chống nắng bôi vào em nổi mẩn đỏ hết cả mặt")
IMAGES = Path(__file__).parents[2] / "docs" / "images"


def take(browser: Browser) -> None:
    """Live through a short story and take a picture at each turn."""
    house = open_house()
    page = browser.new_page(viewport={"width": DESK[0], "height": DESK[1]}, device_scale_factor=1)
    page.goto(house.sandbox_url)
    _complain_and_be_answered(Screen(page))
    _let_toasts_go(page)
    screenshot(page, IMAGES / "sandbox-1280.png")
    _be_checked_on(Screen(page))
    _let_toasts_go(page)
    screenshot(page, IMAGES / "check-in-1280.png")
    _others_write(house.sandbox_url)
    _phone(browser, house.sandbox_url, "sandbox-390.png")
    _staff_page(browser, web_link(house, "Quản lý"))


def _let_toasts_go(page: Page) -> None:
    expect(page.locator(".toast")).to_have_count(0, timeout=15_000)


def _complain_and_be_answered(screen: Screen) -> None:
    screen.button("Bắt đầu", "customer").click()
    expect(screen.bubble("/huy")).to_be_visible(timeout=10_000)
    _say(screen, "giao hang tre 5 ngay roi ma khong ai tra loi", "KN-")
    expect(screen.bubble("giao hang tre 5 ngay", "staff")).to_be_visible()
    screen.button("Nhận", "staff").last.click()
    card = screen.pane("staff").locator(".message", has_text="Người nhận").last
    card.click(button="right")
    screen.menu("Trả lời").click()
    screen.box("staff").fill("Dạ em xin lỗi chị, đơn đang ở kho Thủ Đức, sáng mai shipper gọi chị ạ.")
    screen.box("staff").press("Enter")
    expect(screen.bubble("Thủ Đức")).to_be_visible()
    _say(screen, "ok em, mai chị chờ nha", "")
    expect(screen.bubble("mai chị chờ", "staff")).to_be_visible()


def _be_checked_on(screen: Screen) -> None:
    screen.new_customer("Khách mới", "0900000009")
    page = screen.page
    page.get_by_role("button", name="Link đơn hàng").click()
    screen.menu("Đơn DH1023").click()
    screen.button("Đồng ý", "customer").last.click()
    page.get_by_role("button", name="+2 ngày").first.click()
    expect(screen.bubble("DH1023")).to_be_visible()
    expect(screen.button("😊 Hài lòng", "customer").last).to_be_visible(timeout=20_000)


def _say(screen: Screen, text: str, answer: str) -> None:
    screen.box().fill(text)
    screen.box().press("Enter")
    if answer:
        expect(screen.bubble(answer)).to_be_visible(timeout=10_000)


def _others_write(url: str) -> None:
    with httpx.Client(base_url=url, timeout=10) as sandbox:
        people = [user["id"] for user in sandbox.get("/sandbox/state").json()["users"] if not user["staff"]]
        for person, text in zip(people[1:], OTHERS, strict=False):
            sandbox.post(
                f"/sandbox/chats/{person}/send", json={"user_id": person, "text": text}
            ).raise_for_status()
    time.sleep(3)


def _phone(browser: Browser, url: str, name: str) -> None:
    page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    page.goto(url)
    expect(page.get_by_text("KN-0001").first).to_be_visible()
    screenshot(page, IMAGES / name)


def _staff_page(browser: Browser, link: str) -> None:
    for width, height in (DESK, PHONE):
        page: Page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(link)
        page.wait_for_url("**/")
        expect(page.get_by_text("KN-0003")).to_be_visible()
        screenshot(page, IMAGES / f"queue-{width}.png")
        page.get_by_text("Giao hàng trễ").first.click()
        expect(page.get_by_text("giao hang tre 5 ngay").first).to_be_visible()
        screenshot(page, IMAGES / f"ticket-{width}.png")


if __name__ == "__main__":
    with sync_playwright() as playwright:
        take(playwright.chromium.launch(executable_path=get(), args=FLAGS))
    sys.stdout.write(f"Pictures are in {IMAGES}\n")
