"""The staff group hears of deadlines in time, and a case that nobody moves rises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from settings.schema import Member
from store.models import Ticket, TicketEvent
from support import reminders
from tests.support.scene import Scene, meaning, texts

LATE = meaning("complaint_late")  # S3: answered within 2 working hours, solved within 20


@pytest.fixture
def complained(regular: Scene) -> Scene:
    """An S3 complaint at 10:05 on a Monday; its answer is due at 13:05, after lunch."""
    regular.says("giao trễ quá", LATE)
    regular.card()
    return regular


def look(scene: Scene, **ahead: int) -> list[str]:
    """Let time go by and return what the staff group is told of deadlines, line by line."""
    scene.clock.forward(**ahead)
    before = len(scene.sent())
    with scene.sessions.begin() as session:
        found = reminders.anything_due(session, scene.desk)
        assert bool(reminders.remind_due(session, scene.desk)) is found
    told = [sent for sent in scene.sent()[before:] if sent.title == "⏰ Phiếu cần để ý"]
    assert len(told) <= 1
    scene.deliver()
    return told[0].text.splitlines() if told else []


def test_reminded_before_the_answer_is_due_when_it_is_and_when_nobody_moves(complained: Scene) -> None:
    assert look(complained, minutes=89) == []  # 11:34
    assert look(complained, minutes=1) == [
        "• KN-0001 · S3 · giao hàng trễ: phải trả lời trước 13:05 chiều nay (nhân viên)"
    ]
    assert look(complained, minutes=85) == []  # 13:00
    (late,) = look(complained, minutes=5)
    assert late == "• KN-0001 · S3 · giao hàng trễ: quá hạn trả lời từ 13:05 chiều nay (nhân viên)"
    assert look(complained, minutes=239) == []
    (risen,) = look(complained, minutes=1)
    assert risen.endswith("chưa ai trả lời từ 13:05 chiều nay, chuyển lên trưởng nhóm")
    assert look(complained, days=9) == []  # an S3 rises no further
    assert complained.the(Ticket).level == 1
    assert [event.what for event in complained.rows(TicketEvent)] == [
        "opened",
        "reminded",
        "overdue",
        "risen",
    ]
    assert "Cấp: trưởng nhóm" in next(
        sent.text for sent in reversed(complained.sent()) if sent.what == "edit"
    )


def test_after_a_stop_nobody_is_warned_of_what_has_passed(complained: Scene) -> None:
    (late,) = look(complained, days=1)
    assert "quá hạn trả lời từ 13:05 chiều thứ hai 16/11" in late
    assert [event.what for event in complained.rows(TicketEvent)] == ["opened", "overdue"]


def test_who_answers_is_reminded_of_the_solution(complained: Scene) -> None:
    complained.staff_write("Dạ em xem ngay ạ", reply_to=complained.card())
    complained.deliver()
    assert look(complained, hours=9) == []
    (soon,) = look(complained, hours=23, minutes=45)  # 18:50 on Tuesday: due at 19:05
    assert "phải xử lý xong trước 19:05" in soon
    assert soon.endswith("(Minh)")
    (late,) = look(complained, minutes=15)
    assert "quá hạn xử lý xong" in late


def test_a_case_that_waits_for_the_customer_reminds_nobody(complained: Scene) -> None:
    complained.staff_write("Mình gửi em mã đơn nha?", reply_to=complained.card())
    complained.deliver()
    assert look(complained, days=5) == []
    complained.says("DH1023", meaning("other_give_info", order_code="DH1023"))
    assert complained.the(Ticket).remind_at is not None


def test_a_solved_and_a_closed_case_remind_nobody(complained: Scene) -> None:
    complained.staff_tap("solve:1")
    assert look(complained, days=2) == []
    complained.staff_tap("close:1")
    assert look(complained, days=30) == []


def test_the_gravest_is_for_the_leader_at_once_and_rises_to_the_manager(regular: Scene) -> None:
    regular.says("tôi bị dị ứng", meaning("complaint_safety", severity="S1"))
    regular.deliver()
    assert regular.the(Ticket).level == 1
    assert look(regular, minutes=14) == []  # a warning half an hour before 15 minutes are over makes no sense
    (late,) = look(regular, minutes=1)
    assert late.endswith("(trưởng nhóm)")
    (risen,) = look(regular, minutes=15)
    assert risen.endswith("chuyển lên quản lý")
    assert look(regular, days=3) == []


def test_a_case_that_becomes_graver_is_due_sooner(complained: Scene) -> None:
    complained.says("tôi bị dị ứng", meaning("complaint_late", severity="S1"))
    complained.deliver()
    ticket = complained.the(Ticket)
    assert (ticket.level, ticket.answer_by) == (1, complained.clock() + timedelta(minutes=15))
    (late,) = look(complained, minutes=15)
    assert "S1" in late


def test_nobody_is_reminded_outside_working_time(regular: Scene) -> None:
    regular.clock.forward(hours=10, minutes=30)  # 20:35
    regular.says("giao trễ quá", LATE)
    regular.deliver()
    assert look(regular, hours=11) == []  # 7:35
    (soon,) = look(regular, hours=2)  # 9:35: due at 9:35
    assert "quá hạn" in soon or "trước 9:35" in soon


def test_many_cases_make_one_message_and_the_rest_comes_next(regular: Scene) -> None:
    for number in range(23):
        regular.says("giao trễ quá", LATE, chat=str(3000 + number))
    regular.deliver()
    lines = look(regular, hours=2)
    assert len(lines) == reminders.MOST_AT_ONCE
    assert len(look(regular)) == 3
    assert look(regular) == []


def test_who_holds_a_case_is_called_and_then_the_level_it_rises_to(complained: Scene) -> None:
    people = [("Minh", "nhân viên"), ("Lan", "trưởng nhóm"), ("Hà", "quản lý")]
    complained.staff_are(*(Member(id=name, name=name, level=level) for name, level in people))
    complained.staff_tap("take:1")
    called = []
    for ahead in (90, 90, 240):
        look(complained, minutes=ahead)
        told = next(sent for sent in reversed(complained.sent()) if sent.title)
        called.append([mention.name for mention in told.mentions])
    assert called == [["Minh"], ["Minh"], ["Lan"]]


def test_without_a_group_the_page_still_shows_the_level(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.desk = replace(regular.desk, staff_chat_id=None)
    assert look(regular, days=1) == []
    assert [event.what for event in regular.rows(TicketEvent)] == ["opened", "overdue"]
    assert texts(regular.sent("1001"))
