from store.models import Message, Ticket
from tests.support.scene import Scene, meaning, texts


def test_a_message_that_cannot_be_read_goes_to_the_staff_and_the_customer_is_told(regular: Scene) -> None:
    (answer,) = texts(regular.says_unread("đơn mình đâu"))
    assert "chưa tự đọc được" in answer
    ticket = regular.the(Ticket)
    assert (ticket.intent, ticket.severity) == ("unread", "S3")
    (card,) = regular.sent()
    assert "“đơn mình đâu”" in card.text
    kept = regular.rows(Message)[-2]
    assert (kept.text, kept.intent, kept.ticket_id) == ("đơn mình đâu", None, ticket.id)


def test_once_an_outage_the_customer_is_told_and_every_message_is_shown(regular: Scene) -> None:
    regular.says_unread("đơn mình đâu")
    card = regular.card()
    regular.clock.forward(minutes=5)
    assert regular.says_unread("alo") == []
    assert (regular.sent()[-1].text, regular.sent()[-1].reply_to) == ("alo", card)


def test_the_next_outage_is_told_again(regular: Scene) -> None:
    regular.says_unread("đơn mình đâu")
    regular.clock.forward(minutes=5)
    regular.says("shop ở đâu", meaning("question_address"))
    assert len(texts(regular.says_unread("alo"))) == 1


def test_staff_answer_what_could_not_be_read(regular: Scene) -> None:
    regular.says_unread("đơn mình đâu")
    assert texts(regular.staff_write("Dạ đơn mình mai tới ạ", reply_to=regular.card()))


def test_while_a_person_speaks_an_outage_is_not_mentioned(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    assert regular.says_unread("mình đây") == []
    assert regular.sent()[-1].text == "mình đây"
