"""One message that says several things: the first decides, none of the others is lost."""

from dataclasses import replace

from nlu.reading import kind_and_topic
from nlu.understanding import Part, Understanding
from store.models import Handover, Message, Review, Ticket
from tests.support.scene import Scene, meaning, texts


def several(first: Understanding, *intents: str, confidence: float = 0.8) -> Understanding:
    """`first`, and further parts with these intents."""
    return replace(first, also=tuple(_part(intent, confidence) for intent in intents))


def _part(intent: str, confidence: float) -> Part:
    kind, topic = kind_and_topic(intent)
    return Part(kind, intent, topic, confidence, 0, 1)


def test_a_complaint_gets_its_ticket_and_the_question_behind_it_its_answer(regular: Scene) -> None:
    meant = several(meaning("complaint_late"), "question_delivery_fee")
    opened, fee = texts(regular.says("giao trễ quá, mà ship bao nhiêu vậy", meant))
    assert "KN-0001" in opened
    assert "20.000đ" in fee
    assert regular.the(Ticket).topic == "late"


def test_two_complaints_are_one_ticket_that_shows_both(regular: Scene) -> None:
    regular.says("giao trễ mà còn bể", several(meaning("complaint_late"), "complaint_damaged"))
    assert regular.the(Ticket).topic == "late"
    assert "Và còn: " in regular.sent()[0].text


def test_praise_behind_a_complaint_is_kept_without_asking_for_stars(regular: Scene) -> None:
    said = texts(
        regular.says("áo đẹp nhưng giao trễ quá", several(meaning("complaint_late"), "review_positive"))
    )
    assert len(said) == 1
    assert regular.the(Review).stars is None


def test_two_questions_are_both_answered(regular: Scene) -> None:
    meant = several(meaning("question_delivery_fee"), "question_address")
    fee, address = texts(regular.says("ship nhiêu, shop ở đâu", meant))
    assert "20.000đ" in fee
    assert "12 Đường Hoa Sữa" in address


def test_what_the_model_is_unsure_of_is_not_acted_on(regular: Scene) -> None:
    meant = several(meaning("question_delivery_fee"), "complaint_late", confidence=0.2)
    assert len(texts(regular.says("ship nhiêu vậy", meant))) == 1
    assert regular.rows(Ticket) == []


def test_who_asks_for_a_person_as_well_gets_one(regular: Scene) -> None:
    regular.says("giao trễ quá, cho gặp quản lý", several(meaning("complaint_late"), "other_human"))
    assert regular.the(Handover).ended_at is None


def test_nothing_is_added_once_a_person_took_over(regular: Scene) -> None:
    meant = several(meaning("complaint_safety", severity="S1"), "question_delivery_fee")
    assert len(texts(regular.says("bị phỏng tay, ship nhiêu", meant))) == 1


def test_every_matter_is_kept_with_the_message(regular: Scene) -> None:
    regular.says("ship nhiêu, shop ở đâu", several(meaning("question_delivery_fee"), "question_address"))
    kept = next(message for message in regular.rows(Message) if message.intent)
    assert [part["intent"] for part in kept.also] == ["question_address"]
