"""Changes, cancellations, returns and warranty: tickets with the facts that staff need."""

import pytest

from store.models import DataRequest, Ticket
from tests.support.order_scenes import add_order
from tests.support.scene import PHOTO, Scene, actions, meaning, texts

CHANGE = meaning("other_change_order")
CANCEL = meaning("other_cancel_order")
RETURN = meaning("question_exchange_return")
INFO = meaning("other_give_info")
UNSURE = meaning("other_out_of_scope", confidence=0.2)


@pytest.fixture
def buyer(regular: Scene) -> Scene:
    """A customer with one order that is on its way."""
    return with_order(regular, "đang giao")


def with_order(scene: Scene, status: str) -> Scene:
    with scene.sessions.begin() as session:
        owner = scene.conversation().customer_id
        add_order(session, "DH1", owner, items="Áo thun size M x1", status=status)
    return scene


def test_a_change_asks_what_and_then_its_new_value(buyer: Scene) -> None:
    what = buyer.says("đổi đơn giúp mình", CHANGE)[-1]
    assert "đang trên đường giao" in what.text
    assert actions(what)[:3] == [f"intake:1:change:{key}" for key in ("address", "phone", "item")]
    (value,) = texts(buyer.taps("intake:1:change:address"))
    assert "địa chỉ mới" in value
    (done,) = texts(buyer.says("12 Lê Lợi, phường 3, Vũng Tàu", meaning("question_address")))
    assert "KN-0001" in done
    ticket = buyer.the(Ticket)
    assert (ticket.intent, ticket.severity) == ("other_change_order", "S3")
    assert ticket.facts == {"change": "Địa chỉ nhận hàng", "new_value": "12 Lê Lợi, phường 3, Vũng Tàu"}
    card = buyer.sent()[0].text + buyer.sent()[-1].text
    assert "Đơn: DH1, đang giao" in card


def test_a_change_that_says_it_all_asks_nothing(buyer: Scene) -> None:
    buyer.says("đổi địa chỉ sang 12 Lê Lợi Vũng Tàu giúp em", CHANGE)
    ticket = buyer.the(Ticket)
    assert ticket.facts["new_value"] == "12 Lê Lợi Vũng Tàu giúp em"
    assert ticket.intake is None
    assert "Đổi thành: 12 Lê Lợi" in buyer.sent()[0].text


@pytest.mark.parametrize("words", ["đổi sang màu khác giúp em", "cho em đổi địa chỉ nhận về nhà mẹ"])
def test_a_new_value_that_is_none_is_asked_for(buyer: Scene, words: str) -> None:
    buyer.says(words, CHANGE)
    ticket = buyer.the(Ticket)
    assert ticket.intake is not None
    assert ticket.intake["asked"] == "new_value"


def test_a_question_instead_of_the_new_value_is_answered(buyer: Scene) -> None:
    buyer.says("đổi địa chỉ giao giúp mình", CHANGE)
    (fee,) = texts(buyer.says("ship về Huế bao nhiêu tiền vậy", meaning("question_delivery_fee")))
    assert "35.000đ" in fee
    assert "new_value" not in buyer.the(Ticket).facts


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("đang giao", "không dừng kịp"),
        ("đã giao", "không huỷ được nữa"),
        ("chờ xác nhận", "còn tuỳ đơn đã gửi"),
    ],
)
def test_a_cancellation_is_honest_about_the_order(regular: Scene, status: str, said: str) -> None:
    (answer,) = texts(with_order(regular, status).says("huỷ đơn giúp mình", CANCEL))
    assert said in answer
    assert "phiếu của mình là KN-0001" in answer


def test_the_order_that_is_told_later_is_judged_then(regular: Scene) -> None:
    with_order(regular, "đang giao")
    with regular.sessions.begin() as session:
        add_order(session, "DH2", regular.conversation().customer_id, status="mới")
    assert "không dừng kịp" not in texts(regular.says("huỷ đơn giúp mình", CANCEL))[0]
    (reason,) = texts(regular.taps("intake:1:order_code:1"))
    assert "không dừng kịp" in reason
    (done,) = texts(regular.says("chồng mình đặt cái khác rồi", UNSURE))
    assert "KN-0001" in done
    assert regular.the(Ticket).facts == {"cancel_reason": "chồng mình đặt cái khác rồi"}


def test_another_order_is_another_request(regular: Scene) -> None:
    regular.says("huỷ đơn DH1 giúp mình", meaning("other_cancel_order", order_code="DH1"))
    regular.says("huỷ luôn đơn DH2", meaning("other_cancel_order", order_code="DH2"))
    assert [ticket.facts["order_code"] for ticket in regular.rows(Ticket)] == ["DH1", "DH2"]


def test_a_return_begins_when_it_is_wished_and_a_question_is_answered(buyer: Scene) -> None:
    answer = buyer.says("mặc không vừa có đổi được không", RETURN)[-1]
    assert "ask:request_return" in actions(answer)
    assert buyer.rows(Ticket) == []
    (photo,) = texts(buyer.says("áo chật quá cho mình đổi size L", RETURN))
    assert "phiếu đổi trả" in photo
    assert "ảnh" in photo  # the order, its only item, and why are known
    ticket = buyer.the(Ticket)
    assert (ticket.intent, ticket.remedy, ticket.facts) == (
        *("request_return", "exchange"),
        {"return_reason": "Không vừa"},
    )
    (done,) = texts(buyer.says(files=[PHOTO]))
    assert "KN-0001" in done


def test_another_size_after_a_question_about_exchange_is_a_return(buyer: Scene) -> None:
    buyer.says("mặc không vừa có đổi được không", RETURN)
    buyer.says("vậy cho mình đổi size L nha", CHANGE)
    assert buyer.the(Ticket).intent == "request_return"


def test_a_return_from_a_button_asks_for_everything(regular: Scene) -> None:
    regular.taps("ask:request_return")
    regular.says("DH7", meaning("other_give_info", order_code="DH7"))
    regular.says("áo khoác gió màu xám", UNSURE)
    regular.says("vải bị xù hết rồi", meaning("complaint_quality"))
    regular.taps("intake:1:photo:skip")
    (done,) = texts(regular.says("đổi", UNSURE))
    assert "KN-0001" in done
    ticket = regular.the(Ticket)
    assert (ticket.intent, ticket.remedy) == ("request_return", "exchange")
    assert ticket.facts == {
        "order_code": "DH7",
        "product": "áo khoác gió màu xám",
        "return_reason": "vải bị xù hết rồi",
    }


def test_warranty_asks_for_the_order_or_the_day_of_purchase(regular: Scene) -> None:
    (bought,) = texts(regular.says("mình muốn gửi bảo hành cái máy sấy", meaning("question_warranty")))
    assert "ngày mua" in bought
    regular.says("hình như tháng 8", UNSURE)
    regular.says("máy sấy tóc", UNSURE)
    regular.says("bật không lên nguồn", meaning("complaint_quality"))
    regular.says(files=[PHOTO])
    ticket = regular.the(Ticket)
    assert ticket.facts == {
        "bought": "hình như tháng 8",
        "product": "máy sấy tóc",
        "fault": "bật không lên nguồn",
    }
    assert ticket.intake is None


def test_an_item_is_chosen_from_the_order(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        owner = regular.conversation().customer_id
        add_order(session, "DH2", owner, items="Nồi cơm x1, Chảo x2", status="đã giao")
    regular.taps("ask:request_return")
    regular.taps("intake:1:product:1")
    assert regular.the(Ticket).facts == {"product": "Chảo x2"}


def test_a_complaint_about_slow_warranty_stays_a_complaint(regular: Scene) -> None:
    regular.says("bảo hành hoài chưa xong", meaning("complaint_warranty"))
    assert regular.the(Ticket).intent == "complaint_warranty"


def test_what_was_told_is_in_the_customers_file_and_goes_when_they_are_erased(buyer: Scene) -> None:
    buyer.says("đổi địa chỉ sang 12 Lê Lợi Vũng Tàu", CHANGE)
    buyer.says("cho xem dữ liệu của mình", meaning("other_see_my_data"))
    (file,) = [content.body for content in buyer.sent("1001") if content.body]
    assert "Đổi thành: 12 Lê Lợi Vũng Tàu" in file
    buyer.deliver()
    buyer.says(command="xoadulieu")
    request = buyer.rows(DataRequest)[-1]
    buyer.taps(f"erase:{request.id}:yes")
    assert (buyer.the(Ticket).facts, buyer.the(Ticket).intake) == ({}, None)


def test_who_would_rather_cancel_gets_both(buyer: Scene) -> None:
    buyer.says("đổi đơn giúp mình", CHANGE)
    buyer.says("thôi huỷ đơn luôn đi", CANCEL)
    assert [ticket.topic for ticket in buyer.rows(Ticket)] == ["change_order", "cancel_order"]
