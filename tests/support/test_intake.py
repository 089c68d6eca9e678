"""What a new ticket still needs is asked for, one question at a time, and answered in any way and any order."""

from pathlib import Path

import pytest

from settings.checked_yaml import SettingsError
from store.models import Handover, Message, Ticket, TicketEvent
from support import choices
from tests.support.order_scenes import ROOT, add_order
from tests.support.scene import PHOTO, Scene, meaning, texts

DAMAGED = meaning("complaint_damaged")
INFO = meaning("other_give_info")
REFUND = meaning("complaint_refund")
UNSURE = meaning("other_out_of_scope", confidence=0.2)
CHOICES = choices.load(ROOT / "data/choices.yml")


@pytest.fixture
def asked(regular: Scene) -> Scene:
    """A complaint about damage was made; the order is asked for."""
    regular.says("hộp móp nát hết", DAMAGED)
    regular.card()
    return regular


@pytest.fixture
def buyer(regular: Scene) -> Scene:
    """A customer with two orders."""
    with regular.sessions.begin() as session:
        owner = regular.conversation().customer_id
        add_order(session, "DH1", owner, items="Áo thun x1", status="đang giao")
        add_order(session, "DH2", owner, items="Nồi cơm x1, Chảo x2", status="đã giao")
    return regular


def of(ticket: Ticket) -> tuple[int | None, str | None, dict[str, str]]:
    return ticket.order_id, ticket.remedy, ticket.facts


def test_one_question_after_the_other_and_then_what_happens(asked: Scene) -> None:
    (photo,) = texts(asked.says("DH1023 nè", meaning("other_give_info", order_code="DH1023")))
    assert "ảnh" in photo
    remedy = asked.says(files=[PHOTO])[0]
    assert "Dạ em nhận được rồi" in remedy.text
    assert [button.label for row in remedy.buttons for button in row] == [
        *("Hoàn tiền", "Đổi hàng", "Sửa chữa", "Chỉ cần xin lỗi"),
        "Bỏ qua",
    ]
    (done,) = texts(asked.taps("intake:1:remedy:refund"))
    assert "em ghi là mình muốn hoàn tiền" in done
    assert "trước 13:05 chiều nay" in done
    assert of(asked.the(Ticket)) == (None, "refund", {"order_code": "DH1023"})
    card = asked.sent()[-1]
    assert "Khách muốn: Hoàn tiền" in card.text
    assert "Mã đơn (chưa xác minh): DH1023" in card.text
    heard = [event.detail["facts"] for event in asked.rows(TicketEvent) if event.what == "told"]
    assert heard == [["order_code"], ["photo"], ["remedy"]]


def test_several_answers_in_one_message(asked: Scene) -> None:
    meant = meaning("complaint_refund", order_code="DH1023")
    (done,) = texts(asked.says("DH1023 nè, hoàn tiền cho mình", meant, files=[PHOTO]))
    assert "Nhân viên sẽ" in done or "nhân viên rồi" in done
    assert of(asked.the(Ticket)) == (None, "refund", {"order_code": "DH1023"})
    assert len(asked.rows(Ticket)) == 1
    assert asked.sent()[-2].what == "copy"


def test_what_the_first_message_says_is_not_asked(buyer: Scene) -> None:
    meant = meaning("complaint_damaged", order_code="DH1")
    (only,) = texts(buyer.says("đơn DH1 vỡ rồi, muốn hoàn tiền", meant, files=[PHOTO]))
    assert "chậm nhất" in only
    assert buyer.the(Ticket).intake is None
    assert "Khách muốn: Hoàn tiền" in buyer.sent()[0].text  # on the card from its first moment


def test_which_of_several_orders_is_chosen_by_a_button(buyer: Scene) -> None:
    question = buyer.says("hộp móp nát hết", DAMAGED)[-1]
    assert [button.label for row in question.buttons for button in row] == [
        *("DH2 · Nồi cơm x1, Chảo x2", "DH1 · Áo thun x1", "Bỏ qua"),
    ]
    (photo,) = texts(buyer.taps("intake:1:order_code:1"))
    assert "em ghi là đơn DH1" in photo
    assert buyer.the(Ticket).order_id == 1
    assert buyer.rows(Message)[-2].ticket_id == 1  # the tap is part of the ticket


def test_nobody_chooses_anothers_order_or_answers_anothers_ticket(buyer: Scene) -> None:
    buyer.says("hộp móp nát hết", DAMAGED)
    with buyer.sessions.begin() as session:
        order_id = add_order(session, "DH9").id
    buyer.taps(f"intake:1:order_code:{order_id}")
    buyer.says("chào shop", meaning("other_greeting"), chat="2002")
    buyer.taps("intake:1:order_code:1", chat="2002")
    assert buyer.the(Ticket).order_id is None


def test_every_question_can_be_left_out(asked: Scene) -> None:
    (photo,) = texts(asked.taps("intake:1:order_code:skip"))
    assert "Dạ không sao ạ" in photo
    assert "ảnh" in photo
    (remedy,) = texts(asked.says("không có ảnh em ơi", UNSURE))
    assert "giải quyết thế nào" in remedy
    (done,) = texts(asked.says("thôi bỏ qua đi", UNSURE))
    assert "trước 13:05 chiều nay" in done
    assert asked.the(Ticket).intake is None
    skipped = [event.detail["facts"] for event in asked.rows(TicketEvent) if event.what == "skipped"]
    assert skipped == [["order_code"], ["photo"], ["remedy"]]


def test_a_plain_no_leaves_the_question_out(asked: Scene) -> None:
    assert "ảnh" in texts(asked.says("không em", meaning("other_no")))[0]


def test_answers_come_in_any_order_and_nothing_is_asked_twice_in_a_row(asked: Scene) -> None:
    (remedy_or_order,) = texts(asked.says(files=[PHOTO]))
    assert "giải quyết thế nào" in remedy_or_order  # the order was asked for just before
    (order,) = texts(asked.says("đổi cái khác đi", REFUND))
    assert "mã đơn" in order
    (done,) = texts(asked.says("không nhớ mã nữa", UNSURE))
    assert "13:05" in done
    assert asked.the(Ticket).remedy == "exchange"


def test_a_question_in_between_is_answered_and_ours_is_not_repeated_in_a_row(asked: Scene) -> None:
    (hours,) = texts(asked.says("mấy giờ shop mở cửa", meaning("question_opening_hours")))
    assert "8:00" in hours
    address, again = texts(asked.says("shop ở đâu", meaning("question_address")))
    assert "Hoa Sữa" in address
    assert "mã đơn" in again
    for _ in range(3):
        asked.clock.forward(minutes=2)
        (only,) = texts(asked.says("mấy giờ shop mở cửa", meaning("question_opening_hours")))
        assert "mã đơn" not in only


def test_an_answer_with_a_question_is_both(buyer: Scene) -> None:
    buyer.says("hộp móp nát hết", DAMAGED)
    status, photo = texts(
        buyer.says("DH1 á, tới đâu rồi", meaning("question_order_status", order_code="DH1"))
    )
    assert "đang giao" in status
    assert "ảnh" in photo
    assert buyer.the(Ticket).order_id == 1
    assert {message.ticket_id for message in buyer.rows(Message) if "DH1 á" in message.text} == {1}


def test_what_is_no_answer_reaches_the_ticket_all_the_same(asked: Scene) -> None:
    (added,) = texts(asked.says("mai mình cần dùng rồi", UNSURE))
    assert "KN-0001" in added
    assert asked.sent()[-1].text == "mai mình cần dùng rồi"


def test_the_angry_are_asked_nothing(regular: Scene) -> None:
    (answer,) = texts(regular.says("LỪA ĐẢO À", meaning("complaint_damaged", severity="S2", angry=True)))
    assert "mã đơn" not in answer
    assert regular.the(Ticket).intake is None


def test_once_a_person_has_spoken_nothing_is_asked_any_more(asked: Scene) -> None:
    asked.staff_write("Dạ em nghe ạ", reply_to=asked.card())
    assert asked.says("DH1023", meaning("other_give_info", order_code="DH1023")) == []
    asked.taps("intake:1:order_code:skip")
    assert asked.sent("1001")[-1].text == "Đã ghi nhận."
    asked.staff_tap("giveback:1")
    asked.deliver()
    assert "giải quyết thế nào" not in " ".join(texts(asked.says(files=[PHOTO])))


def test_who_gets_angry_meanwhile_gets_a_person(asked: Scene) -> None:
    asked.says("hoàn tiền ngay đồ lừa đảo", meaning("complaint_refund", severity="S2", angry=True))
    assert asked.the(Handover).ended_at is None


def test_a_button_that_was_tapped_counts_once(asked: Scene) -> None:
    asked.taps("intake:1:order_code:skip")
    asked.taps("intake:1:order_code:skip")
    assert asked.sent("1001")[-1].text == "Đã ghi nhận trước đó rồi."


@pytest.mark.parametrize(
    "action", ["intake:1:remedy:nothing", "intake:1:x:y", "intake:9:remedy:refund", "intake:1"]
)
def test_a_button_that_was_never_made_does_nothing(asked: Scene, action: str) -> None:
    asked.taps(action)
    assert asked.sent("1001")[-1].text == "Nút này đã cũ, không dùng được nữa."
    assert of(asked.the(Ticket)) == (None, None, {})


def test_consent_is_not_asked_between_the_questions(scene: Scene) -> None:
    scene.says("hộp móp nát hết", DAMAGED)
    assert len(texts(scene.says("mấy giờ shop mở cửa", meaning("question_opening_hours")))) == 1


def test_a_late_ticket_promises_no_time_that_has_passed(asked: Scene) -> None:
    asked.clock.forward(hours=5)
    asked.taps("intake:1:order_code:skip")
    asked.taps("intake:1:photo:skip")
    (done,) = texts(asked.taps("intake:1:remedy:skip"))
    assert "nhắc trả lời mình sớm nhất" in done


@pytest.mark.parametrize(
    ("text", "topic", "remedy"),
    [
        ("hoàn tiền cho mình", "damaged", "refund"),
        ("hoan tien cho minh di", "damaged", "refund"),
        ("không cần hoàn tiền, đổi cái khác là được", "damaged", "exchange"),
        ("khong can hoan tien", "damaged", None),
        ("k muốn đổi hàng đâu, trả lại tiền đi", "damaged", "refund"),
        ("được không, hoàn tiền nha", "damaged", "refund"),
        ("mặc không vừa, đổi size L giúp", "wrong_item", "exchange"),
        ("sao chưa hoàn tiền", "damaged", None),
        ("có hoàn tiền không shop", "damaged", "refund"),
        ("có hoàn tiền không", "damaged", None),
        ("gửi bù cho mình cái nắp", "missing_item", "resend"),
        ("doi hang 5 ngay roi", "late", None),  # "đợi", and a late order is not exchanged
        ("đợi hàng lâu quá", "damaged", None),
        ("sửa giúp mình", "quality", "repair"),
    ],
)
def test_what_a_customer_wants_is_heard_in_their_words(text: str, topic: str, remedy: str | None) -> None:
    assert CHOICES.find("remedy", text, topic, asked=False) == remedy


@pytest.mark.parametrize(("text", "remedy"), [("đổi", "exchange"), ("hoàn", "refund"), ("không hoàn", None)])
def test_short_words_count_where_they_were_asked_for(text: str, remedy: str | None) -> None:
    assert CHOICES.find("remedy", text, "damaged", asked=True) == remedy
    assert CHOICES.find("remedy", text, "damaged", asked=False) is None


def test_a_choice_that_cannot_be_right_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "choices.yml"
    text = (ROOT / "data/choices.yml").read_text(encoding="utf-8")
    path.write_text(text.replace("label: Hoàn tiền", "lable: Hoàn tiền"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"choices\.yml:\d+: choices\.remedy\.refund\.lable"):
        choices.load(path)
