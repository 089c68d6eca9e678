"""A customer's own cases: /phieu and what its buttons do."""

from datetime import timedelta

import pytest

from store.models import Message, Response, Ticket, TicketEvent
from tests.support.scene import PHOTO, Scene, actions, meaning, texts

LATE = meaning("complaint_late")
WRONG = meaning("complaint_wrong_item")


@pytest.fixture
def complained(regular: Scene) -> Scene:
    regular.says("giao trễ quá", LATE)
    regular.card()
    return regular


def listed(scene: Scene) -> tuple[list[str], list[str]]:
    """The lines of /phieu and the actions of its buttons."""
    (told,) = [content for content in scene.says(command="phieu") if content.what == "message"]
    return told.text.splitlines()[1:], actions(told)


def test_who_has_no_case_is_told_so(regular: Scene) -> None:
    (told,) = texts(regular.says(command="phieu"))
    assert "chưa có phiếu nào" in told


def test_each_state_is_said_in_words(complained: Scene) -> None:
    assert listed(complained) == (
        ["• KN-0001, giao hàng trễ: nhân viên trả lời trước 13:05 chiều nay"],
        ["mine:1:add", "mine:1:close"],
    )
    complained.clock.forward(hours=5)
    assert listed(complained)[0] == ["• KN-0001, giao hàng trễ: đang chờ nhân viên, em đã nhắc rồi ạ"]
    complained.staff_write("Dạ em xem ngay ạ", reply_to=complained.card())
    assert listed(complained)[0] == [
        "• KN-0001, giao hàng trễ: nhân viên đang xử lý, xong trước 19:05 tối mai"
    ]
    complained.staff_tap("wait:1")
    assert listed(complained)[0] == ["• KN-0001, giao hàng trễ: shop đang chờ mình trả lời"]
    complained.staff_tap("solve:1")
    assert listed(complained)[0] == ["• KN-0001, giao hàng trễ: shop báo đã xong, chờ mình xác nhận"]
    complained.staff_tap("close:1")
    assert listed(complained) == (["• KN-0001, giao hàng trễ: đã đóng hôm 16/11"], ["mine:1:reopen"])
    complained.clock.forward(days=31)
    assert "chưa có phiếu nào" in texts(complained.says(command="phieu"))[0]


@pytest.fixture
def two(complained: Scene) -> Scene:
    """A second case, opened a day later."""
    complained.clock.forward(hours=25)
    complained.says("đơn khác thì giao nhầm", WRONG)
    complained.deliver()
    return complained


def ticket_of(scene: Scene, text: str) -> int | None:
    return next(message.ticket_id for message in scene.rows(Message) if message.text == text)


def test_the_next_message_is_added_to_the_chosen_case(two: Scene) -> None:
    assert [line[:9] for line in listed(two)[0]] == ["• KN-0002", "• KN-0001"]
    assert "tin tiếp theo" in texts(two.taps("mine:1:add"))[0]
    (added,) = texts(two.says("gọi trước khi giao giúp mình", meaning("question_price")))
    assert "KN-0001" in added
    assert ticket_of(two, "gọi trước khi giao giúp mình") == 1
    two.says("màu vẫn sai", WRONG)
    assert ticket_of(two, "màu vẫn sai") == 2  # only one message was added by choice


def test_a_picture_is_added_to_the_chosen_case(two: Scene) -> None:
    two.taps("mine:1:add")
    two.says("", None, files=[PHOTO])
    assert [message.ticket_id for message in two.rows(Message) if message.attachments] == [1]


def test_what_is_added_to_a_closed_case_opens_it(two: Scene) -> None:
    two.taps("mine:1:add")
    two.staff_tap("close:1")
    two.says("vẫn chưa thấy hàng", meaning("other_give_info"))
    assert two.rows(Ticket)[0].state == "new"


def test_what_harms_is_more_than_an_addition(complained: Scene) -> None:
    complained.taps("mine:1:add")
    complained.says("tôi bị dị ứng", meaning("complaint_safety", severity="S1"))
    assert max(complained.rows(Ticket), key=lambda ticket: ticket.id).severity == "S1"


def test_a_customer_closes_and_opens_again(complained: Scene) -> None:
    assert "Dạ em đóng phiếu KN-0001 rồi" in texts(complained.taps("mine:1:close"))[0]
    assert complained.the(Ticket).state == "closed"
    assert complained.rows(Response) == []  # nobody has helped yet, so nobody asks how it was
    complained.clock.forward(days=2)
    assert "chậm nhất 13:05 chiều nay" in texts(complained.taps("mine:1:reopen"))[0]
    ticket = complained.the(Ticket)
    assert (ticket.state, ticket.closed_at) == ("new", None)
    assert ticket.solve_by is not None
    assert ticket.solve_by > complained.clock() + timedelta(hours=20)
    assert [event.what for event in complained.rows(TicketEvent)] == ["opened", "closed", "reopened"]
    assert any(sent.text == "🔁 Chị Hoa mở lại phiếu KN-0001." for sent in complained.sent())


@pytest.mark.parametrize(
    "action", ["mine:1:add", "mine:1:close", "mine:1:reopen", "mine:9:close", "mine:1:x"]
)
def test_nobody_elses_case_is_touched(complained: Scene, action: str) -> None:
    chat = "1001" if action.startswith("mine:9") or action.endswith("x") else "2002"
    complained.says("chào shop", meaning("other_greeting"), chat=chat)
    complained.taps(action, chat=chat)
    assert complained.sent(chat)[-1].text == "Nút này đã cũ, không dùng được nữa."
    assert complained.the(Ticket).state == "new"


def test_the_list_holds_only_ones_own(complained: Scene) -> None:
    complained.says("chào shop", meaning("other_greeting"), chat="2002")
    told = complained.says(command="phieu", chat="2002")
    assert all("KN-0001" not in content.text for content in told)


def test_it_works_while_a_person_speaks(complained: Scene) -> None:
    complained.staff_write("Dạ em xem ngay ạ", reply_to=complained.card())
    assert len(listed(complained)[0]) == 1
