from store.models import Consent, Conversation, Handover, Message, Ticket
from store.outbox import NOWHERE
from tests.support.scene import BESIDE, GROUP, PHOTO, Scene, actions, meaning, texts


def test_somebody_who_wants_a_person_gets_one(scene: Scene) -> None:
    (answer,) = texts(scene.says("gặp nhân viên", meaning("other_human")))
    assert "chậm nhất 10:30 sáng nay" in answer
    assert scene.the(Handover).reason == "Khách muốn gặp nhân viên"
    assert actions(scene.sent()[0]) == ["take:1", "close:1", *BESIDE, "giveback:1"]


def test_outside_hours_nobody_is_promised_at_once(scene: Scene) -> None:
    scene.clock.forward(hours=12)
    (answer,) = texts(scene.says("gặp nhân viên", meaning("other_human")))
    assert "không trực" in answer
    assert "chậm nhất 8:30 sáng mai" in answer


def test_the_bot_is_silent_and_the_staff_see_everything(scene: Scene) -> None:
    scene.says("gặp nhân viên", meaning("other_human"))
    card = scene.card()
    assert scene.says("đơn của mình tới đâu", meaning("question_order_status")) == []
    assert scene.says(files=[PHOTO]) == []
    assert scene.says("hmm", meaning("other_order", confidence=0.1)) == []
    question, picture, unclear = scene.sent()[1:]
    assert (question.text, question.reply_to) == ("đơn của mình tới đâu", card)
    assert (picture.what, picture.reply_to) == ("copy", card)
    assert unclear.text == "hmm"


def test_before_its_card_arrived_a_message_still_reaches_the_staff_with_a_name(scene: Scene) -> None:
    scene.says("gặp nhân viên", meaning("other_human"))
    scene.says("nhanh giúp nha", meaning("other_wait"))
    shown = scene.sent()[-1]
    assert (shown.title, shown.text) == ("Chị Hoa · KN-0001", "nhanh giúp nha")
    assert shown.reply_to == NOWHERE  # the sender makes it the card once that is there


def test_staff_give_the_customer_back_and_the_bot_says_so_once(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    regular.card()
    (said,) = texts(regular.staff_tap("giveback:1"))
    assert "trợ lý tự động" in said
    assert regular.the(Handover).ended_at == regular.clock()
    card, toast = regular.sent()[-2:]
    assert (card.what, actions(card)) == ("edit", ["take:1", "close:1", *BESIDE])
    assert toast.text == "Đã trả khách lại cho bot."
    assert texts(regular.says("shop ở đâu", meaning("question_address")))
    assert regular.staff_tap("giveback:1") == []
    assert regular.sent()[-1].text == "Bot đang trả lời khách này rồi."


def test_closing_the_last_ticket_ends_it(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    (said,) = [text for text in texts(regular.staff_tap("close:1")) if "KN-0001 đã xong" in text]
    assert "trợ lý tự động" in said
    assert regular.the(Handover).ended_at is not None


def test_closing_one_of_two_tickets_does_not_end_it(regular: Scene) -> None:
    regular.says("áo này bn", meaning("question_price"))
    regular.says("giao trễ", meaning("complaint_late", angry=True))
    regular.staff_tap("close:1")
    assert regular.the(Handover).ended_at is None
    regular.staff_tap("close:2")
    assert regular.the(Handover).ended_at is not None


def test_an_insult_gets_a_person(scene: Scene) -> None:
    (answer,) = texts(scene.says("đồ lừa đảo", meaning("other_insult", sentiment="negative")))
    assert "xin lỗi" in answer
    assert scene.the(Handover).reason == "Khách đang bực"


def test_anger_in_a_question_gets_a_person(scene: Scene) -> None:
    scene.says("ĐƠN TÔI ĐÂU HẢ", meaning("question_order_status", angry=True))
    assert scene.the(Handover)
    assert scene.the(Ticket).severity == "S2"


def test_withdrawing_consent_works_while_a_person_speaks(regular: Scene) -> None:
    regular.says(command="start")
    regular.taps("consent:yes")
    regular.says("gặp nhân viên", meaning("other_human"))
    regular.says(command="huy")
    assert [line.given for line in regular.rows(Consent)][-1] is False


def test_taps_while_a_person_speaks_only_take_note(regular: Scene) -> None:
    regular.says("áo đẹp", meaning("review_positive", sentiment="positive"))
    regular.says("gặp nhân viên", meaning("other_human"))
    assert texts(regular.taps("stars:1:5")) == []
    assert texts(regular.taps("human")) == []
    assert len(regular.rows(Handover)) == 1


def test_nothing_is_lost_when_a_handover_runs_without_a_ticket(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        chat = session.get_one(Conversation, 1)
        session.add(Handover(conversation_id=chat.id, reason="từ trang web", began_at=regular.clock()))
    assert regular.says("alo shop", meaning("other_greeting")) == []
    assert regular.the(Ticket).reasons == ["Nhân viên đang nói chuyện với khách"]
    assert regular.rows(Message)[-1].ticket_id == 1
    assert regular.sent(GROUP)
