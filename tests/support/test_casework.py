"""A case waits for its customer, is solved, and is closed when nobody says anything more."""

from datetime import timedelta

import pytest

from store.models import Handover, Response, Ticket, TicketEvent
from support import silence
from tests.support.scene import PHOTO, Scene, actions, meaning, texts

LATE = meaning("complaint_late")


@pytest.fixture
def held(regular: Scene) -> Scene:
    """A complaint that Minh answered; it is his."""
    regular.says("giao trễ quá", LATE)
    regular.staff_write("Dạ em kiểm tra liền ạ", reply_to=regular.card())
    regular.deliver()
    return regular


def tick(scene: Scene, **ahead: int) -> list[str]:
    """Let time go by, look at what fell silent, and return what the bot said to the customer."""
    scene.clock.forward(**ahead)
    before = len(scene.sent("1001"))
    with scene.sessions.begin() as session:
        found = silence.anything_due(session, scene.desk)
        assert bool(silence.end_due(session, scene.desk)) is found
    said = texts(scene.sent("1001")[before:])
    scene.deliver()
    return said


def history(scene: Scene) -> list[tuple[str, str]]:
    return [(event.what, event.source) for event in scene.rows(TicketEvent)]


def test_a_case_is_to_be_solved_in_working_time(held: Scene) -> None:
    ticket = held.the(Ticket)
    assert ticket.severity == "S3"
    # 20 working hours from Monday, 10:05: nearly ten that day, the rest on the next, lunch left out.
    assert (ticket.solve_by, ticket.solve_left) == (ticket.opened_at + timedelta(hours=33), None)
    assert "Xử lý xong trước: 19:05 tối mai" in held.sent()[-1].text


def test_a_question_of_the_staff_stops_the_clock_until_the_customer_answers(held: Scene) -> None:
    due = held.the(Ticket).solve_by
    assert due is not None
    held.clock.forward(minutes=30)
    held.staff_write("Mình cho em xin mã đơn được không ạ?", reply_to=held.card())
    waiting = held.the(Ticket)
    assert (waiting.state, waiting.solve_by, waiting.solve_left) == ("waiting", None, 19.5 * 3600)
    assert "Đang chờ khách trả lời" in held.sent()[-1].text
    held.clock.forward(hours=1)
    held.says("DH1023", meaning("other_give_info", order_code="DH1023"))
    answered = held.the(Ticket)
    assert (answered.state, answered.solve_by, answered.solve_left) == (
        "open",
        due + timedelta(hours=1),
        None,
    )
    assert "Đang chờ khách" not in next(sent.text for sent in reversed(held.sent()) if sent.what == "edit")
    assert history(held)[-3:] == [("waiting", "group"), ("answered", "customer"), ("added", "customer")]


def test_staff_may_say_that_they_wait(held: Scene) -> None:
    held.staff_tap("wait:1")
    assert held.sent()[-1].text == "Phiếu KN-0001 đang chờ khách, đồng hồ tạm dừng."
    assert held.the(Ticket).state == "waiting"
    held.staff_tap("wait:1")
    assert held.sent()[-1].text == "Phiếu KN-0001 đang chờ khách rồi."


def test_who_waits_for_a_customer_holds_the_case(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.card()
    regular.staff_tap("wait:1", name="Lan")
    ticket = regular.the(Ticket)
    assert ticket.staff_member_id is not None
    assert ticket.state == "waiting"


def test_a_late_case_stays_late(held: Scene) -> None:
    due = held.the(Ticket).solve_by
    held.clock.forward(days=3)
    held.staff_tap("wait:1")
    assert (held.the(Ticket).solve_by, held.the(Ticket).solve_left) == (due, None)


def test_a_graver_case_is_solved_sooner_also_when_its_clock_stood(held: Scene) -> None:
    held.staff_tap("wait:1")
    held.says("tôi bị dị ứng", meaning("complaint_safety", severity="S1"))
    ticket = held.the(Ticket)
    assert ticket.severity == "S1"
    assert ticket.solve_by == held.clock() + timedelta(hours=4 + 1)  # lunch lies between


def test_a_customer_who_is_content_closes_a_solved_case(held: Scene) -> None:
    held.staff_tap("solve:1")
    assert held.the(Ticket).state == "solved"
    asked = held.sent("1001")[-1]
    assert "phiếu KN-0001" in asked.text
    assert "10:05 sáng thứ năm 19/11 em đóng phiếu" in asked.text
    assert actions(asked) == ["solved:1:yes", "solved:1:no"]
    assert held.the(Handover).ended_at is not None  # the bot speaks again
    held.taps("solved:1:yes")
    assert held.the(Ticket).state == "closed"
    assert ("closed", "customer") in history(held)
    assert held.the(Response).survey == "csat"


@pytest.mark.parametrize("answer", ["tap", "typed"])
def test_a_customer_who_is_not_content_opens_it_again(held: Scene, answer: str) -> None:
    held.staff_tap("solve:1")
    if answer == "tap":
        said = texts(held.taps("solved:1:no"))
    else:
        said = texts(held.says("chưa được", meaning("other_no")))
    assert any("chưa ổn" in text and "chậm nhất" in text for text in said)
    ticket = held.the(Ticket)
    assert (ticket.state, ticket.quiet_since, ticket.warned_at) == ("open", None, None)
    assert ticket.solve_by is not None
    assert any("chưa ổn, phiếu mở lại" in sent.text for sent in held.sent())


def test_a_typed_yes_closes_it_too(held: Scene) -> None:
    held.staff_tap("solve:1")
    held.says("ok shop", meaning("other_yes"))
    assert held.the(Ticket).state == "closed"


def test_a_yes_to_an_older_question_is_only_heard(held: Scene) -> None:
    held.staff_tap("solve:1")
    held.staff_tap("close:1")
    held.taps("solved:1:yes")
    assert held.sent("1001")[-1].text == "Đã ghi nhận trước đó rồi."
    assert [what for what, _ in history(held)].count("closed") == 1


def test_a_strangers_tap_moves_nothing(held: Scene) -> None:
    held.staff_tap("solve:1")
    held.taps("solved:1:yes", chat="2002")
    assert held.the(Ticket).state == "solved"


def test_thanks_behind_a_solved_case_do_not_open_it_a_complaint_does(held: Scene) -> None:
    held.staff_tap("solve:1")
    held.says("cảm ơn em nha", meaning("other_thanks"))
    assert held.the(Ticket).state == "solved"
    held.says("vẫn chưa thấy hàng", LATE)
    assert held.the(Ticket).state == "open"
    assert ("reopened", "customer") in history(held)


def test_thanks_with_a_picture_are_more_than_thanks(held: Scene) -> None:
    held.staff_tap("solve:1")
    held.says("cảm ơn", meaning("other_thanks"), files=[PHOTO])
    held.says("", None, files=[PHOTO])
    assert held.the(Ticket).state == "open"


def test_after_a_day_of_silence_the_bot_speaks_again_without_a_word(held: Scene) -> None:
    assert tick(held, hours=23) == []
    assert held.the(Handover).ended_at is None
    assert tick(held, hours=2) == []
    assert held.the(Handover).ended_at == held.clock()
    assert held.the(Ticket).state == "open"  # the case is still the staff's


def test_who_writes_keeps_the_person(held: Scene) -> None:
    held.clock.forward(hours=20)
    held.says("alo", meaning("other_greeting"))
    assert tick(held, hours=20) == []
    assert held.the(Handover).ended_at is None


def test_a_silent_customer_is_warned_and_then_the_case_is_closed(held: Scene) -> None:
    held.staff_write("Mình gửi em ảnh gói hàng nha?", reply_to=held.card())
    held.deliver()
    assert tick(held, hours=23) == []
    (warning,) = tick(held, hours=2)
    assert "đang chờ tin của mình cho phiếu KN-0001" in warning
    assert tick(held, hours=1) == []  # once
    assert tick(held, days=2) == []
    (said,) = tick(held, days=1)  # and nobody asks how the help was
    assert "em xin đóng phiếu KN-0001" in said
    assert held.the(Ticket).state == "closed"
    assert history(held)[-2:] == [("warned", "clock"), ("closed", "clock")]


def test_nobody_is_warned_at_night(held: Scene) -> None:
    held.clock.forward(hours=11)  # 21:00 in Vietnam
    held.staff_tap("wait:1")
    assert tick(held, hours=25) == []
    assert len(tick(held, hours=11)) == 1  # 9:00 two days later


def test_an_answer_ends_the_silence(held: Scene) -> None:
    held.staff_write("Mình gửi em ảnh gói hàng nha?", reply_to=held.card())
    held.deliver()
    assert len(tick(held, hours=25)) == 1
    held.says("đây ạ", None, files=[PHOTO])
    assert held.the(Ticket).state == "open"
    assert tick(held, days=9) == []
    assert held.the(Ticket).state == "open"


def test_a_case_at_the_staff_is_never_closed_by_silence(held: Scene) -> None:
    assert tick(held, days=30) == []
    assert held.the(Ticket).state == "open"


def test_a_solved_case_is_closed_when_the_customer_says_nothing(held: Scene) -> None:
    held.staff_tap("solve:1")
    held.deliver()
    assert tick(held, days=2) == []
    said = tick(held, days=1, minutes=1)
    assert "KN-0001" in said[0]
    assert held.the(Ticket).state == "closed"


def test_a_word_of_the_staff_puts_off_that_a_solved_case_is_closed_and_warns_nobody(held: Scene) -> None:
    held.staff_tap("solve:1")
    held.clock.forward(days=2)
    held.staff_write("Em gửi thêm mình cách bảo quản ạ", reply_to=held.card())
    held.deliver()
    assert tick(held, days=2) == []
    assert held.the(Ticket).state == "solved"
    tick(held, days=1, hours=1)
    assert held.the(Ticket).state == "closed"


def test_a_customer_who_blocked_the_bot_is_not_warned_but_the_case_is_closed(held: Scene) -> None:
    held.staff_tap("wait:1")
    held.leaves()
    assert tick(held, hours=25) == []
    assert tick(held, days=4) == []
    assert held.the(Ticket).state == "closed"


def test_a_word_of_the_staff_begins_the_silence_anew(held: Scene) -> None:
    held.staff_tap("wait:1")
    held.clock.forward(hours=20)
    held.staff_write("Em vẫn chờ tin mình ạ", reply_to=held.card())
    held.deliver()
    assert tick(held, hours=20) == []
    assert len(tick(held, hours=9)) == 1


def test_a_person_who_speaks_about_another_case_is_not_talked_over(held: Scene) -> None:
    held.says("đôi khác còn giao nhầm nữa", meaning("complaint_wrong_item"))
    held.staff_write("Mình gửi em ảnh nha?", reply_to=held.card())
    assert tick(held, hours=23) == []
    held.staff_write("Em nhận được rồi ạ", reply_to=held.card())
    assert tick(held, hours=23) == []
    assert held.the(Handover).ended_at is None
