from dataclasses import replace

from store.models import Message, Ticket
from tests.support.order_scenes import add_order
from tests.support.scene import Scene, meaning, texts


def test_a_question_is_answered_from_the_shops_facts(regular: Scene) -> None:
    (answer,) = texts(regular.says("ship về Huế mấy ngày", meaning("question_delivery_time")))
    assert "nội thành TP. Hồ Chí Minh: 20.000đ, 1-2 ngày" in answer
    assert "các tỉnh thành khác: 35.000đ, 3-5 ngày" in answer


def test_days_with_the_same_hours_are_said_together(regular: Scene) -> None:
    (answer,) = texts(regular.says("mấy giờ đóng cửa v", meaning("question_opening_hours")))
    assert "• thứ hai đến thứ sáu: 8:00-12:00, 13:00-21:00\n• thứ bảy: 8:00-21:00" in answer
    assert "đang mở cửa" in answer


def test_outside_hours_the_customer_learns_when_the_shop_opens(regular: Scene) -> None:
    regular.clock.forward(hours=12)
    (answer,) = texts(regular.says("shop mở cửa chưa", meaning("question_opening_hours")))
    assert "mở lại lúc 8:00 sáng mai" in answer


def test_the_same_question_is_not_answered_in_the_same_words_twice(regular: Scene) -> None:
    first = texts(regular.says("phí ship nhiêu", meaning("question_delivery_fee")))
    second = texts(regular.says("ship bao nhiêu shop", meaning("question_delivery_fee")))
    assert first != second
    assert "20.000đ" in second[0]


def test_a_price_is_never_invented_and_goes_to_the_staff(regular: Scene) -> None:
    (answer,) = texts(regular.says("áo này bn v shop", meaning("question_price")))
    ticket = regular.the(Ticket)
    assert (ticket.code, ticket.intent, ticket.severity) == ("KN-0001", "question_price", "S4")
    assert "KN-0001" in answer
    assert "chậm nhất 15:05 chiều nay" in answer  # four working hours from 10:05, lunch left out
    (card,) = regular.sent()
    assert "“áo này bn v shop”" in card.text
    assert card.title == "KN-0001 · S4 nhẹ · Hỏi giá sản phẩm"


def test_the_next_question_joins_the_ticket(regular: Scene) -> None:
    regular.says("áo này bn v shop", meaning("question_price"))
    card = regular.card()
    (answer,) = texts(regular.says("còn màu đen k", meaning("question_stock")))
    assert "thêm" in answer
    assert "KN-0001" in answer
    assert len(regular.rows(Ticket)) == 1
    assert (regular.sent()[-1].reply_to, regular.sent()[-1].text) == (card, "còn màu đen k")


def test_without_a_staff_group_the_ticket_waits_on_the_page(regular: Scene) -> None:
    regular.desk = replace(regular.desk, staff_chat_id=None)
    regular.says("áo này bn v shop", meaning("question_price"))
    assert regular.the(Ticket).state == "new"
    assert regular.sent() == []


def test_an_answered_question_beside_an_open_ticket_is_shown_to_the_staff(regular: Scene) -> None:
    regular.says("giao trễ quá", meaning("complaint_late"))
    card = regular.card()
    regular.says("shop ở đâu ạ", meaning("question_address"))
    shown = regular.sent()[-1]
    assert (shown.title, shown.reply_to) == ("Chị Hoa · KN-0001 (bot đã trả lời)", card)


def test_an_order_is_told_to_its_owner(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        add_order(
            session, "DH1023", regular.conversation().customer_id, status="đang giao", items="Áo thun đen M"
        )
    (answer,) = texts(regular.says("đơn em tới đâu rồi ạ", meaning("question_order_status")))
    assert "DH1023: đang giao, gồm Áo thun đen M" in answer


def test_nobody_learns_of_another_persons_order(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        add_order(session, "DH1023", status="đang giao", items="Áo thun đen M")
    unknown = regular.says("đơn DH1023 đâu", meaning("question_order_status", order_code="DH1023"))
    assert "đang giao" not in unknown[0].text
    assert "Áo thun" not in unknown[0].text
    assert unknown[0].ask_contact
    assert regular.the(Ticket).order_id is None


def test_a_shared_number_ties_the_orders_and_tells_them(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        add_order(session, "DH1023", phone="+84900000001", status="đang giao")
    (asked,) = regular.says("đơn em tới đâu rồi ạ", meaning("question_order_status"))
    assert asked.ask_contact == "📱 Chia sẻ số điện thoại"
    thanks, told = regular.says(phone="+84900000001")
    assert thanks.remove_keyboard
    assert "DH1023: đang giao" in told.text


def test_a_number_without_orders_is_said_honestly_and_the_next_question_goes_to_staff(regular: Scene) -> None:
    (thanks,) = texts(regular.says(phone="+84900000002"))
    assert "chưa thấy đơn nào" in thanks
    (answer,) = texts(regular.says("đơn em đâu", meaning("question_order_status")))
    assert "KN-0001" in answer


def test_a_typed_number_proves_nothing(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        add_order(session, "DH1023", phone="+84900000001", status="đang giao")
    (asked,) = regular.says("0900000001 nha", meaning("other_give_info", phone="+84900000001"))
    assert asked.ask_contact
    assert "DH1023" not in asked.text


def test_what_was_written_and_understood_is_kept(regular: Scene) -> None:
    understood = meaning("question_order_status", order_code="DH9")
    regular.says("Đơn DH9 tới ĐÂU rùi??", understood)
    kept = next(m for m in regular.rows(Message) if m.intent)
    assert (kept.text, kept.kind, kept.topic) == ("Đơn DH9 tới ĐÂU rùi??", "question", "order_status")
    assert kept.entities[0]["value"] == "DH9"
    assert kept.reasons == ["nói về việc đã xảy ra"]
