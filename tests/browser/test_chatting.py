"""A customer and a staff member use the page, by its own clicks, with a real bot behind it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.local_telegram import LocalTelegram
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

SLOW_FIRST = """() => {
  const quick = window.fetch;
  let asked = 0;
  window.fetch = async (...request) => {
    if ((asked += 1) === 1) await new Promise((go) => setTimeout(go, 600));
    return quick(...request);
  };
}"""


def test_a_new_chat_begins_with_the_start_button(screen: Screen) -> None:
    name = screen.new_customer()
    expect(screen.box()).to_be_hidden()
    screen.button("Bắt đầu", "customer").click()
    expect(screen.bubble("/start")).to_have_class(re.compile("own"))
    expect(screen.bubble(f"Xin chào {name}").locator("b")).to_have_text(name)
    expect(screen.box()).to_be_visible()


def test_what_is_typed_is_answered(screen: Screen) -> None:
    screen.begin()
    screen.say("áo này còn size L không\nmàu đen ạ")
    expect(screen.bubble("Bạn nói: áo này còn size L không")).to_be_visible()
    expect(screen.box()).to_have_value("")
    expect(screen.pane("customer").locator(".message.own").last.locator(".icon-read")).to_be_attached()


def test_typing_is_shown_while_the_bot_types(screen: Screen) -> None:
    screen.begin()
    screen.say("alo")
    expect(screen.pane("customer").locator(".status.doing")).to_have_text("đang nhập")
    expect(screen.bubble("Bạn nói: alo")).to_be_visible()
    expect(screen.pane("customer").locator(".status.doing")).to_have_count(0)


def test_quick_messages_keep_their_order_when_the_first_is_slow(screen: Screen) -> None:
    screen.begin()
    screen.page.evaluate(SLOW_FIRST)
    for number in range(4):
        screen.say(f"câu {number}")
    own = screen.pane("customer").locator(".message.own .text", has_text="câu")
    expect(own).to_have_text([f"câu {number}" for number in range(4)])


def test_a_hint_speaks_as_the_customer(screen: Screen) -> None:
    screen.new_customer()
    screen.button("áo đẹp lắm, cho 5 sao").click()
    expect(screen.bubble("Xin chào")).to_be_visible()
    expect(screen.bubble("Bạn nói: áo đẹp lắm, cho 5 sao")).to_be_visible()


def test_a_button_spins_and_then_tells_the_answer(screen: Screen) -> None:
    screen.begin()
    button = screen.button("Đơn của tôi", "customer")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(screen.page.get_by_text("Bạn chọn: order")).to_be_visible()
    expect(button).not_to_have_attribute("aria-busy", "true")


def test_an_alert_waits_to_be_read(screen: Screen) -> None:
    screen.begin()
    screen.button("Gặp nhân viên", "customer").click()
    dialog = screen.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nhân viên sẽ vào ngay.")
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_be_hidden()


def test_staff_take_a_ticket_and_answer_by_replying_to_its_card(screen: Screen) -> None:
    name = screen.begin()
    screen.say("giao hang tre 5 ngay roi")
    card = screen.pane("staff").locator(".message", has_text=f"Khách: {name}").first
    screen.answer(f"Khách: {name}", "Shop kiểm tra ngay ạ", "staff")
    expect(screen.bubble("Nhân viên: Shop kiểm tra ngay ạ")).to_be_visible()
    expect(screen.bubble("Shop kiểm tra ngay ạ", "staff").locator(".quote")).to_contain_text("KN-0042")
    card.get_by_role("button", name="Nhận").click()
    expect(screen.page.get_by_text("Bạn đã nhận phiếu KN-0042.")).to_be_visible()
    taken = screen.pane("staff").locator(".message.other", has_text="KN-0042 · Nhân viên 1 đã nhận")
    expect(taken.locator(".meta")).to_contain_text("đã sửa")


def test_another_staff_member_can_speak(screen: Screen) -> None:
    screen.say("Em vào ca nhé", "staff")
    expect(screen.bubble("Em vào ca nhé", "staff")).to_have_class(re.compile("own"))
    screen.page.get_by_label("Nhân viên đang nói").select_option("Nhân viên 2")
    expect(screen.bubble("Em vào ca nhé", "staff")).to_have_class(re.compile("other"))
    screen.say("Vâng chị", "staff")
    expect(screen.bubble("Vâng chị", "staff")).to_have_class(re.compile("own"))


def test_a_click_on_a_quote_goes_to_the_message(screen: Screen) -> None:
    screen.begin()
    screen.say("tin đầu tiên")
    expect(screen.bubble("Bạn nói: tin đầu tiên")).to_be_visible()
    for number in range(5):
        screen.say(f"tin {number}\n\n\n\n\n\nxong")
    expect(screen.bubble("Bạn nói: tin 4")).to_be_visible()
    old = screen.pane("customer").locator(".message", has_text="Bạn nói: tin đầu tiên").first
    screen.pane("customer").get_by_role("log").evaluate("log => log.scrollTop = 0")
    screen.answer("Bạn nói: tin đầu tiên", "trả lời tin cũ", "customer")
    expect(old).not_to_be_in_viewport()
    screen.bubble("trả lời tin cũ").locator(".quote").click()
    expect(old).to_be_in_viewport()


def test_one_shares_the_phone_number_after_being_asked(screen: Screen) -> None:
    screen.begin(phone="0912 345 678")
    screen.say("lấy số điện thoại của mình đi")
    share = screen.button("Chia sẻ số điện thoại", "customer")
    share.click()
    dialog = screen.page.get_by_role("dialog")
    expect(dialog).to_contain_text("0912 345 678")
    dialog.get_by_role("button", name="Chia sẻ").click()
    expect(screen.bubble("Shop đã có số 84912345678.")).to_be_visible()
    expect(share).to_be_hidden()


def test_a_key_of_the_reply_keyboard_says_its_text(screen: Screen) -> None:
    screen.begin()
    screen.say("hỏi số điện thoại đi")
    screen.button("Để sau", "customer").click()
    expect(screen.bubble("Bạn nói: Để sau")).to_be_visible()
    expect(screen.button("Để sau", "customer")).to_be_hidden()
    screen.button("Bàn phím của bot", "customer").click()
    expect(screen.button("Để sau", "customer")).to_be_visible()


def test_a_message_can_be_corrected(screen: Screen) -> None:
    screen.begin()
    screen.say("ao mau den")
    screen.box().press("ArrowUp")
    expect(screen.box()).to_have_value("ao mau den")
    screen.say("áo màu đen")
    expect(screen.bubble("áo màu đen").locator(".meta")).to_contain_text("đã sửa")
    expect(
        screen.pane("customer").locator(".message", has_text="ao mau den").locator("visible=true")
    ).to_have_count(1)  # the bot's echo


def test_a_customer_blocks_the_bot_and_comes_back(screen: Screen) -> None:
    screen.begin()
    screen.button("Thao tác khác", "customer").click()
    screen.menu("Chặn bot").click()
    expect(screen.box()).to_be_hidden()
    screen.button("Bỏ chặn bot", "customer").click()
    screen.say("mình quay lại rồi")
    expect(screen.bubble("Bạn nói: mình quay lại rồi")).to_be_visible()


def test_commands_are_offered_after_a_slash(screen: Screen) -> None:
    screen.begin()
    screen.box().fill("/d")
    option = screen.page.get_by_role("option", name="/don Hỏi về đơn hàng")
    expect(option).to_be_visible()
    expect(screen.page.get_by_role("option", name="/huy")).to_be_hidden()
    screen.box().press("Enter")
    expect(screen.bubble("Bạn nói: /don")).to_be_visible()


def test_a_command_in_a_message_can_be_pressed(screen: Screen) -> None:
    screen.begin()
    screen.bubble("Xin chào").get_by_role("button", name="/don").click()
    expect(screen.bubble("Bạn nói: /don")).to_be_visible()


def test_an_order_link_starts_the_bot_with_its_token(screen: Screen, telegram: LocalTelegram) -> None:
    screen.new_customer()
    telegram.post("links", [{"label": "Mở link đơn DH1023", "token": "abc_123-XYZ"}])
    screen.button("Link đơn hàng").click()
    screen.menu("Mở link đơn DH1023").click()
    expect(screen.bubble("Xin chào")).to_contain_text("Link: abc_123-XYZ")


def test_the_clock_goes_forward(screen: Screen) -> None:
    name = screen.begin()
    screen.button("+2 ngày").click()
    expect(screen.page.get_by_text("nhanh hơn giờ thật 2 ngày")).to_be_visible()
    expect(screen.pane("customer").locator(".chip.date")).to_contain_text(", ")  # no longer "Hôm nay"
    screen.button("Tới 9:00 sáng mai").click()
    expect(screen.page.locator(".clock-time")).to_have_text("09:00")
    screen.say("sáng nay ạ")
    expect(screen.bubble("Bạn nói: sáng nay ạ").locator("time")).to_have_text("09:00")
    expect(screen.pane("customer").locator(".chip.date").last).to_have_text("Hôm nay")
    expect(screen.page.locator(".person", has_text=name).locator("time")).to_have_text("09:00")


def test_unread_messages_are_counted_until_they_are_seen(screen: Screen) -> None:
    first = screen.begin()
    screen.new_customer()
    row = screen.page.locator(".person", has_text=first)
    expect(row.locator(".badge")).to_have_count(0)
    row.click()
    screen.say("giao trễ quá")
    expect(screen.bubble("KN-0042")).to_be_visible()
    second = screen.new_customer()
    screen.answer(f"Khách: {first}", "Đang xử lý", "staff")
    expect(row.locator(".badge")).to_contain_text("1")
    expect(screen.page.locator(".person", has_text=second)).to_have_attribute("aria-current", "true")
    row.click()
    expect(screen.bubble("Nhân viên: Đang xử lý")).to_be_visible()
    expect(row.locator(".badge")).to_have_count(0)
