"""Two who answer one customer at the same time are told so, once for a stretch, and nothing is lost."""

import pytest

from store.models import StaffMember, Ticket, TicketEvent
from store.outbox import Content, Mention
from support import casework
from tests.support.scene import Scene, meaning, texts

HELD = "⚠️ Lan đang trả lời phiếu KN-0001 mà Minh giữ."


@pytest.fixture
def held(regular: Scene) -> Scene:
    """Minh took a complaint."""
    regular.says("giao trễ quá", meaning("complaint_late"))
    regular.card()
    regular.staff_tap("take:1", name="Minh")
    regular.deliver()
    return regular


def warnings(scene: Scene) -> list[Content]:
    return [sent for sent in scene.sent() if "thống nhất giúp ai trả lời" in sent.text]


def answers(scene: Scene, name: str, text: str = "Dạ em xem ạ", **ahead: int) -> list[str]:
    """Let time go by and let somebody answer the card; return what the customer got."""
    scene.clock.forward(**ahead)
    got = texts(scene.staff_write(text, reply_to=scene.card(), name=name))
    scene.deliver()
    return got


def test_who_answers_what_another_holds_is_heard_and_both_are_told(held: Scene) -> None:
    assert answers(held, "Lan", minutes=40) == ["Dạ em xem ạ"]
    (warning,) = warnings(held)
    assert warning.text.startswith(HELD)
    assert warning.mentions == (Mention("Minh", "Minh"), Mention("Lan", "Lan"))
    assert warning.reply_to == held.card()
    event = next(each for each in held.rows(TicketEvent) if each.what == "together")
    assert (event.source, event.detail, event.staff_member_id) == ("group", {"with": "Minh"}, 2)


def test_in_one_stretch_they_are_told_once_however_often_either_writes(held: Scene) -> None:
    answers(held, "Lan")
    for name in ("Minh", "Lan", "Lan", "Minh", "Lan"):
        assert answers(held, name, minutes=9) == ["Dạ em xem ạ"]
    assert len(warnings(held)) == 1


def test_a_new_stretch_begins_after_ten_silent_minutes(held: Scene) -> None:
    answers(held, "Lan")
    answers(held, "Minh", minutes=11)
    assert len(warnings(held)) == 1
    answers(held, "Lan", minutes=2)
    assert len(warnings(held)) == 2


def test_the_holder_alone_is_not_told_of_himself(held: Scene) -> None:
    for _ in range(3):
        answers(held, "Minh", minutes=1)
    assert warnings(held) == []


def test_the_holder_is_told_when_another_just_answered(held: Scene) -> None:
    answers(held, "Lan")
    answers(held, "Minh", minutes=12)
    assert [warning.text.startswith(HELD) for warning in warnings(held)] == [True]
    answers(held, "Lan", minutes=30)
    answers(held, "Minh", minutes=1)
    assert len(warnings(held)) == 2


def test_two_cases_of_one_customer_are_one_talk(held: Scene) -> None:
    first = held.card()
    held.clock.forward(hours=25)
    held.says("đôi khác còn giao nhầm nữa", meaning("complaint_wrong_item"))
    second = held.card()
    held.staff_write("Dạ em xem ạ", reply_to=first, name="Minh")
    held.clock.forward(minutes=5)
    held.staff_write("Dạ em đổi ạ", reply_to=second, name="Lan")
    (warning,) = warnings(held)
    assert warning.text.startswith("⚠️ Lan đang trả lời phiếu KN-0002, mà Minh cũng vừa nhắn khách này.")


def test_who_gave_a_case_away_after_writing_is_not_in_the_way(held: Scene) -> None:
    answers(held, "Minh")
    held.staff_write("/toi", name="Lan")
    held.staff_write("/chuyen KN-0001 Lan", name="Minh")
    held.clock.forward(minutes=1)
    answers(held, "Lan")
    assert warnings(held) == []


def test_who_answered_a_closed_case_just_now_is_still_at_it(regular: Scene) -> None:
    regular.says("giao trễ quá", meaning("complaint_late"))
    answers(regular, "Lan")
    regular.staff_tap("close:1", name="Lan")
    regular.deliver()
    answers(regular, "Minh", minutes=5)
    (warning,) = warnings(regular)
    assert warning.text.startswith("⚠️ Minh đang trả lời phiếu KN-0001 mà Lan giữ.")


def test_after_it_was_given_to_another_the_new_holder_answers_in_peace(held: Scene) -> None:
    held.staff_write("/toi", name="Lan")
    held.staff_write("/chuyen KN-0001 Lan", name="Minh")
    answers(held, "Lan", minutes=1)
    assert warnings(held) == []
    answers(held, "Minh", minutes=1)
    assert "mà Lan giữ" in warnings(held)[0].text


def test_the_same_person_in_the_group_and_on_the_page_is_one(held: Scene) -> None:
    with held.sessions.begin() as session:
        on_page = StaffMember(channel="web", user_id="minh", name="minh")
        session.add(on_page)
        session.flush()
        ticket = session.get_one(Ticket, 1)
        casework.reply(session, held.desk, ticket.conversation, on_page, "Dạ", source="web", ticket=ticket)
    assert warnings(held) == []


def test_a_colleague_on_the_page_is_told_in_the_group(held: Scene) -> None:
    with held.sessions.begin() as session:
        on_page = StaffMember(channel="web", user_id="Mai", name="Mai")
        session.add(on_page)
        session.flush()
        ticket = session.get_one(Ticket, 1)
        casework.reply(session, held.desk, ticket.conversation, on_page, "Dạ", source="web", ticket=ticket)
    (warning,) = warnings(held)
    assert "Mai đang trả lời phiếu KN-0001 mà Minh giữ" in warning.text
    assert warning.mentions == (Mention("Minh", "Minh"),)  # the group's channel does not know her


def test_a_note_is_no_answer_and_warns_nobody(held: Scene) -> None:
    held.staff_write("/ghichu để mình hỏi kho", reply_to=held.card(), name="Lan")
    assert warnings(held) == []
