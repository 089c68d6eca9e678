"""Photos, files and voice messages leave by button, paste and drag, and are seen on the page."""

import base64
import re
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.picture import png
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

GIVE = """(element, [kind, name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, {type: "image/png"}));
  const options = {bubbles: true, cancelable: true};
  const make = {
    paste: () => new ClipboardEvent("paste", {...options, clipboardData: transfer}),
    drop: () => new DragEvent("drop", {...options, dataTransfer: transfer}),
    dragover: () => new DragEvent("dragover", {...options, dataTransfer: transfer}),
  };
  element.dispatchEvent(make[kind]());
}"""


def give(target: Locator, kind: str, picture: Path) -> None:
    """Paste or drop a picture, as the browser tells a page of it."""
    target.evaluate(GIVE, [kind, picture.name, base64.b64encode(picture.read_bytes()).decode()])


def send_preview(screen: Screen, caption: str = "") -> None:
    dialog = screen.page.get_by_role("dialog")
    expect(dialog.locator(".previews")).to_be_visible()
    dialog.get_by_label("Chú thích").fill(caption)
    dialog.get_by_role("button", name="Gửi", exact=True).click()


def test_a_photo_is_sent_answered_and_seen_large(screen: Screen, tmp_path: Path) -> None:
    screen.begin()
    screen.choose_files("Ảnh", png(tmp_path / "ao-rach.png"))
    send_preview(screen, "áo bị rách")
    sent = screen.pane("customer").locator(".message.own", has_text="áo bị rách")
    picture = sent.locator(".photo img").first
    expect(picture).to_have_js_property("naturalWidth", 320)
    expect(screen.bubble("Shop đã nhận ảnh.").locator(".quote")).to_contain_text("áo bị rách")
    expect(screen.bubble("áo bị rách", "staff").locator(".photo img")).to_be_visible()
    screen.pane("customer").get_by_label("Xem ảnh lớn").first.click()
    large = screen.page.get_by_role("dialog", name="Ảnh")
    expect(large.locator("img")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(large).to_be_hidden()


def test_several_photos_are_one_album(screen: Screen, tmp_path: Path) -> None:
    screen.begin()
    screen.choose_files("Ảnh", *(png(tmp_path / f"{number}.png", 200 + number) for number in range(3)))
    expect(screen.page.get_by_role("dialog")).to_contain_text("Gửi 3 ảnh")
    send_preview(screen, "ba góc chụp")
    expect(screen.pane("customer").locator(".own .album .photo")).to_have_count(3)


def test_a_pasted_picture_is_looked_at_before_it_goes(screen: Screen, tmp_path: Path) -> None:
    screen.begin()
    give(screen.box(), "paste", png(tmp_path / "dan.png"))
    screen.page.get_by_role("dialog").get_by_role("button", name="Huỷ").click()
    expect(screen.pane("customer").locator(".photo")).to_have_count(0)
    give(screen.box(), "paste", png(tmp_path / "dan.png"))
    send_preview(screen)
    expect(screen.pane("customer").locator(".message.own .photo")).to_be_visible()


def test_a_dropped_picture_can_go_as_a_file(screen: Screen, tmp_path: Path) -> None:
    screen.begin()
    picture = png(tmp_path / "hoa-don.png")
    give(screen.pane("customer").get_by_role("log"), "dragover", picture)
    expect(screen.page.get_by_text("Thả ảnh hoặc tệp vào đây").first).to_be_visible()
    give(screen.pane("customer").get_by_role("log"), "drop", picture)
    screen.page.get_by_label("Gửi dưới dạng tệp").check()
    send_preview(screen)
    with screen.page.expect_download() as download:
        screen.bubble("hoa-don.png").get_by_role("link", name="Tải tệp hoa-don.png").click()
    assert download.value.path().read_bytes() == picture.read_bytes()


def test_a_document_is_shown_with_name_and_size(screen: Screen, tmp_path: Path) -> None:
    screen.begin()
    document = tmp_path / "bien-ban.txt"
    document.write_text("x" * 2048)
    screen.choose_files("Tệp", document)
    send_preview(screen)
    expect(screen.bubble("bien-ban.txt")).to_contain_text("2 KB")


def test_a_sound_file_is_a_voice_message(screen: Screen, tmp_path: Path) -> None:
    screen.begin()
    sound = tmp_path / "tin.wav"
    with wave.open(str(sound), "wb") as silence:
        silence.setparams((1, 2, 8000, 0, "NONE", ""))
        silence.writeframes(bytes(2 * 8000 * 3))
    screen.choose_files("Tin nhắn thoại", sound)
    expect(screen.pane("customer").get_by_role("button", name="Nghe tin nhắn thoại")).to_be_visible()
    expect(screen.pane("customer").locator(".voice-time")).to_have_text("0:03")


def test_a_voice_message_is_recorded(screen: Screen) -> None:
    screen.begin()
    screen.button("Ghi tin nhắn thoại", "customer").click()
    expect(screen.pane("customer").get_by_role("timer")).to_have_text("0:01")
    screen.button("Gửi tin nhắn thoại", "customer").click()
    expect(screen.pane("customer").locator(".message.own .voice-time")).to_have_text(re.compile("0:0[1-9]"))
    screen.button("Nghe tin nhắn thoại", "customer").click()
    expect(screen.pane("customer").locator(".wave .played").first).to_be_attached()


def test_a_place_is_sent(screen: Screen) -> None:
    screen.begin()
    screen.button("Đính kèm", "customer").click()
    screen.menu("Vị trí").click()
    expect(screen.bubble("Vị trí")).to_contain_text("21.02851, 105.85236")
