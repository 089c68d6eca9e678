"""A case goes to a colleague or to the level above: by buttons, by a command, and never twice by old buttons."""

from datetime import timedelta

import pytest

from settings.schema import Member
from store.models import StaffMember, Ticket, TicketEvent, TicketNote
from store.outbox import Content, Mention
from tests.support.scene import Scene, actions, meaning
from tests.support.test_reminders import look

LATE = meaning("complaint_late")
LAN = Member(id="Lan", name="Lan", level="nhân viên")
MINH = Member(id="Minh", name="Minh", level="nhân viên")
HOA = Member(id="77", name="Chị Hoà", level="trưởng nhóm")


@pytest.fixture
def shop(regular: Scene) -> Scene:
    """Three are listed as staff, and Minh holds a complaint."""
    regular.staff_are(LAN, MINH, HOA)
    regular.says("giao trễ quá", LATE)
    regular.card()
    regular.staff_tap("take:1", name="Minh")
    regular.deliver()
    return regular


def open_choices(scene: Scene, name: str = "Minh") -> Content:
    """Tap "Chuyển" on the card; return the buttons that came."""
    scene.staff_tap("assign:1", name=name, under=scene.card())
    return next(sent for sent in reversed(scene.sent()) if sent.what == "buttons")


def told(scene: Scene) -> Content:
    """What the group heard last."""
    return next(sent for sent in reversed(scene.sent()) if sent.what == "message")


def toast(scene: Scene) -> str:
    return next(sent.text for sent in reversed(scene.sent()) if sent.what == "toast")


def last_step(scene: Scene) -> tuple[str, str, object]:
    event = scene.rows(TicketEvent)[-1]
    return event.what, event.source, event.detail


def test_the_card_offers_at_most_three_buttons_a_row_and_three_rows(shop: Scene) -> None:
    shop.staff_write("Dạ em xem ạ", reply_to=shop.card(), name="Minh")
    card = next(sent for sent in reversed(shop.sent()) if sent.what == "edit")
    assert [[button.label for button in row] for row in card.buttons] == [
        ["Chờ khách", "Đã xong", "Đóng"],
        ["Chuyển", "Ghi chú", "Mức độ"],
        ["Trả lại cho bot"],
    ]


def test_the_choice_names_colleagues_with_their_level_and_the_level_above(shop: Scene) -> None:
    choice = open_choices(shop)
    assert choice.target == shop.card()
    assert [[button.label for button in row] for row in choice.buttons] == [
        ["Lan · nhân viên", "Chị Hoà · trưởng nhóm"],
        ["⬆ trưởng nhóm"],
        ["↩ Quay lại"],
    ]
    assert all(len(action.encode()) <= 64 for action in actions(choice))


def test_a_case_goes_to_a_colleague_who_is_called(shop: Scene) -> None:
    shop.staff_tap(actions(open_choices(shop))[0], name="Minh", under=shop.card())
    ticket = shop.the(Ticket)
    assert (ticket.state, ticket.staff_member_id) == ("open", shop.rows(StaffMember)[-1].id)
    assert toast(shop) == "Đã chuyển phiếu KN-0001 cho Lan."
    assert (told(shop).text, told(shop).mentions) == (
        "↪️ Minh chuyển phiếu KN-0001 · S3 · giao hàng trễ cho Lan (trước 13:05 chiều nay).",
        (Mention("Lan", "Lan"),),
    )
    assert told(shop).reply_to == shop.card()
    assert last_step(shop) == ("assigned", "group", {"from": "Minh", "to": "Lan"})
    card = next(sent for sent in reversed(shop.sent()) if sent.what == "edit")
    assert "Người nhận: Lan" in card.text


def test_a_case_that_nobody_holds_may_be_given_too(regular: Scene) -> None:
    regular.staff_are(LAN, MINH)
    regular.says("giao trễ quá", LATE)
    regular.staff_tap(actions(open_choices(regular))[0], name="Minh")
    assert last_step(regular)[2] == {"from": "", "to": "Lan"}
    assert regular.the(Ticket).state == "open"


def test_a_colleague_of_another_level_takes_the_case_to_that_level(shop: Scene) -> None:
    shop.staff_tap(actions(open_choices(shop))[1], name="Minh")
    assert shop.the(Ticket).level == 1
    assert told(shop).mentions == (Mention("77", "Chị Hoà"),)


def test_the_level_above_gets_it_back_in_the_queue(shop: Scene) -> None:
    shop.staff_tap(actions(open_choices(shop))[2], name="Minh")
    ticket = shop.the(Ticket)
    assert (ticket.state, ticket.staff_member_id, ticket.level) == ("new", None, 1)
    assert "cho trưởng nhóm" in told(shop).text
    assert told(shop).mentions == (Mention("77", "Chị Hoà"),)
    assert last_step(shop)[2] == {"from": "Minh", "to": "trưởng nhóm"}


def test_an_old_button_does_not_move_a_case_again(shop: Scene) -> None:
    to_lan, to_hoa, up, _back = actions(open_choices(shop))
    shop.staff_tap(to_lan, name="Minh")
    for old in (to_hoa, up, to_lan):
        shop.staff_tap(old, name="Minh")
        assert toast(shop) == "Phiếu KN-0001 vừa được chuyển, giờ là của Lan."
    assert [event.what for event in shop.rows(TicketEvent)].count("assigned") == 1


@pytest.mark.parametrize(
    "action", ["assign:1", "to:1:Lan:1.0", "up:1:1:1.0", "severity:1", "weigh:1:S1", "note:1"]
)
def test_an_old_card_of_a_closed_case_says_so(shop: Scene, action: str) -> None:
    shop.staff_tap("close:1", name="Minh")
    steps = len(shop.rows(TicketEvent))
    shop.staff_tap(action, name="Minh")
    assert toast(shop) == "Phiếu KN-0001 đã đóng trước đó."
    assert len(shop.rows(TicketEvent)) == steps


@pytest.mark.parametrize(
    "action",
    ["to:1", "to:1:Lan", "to:1:Lan:", "up:1:x:1.0", "up:1:99999999999999999999:1.0", "to:x:1:1", "take:1:2"],
)
def test_a_button_that_nobody_made_moves_nothing(shop: Scene, action: str) -> None:
    shop.staff_tap(action, name="Minh")
    assert shop.the(Ticket).level == 0
    assert shop.the(Ticket).state == "open"
    assert toast(shop)


def test_back_shows_the_cards_own_buttons(shop: Scene) -> None:
    open_choices(shop)
    shop.staff_tap("back:1", name="Minh", under=shop.card())
    shown = next(sent for sent in reversed(shop.sent()) if sent.what == "buttons")
    assert actions(shown)[:4] == ["wait:1", "solve:1", "close:1", "assign:1"]


def test_who_is_not_listed_opens_and_moves_nothing(shop: Scene, caplog: pytest.LogCaptureFixture) -> None:
    steps = len(shop.rows(TicketEvent))
    for action in ("assign:1", "to:1:Lan:1.0", "up:1:1:1.0", "severity:1", "weigh:1:S1", "note:1", "back:1"):
        shop.staff_tap(action, name="Khách lạ")
        assert toast(shop).startswith("Bạn chưa có trong danh sách nhân viên")
    for text in ("/chuyen Lan", "/ghichu khách khó tính", "/chuyen KN-0001 Lan"):
        shop.staff_write(text, reply_to=shop.card(), name="Khách lạ")
        assert told(shop).text.startswith("⚠️ Tin này chưa gửi cho khách vì Khách lạ")
    assert len(shop.rows(TicketEvent)) == steps
    assert shop.rows(TicketNote) == []
    assert (shop.the(Ticket).state, shop.the(Ticket).severity) == ("open", "S3")
    assert (
        caplog.messages.count(
            "Refused user Khách lạ of the staff group, who is not listed as staff in config.yml."
        )
        == 10
    )


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("/chuyen KN-0001 Lan", False),
        ("/chuyen kn-1 lan", False),
        ("/chuyển 1 LAN", False),
        ("/chuyen@shop_bot Lan", True),
        ("/chuyen KN-0001 Lan", True),
    ],
)
def test_a_command_moves_a_case_with_its_code_or_as_a_reply(shop: Scene, text: str, *, reply: bool) -> None:
    customer = len(shop.sent("1001"))
    shop.staff_write(text, reply_to=shop.card() if reply else "", name="Minh")
    assert last_step(shop)[2] == {"from": "Minh", "to": "Lan"}
    assert told(shop).mentions == (Mention("Lan", "Lan"),)
    assert len(shop.sent("1001")) == customer


def test_a_command_may_name_a_level_or_part_of_a_name_without_accents(shop: Scene) -> None:
    shop.staff_write("/chuyen KN-0001 hoa", name="Minh")
    assert last_step(shop)[2] == {"from": "Minh", "to": "Chị Hoà"}
    shop.staff_write("/chuyen KN-0001 quan ly", name="Minh")
    assert last_step(shop)[2] == {"from": "Chị Hoà", "to": "quản lý"}
    shop.staff_write("/chuyen KN-0001 nhân viên", name="Minh")
    assert told(shop).text == "Phiếu KN-0001 đã ở cấp ấy hoặc cao hơn rồi."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/chuyen", "Trả lời vào thẻ khách bằng /chuyen tên"),
        ("/chuyen KN-0099 Lan", "Trả lời vào thẻ khách bằng /chuyen tên"),
        ("/chuyen KN-0001 Tuấn", "Không có ai tên “Tuấn”. Có thể chuyển cho: Lan, Minh, Chị Hoà."),
        ("/chuyen KN-0001 Minh", "Phiếu KN-0001 đang do Minh giữ."),
    ],
)
def test_a_command_that_cannot_be_obeyed_is_answered(shop: Scene, text: str, says: str) -> None:
    shop.staff_write(text, name="Minh")
    assert told(shop).text.startswith(says)
    assert [event.what for event in shop.rows(TicketEvent)].count("assigned") == 0


def test_two_of_one_name_are_asked_about(shop: Scene) -> None:
    shop.staff_are(
        LAN,
        Member(id="8", name="Lan Anh", level="nhân viên"),
        Member(id="9", name="Ngọc Lan", level="nhân viên"),
    )
    shop.staff_write("/chuyen KN-0001 ngọc", name="Lan")
    assert last_step(shop)[2] == {"from": "Minh", "to": "Ngọc Lan"}
    shop.staff_are(Member(id="Minh", name="Minh", level="nhân viên"), *shop.desk.config.staff[1:])
    shop.staff_write("/chuyen KN-0001 lan", name="Minh")
    assert told(shop).text == "Có nhiều người tên “lan”: Lan Anh, Ngọc Lan. Gõ rõ hơn giúp nhé."


def test_a_command_without_a_name_shows_whom_there_is_and_its_buttons_go_when_used(shop: Scene) -> None:
    shop.staff_write("/chuyen KN-0001", name="Minh")
    offer = told(shop)
    assert offer.text == "Chuyển phiếu KN-0001 cho ai?"
    shop.staff_tap(actions(offer)[0], name="Minh", under="m-offer")
    cleared = [sent for sent in shop.sent() if sent.what == "buttons"][-1]
    assert (cleared.target, cleared.buttons) == ("m-offer", ())
    shop.staff_tap("close:1", name="Lan")
    shop.staff_write("/chuyen KN-0001", name="Minh")
    assert told(shop).text == "Phiếu KN-0001 đã đóng trước đó."


def test_while_nobody_is_listed_those_whom_the_group_showed_may_hold_cases(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.staff_write("/cho", name="Lan")
    regular.staff_write("/cho", name="-100", under="group")  # an administrator without a name
    regular.staff_tap("take:1", name="Minh")
    assert [button.label for button in open_choices(regular).buttons[0]] == ["Lan"]


def test_nobody_to_give_it_to_is_said(regular: Scene) -> None:
    config = regular.desk.config
    levels = config.tickets.escalation.model_copy(update={"levels": ["nhân viên"]})
    tickets = config.tickets.model_copy(update={"escalation": levels})
    object.__setattr__(regular.desk, "config", config.model_copy(update={"tickets": tickets}))
    regular.says("hỏi chút", meaning("question_wholesale"))
    regular.staff_are(MINH)
    regular.staff_tap("take:1", name="Minh")
    regular.staff_tap("assign:1", name="Minh")
    assert toast(regular) == "Chưa có ai khác để chuyển phiếu KN-0001."


def test_a_waiting_case_goes_on_waiting_with_whoever_gets_it(shop: Scene) -> None:
    shop.staff_tap("wait:1", name="Minh")
    shop.staff_tap(actions(open_choices(shop))[0], name="Minh")
    assert shop.the(Ticket).state == "waiting"
    assert "(chờ khách)" in told(shop).text
    shop.staff_tap(actions(open_choices(shop))[-2], name="Minh")
    assert (shop.the(Ticket).state, shop.the(Ticket).staff_member_id) == ("waiting", None)
    shop.staff_tap("take:1", name="Lan")
    assert shop.the(Ticket).state == "waiting"
    shop.says("đây ạ", meaning("other_give_info"))
    assert shop.the(Ticket).state == "open"


def test_the_new_holder_is_reminded_and_a_late_case_is_not_told_of_twice(shop: Scene) -> None:
    assert len(look(shop, minutes=90)) == 1
    assert len(look(shop, hours=2)) == 1  # overdue
    shop.staff_tap(actions(open_choices(shop))[0], name="Minh")
    assert look(shop, minutes=5) == []
    (risen,) = look(shop, hours=4)
    assert "chuyển lên trưởng nhóm" in risen


def test_a_holder_in_time_is_reminded_by_name(shop: Scene) -> None:
    shop.staff_tap(actions(open_choices(shop))[0], name="Minh")
    (soon,) = look(shop, minutes=95)
    assert soon.endswith("(Lan)")


# How severe a case is.


def test_the_severity_is_chosen_from_four_and_history_says_who(shop: Scene) -> None:
    shop.staff_tap("severity:1", name="Lan", under=shop.card())
    choice = shop.sent()[-2]
    assert [[button.label for button in row] for row in choice.buttons] == [
        ["S1 khẩn cấp", "S2 nặng"],
        ["● S3 vừa", "S4 nhẹ"],
        ["↩ Quay lại"],
    ]
    shop.staff_tap("weigh:1:S1", name="Lan")
    ticket, event = shop.the(Ticket), shop.rows(TicketEvent)[-1]
    assert toast(shop) == "Phiếu KN-0001 giờ là S1 khẩn cấp."
    assert (ticket.severity, ticket.level) == ("S1", 1)
    assert ticket.answer_by == shop.clock() + timedelta(minutes=15)
    assert (event.what, event.source, event.detail) == ("raised", "group", {"from": "S3", "to": "S1"})
    assert event.staff_member_id is not None
    shop.staff_tap("weigh:1:S1", name="Lan")
    assert toast(shop) == "Phiếu KN-0001 đang là S1 khẩn cấp rồi."
    shop.staff_tap("weigh:1:S5", name="Lan")
    assert toast(shop).startswith("Nút này đã cũ")


def test_a_milder_case_gets_the_times_it_would_have_had_from_the_start(shop: Scene) -> None:
    before = shop.the(Ticket)
    shop.clock.forward(minutes=30)
    shop.staff_tap("weigh:1:S1", name="Lan")
    shop.clock.forward(minutes=5)
    shop.staff_tap("weigh:1:S3", name="Lan")
    ticket = shop.the(Ticket)
    assert (ticket.answer_by, ticket.solve_by) == (before.answer_by, before.solve_by)
    assert (ticket.severity, ticket.level) == ("S3", 0)
    assert last_step(shop) == ("lowered", "group", {"from": "S1", "to": "S3"})
    for _ in range(3):  # going up and down wins no time
        shop.staff_tap("weigh:1:S1", name="Lan")
        shop.staff_tap("weigh:1:S3", name="Lan")
    assert shop.the(Ticket).solve_by == before.solve_by


def test_the_milder_cases_time_begins_when_it_was_opened(shop: Scene) -> None:
    opened = shop.the(Ticket).opened_at
    shop.clock.forward(minutes=60)
    shop.staff_tap("weigh:1:S4", name="Lan")
    assert shop.the(Ticket).answer_by == opened + timedelta(hours=5)  # 4 working hours, lunch between
    assert look(shop, minutes=30) == []  # the reminder of 11:35 is not due any more
    assert len(look(shop, hours=3)) == 1  # 14:35, half an hour before 15:05


def test_time_in_which_the_clock_stood_is_given_too(shop: Scene) -> None:
    shop.staff_tap("wait:1", name="Minh")
    stood_with = shop.the(Ticket).solve_left
    shop.clock.forward(hours=24)
    shop.staff_tap("weigh:1:S4", name="Lan")
    assert stood_with == 20 * 3600
    assert shop.the(Ticket).solve_left == 40 * 3600
    shop.says("đây ạ", meaning("other_give_info"))
    shop.clock.forward(minutes=30)
    due = shop.the(Ticket).solve_by
    shop.staff_tap("weigh:1:S3", name="Lan")
    assert due is not None
    assert (shop.the(Ticket).solve_by or due) < due
    shop.staff_tap("weigh:1:S4", name="Lan")
    assert shop.the(Ticket).solve_by == due


def test_a_deadline_that_passed_stays_passed(shop: Scene) -> None:
    assert len(look(shop, hours=5)) == 1
    due = shop.the(Ticket).answer_by
    shop.staff_tap("weigh:1:S4", name="Lan")
    ticket = shop.the(Ticket)
    assert (ticket.severity, ticket.answer_by) == ("S4", due)
    assert "overdue" in [event.what for event in shop.rows(TicketEvent)]
    assert look(shop, days=9) == []  # an S4 rises to nobody


def test_a_solved_case_may_be_weighed_anew_and_stays_solved(shop: Scene) -> None:
    shop.staff_tap("solve:1", name="Minh")
    shop.staff_tap("weigh:1:S2", name="Minh")
    ticket = shop.the(Ticket)
    assert (ticket.state, ticket.severity, ticket.remind_at) == ("solved", "S2", None)
