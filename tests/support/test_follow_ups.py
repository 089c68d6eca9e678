"""Buttons to what is usually asked next: what they do, and when they are left out."""

from dataclasses import replace

from nlu.understanding import Part
from store.models import Message, Ticket
from store.outbox import Content
from tests.support.scene import Scene, actions, meaning, texts

FEE, TIME, AREA = "question_delivery_fee", "question_delivery_time", "question_delivery_area"


def answer(contents: list[Content]) -> Content:
    return next(content for content in contents if content.what == "message")


def shown(scene: Scene, intent: str, chat: str = "1001", **more: object) -> list[str]:
    """The buttons under the answer to a question that is asked five minutes later."""
    scene.clock.forward(minutes=5)
    return actions(answer(scene.says("ship sao", meaning(intent, **more), chat=chat)))  # type: ignore[arg-type]


def test_an_answer_offers_what_is_usually_asked_next_by_its_label(regular: Scene) -> None:
    (told,) = regular.says("ship bao nhiêu", meaning(FEE))
    assert actions(told) == [f"ask:{TIME}", "ask:question_payment", "ask:question_promotion"]
    assert told.buttons[0][0].label == "Hỏi thời gian giao hàng"


def test_a_tap_is_answered_like_the_question_and_kept_in_its_words(regular: Scene) -> None:
    regular.says("ship bao nhiêu", meaning(FEE))
    sent = regular.taps(f"ask:{TIME}")
    assert "3-5 ngày" in answer(sent).text
    assert sent[0].what == "buttons"  # those that were tapped are gone
    kept = next(message for message in regular.rows(Message) if message.text == "Hỏi thời gian giao hàng")
    assert (kept.author, kept.kind, kept.intent, kept.reasons) == ("customer", "question", TIME, [])


def test_what_only_staff_know_goes_to_them_also_by_tap(regular: Scene) -> None:
    regular.says("ship bao nhiêu", meaning(FEE))
    sent = regular.taps("ask:question_promotion")
    assert "KN-0001" in answer(sent).text
    assert regular.the(Ticket).intent == "question_promotion"


def test_what_was_just_asked_is_not_offered(regular: Scene) -> None:
    assert f"ask:{TIME}" in shown(regular, FEE)
    assert f"ask:{FEE}" not in shown(regular, TIME)
    regular.clock.forward(hours=2)
    assert f"ask:{FEE}" in shown(regular, TIME)


def test_the_same_buttons_are_not_shown_under_each_answer(regular: Scene) -> None:
    assert shown(regular, FEE)
    assert shown(regular, FEE) == []
    assert shown(regular, "question_address")
    assert shown(regular, "question_address") == []


def test_behind_a_tap_the_next_ones_come_though_they_stood_there_before(regular: Scene) -> None:
    regular.says("giao đi đâu được", meaning(AREA))
    sent = regular.taps(f"ask:{TIME}")
    assert f"ask:{FEE}" in actions(answer(sent))


def test_of_two_questions_only_the_last_answer_bears_buttons(regular: Scene) -> None:
    two = replace(meaning(FEE), also=(Part("question", "question_address", "address", 0.9, 5, 10),))
    first, second = (each for each in regular.says("ship nhiêu, shop ở đâu", two) if each.what == "message")
    assert actions(first) == []
    assert actions(second)


def test_who_is_unhappy_is_offered_nothing(regular: Scene) -> None:
    assert shown(regular, FEE, sentiment="negative") == []


def test_never_more_than_three(regular: Scene) -> None:
    for intent in regular.desk.answers.topics:
        if intent.startswith("question_"):
            assert len(shown(regular, intent)) <= 3


def test_while_a_person_speaks_a_tap_is_not_answered(regular: Scene) -> None:
    regular.says("cho gặp người", meaning("other_human"))
    (toast,) = regular.taps(f"ask:{TIME}")
    assert toast.text == "Nhân viên đang trò chuyện với mình, cứ nhắn ở đây ạ."


def test_a_tap_on_what_is_offered_nowhere_does_nothing(regular: Scene) -> None:
    for forged in ("ask:complaint_safety", "ask:check_in", "ask:", "ask:nothing"):
        assert texts(regular.taps(forged)) == []
    assert regular.rows(Ticket) == []


def test_a_tap_that_comes_twice_is_answered_once(regular: Scene) -> None:
    regular.taps(f"ask:{TIME}")
    before = len(regular.rows(Message))
    regular._ids = iter([regular.rows(Message)[-2].inbox_id or 0])  # type: ignore[assignment]
    regular.taps(f"ask:{TIME}")
    assert len(regular.rows(Message)) == before
