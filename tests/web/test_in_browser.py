"""The pages in a real Chromium, on a phone and on a desk; screenshots lie in the test's own folder."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.engine import Sessions
from store.models import Conversation, Message, Order, StaffMember, Ticket
from support.desk import Desk
from tests.browser.chromium import browser
from tests.web.conftest import Stage
from tests.web.shop import (
    NOW,
    SECRET,
    add_conversation,
    add_message,
    add_outgoing,
    add_review,
    add_staff,
    add_ticket,
)
from web.access import make_link
from web.app import create_app

pytestmark = pytest.mark.browser
__all__ = ["browser"]
SIZES = {"phone": (390, 844), "desk": (1280, 800)}
# The page asks every five seconds; a busy machine may need some more.
SOON = 15_000


@pytest.fixture
def sessions(sqlite_sessions: Sessions) -> Sessions:
    """What a browser shows does not depend on the database."""
    return sqlite_sessions


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    """A window of a staff member who entered; the browser must have had nothing to complain about."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    opened, complaints = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    opened.goto(make_link(url, SECRET, "Mai"))
    expect(opened.get_by_role("heading", name="Hàng đợi")).to_be_visible()
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def code(sessions: Sessions) -> str:
    """A shop in the middle of its day; the code of its worst ticket."""
    with sessions.begin() as session:
        lan = add_conversation(session, "Trần Thị Lan")
        order = Order(code="DH1023", items="Áo sơ mi lụa x1, Quần vải x1", total=620000, updated_at=NOW)
        session.add(order)
        session.flush()
        worst = add_ticket(
            session,
            lan,
            intent="complaint_safety",
            severity="S1",
            answer_by=NOW.replace(hour=4, minute=15),
            reasons=["nói tới nổi mẩn đỏ, ngứa", "nhắc tới bệnh viện"],
            order_id=order.id,
        )
        add_message(
            session, lan, "cho mình hỏi kem này xài sao", minutes_ago=1500, intent="question_how_to_use"
        )
        told = add_message(
            session, lan, "Dạ mình thoa một lớp mỏng buổi tối ạ.", minutes_ago=1499, author="bot"
        )
        add_outgoing(session, told, "sent")
        add_message(
            session,
            lan,
            "bôi vào nổi mẩn đỏ cả mặt, ngứa không ngủ được, đang ở bệnh viện đây nè",
            minutes_ago=60,
            ticket_id=worst.id,
            kind="complaint",
            intent="complaint_safety",
            topic="safety",
            sentiment="negative",
            severity="S1",
            confidence=0.93,
            reasons=["nói tới nổi mẩn đỏ, ngứa"],
            attachments=[{"kind": "photo", "file_id": "f", "name": "mặt.jpg"}],
        )
        sorry = add_message(
            session,
            lan,
            "Dạ em rất xin lỗi ạ. Em đã mở phiếu KN-0001, nhân viên sẽ trả lời mình trước 11:15 sáng nay.",
            minutes_ago=59,
            author="bot",
        )
        add_outgoing(session, sorry, "unsure")
        _others(session)
        return str(worst.code)


def _others(session: Session) -> None:
    hoa = add_staff(session, "Hoa")
    waiting = [
        ("Nguyễn Văn Bình", "complaint_late", "S2", 25, "giao hang tre 5 ngay roi ma khong ai tra loi", None),
        ("Lê Thu", "complaint_wrong_item", "S3", 95, "đặt màu đen mà giao màu trắng, đổi giúp em với", hoa),
        ("Phạm Quốc Anh", "other_human", "S4", 600, "gặp nhân viên", None),
    ]
    for name, intent, severity, minutes, words, held in waiting:
        conversation = add_conversation(session, name)
        ticket = add_ticket(session, conversation, intent=intent, severity=severity)
        ticket.answer_by = NOW + timedelta(minutes=minutes)
        if held:
            ticket.staff_member_id, ticket.state = held.id, "open"
        add_message(session, conversation, words, minutes_ago=30)
    minh = add_conversation(session, "Đỗ Minh")
    for words, stars, sentiment in [
        ("áo đẹp lắm, vải mát, giao nhanh nữa, sẽ ủng hộ shop dài dài", 5, "positive"),
        ("tạm được, giao hơi lâu", 3, "neutral"),
        ("vai mong lam khong giong hinh", None, "negative"),
    ]:
        add_review(session, add_message(session, minh, words, minutes_ago=200), stars, sentiment=sentiment)


def screenshot(page: Page, folder: Path, name: str) -> None:
    """Keep what is on the screen, and see that nothing sticks out of it."""
    page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled", caret="hide")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0, f"{name} is {wide} px wider than the window"


def test_every_page_fits_its_window(page: Page, url: str, code: str, tmp_path: Path) -> None:
    for path, name in [
        ("/", "queue"),
        (f"/tickets/{code}", "ticket"),
        ("/reviews", "reviews"),
        ("/numbers", "numbers"),
    ]:
        page.goto(url + path)
        screenshot(page, tmp_path, name)


def test_a_new_ticket_appears_by_itself(page: Page, sessions: Sessions) -> None:
    expect(page.get_by_text("Không có ai đang chờ")).to_be_visible()
    with sessions.begin() as session:
        add_ticket(session, add_conversation(session, "Trần Thị Lan"))
    expect(page.get_by_text("Trần Thị Lan")).to_be_visible(timeout=SOON)


def test_an_answer_is_sent_and_what_is_being_typed_stays(
    page: Page, sessions: Sessions, url: str, code: str, tmp_path: Path
) -> None:
    page.goto(f"{url}/tickets/{code}")
    page.get_by_text("Hiểu là: Sản phẩm gây hại").click()
    expect(page.get_by_text("khiếu nại, tiêu cực")).to_be_visible()
    page.get_by_label("Trả lời Trần Thị Lan").fill("Chị ngưng dùng ngay giúp em nhé")
    with sessions.begin() as session:
        conversation = session.scalars(select(Conversation).order_by(Conversation.id)).first()
        assert conversation is not None
        add_message(session, conversation, "alo có ai không")
    expect(page.get_by_text("alo có ai không")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("khiếu nại, tiêu cực")).to_be_visible()
    expect(page.get_by_label("Trả lời Trần Thị Lan")).to_have_value("Chị ngưng dùng ngay giúp em nhé")
    page.get_by_role("button", name="Gửi").dblclick()
    expect(page.get_by_text("Đã xếp tin vào hàng gửi")).to_be_visible()
    expect(page.locator(".line.staff")).to_have_count(1)
    screenshot(page, tmp_path, "answered")
    with sessions() as session:
        assert len(session.scalars(select(Message).where(Message.author == "staff")).all()) == 1


def test_a_ticket_is_taken_and_closed(page: Page, sessions: Sessions, url: str, code: str) -> None:
    page.goto(f"{url}/tickets/{code}")
    page.get_by_role("button", name="Nhận phiếu").click()
    expect(page.get_by_text("Bạn đã nhận phiếu này")).to_be_visible()
    page.get_by_role("button", name="Đóng phiếu").click()
    expect(page.get_by_text("Khách được báo")).to_be_visible()
    with sessions() as session:
        assert session.scalars(select(Ticket.state).where(Ticket.code == code)).one() == "closed"


def test_a_link_on_another_site_lets_in(
    browser: Browser,
    url: str,
    sessions: Sessions,
    desk: Desk,
    stage: Stage,
) -> None:
    """The strict cookie is not sent along a redirect that another site began, so entering must not need that."""
    stage.app = create_app(sessions, desk)
    context = browser.new_context()
    page = context.new_page()
    elsewhere = url.replace("127.0.0.1", "localhost")
    page.goto(f"{elsewhere}/health")
    page.evaluate("link => { location.href = link }", make_link(url, SECRET, "Mai"))
    expect(page.get_by_role("heading", name="Hàng đợi")).to_be_visible()
    context.close()


def test_somebody_else_answers_while_one_types_and_notes_stay_in_the_shop(
    page: Page, sessions: Sessions, url: str, code: str, tmp_path: Path
) -> None:
    page.goto(f"{url}/tickets/{code}")
    page.get_by_label("Ghi chú nội bộ, khách không thấy").fill("khách đang ở viện, gọi trước 12 giờ")
    page.get_by_label("Trả lời Trần Thị Lan").fill("Chị ngưng dùng ngay giúp em nhé")
    with sessions.begin() as session:
        conversation = session.scalars(select(Conversation).order_by(Conversation.id)).first()
        assert conversation is not None
        hoa = session.scalars(select(StaffMember)).one()
        told = add_message(
            session, conversation, "Dạ em gọi chị ngay ạ", author="staff", staff_member_id=hoa.id
        )
        add_outgoing(session, told, "sent")
    expect(page.get_by_text("Hoa vừa trả lời khách lúc 12:00, sau khi bạn mở trang")).to_be_visible(
        timeout=SOON
    )
    expect(page.get_by_label("Ghi chú nội bộ")).to_have_value("khách đang ở viện, gọi trước 12 giờ")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text("Chưa gửi: có người khác vừa trả lời khách")).to_be_visible()
    expect(page.get_by_label("Trả lời Trần Thị Lan")).to_have_value("Chị ngưng dùng ngay giúp em nhé")
    screenshot(page, tmp_path, "asked-first")
    page.get_by_role("button", name="Vẫn gửi").click()
    expect(page.get_by_text("Đã xếp tin vào hàng gửi")).to_be_visible()
    page.get_by_label("Ghi chú nội bộ, khách không thấy").fill("khách đang ở viện, gọi trước 12 giờ")
    page.get_by_role("button", name="Lưu ghi chú").click()
    expect(page.locator(".noted")).to_have_text("khách đang ở viện, gọi trước 12 giờ")
    expect(page.locator(".line.staff")).to_have_count(2)
    page.get_by_label("Chuyển phiếu cho").select_option("⬆ trưởng nhóm")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.get_by_text("Đã chuyển phiếu")).to_be_visible()
    screenshot(page, tmp_path, "worked-on")
