from typing import Any

import pytest

from store.models import Message, Review, ReviewFile, ReviewVersion, Ticket
from support.events import Attachment
from tests.support.scene import PHOTO, Scene, actions, meaning, texts

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
    thanks, toast = regular.taps("stars:1:4")
    assert "4 sao" in thanks.text
    assert toast.text == "Cảm ơn mình ạ!"
    (again,) = regular.taps("stars:1:4")
    assert again.text == "Đã ghi nhận trước đó rồi."
    assert regular.the(Review).stars == 4
    assert regular.rows(ReviewVersion) == []


def test_other_stars_tapped_within_a_day_count_and_the_first_ones_are_kept(regular: Scene) -> None:
    regular.says("áo đẹp lắm nha", PRAISE)
    regular.taps("stars:1:3")
    regular.clock.forward(hours=23)
    changed, _toast = regular.taps("stars:1:5")
    assert "5 sao" in changed.text
    assert regular.the(Review).stars == 5
    assert [version.stars for version in regular.rows(ReviewVersion)] == [3]


def test_after_a_day_the_stars_stay(regular: Scene) -> None:
    regular.says("áo đẹp lắm nha", PRAISE)
    regular.taps("stars:1:3")
    regular.clock.forward(hours=25)
    (toast,) = regular.taps("stars:1:5")
    assert toast.text == "Đã ghi nhận trước đó rồi."
    assert regular.the(Review).stars == 3


@pytest.mark.parametrize(
    "typed", ["đổi lại 5 sao", "em bấm nhầm, 5 sao mới đúng", "sua lai 5 sao nha shop", "5 sao"]
)
def test_other_stars_may_be_typed_within_a_day(regular: Scene, typed: str) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    regular.says("shop ở đâu", meaning("question_address"))
    (changed,) = texts(regular.says(typed, meaning("question_exchange_return", confidence=0.9)))
    assert "5 sao" in changed
    assert regular.the(Review).stars == 5
    regular.clock.forward(days=2)
    regular.says(typed, meaning("other_out_of_scope"))
    assert len(regular.rows(ReviewVersion)) == 1


def test_a_size_that_is_to_be_changed_is_no_star(regular: Scene) -> None:
    regular.says("áo đẹp, cho 5 sao", meaning("review_positive", stars=5))
    regular.says("cho em đổi lại 2 cái áo size M", meaning("other_change_order"))
    assert regular.the(Review).stars == 5


def test_help_is_offered_once_for_a_review(regular: Scene) -> None:
    (offer,) = regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    assert actions(offer) == ["ticket:1"]
    (again,) = regular.says("đổi lại 1 sao", meaning("review_negative", stars=1))
    assert "1 sao" in again.text
    assert actions(again) == []


@pytest.mark.parametrize("word", ["có", "👍", "Có!", "👌"])
def test_a_sign_takes_the_offer_whatever_the_model_makes_of_it(regular: Scene, word: str) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    (answer,) = texts(regular.says(word, PRAISE))
    assert "KN-0001" in answer
    assert regular.the(Review).ticket_id == regular.the(Ticket).id


def test_a_sticker_takes_the_offer(regular: Scene) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    regular.says("", PRAISE, files=[Attachment("sticker", "s", "👍")])
    assert regular.the(Ticket)


def test_a_typed_wish_behind_the_offer_takes_it_and_goes_along(regular: Scene) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    (answer,) = texts(regular.says("xem lại giúp em với", meaning("other_human", confidence=0.2)))
    ticket = regular.the(Ticket)
    assert ticket.code is not None
    assert ticket.code in answer
    assert [each.ticket_id for each in regular.rows(Message) if "xem lại giúp" in each.text] == [ticket.id]


def test_a_person_who_is_wished_for_behind_the_offer_is_about_the_review(regular: Scene) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    regular.says("cho gặp nhân viên", meaning("other_human"))
    assert regular.the(Review).ticket_id == regular.the(Ticket).id


def test_a_question_behind_the_offer_is_answered(regular: Scene) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    regular.says("shop ở đâu", meaning("question_address"))
    assert regular.rows(Ticket) == []


def test_pictures_before_and_after_a_review_belong_to_it(regular: Scene) -> None:
    regular.says(files=[PHOTO])
    regular.says("áo đẹp lắm, 5 sao", meaning("review_positive", stars=5))
    (thanks,) = texts(regular.says(files=[PHOTO]))
    assert "lời đánh giá" in thanks
    assert texts(regular.says(files=[PHOTO])) == []
    assert len(regular.rows(ReviewFile)) == 3
    regular.clock.forward(minutes=31)
    (asked,) = texts(regular.says(files=[PHOTO]))
    assert "về cái này" in asked
    assert len(regular.rows(ReviewFile)) == 3


def test_an_album_with_a_review_belongs_to_it_and_is_thanked_for_by_its_answer(regular: Scene) -> None:
    part: dict[str, Any] = {"files": [PHOTO], "group_id": "7"}
    assert len(texts(regular.says("áo đẹp lắm, 5 sao", meaning("review_positive", stars=5), **part))) == 1
    assert regular.says(**part) == regular.says(**part) == []
    assert len(regular.rows(ReviewFile)) == 2


def test_a_picture_behind_the_help_for_a_review_reaches_the_staff_and_the_review(regular: Scene) -> None:
    regular.says("vải mỏng, cho 2 sao", meaning("review_negative", stars=2))
    regular.taps("ticket:1")
    regular.deliver()
    (added,) = texts(regular.says(files=[PHOTO]))
    assert "KN-0001" in added
    assert regular.sent()[-1].what == "copy"
    assert regular.the(ReviewFile)


def test_a_picture_for_a_newer_case_is_not_the_reviews(regular: Scene) -> None:
    regular.says("áo đẹp lắm, 5 sao", meaning("review_positive", stars=5))
    regular.says("mà giao thiếu 1 cái", meaning("complaint_missing_item"))
    regular.says(files=[PHOTO])
    assert regular.rows(ReviewFile) == []


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
