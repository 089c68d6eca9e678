"""What a message says first is what must be acted on first."""

from typing import Any

import pytest

from nlu.reading import Reader


def answer(whole: str, *parts: str, several: float, sure: float = 0.8) -> dict[str, Any]:
    said = [
        {"intent": name, "confidence": 0.9, "start": place, "end": place + 1}
        for place, name in enumerate(parts)
    ]
    return {"intent": {"name": whole, "confidence": sure}, "parts": said, "several": several}


def order(reader: Reader, whole: str, *parts: str, several: float = 0.95, sure: float = 0.8) -> list[str]:
    seen = reader.read("a b c", answer(whole, *parts, several=several, sure=sure))
    return [seen.intent, *(part.intent for part in seen.also)]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["question_price", "complaint_late"], ["complaint_late", "question_price"]),
        (["complaint_late", "other_cancel_order"], ["other_cancel_order", "complaint_late"]),
        (["review_positive", "other_order"], ["other_order", "review_positive"]),
        (["other_give_info", "question_order_status"], ["question_order_status", "other_give_info"]),
        (["other_yes", "review_mixed"], ["review_mixed", "other_yes"]),
        (["question_stock", "question_price"], ["question_stock", "question_price"]),
    ],
)
def test_what_must_be_acted_on_first_comes_first(
    reader: Reader, said: list[str], expected: list[str]
) -> None:
    assert order(reader, said[0], *said) == expected


def test_a_matter_that_is_told_twice_is_one(reader: Reader) -> None:
    said = ["complaint_no_reply", "question_stock", "complaint_no_reply"]
    assert order(reader, "complaint_no_reply", *said) == said[:2]


def test_what_the_whole_sounds_like_comes_first_when_several_matters_are_doubtful(reader: Reader) -> None:
    said = ["question_price", "complaint_late"]
    assert order(reader, "question_price", *said, several=0.5) == said


@pytest.mark.parametrize(("several", "reordered"), [(0.85, False), (0.96, True)])
def test_a_message_that_surely_says_one_thing_is_not_easily_read_as_another(
    reader: Reader, several: float, *, reordered: bool
) -> None:
    said = ["review_mixed", "complaint_courier"]
    expected = said[::-1] if reordered else said
    assert order(reader, "review_mixed", *said, several=several, sure=0.9) == expected


def test_facts_never_come_before_the_matter_they_serve(reader: Reader) -> None:
    said = ["other_give_info", "question_order_status"]
    assert order(reader, "other_give_info", *said, several=0.5) == said[::-1]
