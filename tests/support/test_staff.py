import pytest

from settings.schema import Member
from store.models import Handover, Message, StaffMember, StaffPost, Ticket
from tests.support.scene import BESIDE, GROUP, PHOTO, Scene, actions, meaning, texts


@pytest.fixture
def complained(regular: Scene) -> Scene:
    """A customer complained, and the card arrived."""
    regular.says("giao trễ quá", meaning("complaint_late"))
    regular.card()
    return regular


def test_the_first_who_takes_a_ticket_holds_it(complained: Scene) -> None:
    complained.staff_tap("take:1", name="Minh")
    card, toast = complained.sent()[-2:]
    assert toast.text == "Bạn đã nhận phiếu KN-0001."
    assert "Người nhận: Minh" in card.text
    assert (card.what, card.target, actions(card)) == (
        "edit",
        complained.card(),
        ["wait:1", "solve:1", "close:1", *BESIDE],
    )
    complained.staff_tap("take:1", name="Lan")
    assert complained.sent()[-1].text == "Phiếu KN-0001 đang do Minh giữ."
    ticket = complained.the(Ticket)
    assert (ticket.state, ticket.staff_member_id) == ("open", 1)


def test_a_reply_to_the_card_goes_to_the_customer(complained: Scene) -> None:
    (reply,) = complained.staff_write("Dạ em kiểm tra liền ạ", reply_to=complained.card())
    # The first words of a person bear the name above them.
    assert (reply.what, reply.text, reply.title) == ("message", "Dạ em kiểm tra liền ạ", "Minh (nhân viên)")
    ticket = complained.the(Ticket)
    assert ticket.first_answered_at == complained.clock()
    assert (ticket.state, complained.the(StaffMember).name) == ("open", "Minh")
    assert complained.the(Handover).ended_at is None
    message = complained.rows(Message)[-1]
    assert (message.author, message.staff_member_id, message.ticket_id) == ("staff", 1, 1)
    assert complained.sent()[-1].what == "edit"  # the card says who holds it, and no noise besides


def test_the_customers_answer_comes_back_under_the_card(complained: Scene) -> None:
    card = complained.card()
    complained.staff_write("Mình cho em xin mã đơn", reply_to=card)
    assert complained.says("DH1023", meaning("other_give_info", order_code="DH1023")) == []
    assert (complained.sent()[-1].text, complained.sent()[-1].reply_to) == ("DH1023", card)


def test_a_reply_to_what_the_customer_added_goes_to_the_customer_too(complained: Scene) -> None:
    complained.says("shop xem giúp", meaning("complaint_late"))
    complained.deliver()
    newest = complained.rows(StaffPost)[-1].channel_message_id
    assert newest != complained.card()
    (reply,) = complained.staff_write("Dạ", reply_to=newest)
    assert reply.text == "Dạ"


def test_a_picture_from_the_staff_is_copied(complained: Scene) -> None:
    name, reply = complained.staff_write("đây ạ", reply_to=complained.card(), files=[PHOTO])
    assert (name.what, "Minh (nhân viên)" in name.text) == ("message", True)  # a copied picture bears no name
    assert (reply.what, reply.from_chat) == ("copy", GROUP)
    assert reply.target.startswith("s")


def test_the_first_answer_is_counted_once_and_the_holder_stays(complained: Scene) -> None:
    card = complained.card()
    complained.staff_write("Dạ", reply_to=card, name="Minh")
    first = complained.the(Ticket).first_answered_at
    complained.clock.forward(minutes=5)
    complained.staff_write("Dạ xong rồi ạ", reply_to=card, name="Lan")
    ticket = complained.the(Ticket)
    assert (ticket.first_answered_at, ticket.staff_member_id) == (first, 1)


def test_the_staffs_own_talk_goes_nowhere(complained: Scene) -> None:
    assert complained.staff_write("trưa nay ăn gì") == []
    assert complained.staff_write("bún bò", reply_to="s999") == []
    assert complained.rows(StaffMember) == []


def test_closing_tells_the_customer_and_asks_how_the_help_was(complained: Scene) -> None:
    closing, question = complained.staff_tap("close:1")
    assert "KN-0001 đã xong" in closing.text
    assert actions(question)[0].startswith("csat:")
    card, toast = complained.sent()[-2:]
    assert toast.text == "Đã đóng phiếu KN-0001."
    assert (card.what, actions(card)) == ("edit", [])
    assert "Đã đóng." in card.text
    complained.staff_tap("close:1")
    assert complained.sent()[-1].text == "Phiếu KN-0001 đã đóng trước đó."
    complained.staff_tap("take:1")
    assert complained.sent()[-1].text == "Phiếu KN-0001 đã đóng trước đó."


def test_a_reply_after_closing_opens_the_ticket_again(complained: Scene) -> None:
    card = complained.card()
    complained.staff_tap("close:1")
    complained.staff_write("Dạ em quên báo mình một điều", reply_to=card)
    assert complained.the(Ticket).state == "open"
    assert complained.the(Handover).ended_at is None
    assert actions(complained.sent()[-1]) == ["wait:1", "solve:1", "close:1", *BESIDE, "giveback:1"]


def test_a_reply_to_somebody_who_blocks_the_bot_is_said_to_have_failed(complained: Scene) -> None:
    card = complained.card()
    complained.leaves()
    assert "vừa chặn bot" in complained.sent()[-1].text
    assert complained.staff_write("Dạ", reply_to=card) == []
    assert "chưa gửi được" in complained.sent()[-1].text
    assert complained.the(Ticket).first_answered_at is None
    complained.says("mình đây", meaning("other_greeting"))
    assert texts(complained.staff_write("Dạ", reply_to=card)) == ["Dạ"]


def test_somebody_who_comes_back_can_be_reached(complained: Scene) -> None:
    complained.leaves()
    complained.leaves(returned=True)
    assert complained.conversation().unreachable_since is None


@pytest.mark.parametrize("action", ["take:999", "close:", "giveback:77", "close:1;drop", "what", ""])
def test_a_button_that_means_nothing_is_answered(complained: Scene, action: str) -> None:
    complained.staff_tap(action)
    assert complained.sent()[-1].text == "Nút này đã cũ, không dùng được nữa."


LAN = Member(id="Lan", name="Chị Lan kho", level="nhân viên")


def test_who_is_not_listed_as_staff_moves_nothing(
    complained: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    complained.staff_are(LAN)
    card = complained.card()
    complained.staff_tap("take:1", name="Minh")
    assert complained.sent()[-1].text.startswith("Bạn chưa có trong danh sách nhân viên (số Minh)")
    assert complained.staff_write("chào anh", reply_to=card, name="Minh") == []
    refused = complained.sent()[-1]
    assert refused.text.startswith("⚠️ Tin này chưa gửi cho khách vì Minh (số Minh)")
    ticket = complained.the(Ticket)
    assert (ticket.state, ticket.staff_member_id, ticket.first_answered_at) == ("new", None, None)
    assert complained.rows(StaffMember) == []
    assert (
        caplog.messages.count(
            "Refused user Minh of the staff group, who is not listed as staff in config.yml."
        )
        == 2
    )
    assert "chào anh" not in caplog.text


def test_who_is_listed_acts_under_the_listed_name(complained: Scene) -> None:
    complained.staff_are(LAN)
    complained.staff_tap("take:1", name="Lan")
    assert "Người nhận: Chị Lan kho" in complained.sent()[-2].text


def test_staff_may_talk_among_themselves_without_being_listed(complained: Scene) -> None:
    complained.staff_are(LAN)
    before = len(complained.sent())
    complained.staff_write("trưa nay ăn gì", name="Minh")
    assert len(complained.sent()) == before
