"""What staff do to a ticket on its page beside answering: note, give away, weigh; and answering over somebody else."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from settings.schema import Member
from store.engine import Sessions
from store.models import Message, OutboxMessage, StaffMember, Ticket, TicketEvent, TicketNote
from support import casework
from support.desk import Desk
from tests.web.conftest import Stage
from tests.web.shop import Staff, add_conversation, add_message, add_staff, add_ticket, plain
from web.app import create_app

LISTED = [
    Member(id="7", name="Lan", level="nhân viên"),
    Member(id="8", name="Hoà", level="trưởng nhóm"),
]


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, config=desk.config.model_copy(update={"staff": LISTED}))


@pytest.fixture
def url(sessions: Sessions, desk: Desk, stage: Stage) -> str:
    stage.app = create_app(sessions, desk)
    return stage.url


@pytest.fixture
def code(sessions: Sessions) -> str:
    with sessions.begin() as session:
        conversation = add_conversation(session, "Trần Thị Lan")
        ticket = add_ticket(session, conversation)
        add_message(session, conversation, "giao trễ 5 ngày rồi", minutes_ago=60, ticket_id=ticket.id)
        return str(ticket.code)


def kept(sessions: Sessions) -> Ticket:
    with sessions() as session:
        return session.scalars(select(Ticket)).one()


def said_to_customer(sessions: Sessions) -> list[str]:
    with sessions() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.chat_id != "-100"))
        return [row.content.get("text", "") for row in rows]


def mark(staff: Staff, code: str) -> dict[str, str]:
    form = staff.hidden(f"/tickets/{code}")
    return {name: form[name] for name in ("token", "once", "mark")}


def answers(sessions: Sessions, desk: Desk, name: str, text: str, channel: str = "telegram") -> None:
    """Somebody answers in the group or on another page."""
    with sessions.begin() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.name == name)).one_or_none()
        if member is None:
            member = StaffMember(channel=channel, user_id=name, name=name)
            session.add(member)
            session.flush()
        ticket = session.scalars(select(Ticket)).one()
        casework.reply(session, desk, ticket.conversation, member, text, source="group", ticket=ticket)


def test_a_note_is_kept_shown_in_the_history_and_not_sent(
    sessions: Sessions, staff: Staff, code: str
) -> None:
    page = plain(staff.do(code, "note", text="khách hay đổi ý\r\nhỏi kỹ size").text)
    assert "Đã ghi chú. Chỉ shop đọc, khách không thấy." in page
    assert "Ghi chú khách hay đổi ý hỏi kỹ size Mai, trang này" in page
    with sessions() as session:
        note = session.scalars(select(TicketNote)).one()
        assert (note.text, note.channel) == ("khách hay đổi ý\nhỏi kỹ size", "web")
        assert [message.author for message in session.scalars(select(Message))] == ["customer"]
    assert said_to_customer(sessions) == []
    assert kept(sessions).first_answered_at is None


@pytest.mark.parametrize(("text", "says"), [("  ", "Chưa có gì để gửi"), ("ạ" * 4001, "quá dài")])
def test_a_note_that_cannot_be_kept_is_refused(
    sessions: Sessions, staff: Staff, code: str, text: str, says: str
) -> None:
    assert says in plain(staff.do(code, "note", text=text).text)
    with sessions() as session:
        assert session.scalars(select(TicketNote)).all() == []


def test_a_form_for_a_note_counts_once(sessions: Sessions, staff: Staff, code: str) -> None:
    form = staff.hidden(f"/tickets/{code}") | {"text": "gọi lại sau 5 giờ"}
    for _ in range(3):
        staff.http.post(f"/tickets/{code}/note", data=form)
    with sessions() as session:
        assert len(session.scalars(select(TicketNote)).all()) == 1


def test_a_ticket_is_given_to_a_colleague_who_is_called_in_the_group(
    sessions: Sessions, staff: Staff, code: str
) -> None:
    page = plain(staff.do(code, "assign", to="p:7").text)
    assert "Đã chuyển phiếu" in page
    assert "Lan giữ" in page
    assert "Chuyển phiếu cho Lan Mai, trang này" in page
    with sessions() as session:
        row = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
        assert (row.chat_id, row.content["mentions"]) == ("-100", [{"user_id": "7", "name": "Lan"}])
    assert said_to_customer(sessions) == []


def test_a_ticket_goes_up_a_level(sessions: Sessions, staff: Staff, code: str) -> None:
    staff.do(code, "take")
    page = plain(staff.do(code, "assign", to="l:1").text)
    assert "Chuyển phiếu từ Mai cho trưởng nhóm" in page
    assert (kept(sessions).state, kept(sessions).level, kept(sessions).staff_member_id) == ("new", 1, None)


def test_a_visitor_takes_over_what_another_holds(staff: Staff, code: str) -> None:
    assert "Tôi nhận thay" not in staff.read(f"/tickets/{code}")
    staff.do(code, "assign", to="p:8")
    assert "Tôi nhận thay" in staff.read(f"/tickets/{code}")
    page = plain(staff.do(code, "assign", to="me").text)
    assert "Chuyển phiếu từ Hoà cho Mai" in page
    assert "Tôi nhận thay" not in page


@pytest.mark.parametrize("to", ["", "p:", "p:99", "l:", "l:0", "l:9", "l:x", "who", "l:99999999999999999999"])
def test_a_choice_that_nobody_offered_moves_nothing(
    sessions: Sessions, staff: Staff, code: str, to: str
) -> None:
    assert "lựa chọn này không còn nữa" in plain(staff.do(code, "assign", to=to).text)
    assert kept(sessions).staff_member_id is None


def test_what_was_moved_in_the_meantime_is_not_moved_again(
    sessions: Sessions, url: str, staff: Staff, code: str
) -> None:
    old = mark(staff, code)
    with Staff(url, "Tuấn") as tuan:
        tuan.do(code, "assign", to="p:8")
    answer = staff.http.post(f"/tickets/{code}/assign", data=old | {"to": "p:7"}, follow_redirects=True)
    assert "Phiếu vừa được chuyển trong lúc bạn xem" in plain(answer.text)
    with sessions() as session:
        assert len(session.scalars(select(TicketEvent).where(TicketEvent.what == "assigned")).all()) == 1


def test_the_severity_goes_up_and_down_with_its_history(sessions: Sessions, staff: Staff, code: str) -> None:
    page = plain(staff.do(code, "weigh", severity="S1").text)
    assert "Đã đổi mức độ" in page
    assert "Nâng mức S3 → S1 Mai, trang này" in page
    assert "Phiếu đang ở đúng mức này rồi" in plain(staff.do(code, "weigh", severity="S1").text)
    assert "Hạ mức S1 → S4 Mai, trang này" in plain(staff.do(code, "weigh", severity="S4").text)
    assert "lựa chọn này không còn nữa" in plain(staff.do(code, "weigh", severity="S9").text)
    assert kept(sessions).severity == "S4"


def test_a_closed_ticket_is_neither_given_away_nor_weighed(staff: Staff, code: str) -> None:
    old = mark(staff, code)
    staff.do(code, "close")
    for action, field in (("assign", {"to": "p:7"}), ("weigh", {"severity": "S1"})):
        form = old | field | {"once": f"{action}-again"}
        answer = staff.http.post(f"/tickets/{code}/{action}", data=form, follow_redirects=True)
        assert "Phiếu này đã được đóng trước đó" in plain(answer.text)
    assert 'name="severity"' not in staff.read(f"/tickets/{code}")
    assert "Đã ghi chú" in plain(staff.do(code, "note", text="đã gọi xin lỗi").text)


# Two who answer at once.


def test_an_answer_over_a_newer_one_asks_first_and_keeps_what_was_typed(
    sessions: Sessions, desk: Desk, staff: Staff, code: str
) -> None:
    form = staff.hidden(f"/tickets/{code}")
    answers(sessions, desk, "Hoà", "Dạ em báo kho rồi ạ")
    asked = staff.http.post(f"/tickets/{code}/reply", data=form | {"text": "Mình chờ em <chút>"})
    assert asked.status_code == 200
    assert "Chưa gửi: có người khác vừa trả lời khách" in plain(asked.text)
    assert "Hoà vừa trả lời khách lúc 12:00, sau khi bạn mở trang: Dạ em báo kho rồi ạ" in plain(asked.text)
    assert "Mình chờ em &lt;chút&gt;</textarea>" in asked.text
    assert "Vẫn gửi" in asked.text
    assert said_to_customer(sessions) == ["Dạ em báo kho rồi ạ"]
    again = staff.hidden_of(asked.text) | {"text": "Mình chờ em chút"}
    sent = staff.http.post(f"/tickets/{code}/reply", data=again, follow_redirects=True)
    assert "Đã xếp tin vào hàng gửi" in plain(sent.text)
    assert said_to_customer(sessions) == ["Dạ em báo kho rồi ạ", "Mình chờ em chút"]
    with sessions() as session:
        assert "together" in session.scalars(select(TicketEvent.what)).all()


def test_what_the_visitor_wrote_himself_or_the_customer_wrote_asks_nothing(
    sessions: Sessions, desk: Desk, staff: Staff, code: str
) -> None:
    form = staff.hidden(f"/tickets/{code}")
    staff.do(code, "reply", text="Dạ")
    answers(sessions, desk, "mai", "Dạ em đây")  # the same person, in the group
    with sessions.begin() as session:
        add_message(session, session.scalars(select(Ticket)).one().conversation, "alo")
    answer = staff.http.post(f"/tickets/{code}/reply", data=form | {"text": "Dạ vâng", "once": "another"})
    assert answer.status_code == 303


def test_a_form_sent_twice_is_not_asked_about_the_second_time(
    sessions: Sessions, desk: Desk, staff: Staff, code: str
) -> None:
    form = staff.hidden(f"/tickets/{code}") | {"text": "Dạ"}
    staff.http.post(f"/tickets/{code}/reply", data=form)
    answers(sessions, desk, "Hoà", "Dạ em báo kho rồi ạ")
    assert staff.http.post(f"/tickets/{code}/reply", data=form).headers["location"].endswith("said=reply")
    assert said_to_customer(sessions).count("Dạ") == 1


def test_the_form_says_who_holds_and_who_wrote_since_the_page_was_opened(
    sessions: Sessions, desk: Desk, staff: Staff, code: str
) -> None:
    seen = staff.hidden(f"/tickets/{code}")["seen"]
    with sessions.begin() as session:
        session.scalars(select(Ticket)).one().staff_member_id = add_staff(session, "Hoà").id
    assert "Hoà đang giữ phiếu này." in plain(staff.read(f"/tickets/{code}"))
    answers(sessions, desk, "Hoà", "Dạ em báo kho rồi ạ")
    assert "vừa trả lời khách lúc" in staff.read(f"/tickets/{code}?seen={seen}")
    for opened_now in ("", "?seen=", "?seen=x", "?seen=999999999999999999999"):
        assert "vừa trả lời khách lúc" not in staff.read(f"/tickets/{code}{opened_now}")
