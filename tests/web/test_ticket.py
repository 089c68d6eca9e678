"""A ticket's page, and what staff do there."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from store.engine import Sessions
from store.models import (
    Conversation,
    InboxUpdate,
    Message,
    Order,
    OutboxMessage,
    Response,
    StaffMember,
    Ticket,
    TicketEvent,
)
from support import handovers
from support.desk import Desk
from tests.web.shop import (
    NOW,
    Staff,
    add_conversation,
    add_message,
    add_outgoing,
    add_review,
    add_ticket,
    plain,
)

HOSTILE = "<b onclick=alert(1)>'\"&{{ 7*7 }}</b>"


@pytest.fixture
def code(sessions: Sessions) -> str:
    """A complaint about a late order, read by the model, confirmed by the bot."""
    with sessions.begin() as session:
        conversation = add_conversation(session, "Trần Thị Lan")
        ticket = add_ticket(session, conversation, reasons=["nói tới giao hàng trễ 5 ngày"])
        understood = {
            "kind": "complaint",
            "intent": "complaint_late",
            "topic": "late",
            "sentiment": "negative",
        }
        add_message(
            session,
            conversation,
            "giao trễ 5 ngày rồi",
            minutes_ago=60,
            ticket_id=ticket.id,
            severity="S3",
            confidence=0.874,
            reasons=["có chữ “trễ”"],
            attachments=[{"kind": "photo", "file_id": "f", "name": "đơn.jpg"}],
            **understood,
        )
        told = add_message(session, conversation, "Dạ em ghi nhận rồi ạ", minutes_ago=59, author="bot")
        add_outgoing(session, told, "sent")
        return str(ticket.code)


def replies(sessions: Sessions) -> list[OutboxMessage]:
    """What waits to be sent and was written by staff."""
    with sessions() as session:
        query = select(OutboxMessage).join(Message, Message.id == OutboxMessage.message_id)
        return list(session.scalars(query.where(Message.author == "staff")))


def kept(sessions: Sessions, code: str) -> Ticket:
    with sessions() as session:
        return session.scalars(select(Ticket).where(Ticket.code == code)).one()


def test_the_page_shows_the_conversation_and_what_was_understood(staff: Staff, code: str) -> None:
    page = plain(staff.read(f"/tickets/{code}"))
    for words in (
        "Trần Thị Lan",
        "giao trễ 5 ngày rồi",
        "Ảnh: đơn.jpg",
        "Dạ em ghi nhận rồi ạ",
        "đã gửi",
        "Hiểu là: Giao hàng trễ · 87 % · S3",
        "khiếu nại, tiêu cực",
        "có chữ “trễ”",
        "nói tới giao hàng trễ 5 ngày",
        "Còn 1 giờ",
        "Chưa biết đơn nào của khách",
    ):
        assert words in page, words


def test_each_message_says_how_it_went_out(sessions: Sessions, staff: Staff) -> None:
    wanted = ["đang gửi", "đang gửi", "đã gửi", "lỗi", "không rõ"]
    with sessions.begin() as session:
        conversation = add_conversation(session)
        code = add_ticket(session, conversation).code
        for state in ("waiting", "sending", "sent", "failed", "unsure"):
            add_outgoing(session, add_message(session, conversation, "Dạ vâng", author="bot"), state)
    assert re.findall(r'<span class="outbox \w+">([^<]+)', staff.read(f"/tickets/{code}")) == wanted


def test_order_review_and_survey_stand_beside_it(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        conversation = add_conversation(session)
        order = Order(code="DH1", items="Áo lụa x1", total=1250000, status="đã giao", updated_at=NOW)
        order.carrier, order.tracking_code, order.expected_on = "GHN", "LNG1", date(2026, 11, 25)
        session.add(order)
        session.flush()
        ticket = add_ticket(session, conversation, order_id=order.id, state="closed", closed_at=NOW)
        add_review(session, add_message(session, conversation, "tệ"), 2, ticket_id=ticket.id)
        csat = {"survey": "csat", "state": "answered", "score": 4, "comment": "nhanh"}
        people = {"customer_id": conversation.customer_id, "conversation_id": conversation.id}
        session.add(Response(ticket_id=ticket.id, answered_at=NOW, **people, **csat))
    page = staff.read(f"/tickets/{ticket.code}")
    for words in ("DH1", "Áo lụa x1", "1.250.000 đ", "GHN", "LNG1", "25/11/2026", "4/5", "nhanh"):
        assert words in plain(page), words
    assert "2 trên 5 sao" in page


def test_a_reply_goes_to_the_customer_once_however_often_it_is_sent(
    sessions: Sessions, staff: Staff, code: str
) -> None:
    form = staff.hidden(f"/tickets/{code}") | {"text": "Em kiểm tra ngay\r\nchị chờ chút ạ "}
    for _ in range(3):
        answer = staff.http.post(f"/tickets/{code}/reply", data=form)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/tickets/{code}?said=reply"
    (row,) = replies(sessions)
    assert row.content["text"].endswith("Em kiểm tra ngay\nchị chờ chút ạ")
    assert (row.state, row.lane) == ("waiting", 0)
    page = plain(staff.read(answer.headers["location"]))
    assert "Đã xếp tin vào hàng gửi" in page
    assert "chị chờ chút ạ" in page
    assert "đang gửi" in page
    assert kept(sessions, code).first_answered_at == NOW


def test_a_form_that_is_sent_many_times_at_once_counts_once(
    sessions: Sessions, staff: Staff, code: str
) -> None:
    form = staff.hidden(f"/tickets/{code}") | {"text": "Dạ"}
    with ThreadPoolExecutor(6) as many:
        answers = list(many.map(lambda _: staff.http.post(f"/tickets/{code}/reply", data=form), range(6)))
    assert {answer.headers["location"] for answer in answers} == {f"/tickets/{code}?said=reply"}
    assert len(replies(sessions)) == 1


def test_of_many_who_take_a_ticket_at_once_one_holds_it(sessions: Sessions, url: str, code: str) -> None:
    def take(name: str) -> str:
        with Staff(url, name) as member:
            return plain(member.do(code, "take").text)

    with ThreadPoolExecutor(4) as many:
        pages = list(many.map(take, ["Mai", "Hoa", "Tuấn", "Mai"]))
    assert sum("Bạn đã nhận phiếu này" in page for page in pages) == 1
    assert sum("Phiếu này đã có người nhận" in page for page in pages) == 3
    assert kept(sessions, code).state == "open"


def test_the_same_words_may_be_sent_again_from_a_new_form(
    sessions: Sessions, staff: Staff, code: str
) -> None:
    for _ in range(2):
        staff.do(code, "reply", text="Dạ chị chờ em chút")
    assert len(replies(sessions)) == 2


def test_a_forms_token_does_not_come_to_the_worker(sessions: Sessions, staff: Staff, code: str) -> None:
    staff.do(code, "reply", text="Dạ")
    with sessions() as session:
        (row,) = session.scalars(select(InboxUpdate)).all()
        assert (row.channel, row.state) == ("web", "done")
        assert "Dạ" not in str(row.payload)


def test_what_cannot_be_sent_is_refused_with_a_sentence(sessions: Sessions, staff: Staff, code: str) -> None:
    for text, words in [(" \r\n ", "Chưa có gì để gửi"), ("ạ" * 4001, "quá dài"), ("😀" * 2001, "quá dài")]:
        assert words in plain(staff.do(code, "reply", text=text).text)
    assert replies(sessions) == []


def test_who_takes_a_ticket_holds_it(sessions: Sessions, staff: Staff, code: str) -> None:
    page = plain(staff.do(code, "take").text)
    assert "Bạn đã nhận phiếu này" in page
    assert "Mai giữ" in page
    with sessions() as session:
        mai = session.scalars(select(StaffMember).where(StaffMember.channel == "web")).one()
        (event,) = session.scalars(select(TicketEvent).where(TicketEvent.source == "web")).all()
    ticket = kept(sessions, code)
    assert (mai.name, ticket.staff_member_id, ticket.state) == ("Mai", mai.id, "open")
    assert event.staff_member_id == mai.id


def test_a_case_waits_for_the_customer_and_is_solved(sessions: Sessions, staff: Staff, code: str) -> None:
    assert "Phiếu đang chờ khách, đồng hồ tạm dừng" in plain(staff.do(code, "wait").text)
    assert "Chờ khách" in plain(staff.read(f"/tickets/{code}"))
    assert "Phiếu này đang chờ khách" in plain(staff.do(code, "wait").text)
    assert "Đã báo khách là xong" in plain(staff.do(code, "solve").text)
    assert "Phiếu này đã xong từ trước" in plain(staff.do(code, "solve").text)
    with sessions() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.code == code)).one()
        asked = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
        assert (ticket.state, ticket.remind_at) == ("solved", None)
        assert asked.content["buttons"][0][0]["action"] == f"solved:{ticket.id}:yes"


def test_closing_tells_the_customer_and_asks_how_it_was(sessions: Sessions, staff: Staff, code: str) -> None:
    page = plain(staff.do(code, "close").text)
    assert "Đã đóng phiếu" in page
    assert kept(sessions, code).state == "closed"
    with sessions() as session:
        survey = session.scalars(select(Response)).one()
        waiting = session.scalars(select(OutboxMessage).where(OutboxMessage.response_id == survey.id)).one()
    assert (survey.survey, survey.state) == ("csat", "queued")
    assert len([button for row in waiting.content["buttons"] for button in row]) == 5
    assert "Phiếu này đã được đóng trước đó" in plain(staff.do(code, "close").text)
    assert code not in staff.read("/")


def test_a_conversation_is_given_back_to_the_bot(
    sessions: Sessions, desk: Desk, staff: Staff, code: str
) -> None:
    with sessions.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        handovers.begin(session, desk, conversation, "khách muốn gặp nhân viên")
    assert "Bot đang im lặng" in staff.read(f"/tickets/{code}")
    page = plain(staff.do(code, "give_back").text)
    assert "Bot đã nói chuyện lại với khách" in page
    assert "Bot đang im lặng" not in page
    with sessions() as session:
        assert handovers.running(session, conversation) is None


def test_history_says_who_did_what(staff: Staff, code: str) -> None:
    staff.do(code, "take")
    staff.do(code, "reply", text="Dạ")
    page = plain(staff.do(code, "close").text)
    for words in ("Nhận phiếu Mai, trang này", "Trả lời khách Mai, trang này", "Đóng phiếu Mai, trang này"):
        assert words in page, words


def test_an_unknown_ticket_is_not_found(staff: Staff) -> None:
    for path in ("/tickets/KN-9999", "/tickets/%3Cb%3E", "/tickets", "/nowhere"):
        answer = staff.http.get(path)
        assert answer.status_code == 404
        assert "Không tìm thấy" in answer.text


def test_nothing_is_done_to_an_unknown_ticket_or_by_an_unknown_action(staff: Staff, code: str) -> None:
    form = staff.hidden(f"/tickets/{code}")
    assert staff.http.post("/tickets/KN-9999/take", data=form).status_code == 404
    assert staff.http.post(f"/tickets/{code}/erase", data=form).status_code == 404
    assert staff.http.get(f"/tickets/{code}/take").status_code == 405


def test_what_customers_write_is_text_everywhere(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        conversation = add_conversation(session, HOSTILE)
        order = Order(code=HOSTILE[:40], items=HOSTILE, status="x", carrier=HOSTILE[:40], updated_at=NOW)
        session.add(order)
        session.flush()
        ticket = add_ticket(session, conversation, order_id=order.id, reasons=[HOSTILE])
        attachment = {"kind": HOSTILE, "file_id": "f", "name": HOSTILE}
        message = add_message(session, conversation, HOSTILE, attachments=[attachment])
        message.intent, message.reasons = "complaint_late", [HOSTILE]
        add_review(session, message, 1)
    for path in (f"/tickets/{ticket.code}", "/reviews"):
        page = staff.read(path)
        assert "<b onclick" not in page
        assert "49" not in plain(page).split()
        assert "&lt;b onclick=alert(1)&gt;&#39;&#34;&amp;{{ 7*7 }}&lt;/b&gt;" in page


def test_a_customer_who_blocked_the_bot_is_marked(sessions: Sessions, staff: Staff, code: str) -> None:
    with sessions.begin() as session:
        session.scalars(select(Conversation)).one().unreachable_since = NOW - timedelta(hours=1)
    assert "Khách đã chặn bot" in staff.read(f"/tickets/{code}")
