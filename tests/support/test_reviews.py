import pytest

from store.models import Review, Ticket
from tests.support.scene import Scene, actions, meaning, texts

PRAISE = meaning("review_positive", sentiment="positive")
BLAME = meaning("review_negative", sentiment="negative")


def test_stars_in_the_words_are_kept_and_thanked_for(regular: Scene) -> None:
    (answer,) = texts(regular.says("áo đẹp lắm, cho 5 sao", meaning("review_positive", stars=5)))
    review = regular.the(Review)
    assert (review.stars, review.topics) == (5, [])
    assert "5 sao" in answer
    assert regular.rows(Ticket) == []


def test_stars_that_were_not_said_are_asked_for_with_five_buttons(regular: Scene) -> None:
    (question,) = regular.says("áo đẹp lắm nha", PRAISE)
    assert actions(question) == [f"stars:1:{stars}" for stars in range(1, 6)]
    assert regular.the(Review).stars is None


def test_a_tapped_star_is_kept_once(regular: Scene) -> None:
    regular.says("áo đẹp lắm nha", PRAISE)
    gone, thanks, toast = regular.taps("stars:1:4")
    assert (gone.what, gone.buttons) == ("buttons", ())
    assert "4 sao" in thanks.text
    assert toast.text == "Cảm ơn mình ạ!"
    assert texts(regular.taps("stars:1:1")) == []
    assert regular.the(Review).stars == 4


@pytest.mark.parametrize(
    ("typed", "stars"), [("4 sao", 4), ("5", 5), ("3 ⭐", 3), ("2 điểm nha", 2), ("5/5", 5), ("1*", 1)]
)
def test_stars_may_be_typed_while_they_are_asked_for(regular: Scene, typed: str, stars: int) -> None:
    regular.says("áo đẹp lắm nha", PRAISE)
    assert regular.says(typed, meaning("other_out_of_scope", confidence=0.2))
    assert regular.the(Review).stars == stars


def test_a_number_out_of_the_blue_is_no_star(regular: Scene) -> None:
    regular.says("5", meaning("other_out_of_scope", confidence=0.2))
    assert regular.rows(Review) == []


def test_few_stars_get_an_apology_and_an_offer(regular: Scene) -> None:
    (answer,) = regular.says("vải mỏng, không như hình, cho 2 sao", meaning("review_negative", stars=2))
    assert "xin lỗi" in answer.text
    assert actions(answer) == ["ticket:1"]
    assert regular.rows(Ticket) == []


def test_the_offer_opens_one_ticket_with_the_words_of_the_review(regular: Scene) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    (answer,) = texts(regular.taps("ticket:1"))
    regular.taps("ticket:1")
    ticket = regular.the(Ticket)
    assert "KN-0001" in answer
    assert "“vải mỏng, cho 2 sao”" in regular.sent()[0].text
    assert ticket.reasons[0] == "Khách chấm 2 sao và muốn được xem lại"
    assert regular.the(Review).ticket_id == ticket.id


def test_a_yes_takes_the_offer_and_a_no_leaves_it(regular: Scene) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    regular.says("thôi khỏi", meaning("other_no"))
    assert regular.rows(Ticket) == []
    regular.says("màu xấu, 1 sao", meaning("review_negative", stars=1))
    regular.says("ừ mở đi", meaning("other_yes"))
    assert regular.the(Ticket)


def test_more_words_while_the_stars_are_awaited_belong_to_the_same_review(regular: Scene) -> None:
    regular.says("áo đẹp lắm nha", PRAISE)
    (again,) = regular.says("giao cũng nhanh", PRAISE)
    assert actions(again)[0] == "stars:1:1"
    regular.says("cho shop 5 sao luôn", meaning("review_positive", stars=5))
    assert regular.the(Review).stars == 5


def test_a_question_in_between_is_answered_and_the_stars_still_count(regular: Scene) -> None:
    regular.says("áo đẹp lắm nha", PRAISE)
    assert texts(regular.says("shop ở đâu", meaning("question_address")))
    regular.says("5 sao", meaning("review_positive", stars=5))
    assert regular.the(Review).stars == 5


def test_an_angry_review_is_kept_and_gets_a_person(regular: Scene) -> None:
    angry = meaning("review_negative", sentiment="negative", angry=True, stars=1)
    regular.says("ĐỒ DỎM 1 SAO", angry)
    review = regular.the(Review)
    assert (review.stars, review.ticket_id) == (1, regular.the(Ticket).id)


def test_nobody_rates_in_another_persons_name(regular: Scene) -> None:
    regular.says("tệ quá", BLAME)
    regular.says(command="start", chat="1002")
    assert regular.taps("stars:1:5", chat="1002")[-1].text == "Nút này đã cũ, không dùng được nữa."
    assert regular.the(Review).stars is None


@pytest.mark.parametrize(
    "action", ["stars:1:9", "stars:1", "stars:99:5", "stars:x:5", "ticket:99", "ticket", ""]
)
def test_a_button_that_means_nothing_is_answered(regular: Scene, action: str) -> None:
    regular.says("tệ quá", BLAME)
    assert regular.taps(action)[-1].text == "Nút này đã cũ, không dùng được nữa."
    assert regular.the(Review).stars is None
