"""The queue: worst first, what waits and how long, the filter."""

import re
from datetime import timedelta

from store.engine import Sessions
from store.models import StaffGroup
from tests.web.shop import (
    NOW,
    Staff,
    add_conversation,
    add_message,
    add_outgoing,
    add_staff,
    add_ticket,
    plain,
)

HOSTILE = '<script>alert("1")</script><img src=x onerror=alert(2)>'


def codes(page: str) -> list[str]:
    return re.findall(r'<a id="(KN-\d+)"', page)


def test_worst_comes_first_then_what_is_due_first(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        due = {
            "S3 in an hour": ("S3", 60),
            "S1 in two": ("S1", 120),
            "S3 late": ("S3", -30),
            "S2 in one": ("S2", 60),
        }
        made = {
            name: add_ticket(
                session,
                add_conversation(session),
                severity=severity,
                answer_by=NOW + timedelta(minutes=minutes),
            ).code
            for name, (severity, minutes) in due.items()
        }
        add_ticket(session, add_conversation(session), severity="S1", state="closed", closed_at=NOW)
    wanted = ["S1 in two", "S2 in one", "S3 late", "S3 in an hour"]
    assert codes(staff.read("/")) == [made[name] for name in wanted]


def test_a_row_says_what_waits_how_long_and_who_holds_it(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        conversation = add_conversation(session, "Trần Thị Lan")
        add_message(session, conversation, "giao trễ 5 ngày rồi", minutes_ago=60)
        held = add_staff(session, "Hoa")
        ticket = add_ticket(session, conversation, state="open", staff_member_id=held.id)
        ticket.answer_by = NOW - timedelta(hours=26)
    page = plain(staff.read("/"))
    for words in ("S3 Vừa", ticket.code, "Giao hàng trễ", "Trần Thị Lan", "giao trễ 5 ngày rồi", "Hoa"):
        assert words is not None
        assert words in page
    assert "Khách chờ 1 giờ" in page
    assert "Quá hạn 1 ngày 2 giờ" in page


def test_a_group_that_cannot_be_reached_is_said_above_everything(sessions: Sessions, staff: Staff) -> None:
    assert "nhóm nhân viên" not in staff.read("/")
    with sessions.begin() as session:
        gone = StaffGroup(
            channel="telegram", chat_id="-100", is_forum=True, away_since=NOW, away_why="kicked"
        )
        session.add(gone)
        conversation = add_conversation(session)
        for state in ("waiting", "waiting", "sent"):
            add_outgoing(session, add_message(session, conversation, "bí mật"), state).chat_id = "-100"
    page = plain(staff.read("/"))
    assert "Bot không gửi được vào nhóm nhân viên" in page
    assert "2 tin đang chờ" in page
    with sessions.begin() as session:
        session.get_one(StaffGroup, 1).away_since = None
    assert "nhóm nhân viên" not in staff.read("/")


def test_time_left_is_said_in_words(sessions: Sessions, staff: Staff) -> None:
    wanted = {0.5: "chưa đầy 1 phút", 25: "25 phút", 60: "1 giờ", 95: "1 giờ 35 phút", 2885: "2 ngày"}
    with sessions.begin() as session:
        for minutes in wanted:
            add_ticket(session, add_conversation(session), answer_by=NOW + timedelta(minutes=minutes))
    assert re.findall(r"Còn ([^<]+)", staff.read("/")) == list(wanted.values())


def test_after_an_answer_the_wait_begins_with_the_customers_next_words(
    sessions: Sessions, staff: Staff
) -> None:
    with sessions.begin() as session:
        answered = {"state": "open", "first_answered_at": NOW - timedelta(minutes=50)}
        conversation = add_conversation(session)
        add_ticket(session, conversation, **answered)
        add_message(session, conversation, "alo", minutes_ago=60)
        add_message(session, conversation, "Dạ có em", minutes_ago=50, author="staff")
    assert "Đang chờ khách" in plain(staff.read("/"))
    with sessions.begin() as session:
        add_message(session, conversation, "rồi sao nữa", minutes_ago=20)
        add_message(session, conversation, "alo alo", minutes_ago=10)
    page = plain(staff.read("/"))
    assert "Khách chờ 20 phút" in page
    assert "alo alo" in page
    assert "Đang chờ khách" not in page


def test_the_filter_and_the_counts(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        new = add_ticket(session, add_conversation(session), answer_by=NOW - timedelta(minutes=1)).code
        hoa = add_staff(session, "Hoa")
        held = add_ticket(session, add_conversation(session), state="open", staff_member_id=hoa.id).code
        closed = add_ticket(session, add_conversation(session), state="closed", closed_at=NOW).code
        yesterday = NOW - timedelta(days=1)
        older = add_ticket(session, add_conversation(session), state="closed", closed_at=yesterday).code
    assert set(codes(staff.read("/?show=all"))) == {new, held}
    assert codes(staff.read("/?show=new")) == [new]
    assert codes(staff.read("/?show=closed")) == [closed, older]
    counted = plain(staff.read("/"))
    for words in ("1 chưa ai nhận", "1 đang xử lý", "1 quá hạn", "1 đóng hôm nay"):
        assert words in counted


def test_what_waits_for_the_customer_comes_last_and_is_not_late(sessions: Sessions, staff: Staff) -> None:
    answered = {"first_answered_at": NOW - timedelta(minutes=50)}
    with sessions.begin() as session:
        waiting = add_ticket(
            session, add_conversation(session), severity="S1", state="waiting", **answered
        ).code
        solved = add_ticket(
            session, add_conversation(session), severity="S2", state="solved", **answered
        ).code
        late = NOW - timedelta(hours=3)
        mild = add_ticket(
            session, add_conversation(session), severity="S4", state="open", solve_by=late, **answered
        ).code
        soon = NOW + timedelta(hours=3)
        held = add_ticket(
            session, add_conversation(session), severity="S3", state="open", solve_by=soon, **answered
        ).code
    assert codes(staff.read("/")) == [held, mild, waiting, solved]
    page = plain(staff.read("/"))
    for words in (
        "2 chờ khách",
        "1 quá hạn",
        "Quá hạn xử lý 3 giờ",
        "Xử lý xong: còn 3 giờ",
        "Đã xong, chờ xác nhận",
    ):
        assert words in page


def test_an_empty_queue_says_so(staff: Staff) -> None:
    assert "Không có ai đang chờ" in staff.read("/")
    assert "Chưa có phiếu nào được đóng" in staff.read("/?show=closed")


def test_what_customers_write_is_text(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        conversation = add_conversation(session, HOSTILE)
        add_message(session, conversation, HOSTILE)
        add_ticket(session, conversation)
    page = staff.read("/")
    assert page.count("&lt;script&gt;alert(&#34;1&#34;)") == 2
    assert "<script>alert" not in page
    assert "<img" not in page
