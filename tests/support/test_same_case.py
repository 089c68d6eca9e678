"""A second complaint while one is open: the same case or another one, and the button that puts it right."""

import pytest

from store.models import Message, Response, Ticket, TicketEvent
from tests.support.order_scenes import add_order
from tests.support.scene import PHOTO, Scene, actions, meaning, texts

LATE, DAMAGED, COURIER = (meaning(f"complaint_{topic}") for topic in ("late", "damaged", "courier"))


@pytest.fixture
def late(regular: Scene) -> Scene:
    """A late order was complained about; the customer has two orders and said which it is."""
    with regular.sessions.begin() as session:
        owner = regular.conversation().customer_id
        for code in ("DH1", "DH2"):
            add_order(session, code, owner)
    regular.says("đơn DH1 giao trễ quá", meaning("complaint_late", order_code="DH1"))
    regular.card()
    return regular


def tickets(scene: Scene) -> list[str]:
    return [f"{ticket.code} {ticket.topic} {ticket.state}" for ticket in scene.rows(Ticket)]


def test_the_same_topic_or_the_same_order_is_the_same_case(late: Scene) -> None:
    (again,) = late.says("vẫn chưa giao, trễ quá", LATE)[-1:]
    (order,) = late.says("đơn DH1 còn bị móp", meaning("complaint_damaged", order_code="dh1"))[-1:]
    for added in (again, order):
        assert "KN-0001" in added.text
        assert actions(added) == []
    assert tickets(late) == ["KN-0001 late new"]


@pytest.mark.parametrize("topic", ["late", "damaged"])
def test_another_order_is_another_case_that_names_the_first(late: Scene, topic: str) -> None:
    (told,) = texts(late.says("đơn DH2 nữa", meaning(f"complaint_{topic}", order_code="DH2")))
    assert "phiếu riêng KN-0002" in told
    assert "phiếu KN-0001 vẫn đang được xử lý" in told
    assert len(late.rows(Ticket)) == 2


def test_what_is_unclear_is_added_and_can_be_put_right(late: Scene) -> None:
    added = late.says("shipper chửi mình", COURIER)[-1]
    assert "KN-0001" in added.text
    (button,) = actions(added)
    late.deliver()
    (told,) = texts(late.taps(button))
    assert "phiếu riêng KN-0002" in told
    assert "thái độ người giao hàng" in told
    assert tickets(late) == ["KN-0001 late new", "KN-0002 courier new"]
    assert {message.ticket_id for message in late.rows(Message) if message.text == "shipper chửi mình"} == {2}
    steps = [
        (event.ticket_id, event.what) for event in late.rows(TicketEvent) if event.what.startswith("moved")
    ]
    assert steps == [(1, "moved_out"), (2, "moved_in")]
    assert any("KN-0001 sang phiếu KN-0002" in post.text for post in late.sent())
    late.taps(button)
    assert late.sent("1001")[-1].text == "Đã ghi nhận trước đó rồi."
    assert len(late.rows(Ticket)) == 2


def test_a_solved_case_is_not_opened_again_by_another_topic(late: Scene) -> None:
    late.staff_tap("solve:1")
    late.deliver()
    told = late.says("hộp móp nát", DAMAGED)[-1]
    assert "KN-0002" in told.text
    assert actions(told)[-1] == "same_case:2:1"
    assert late.rows(Ticket)[0].state == "solved"


def test_two_cases_become_one_when_the_customer_says_so(late: Scene) -> None:
    late.clock.forward(hours=25)
    late.says("hộp móp nát", meaning("complaint_damaged", severity="S2"), files=[PHOTO])
    late.deliver()
    (told,) = texts(late.taps("same_case:2:1"))
    assert "KN-0002 giờ nằm ở phiếu KN-0001" in told
    assert tickets(late) == ["KN-0001 late new", "KN-0002 damaged closed"]
    first = late.rows(Ticket)[0]
    assert first.severity == "S2"
    assert {message.ticket_id for message in late.rows(Message) if message.attachments} == {1}
    assert late.rows(Response) == []  # nobody helped there, so nobody asks how it was
    late.taps("same_case:2:1")
    assert late.sent("1001")[-1].text == "Đã ghi nhận trước đó rồi."


def test_a_case_that_was_answered_is_not_put_into_another(late: Scene) -> None:
    late.clock.forward(hours=25)
    late.says("hộp móp nát", DAMAGED)
    late.staff_write("Dạ em nghe ạ", reply_to=late.card())
    late.taps("same_case:2:1")
    assert tickets(late)[1] == "KN-0002 damaged open"


@pytest.mark.parametrize(
    "action", ["other_case:2:1", "same_case:1:1", "same_case:1:9", "other_case:9:1", "other_case:1:x"]
)
def test_nobody_moves_anothers_case(late: Scene, action: str) -> None:
    late.says("chào shop", meaning("other_greeting"), chat="2002")
    late.taps(action, chat="2002")
    assert late.sent("2002")[-1].text == "Nút này đã cũ, không dùng được nữa."
    assert tickets(late) == ["KN-0001 late new"]


def test_a_case_is_not_put_into_itself(late: Scene) -> None:
    late.taps("same_case:1:1")
    assert tickets(late) == ["KN-0001 late new"]


def test_it_is_moved_without_a_word_while_a_person_speaks(late: Scene) -> None:
    added = late.says("shipper chửi mình", COURIER)[-1]
    late.staff_write("Dạ em nghe ạ", reply_to=late.card())
    assert texts(late.taps(actions(added)[0])) == []
    assert len(late.rows(Ticket)) == 2
