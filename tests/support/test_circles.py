"""Nothing is asked twice in a row, and no conversation goes round: after two turns a person takes over, or it ends."""

import random
import re
from itertools import pairwise

import pytest
from sqlalchemy import select

from nlu.understanding import Understanding
from store.models import Conversation, Handover, Message, Review
from support import repetition
from tests.support.scene import PHOTO, Scene, meaning, texts
from tests.support.test_content import WORDS

SEEDS = range(12)
LENGTH = 40
UNCLEAR = meaning("other_thanks", confidence=0.3, alternatives=[("question_delivery_fee", 0.2)])
SAID: list[tuple[str, Understanding]] = [
    *((text, meaning(intent)) for text, intent in (
        ("alo", "other_greeting"), ("cảm ơn", "other_thanks"), ("bye", "other_bye"), ("ok", "other_yes"),
        ("không", "other_no"), ("chờ chút", "other_wait"), ("bot hả", "other_bot"),
        ("trời mưa không", "other_out_of_scope"), ("asdf", "other_nonsense"), ("shop ở đâu", "question_address"),
        ("phí ship", "question_delivery_fee"), ("đơn em đâu", "question_order_status"), ("có sỉ không", "question_wholesale"),
        ("hàng bị rách", "complaint_damaged"), ("giao trễ", "complaint_late"), ("dùng ổn", "review_positive"),
        ("chán", "review_negative"), ("đổi size", "other_change_order"), ("0901234567", "other_give_info"),
    )),
    ("ship", UNCLEAR),
]  # fmt: skip


def heard(scene: Scene) -> list[Message]:
    return [message for message in scene.rows(Message) if message.author == "bot"]


def questions(message: Message) -> set[str]:
    return {
        repetition.QUESTIONS[name] for name in (message.said or "").split("+") if name in repetition.QUESTIONS
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_a_customer_says_nothing_goes_round(regular: Scene, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same walk every time
    few = dice.sample(SAID, dice.choice((2, 3, 6, len(SAID))))  # with few things to say one goes round sooner
    for _ in range(LENGTH):
        text, understood = dice.choice(few)
        if dice.random() < 0.1:
            regular.says(files=[PHOTO])
        else:
            regular.says(text, understood)
        regular.clock.forward(seconds=dice.choice((1, 20, 90)))
    said = heard(regular)
    assert all(one.text != other.text for one, other in pairwise(said))
    triples = zip(said, said[1:], said[2:], strict=False)
    assert not any(questions(a) & questions(b) & questions(c) for a, b, c in triples)
    assert longest_idle(said) <= 2


def longest_idle(said: list[Message]) -> int:
    longest = run = 0
    for message in said:
        run = run + 1 if set((message.said or "").split("+")) <= repetition.IDLE else 0
        longest = max(longest, run)
    return longest


def test_a_robot_at_the_other_end_gets_two_answers(regular: Scene) -> None:
    for _ in range(10):
        regular.says("Cảm ơn bạn đã liên hệ, chúng tôi sẽ trả lời sớm", meaning("other_thanks"))
        regular.clock.forward(minutes=2)
    assert len([message for message in heard(regular) if message.said == "you_are_welcome"]) == 2
    assert regular.rows(Handover) == []


def test_a_robot_that_asks_gets_two_answers_and_a_person(regular: Scene) -> None:
    answers = []
    for _ in range(6):
        answers.append(texts(regular.says("Shop ở đâu vậy?", meaning("question_address"))))
        regular.clock.forward(minutes=2)
    assert [len(each) for each in answers] == [1, 1, 1, 0, 0, 0]
    assert regular.the(Handover).reason == WORDS.say("reason_circles")


def test_who_calls_three_times_and_says_no_more_is_given_a_person(regular: Scene) -> None:
    for _ in range(3):
        answer = texts(regular.says("alo", meaning("other_greeting")))
        regular.clock.forward(minutes=5)
    assert "nhân viên" in answer[0]
    assert regular.the(Handover)


def test_hello_in_the_evening_is_another_conversation(regular: Scene) -> None:
    for _ in range(4):
        assert texts(regular.says("alo", meaning("other_greeting")))
        regular.clock.forward(hours=2)
    assert regular.rows(Handover) == []


def test_stars_are_asked_for_twice_and_then_left(regular: Scene) -> None:
    regular.says("shop bán hàng dễ thương", meaning("review_positive"))
    regular.says("ok", meaning("other_yes"))
    (end,) = texts(regular.says("ừ", meaning("other_yes")))
    assert end in WORDS.variants("asked_enough")
    assert regular.conversation().pending is None
    assert len(regular.rows(Review)) == 1


def test_the_same_words_are_said_again_as_a_repetition(regular: Scene) -> None:
    wording = WORDS.variants("said_again", words="")
    (first,) = texts(regular.says(command="phieu"))
    regular.clock.forward(minutes=5)
    (second,) = texts(regular.says(command="phieu"))
    assert second != first
    assert second in {words + first for words in wording}


def test_every_question_is_known_by_name() -> None:
    """A sentence that ends by asking is listed, or belongs to a survey, or says something first and is sent once."""
    once = re.compile(
        r"check_?in_|csat_|ticket_solved|offer_|erase_loses|i_am_a_bot|button_|card_|chuyen_whom"
    )
    asking = {
        name
        for name, variants in WORDS.texts.items()
        if any(text.rstrip().endswith(("?", "ạ?")) for text in variants)
    }
    assert {name for name in asking if not once.match(name)} <= set(repetition.QUESTIONS)
    assert set(repetition.QUESTIONS) | repetition.IDLE <= set(WORDS.texts)


def test_a_conversation_in_which_somebody_spoke_begins_anew(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        chat = session.scalars(select(Conversation)).one()
        for name in ("greeting", "greeting"):
            session.add(
                Message(conversation_id=chat.id, author="bot", text=name, at=regular.clock(), said=name)
            )
        session.add(Message(conversation_id=chat.id, author="staff", text="Dạ em nghe", at=regular.clock()))
    assert texts(regular.says("alo", meaning("other_greeting")))
    assert regular.rows(Handover) == []
