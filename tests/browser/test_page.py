"""How the page itself behaves: hostile text, narrow windows, the keyboard, a server that goes away, readable colours."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from nlu.server import free_port
from tests.browser.local_telegram import LocalTelegram, serving, serving_with_bot
from tests.browser.picture import png
from tests.browser.screen import PHONE, Screen, new_window, opened
from tests.browser.test_files import send_preview

pytestmark = pytest.mark.browser

HOSTILE = (
    "<img src=x onerror=\"document.title='cracked'\"><script>document.title='cracked'</script><b>đậm</b>"
)
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
LINK_OF = """async (url) => {
  const { richText } = await import("/page/text.js");
  const [node] = richText("bấm", [{ type: "text_link", offset: 0, length: 3, url }], {});
  return node.getAttribute("href");
}"""
NAMELESS = """() => [...document.querySelectorAll("button, a, input, select, textarea")]
    .filter((each) => !each.ariaLabel && !each.labels?.length && !each.textContent.trim()).map((each) => each.className)"""
READABLE = 4.5  # WCAG 2 AA


def test_what_people_write_is_text_and_nothing_else(screen: Screen, tmp_path: Path) -> None:
    screen.begin(name=f"Khách {HOSTILE}"[:60])
    screen.say(HOSTILE)
    expect(screen.bubble("Bạn nói:").locator(".text")).to_have_text(f"Bạn nói: {HOSTILE}")
    screen.answer("Bạn nói:", HOSTILE, "customer")
    screen.say(HOSTILE, "staff")
    screen.choose_files("Ảnh", png(tmp_path / "a.png"))
    send_preview(screen, HOSTILE)
    expect(screen.pane("customer").locator(".with-photo .text")).to_have_text(HOSTILE)
    expect(screen.page).to_have_title("Lắng Nghe · thử ngay")
    assert screen.page.locator("img[src='x'], .log script, .people script").count() == 0


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://example.com/x", "https://example.com/x"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
    ],
)
def test_only_web_mail_and_phone_addresses_become_links(screen: Screen, url: str, href: str | None) -> None:
    assert screen.page.evaluate(LINK_OF, url) == href


def test_addresses_that_customers_write_can_be_followed(screen: Screen) -> None:
    screen.begin()
    screen.say("xem https://example.com/x nhé")
    link = screen.bubble("Bạn nói: xem").get_by_role("link", name="https://example.com/x")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")


def test_on_a_phone_one_screen_is_seen_at_a_time(browser: Browser, telegram: LocalTelegram) -> None:
    with new_window(browser, PHONE, touch=True) as phone, opened(phone, telegram.url) as screen:
        staff_tab = screen.page.get_by_role("tab", name=re.compile("Nhóm nhân viên"))
        expect(screen.pane("staff")).to_be_hidden()
        screen.button("Danh sách khách").click()
        name = screen.begin()
        screen.page.get_by_label("Nhắn cho bot").fill("giao trễ 5 ngày rồi")
        screen.button("Gửi", "customer").click()
        expect(staff_tab.locator(".badge")).to_have_text(re.compile(r"\d"))
        staff_tab.click()
        expect(screen.bubble(f"Khách: {name}", "staff")).to_be_in_viewport()
        expect(staff_tab.locator(".badge")).to_be_hidden()
        expect(screen.pane("customer")).to_be_hidden()
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert screen.errors == []


def test_on_a_phone_the_clock_and_the_hints_are_behind_buttons(
    browser: Browser, telegram: LocalTelegram
) -> None:
    with new_window(browser, PHONE, touch=True) as phone, opened(phone, telegram.url) as screen:
        screen.button("Danh sách khách").click()
        screen.new_customer()
        screen.button("Thử gì trước?").click()
        screen.button("gặp nhân viên").click()
        expect(screen.bubble("Bạn nói: gặp nhân viên")).to_be_visible()
        screen.button("Chỉnh đồng hồ tới trước").click()
        screen.menu("+1 giờ").click()
        expect(screen.page.get_by_text("Đồng hồ đã chỉnh tới trước 1 giờ.")).to_be_visible()


def test_a_swipe_answers_and_a_long_press_opens_the_menu(browser: Browser, telegram: LocalTelegram) -> None:
    with new_window(browser, PHONE, touch=True) as phone, opened(phone, telegram.url) as screen:
        screen.button("Danh sách khách").click()
        screen.begin()
        box = screen.bubble("Xin chào").locator(".bubble").bounding_box()
        assert box
        x, y = box["x"] + 150, box["y"] + 20
        touch = screen.page.context.new_cdp_session(screen.page)
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for moved in range(10, 100, 10):
            touch.send(
                "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - moved, "y": y}]}
            )
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(screen.pane("customer").locator(".above")).to_contain_text("Trả lời Lắng Nghe")
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        expect(screen.menu("Trả lời")).to_be_visible()
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_everything_can_be_done_with_the_keyboard(screen: Screen) -> None:
    screen.begin()
    log = screen.pane("customer").get_by_role("log", name="Tin nhắn với bot")
    expect(log).to_have_attribute("aria-live", "polite")
    log.focus()
    press = screen.page.keyboard.press
    press("ArrowUp")
    expect(screen.bubble("Xin chào")).to_be_focused()
    press("Enter")
    expect(screen.menu("Trả lời")).to_be_focused()
    press("Enter")
    expect(screen.box()).to_be_focused()
    expect(screen.pane("customer").locator(".above")).to_contain_text("Trả lời Lắng Nghe")
    press("Escape")
    expect(screen.pane("customer").locator(".above")).to_be_hidden()
    expect(screen.box()).to_be_focused()


def test_every_control_has_a_name(screen: Screen) -> None:
    screen.begin()
    assert screen.page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_what_is_behind_them(
    browser: Browser, telegram: LocalTelegram, dark: bool
) -> None:
    with new_window(browser, dark=dark) as eyes, opened(eyes, telegram.url) as screen:
        screen.begin()
        screen.say("giao trễ")
        expect(screen.bubble("KN-0042")).to_be_visible()
        screen.answer("KN-0042", "hỏi số điện thoại với email a@example.com", "customer")
        expect(screen.button("Chia sẻ số điện thoại")).to_be_visible()
        weak = [found for found in screen.page.evaluate(CONTRAST) if found["ratio"] < READABLE]
        assert weak == []


def test_the_box_to_write_in_is_whole_after_the_start_button_is_gone(screen: Screen) -> None:
    screen.begin()
    box = screen.box().bounding_box()
    assert box is not None
    assert box["height"] >= 36


def test_a_reader_who_scrolled_up_is_left_alone(screen: Screen) -> None:
    name = screen.begin()
    screen.say("giao trễ quá")
    for number in range(15):
        screen.say(f"tin {number}\n\nhết")
    expect(screen.bubble("Bạn nói: tin 14")).to_be_in_viewport()
    log = screen.pane("customer").get_by_role("log")
    log.hover()
    screen.page.mouse.wheel(0, -300)
    down = screen.pane("customer").get_by_label("Tới tin mới nhất")
    expect(down).to_be_visible()
    top = log.evaluate("log => log.scrollTop")
    screen.answer(f"Khách: {name}", "Đang xem đơn", "staff")
    news = screen.bubble("Nhân viên: Đang xem đơn")
    expect(news).to_be_attached()
    expect(down.locator(".badge")).to_have_text("1")
    assert log.evaluate("log => log.scrollTop") == top
    down.click()
    expect(news).to_be_in_viewport()
    expect(down).to_be_hidden()


def test_the_page_says_when_the_server_is_away_and_comes_back(window: BrowserContext) -> None:
    port = free_port()
    with ExitStack() as stack:
        with serving(port) as first:
            screen = stack.enter_context(opened(window, first.url))
            screen.new_customer("Khách cũ")
        away = screen.page.get_by_role("alert")
        expect(away).to_contain_text("Mất kết nối với máy chủ")
        screen.button("Bắt đầu", "customer").click()
        expect(screen.page.get_by_text("Không liên lạc được với máy chủ")).to_be_visible()
        with serving(port):
            expect(away).to_be_hidden(timeout=15_000)
            expect(screen.page.locator(".person", has_text="Khách cũ")).to_have_count(0)
            screen.new_customer("Khách sau")
            screen.button("Bắt đầu", "customer").click()
            expect(screen.bubble("/start")).to_be_visible()


def test_topics_of_a_forum_group_are_tabs(window: BrowserContext) -> None:
    with serving_with_bot(forum=True) as forum, opened(window, forum.url) as screen:
        screen.button("Thao tác khác", "staff").click()
        screen.menu("Tạo chủ đề").click()
        screen.page.get_by_label("Tên chủ đề").fill("Phiếu gấp")
        screen.button("Tạo").click()
        topic = screen.page.get_by_role("tab", name="Phiếu gấp")
        topic.click()
        screen.say("nhìn phiếu này giúp", "staff")
        expect(screen.bubble("nhìn phiếu này giúp", "staff")).to_be_visible()
        expect(screen.pane("staff").locator(".quote")).to_have_count(0)
        screen.page.get_by_role("tab", name="Chung").click()
        expect(screen.bubble("nhìn phiếu này giúp", "staff")).to_have_count(0)
        screen.page.get_by_role("tab", name="Tất cả").click()
        expect(screen.bubble("nhìn phiếu này giúp", "staff").locator(".topic-mark")).to_have_text("Phiếu gấp")
        assert screen.errors == []


def test_a_group_gets_topics_loses_one_and_puts_the_bot_out_and_in_again(window: BrowserContext) -> None:
    with serving_with_bot() as plain, opened(window, plain.url) as screen:

        def choose(item: str) -> None:
            screen.button("Thao tác khác", "staff").click()
            screen.menu(item).click()

        choose("Bật chủ đề cho nhóm")
        expect(screen.page.get_by_role("tab", name="Chung")).to_be_visible()
        choose("Tạo chủ đề")
        screen.page.get_by_label("Tên chủ đề").fill("Phiếu gấp")
        screen.button("Tạo").click()
        topic = screen.page.get_by_role("tab", name="Phiếu gấp")
        topic.click()
        choose("Đóng chủ đề này")
        expect(topic).to_contain_text("🔒")
        choose("Xoá chủ đề này")
        expect(topic).to_have_count(0)
        choose("Đưa bot ra khỏi nhóm")
        expect(screen.pane("staff").get_by_text("bot đã bị đưa ra khỏi nhóm")).to_be_visible()
        choose("Thêm bot vào nhóm")
        expect(screen.pane("staff").get_by_text("nhân viên và bot")).to_be_visible()
        assert screen.errors == []
