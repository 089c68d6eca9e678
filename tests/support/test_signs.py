"""Thumbs, hearts and short words: an answer where something was asked, and no talk where nothing was."""

import pytest

from nlu.understanding import Understanding
from store.models import Consent, Message, Response, Review, Ticket
from support import signs
from support.events import Attachment
from tests.support.order_scenes import ROOT
from tests.support.scene import Scene, actions, meaning, texts

SIGNS = signs.load(ROOT / "data/signs.yml")
PRAISE = meaning("review_positive", sentiment="positive")
BLAME = meaning("review_negative", sentiment="negative")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("👍", "yes"),
        ("👍🏽👍🏽", "yes"),
        ("👌", "yes"),
        ("👎", "no"),
        ("👍👎", "no"),
        ("❤️", "thanks"),
        ("🙏 😊", "thanks"),
        (":))", "thanks"),
        ("hihi", "thanks"),
        ("👍❤️", "yes"),
        ("😡", ""),
        ("👍😡", ""),
        ("👍 đẹp", ""),
        ("⭐⭐⭐⭐⭐", ""),
        ("", ""),
    ],
)
def test_what_signs_alone_mean(text: str, means: str) -> None:
    assert SIGNS.meaning(text) == means


@pytest.mark.parametrize("sign", ["👍", "❤️", "😊", "hihi"])
def test_a_sign_behind_an_answer_needs_none(regular: Scene, sign: str) -> None:
    regular.says("shop ở đâu", meaning("question_address"))
    assert regular.says(sign, PRAISE) == []
    assert regular.says(sign, PRAISE) == []
    assert regular.rows(Review) == []


def test_a_sticker_is_the_sign_that_it_shows(regular: Scene) -> None:
    assert regular.says("", PRAISE, files=[Attachment("sticker", "s1", "👍")]) == []
    assert regular.rows(Message)[-1].intent == "other_yes"


def test_a_thumb_as_the_first_word_ever_is_greeted(scene: Scene) -> None:
    (answer,) = texts(scene.says("👍", PRAISE))
    assert "em" in answer
    assert scene.rows(Review) == []


def test_short_words_are_heard_once(regular: Scene) -> None:
    regular.says("shop ở đâu", meaning("question_address"))
    assert len(texts(regular.says("ok", meaning("other_yes")))) == 1
    assert texts(regular.says("dạ", meaning("other_yes"))) == []
    assert texts(regular.says("cảm ơn", meaning("other_thanks"))) == []
    regular.clock.forward(minutes=11)
    assert len(texts(regular.says("cảm ơn nha", meaning("other_thanks")))) == 1


@pytest.mark.parametrize(("sign", "understood", "given"), [("👍", PRAISE, True), ("👎", BLAME, False)])
def test_a_thumb_answers_the_question_for_consent(
    scene: Scene, sign: str, understood: Understanding, given: bool
) -> None:
    scene.says(command="start")
    assert len(texts(scene.says(sign, understood))) == 1
    assert scene.the(Consent).given is given


def test_a_heart_is_no_consent(scene: Scene) -> None:
    scene.says(command="start")
    assert scene.says("❤️", PRAISE) == []
    assert scene.rows(Consent) == []


@pytest.mark.parametrize(("sign", "state"), [("👍", "closed"), ("❤️", "closed"), ("👎", "open")])
def test_a_sign_says_whether_a_case_is_solved(regular: Scene, sign: str, state: str) -> None:
    _solved(regular)
    assert texts(regular.says(sign, PRAISE if sign != "👎" else BLAME))
    assert regular.the(Ticket).state == state
    assert regular.rows(Review) == []


@pytest.mark.parametrize("waived", ["thôi", "ko cần", "thoi khoi"])
def test_who_waves_the_question_aside_is_asked_by_buttons(regular: Scene, waived: str) -> None:
    _solved(regular)
    (question,) = [each for each in regular.says(waived, meaning("other_no")) if each.what == "message"]
    assert actions(question) == ["solved:1:yes", "solved:1:no"]
    assert regular.the(Ticket).state == "solved"


@pytest.mark.parametrize(("sign", "understood"), [("👍", PRAISE), ("❤️", PRAISE)])
def test_a_sign_for_the_stars_asks_for_a_number(regular: Scene, sign: str, understood: Understanding) -> None:
    regular.says("áo đẹp lắm", PRAISE)
    (answer,) = texts(regular.says(sign, understood))
    assert "bấm số sao" in answer
    assert len(regular.rows(Review)) == 1


@pytest.mark.parametrize("said", ["👍", "ok", "ừ"])
def test_a_yes_to_the_offer_of_a_case_opens_it(regular: Scene, said: str) -> None:
    regular.says("áo xấu, cho 2 sao", meaning("review_negative", sentiment="negative", stars=2))
    (answer,) = texts(regular.says(said, PRAISE if said == "👍" else meaning("other_yes")))
    assert "KN-0001" in answer


@pytest.mark.parametrize("said", ["👎", "thôi", "ko cần"])
def test_a_no_to_the_offer_of_a_case_leaves_it(regular: Scene, said: str) -> None:
    regular.says("áo xấu, cho 2 sao", meaning("review_negative", sentiment="negative", stars=2))
    regular.says(said, BLAME if said == "👎" else meaning("other_no"))
    assert regular.rows(Ticket) == []


def test_a_thumb_chooses_no_meaning(regular: Scene) -> None:
    regular.says("cái đó sao", meaning("question_stock", confidence=0.2))
    (answer,) = texts(regular.says("👍", PRAISE))
    assert "bấm vào ý đúng" in answer


def test_a_plain_no_is_no_comment(regular: Scene) -> None:
    _solved(regular)
    regular.taps("solved:1:yes")
    regular.deliver()
    regular.taps("csat:1:5")
    (answer,) = texts(regular.says("không", meaning("other_no")))
    assert "góp ý" not in answer
    assert regular.the(Response).comment is None


def test_a_plain_ok_is_no_addition_to_a_case(regular: Scene) -> None:
    regular.says("giao trễ", meaning("complaint_late"))
    regular.taps("mine:1:add")
    regular.says("ok", meaning("other_yes"))
    (answer,) = texts(regular.says("giao lại buổi chiều nha", meaning("other_give_info")))
    assert "KN-0001" in answer
    assert [message.text for message in regular.rows(Message) if message.ticket_id == 1][
        -1
    ] == "giao lại buổi chiều nha"


def test_while_a_person_speaks_staff_see_the_thumb(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    assert regular.says("👍", PRAISE) == []
    assert regular.sent()[-1].text == "👍"


def _solved(scene: Scene) -> None:
    scene.says("giao trễ", meaning("complaint_late"))
    scene.staff_write("Dạ em gửi lại rồi", reply_to=scene.card())
    scene.staff_tap("solve:1")
    scene.deliver()
