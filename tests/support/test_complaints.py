from itertools import count

from sqlalchemy import select

from store.models import Handover, Message, Ticket, TicketEvent
from tests.support.order_scenes import add_order
from tests.support.scene import GROUP, PHOTO, Scene, meaning, texts


def test_a_complaint_gets_a_ticket_with_a_code_and_a_time(scene: Scene) -> None:
    (answer,) = texts(scene.says("giao hang tre 5 ngay roi", meaning("complaint_late")))
    ticket = scene.the(Ticket)
    assert (ticket.code, ticket.state, ticket.severity, ticket.topic) == ("KN-0001", "new", "S3", "late")
    assert "KN-0001" in answer
    assert "giao hàng trễ" in answer
    assert "chậm nhất 12:00 trưa nay" in answer  # two working hours from 10:00
    assert "xin lỗi" in answer
    assert scene.rows(Message)[0].ticket_id == ticket.id


def test_the_card_tells_the_staff_what_they_need(scene: Scene) -> None:
    words = "giao trễ " * 100
    scene.says(words, meaning("complaint_late", severity="S2"))
    (card,) = scene.sent()
    assert card.title == "KN-0001 · S2 nặng · Giao hàng trễ"
    assert "Khách: Chị Hoa" in card.text
    assert "Hiểu là: Giao hàng trễ (chắc 90%)" in card.text
    assert "Vì: nói về việc đã xảy ra" in card.text
    assert "Trả lời trước: 10:30 sáng nay" in card.text
    quoted = card.text.split("“")[1].split("”")[0]
    assert len(quoted) <= 700
    assert quoted.endswith("…")
    assert [button.label for row in card.buttons for button in row][:2] == ["Nhận", "Đóng"]


def test_what_is_missing_is_asked_for_once(regular: Scene) -> None:
    (answer,) = texts(regular.says("hộp móp nát hết", meaning("complaint_damaged")))
    assert "mã đơn" in answer
    assert "ảnh" not in answer  # one question at a time
    (added,) = texts(regular.says("vỡ cả cái nắp nữa", meaning("complaint_damaged")))
    assert "mã đơn" not in added
    assert "KN-0001" in added


def test_nothing_is_asked_that_was_given(regular: Scene) -> None:
    (answer,) = texts(
        regular.says(
            "hộp móp nát hết đơn DH5 nè", meaning("complaint_damaged", order_code="DH5"), files=[PHOTO]
        )
    )
    assert "mã đơn" not in answer
    assert "ảnh" not in answer


def test_a_picture_sent_before_its_words_comes_with_the_ticket(regular: Scene) -> None:
    regular.says(files=[PHOTO])
    (answer,) = texts(regular.says("nát hết r nè", meaning("complaint_damaged")))
    assert "ảnh" not in answer
    card, picture = regular.sent()
    assert card.what == "message"
    assert (picture.what, picture.from_chat) == ("copy", "1001")


def test_the_only_order_of_a_customer_is_the_one_that_is_meant(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        order_id = add_order(session, "DH1023", regular.conversation().customer_id).id
    regular.says("giao trễ quá", meaning("complaint_late"))
    assert regular.the(Ticket).order_id == order_id
    assert "Đơn: DH1023" in regular.sent()[0].text


def test_another_persons_order_is_not_put_on_a_ticket(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        add_order(session, "DH1023")
    regular.says("đơn DH1023 giao trễ quá", meaning("complaint_late", order_code="DH1023"))
    assert regular.the(Ticket).order_id is None


def test_later_messages_and_pictures_are_added_and_shown_under_the_card(scene: Scene) -> None:
    scene.says("giao thiếu 1 cái áo", meaning("complaint_missing_item"))
    card = scene.card()
    (said,) = texts(scene.says(files=[PHOTO]))
    assert "KN-0001" in said
    scene.says("mã đơn DH1023 nha", meaning("other_give_info", order_code="DH1023"))
    picture, code = (post for post in scene.sent()[1:] if post.what != "edit")
    assert (picture.what, picture.reply_to) == ("copy", card)
    assert (code.text, code.reply_to) == ("mã đơn DH1023 nha", card)
    assert {message.ticket_id for message in scene.rows(Message) if message.author == "customer"} == {1}


def test_an_unclear_message_behind_a_fresh_complaint_belongs_to_it(scene: Scene) -> None:
    scene.says("giao thiếu 1 cái áo", meaning("complaint_missing_item"))
    (said,) = texts(scene.says("mai mình cần mặc rồi", meaning("other_order", confidence=0.2)))
    assert "KN-0001" in said
    assert scene.sent()[-1].text == "mai mình cần mặc rồi"


def test_a_second_complaint_within_a_day_joins_and_makes_it_more_severe(scene: Scene) -> None:
    scene.says("giao trễ quá", meaning("complaint_late", severity="S3"))
    scene.card()
    scene.clock.forward(minutes=10)
    scene.says("shipper còn chửi mình", meaning("complaint_courier", severity="S2"))
    ticket = scene.the(Ticket)
    assert ticket.severity == "S2"
    assert ticket.answer_by == scene.clock() + scene.desk.config.tickets.first_answer.S2
    assert scene.sent()[-1].what == "edit"
    assert "S2" in scene.sent()[-1].title


def test_another_matter_after_a_day_is_another_ticket_and_the_same_matter_is_not(scene: Scene) -> None:
    scene.says("giao trễ quá", meaning("complaint_late"))
    scene.clock.forward(days=2)
    scene.says("vẫn chưa thấy giao", meaning("complaint_late"))
    scene.says("nhân viên nói chuyện trống không", meaning("complaint_staff"))
    assert [ticket.topic for ticket in scene.rows(Ticket)] == ["late", "staff"]


def test_a_complaint_is_not_lost_under_a_question(regular: Scene) -> None:
    regular.says("áo này bn", meaning("question_price"))
    regular.says("giao trễ quá", meaning("complaint_late"))
    assert [ticket.topic for ticket in regular.rows(Ticket)] == ["price", "late"]


def test_an_angry_customer_gets_a_person_and_no_more_questions(scene: Scene) -> None:
    (answer,) = texts(scene.says("LỪA ĐẢO À", meaning("complaint_lost", severity="S2", angry=True)))
    assert "KN-0001" in answer
    assert "mã đơn" not in answer
    assert scene.the(Handover).ended_at is None
    assert "giveback:1" in [button.action for row in scene.sent()[0].buttons for button in row]
    assert scene.says("alo", meaning("other_greeting")) == []
    assert scene.sent()[-1].text == "alo"


def test_harm_gets_a_person_whatever_the_message_is_about(scene: Scene) -> None:
    question = meaning("question_how_to_use", severity="S1", confidence=0.3)
    (answer,) = texts(scene.says("bôi vào rát hết mặt rồi làm sao", question))
    assert scene.the(Ticket).severity == "S1"
    assert scene.the(Handover).ended_at is None
    assert "chậm nhất 10:15 sáng nay" in answer


def test_a_complaint_of_harm_says_what_to_do_first(scene: Scene) -> None:
    (answer,) = texts(scene.says("nổi mẩn đỏ cả mặt", meaning("complaint_safety", severity="S1")))
    assert "115" in answer
    assert scene.the(Handover)


def test_a_complaint_at_night_is_promised_for_the_morning(scene: Scene) -> None:
    scene.clock.forward(hours=13)
    (answer,) = texts(scene.says("giao trễ quá", meaning("complaint_late")))
    assert "chậm nhất 10:00 sáng mai" in answer


def test_an_update_that_was_worked_before_does_nothing(scene: Scene) -> None:
    scene.says("giao trễ quá", meaning("complaint_late"))
    scene._ids = count(1)  # the same update again
    assert scene.says("giao trễ quá", meaning("complaint_late")) == []
    assert len(scene.rows(Ticket)) == 1


def test_every_step_of_a_ticket_is_written_down(scene: Scene) -> None:
    scene.says("giao trễ quá", meaning("complaint_late"))
    scene.staff_tap("take:1")
    scene.staff_write("Dạ em kiểm tra ạ", reply_to=scene.card())
    scene.staff_tap("close:1")
    with scene.sessions() as session:
        steps = session.execute(select(TicketEvent.what, TicketEvent.source).order_by(TicketEvent.id)).all()
    assert [tuple(step) for step in steps] == [
        ("opened", "customer"),
        ("taken", "group"),
        ("replied", "group"),
        ("closed", "group"),
    ]


def test_two_customers_have_two_tickets(scene: Scene) -> None:
    scene.says("giao trễ quá", meaning("complaint_late"))
    scene.says("giao trễ quá", meaning("complaint_late"), chat="1002")
    assert [ticket.code for ticket in scene.rows(Ticket)] == ["KN-0001", "KN-0002"]
    assert len(scene.sent(GROUP)) == 2


def test_the_customers_own_order_that_comes_later_is_put_on_the_ticket(scene: Scene) -> None:
    scene.says("giao trễ quá", meaning("complaint_late"))
    scene.card()
    owner = scene.conversation().customer_id
    with scene.sessions.begin() as session:
        order_id = add_order(session, "DH1023", owner, status="đang giao").id
        add_order(session, "DH1024", owner)
    (said,) = texts(scene.says("DH1023", meaning("other_give_info", order_code="DH1023")))
    assert "KN-0001" in said
    assert scene.the(Ticket).order_id == order_id
    assert "Đơn: DH1023, đang giao" in scene.sent()[-1].text


def test_a_very_long_message_reaches_the_staff_whole(scene: Scene) -> None:
    scene.says("giao trễ quá", meaning("complaint_late"))
    scene.says("á" * 4096, meaning("complaint_late"))
    shown = scene.sent()[-1]
    assert (shown.what, shown.from_chat) == ("copy", "1001")


def test_a_picture_before_the_words_does_not_hide_them_on_the_card(scene: Scene) -> None:
    scene.says(files=[PHOTO])
    scene.says("đặt đen mà giao trắng", meaning("complaint_wrong_item"))
    scene.card()
    scene.staff_tap("take:1")
    card = scene.sent()[-2]
    assert (card.what, "đặt đen mà giao trắng" in card.text) == ("edit", True)
