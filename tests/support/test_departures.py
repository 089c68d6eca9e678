"""A staff member who left: what he held goes back to the queue, and his customers are not left alone."""

from collections.abc import Sequence
from typing import get_args

import pytest

from settings.schema import Member
from store.models import StaffMember, StaffPost, Ticket, TicketEvent
from store.outbox import Content, Mention
from support import departures
from support.events import StaffLeft
from tests.support.scene import GROUP, Scene, meaning, texts
from tests.support.test_reminders import look

LATE = meaning("complaint_late")
LAN = Member(id="Lan", name="Lan", level="nhân viên")
MINH = Member(id="Minh", name="Minh", level="nhân viên")
HOA = Member(id="77", name="Hoà", level="trưởng nhóm")


@pytest.fixture
def holding(regular: Scene) -> Scene:
    """Minh holds three cases of three customers: one he works on, one waits, one is solved."""
    regular.staff_are(LAN, MINH, HOA)
    look_at_list(regular)
    for number, chat in enumerate(("1001", "2002", "3003"), 1):
        regular.says("giao trễ quá", LATE, chat=chat)
        regular.staff_tap(f"take:{number}", name="Minh")
    regular.staff_tap("wait:2", name="Minh")
    regular.staff_tap("solve:3", name="Minh")
    regular.deliver()
    return regular


def goes(scene: Scene, user: str = "Minh", *, returned: bool = False) -> list[Content]:
    """Let somebody leave the group or come; return what the group is told."""
    before = len(scene.sent())
    with scene.sessions.begin() as session:
        departures.left(
            session, scene.desk, StaffLeft("telegram", GROUP, user, user, returned, scene.clock())
        )
    told = [sent for sent in scene.sent()[before:] if sent.what == "message"]
    scene.deliver()
    return told


def posts(scene: Scene) -> Sequence[StaffPost]:
    return scene.rows(StaffPost)


def look_at_list(scene: Scene) -> list[Content]:
    """Start the bot anew; return what the group is told."""
    before = len(scene.sent())
    with scene.sessions.begin() as session:
        departures.look(session, scene.desk)
    told = [sent for sent in scene.sent()[before:] if sent.what == "message"]
    scene.deliver()
    return told


def test_what_he_held_goes_back_to_the_queue_in_one_message(holding: Scene) -> None:
    (told,) = goes(holding)
    assert told.title == "🚪 Minh đã rời nhóm, 3 phiếu về hàng chờ:"
    assert told.text.splitlines() == [
        "• KN-0001 · S3 · giao hàng trễ: trước 13:05 chiều nay",
        "• KN-0002 · S3 · giao hàng trễ: chờ khách",
        "• KN-0003 · S3 · giao hàng trễ: đã xong, chờ khách xác nhận",
    ]
    assert told.mentions == (Mention("Lan", "Lan"),)
    assert [(ticket.state, ticket.staff_member_id) for ticket in holding.rows(Ticket)] == [
        ("new", None),
        ("waiting", None),
        ("solved", None),
    ]
    released = [event for event in holding.rows(TicketEvent) if event.what == "released"]
    assert [(event.source, event.detail) for event in released] == [
        ("group", {"from": "Minh", "why": "left"})
    ] * 3


def test_both_ways_to_hear_of_it_tell_once(holding: Scene) -> None:
    assert len(goes(holding)) == 1
    assert goes(holding) == []


def test_what_waits_comes_to_everybody_when_its_customer_answers(holding: Scene) -> None:
    goes(holding)
    holding.says("đây ạ", meaning("other_give_info"), chat="2002")
    assert holding.rows(Ticket)[1].state == "new"


def test_the_level_stays_and_reminders_are_planned_anew(holding: Scene) -> None:
    assert len(look(holding, minutes=90)) == 1  # Minh was reminded at 11:35
    holding.staff_write("/chuyen KN-0001 trưởng nhóm", name="Minh")
    holding.staff_tap("take:1", name="Minh")
    goes(holding)
    ticket = holding.rows(Ticket)[0]
    assert (ticket.level, ticket.state) == (1, "new")
    assert ticket.remind_at == ticket.answer_by
    (late,) = look(holding, hours=2)
    assert late.endswith("(trưởng nhóm)")


def test_a_late_case_is_not_told_of_a_second_time_but_rises(holding: Scene) -> None:
    assert len(look(holding, hours=5)) == 1
    goes(holding)
    assert look(holding, minutes=10) == []
    (risen,) = look(holding, hours=4)
    assert "chuyển lên trưởng nhóm" in risen


def test_a_customer_he_speaks_with_is_not_left_alone(holding: Scene) -> None:
    card = next(post for post in posts(holding) if post.ticket_id == 1).channel_message_id
    holding.staff_write("Dạ em xem cho mình ngay", reply_to=card, name="Minh")
    holding.deliver()
    listed, call = goes(holding)
    assert "3 phiếu" in listed.title
    assert "khách Chị Hoa đang được Minh trả lời" in call.text
    assert call.reply_to == card
    newest = posts(holding)[-1].channel_message_id
    assert texts(holding.staff_write("Dạ em là Lan, em lo tiếp ạ", reply_to=newest, name="Lan")) == [
        "Dạ em là Lan, em lo tiếp ạ"
    ]
    (lan,) = (member for member in holding.rows(StaffMember) if member.name == "Lan")
    assert holding.rows(Ticket)[0].staff_member_id == lan.id


def test_a_customer_without_a_case_is_not_left_alone_either(regular: Scene) -> None:
    regular.says("cho gặp người", meaning("other_human"))
    regular.staff_write("Dạ em đây", reply_to=regular.card(), name="Minh")
    with regular.sessions.begin() as session:  # the talk goes on where no case is left
        session.get_one(Ticket, 1).state = "closed"
    regular.deliver()
    (call,) = goes(regular)
    assert "đang được Minh trả lời" in call.text
    assert texts(
        regular.staff_write("Dạ em thay ạ", reply_to=posts(regular)[-1].channel_message_id, name="Lan")
    )


def test_who_holds_nothing_leaves_without_a_word(holding: Scene) -> None:
    assert goes(holding, "Lan") == []
    assert goes(holding, "Người lạ") == []


def test_who_left_is_given_nothing_until_he_is_back_and_may_then_act_as_before(holding: Scene) -> None:
    goes(holding)
    holding.staff_write("/chuyen KN-0001 Minh", name="Lan")
    assert "Không có ai tên “Minh”. Có thể chuyển cho: Lan, Hoà." in holding.sent()[-1].text
    goes(holding, returned=True)
    holding.staff_write("/chuyen KN-0001 Minh", name="Lan")
    assert holding.rows(Ticket)[0].state == "open"


def test_who_acts_in_the_group_is_there_whatever_we_heard(holding: Scene) -> None:
    goes(holding)
    holding.staff_tap("take:1", name="Minh")
    assert holding.rows(Ticket)[0].state == "open"
    assert all(member.left_at is None for member in holding.rows(StaffMember))


def test_a_listed_colleague_who_never_acted_and_left_is_not_offered(holding: Scene) -> None:
    goes(holding, "77")
    holding.staff_write("/chuyen KN-0001 Hoà", name="Lan")
    assert "Không có ai tên" in holding.sent()[-1].text


def test_who_is_not_listed_any_more_at_start_holds_nothing(holding: Scene) -> None:
    assert look_at_list(holding) == []
    holding.staff_are(LAN, HOA)
    (told,) = look_at_list(holding)
    assert told.title == "🚪 Minh không còn trong danh sách nhân viên, 3 phiếu về hàng chờ:"
    assert holding.rows(TicketEvent)[-1].detail == {"from": "Minh", "why": "unlisted"}
    assert holding.rows(TicketEvent)[-1].source == "bot"
    assert look_at_list(holding) == []


def test_while_nobody_is_listed_nobody_loses_anything_at_start(holding: Scene) -> None:
    holding.staff_are()
    assert look_at_list(holding) == []
    assert holding.rows(Ticket)[0].state == "open"


def test_who_is_of_a_lower_level_now_keeps_the_cases_of_that_level_only(holding: Scene) -> None:
    for number in (1, 2):
        holding.staff_write(f"/chuyen KN-000{number} Hoà", name="Minh")
    holding.staff_write("/chuyen KN-0003 Lan", name="Minh")
    with holding.sessions.begin() as session:
        session.get_one(Ticket, 2).level = 0
    holding.staff_are(
        LAN,
        MINH,
        Member(id="77", name="Hoà", level="nhân viên"),
        Member(id="9", name="Vy", level="trưởng nhóm"),
    )
    (told,) = look_at_list(holding)
    assert told.title == "Hoà đã đổi cấp, 1 phiếu của cấp trên về hàng chờ:"
    assert told.mentions == (Mention("9", "Vy"),)
    first, second, _ = holding.rows(Ticket)
    assert (first.state, first.staff_member_id, first.level) == ("new", None, 1)
    assert second.staff_member_id is not None
    assert look_at_list(holding) == []


def test_who_rose_or_whose_level_is_new_keeps_everything(holding: Scene) -> None:
    holding.staff_are(LAN, Member(id="Minh", name="Minh", level="quản lý"), HOA)
    assert look_at_list(holding) == []
    assert holding.rows(Ticket)[0].state == "open"


def test_what_he_held_on_the_page_goes_back_too(holding: Scene) -> None:
    with holding.sessions.begin() as session:
        on_page = StaffMember(channel="web", user_id="Minh", name="Minh")
        session.add(on_page)
        session.flush()
        session.get_one(Ticket, 1).staff_member_id = on_page.id
    (told,) = goes(holding)
    assert "3 phiếu" in told.title


def test_a_namesake_on_the_page_keeps_what_is_hers(holding: Scene) -> None:
    holding.staff_are(LAN, MINH, Member(id="8", name="minh", level="nhân viên"))
    with holding.sessions.begin() as session:
        on_page = StaffMember(channel="web", user_id="Minh", name="Minh")
        session.add(on_page)
        session.flush()
        session.get_one(Ticket, 1).staff_member_id = on_page.id
    (told,) = goes(holding)
    assert "2 phiếu" in told.title


def test_every_reason_has_a_title(holding: Scene) -> None:
    for why in get_args(departures.Why):
        assert holding.desk.wording.say(f"departed_{why}", name="Minh", count=1)
