"""What is said again, and what a file with a few words is."""

from itertools import pairwise

from store.models import Handover
from tests.support.scene import PHOTO, Scene, meaning, texts

STATUS = meaning("question_order_status")


def test_a_burst_hears_the_same_words_once(regular: Scene) -> None:
    for _ in range(6):
        regular.says("đơn em tới đâu rồi", STATUS)
    heard = texts(regular.sent("1001"))
    assert all(earlier != later for earlier, later in pairwise(heard))


def test_who_asks_again_after_the_answer_is_answered_again_and_then_by_a_person(regular: Scene) -> None:
    for _ in range(3):
        regular.clock.forward(seconds=5)
        assert texts(regular.says("đơn em tới đâu rồi", STATUS))
    assert regular.the(Handover)
    assert regular.says("đơn em tới đâu rồi", STATUS) == []


def test_a_file_whose_caption_says_nothing_goes_to_the_open_ticket(regular: Scene) -> None:
    regular.says("hộp móp nát", meaning("complaint_damaged"))
    regular.deliver()
    (answer,) = texts(regular.says("đây nè shop", meaning("other_greeting"), files=[PHOTO]))
    assert "KN-0001" in answer
    assert regular.sent()[-1].what == "copy"


def test_a_file_whose_caption_is_a_question_is_answered(regular: Scene) -> None:
    (answer,) = texts(
        regular.says("mẫu này giao về Huế mấy ngày", meaning("question_delivery_time"), files=[PHOTO])
    )
    assert "3-5 ngày" in answer
