"""Messages that came before anything was answered are one turn with one answer."""

from nlu.understanding import Understanding
from store.models import Handover, Message, Ticket
from support import conversation
from support.events import CustomerMessage
from tests.support.scene import Scene, meaning, texts

GREETING, FEE = meaning("other_greeting"), meaning("question_delivery_fee")
HARM = meaning("complaint_damaged", severity="S1")


def burst(scene: Scene, *heard: tuple[str, Understanding], whole: Understanding) -> list[str]:
    """Everything that the bot says to these messages together."""
    before = len(scene.sent("1001"))
    pieces = []
    for text, understood in heard:
        number = next(scene._ids)
        event = CustomerMessage("telegram", "1001", "Chị Hoa", f"c{number}", scene.clock(), number, text)
        pieces.append((event, understood))
    with scene.sessions.begin() as session:
        conversation.receive_run(session, scene.desk, pieces, whole)
    return texts(scene.sent("1001")[before:])


def test_ten_greetings_are_greeted_once(regular: Scene) -> None:
    assert len(burst(regular, *[("alo", GREETING)] * 10, whole=GREETING)) == 1
    kept = [message for message in regular.rows(Message) if message.text == "alo"]
    assert [message.intent for message in kept] == ["other_greeting"] * 10


def test_a_matter_is_answered_and_the_greetings_are_not(regular: Scene) -> None:
    (answer,) = burst(regular, ("shop ơi", GREETING), ("phí ship?", FEE), ("alo", GREETING), whole=FEE)
    assert "20.000đ" in answer


def test_what_is_grave_in_any_of_them_hands_over(regular: Scene) -> None:
    burst(regular, ("phí ship?", FEE), ("con em dị ứng", HARM), ("alo", GREETING), whole=FEE)
    assert regular.the(Handover)
    assert regular.the(Ticket).severity == "S1"
    assert "con em dị ứng" in regular.sent()[0].text


def test_two_matters_are_answered_in_one_message(regular: Scene) -> None:
    late = meaning("complaint_late")
    (answer,) = ["\n".join(burst(regular, ("phí ship?", FEE), ("đơn giao trễ quá", late), whole=late))]
    assert "KN-0001" in answer
    assert "20.000đ" in answer


def test_where_a_person_speaks_each_message_is_shown_and_nothing_said(regular: Scene) -> None:
    regular.taps("human")
    before = len(regular.sent())
    assert burst(regular, ("alo", GREETING), ("phí ship?", FEE), whole=FEE) == []
    assert len(regular.sent()) > before + 1
