"""Later versions of a message: kept, shown to who works on it, and answered anew only when they mean something else."""

from typing import Any

import pytest

from nlu.understanding import Understanding
from store.models import Conversation, Message, Review, ReviewVersion, Ticket
from store.outbox import Content
from support import conversation
from support.events import Attachment, CustomerMessage
from tests.support.order_scenes import add_order
from tests.support.scene import PHOTO, Scene, actions, meaning, texts

HOURS, PLACE = meaning("question_opening_hours"), meaning("question_address")
LATE, DAMAGED = meaning("complaint_late"), meaning("complaint_damaged")


def edit(scene: Scene, text: str, understood: Understanding | None, **event: Any) -> list[Content]:
    """Change the customer's newest message (they are numbered c1, c2 ... in the order of all that happens)."""
    first = [each for each in scene.rows(Message) if each.author == "customer" and not each.edited][-1]
    number = 1000 + len(scene.rows(Message))
    changed = CustomerMessage(
        "telegram",
        "1001",
        "Chị Hoa",
        first.channel_message_id or "",
        scene.clock(),
        number,
        text,
        edited=True,
        **event,
    )
    return scene._after(lambda session: conversation.receive(session, scene.desk, changed, understood))


def test_a_question_that_became_another_is_answered_anew(regular: Scene) -> None:
    regular.says("mấy giờ mở cửa", HOURS)
    (answer,) = texts(edit(regular, "shop ở đâu", PLACE))
    assert "Quận 3" in answer
    assert [each.text for each in regular.rows(Message) if each.edited] == ["shop ở đâu"]


def test_a_question_said_better_is_not_answered_again(regular: Scene) -> None:
    regular.says("mấy h mở cửa", HOURS)
    assert edit(regular, "mấy giờ mở cửa ạ", HOURS) == []


def test_what_was_not_clear_and_is_now_gets_its_answer(regular: Scene) -> None:
    regular.says("mo ko", meaning("question_opening_hours", confidence=0.2))
    assert texts(edit(regular, "shop mở cửa không", HOURS))


def test_another_order_is_another_meaning(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        for code in ("DH1", "DH2"):
            add_order(session, code, 1, items="Áo", status="đang giao")
    regular.says("đơn DH1 đâu", meaning("question_order_status", order_code="DH1"))
    regular.clock.forward(minutes=2)
    assert texts(edit(regular, "đơn DH2 đâu", meaning("question_order_status", order_code="DH2")))


@pytest.mark.parametrize(
    "understood", [meaning("other_nonsense"), meaning("question_address", confidence=0.2), None]
)
def test_what_became_unclear_is_left_alone(regular: Scene, understood: Understanding | None) -> None:
    regular.says("mấy giờ mở cửa", HOURS)
    assert edit(regular, "mấy giờ mở...", understood) == []


def test_a_correction_of_a_case_reaches_the_staff_and_makes_it_graver(regular: Scene) -> None:
    regular.says("giao trễ", LATE)
    regular.deliver()
    assert texts(edit(regular, "giao trễ, mai em bay rồi", meaning("complaint_late", severity="S2"))) == []
    assert regular.the(Ticket).severity == "S2"
    assert "khách sửa tin" in "".join(each.title for each in regular.sent())


def test_harm_in_a_correction_calls_a_person(regular: Scene) -> None:
    regular.says("kem này sao á", LATE)
    regular.deliver()
    (answer,) = texts(edit(regular, "bôi vào nổi mẩn đỏ", meaning("complaint_safety", severity="S1")))
    assert "KN-0001" in answer
    assert regular.the(Ticket).severity == "S1"


def test_while_a_person_speaks_a_correction_is_only_shown(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    regular.deliver()
    regular.says("mấy giờ mở cửa", HOURS)
    assert edit(regular, "shop ở đâu", PLACE) == []
    assert regular.sent()[-1].text == "shop ở đâu"


def test_an_edit_of_what_we_never_saw_is_as_good_as_new(regular: Scene) -> None:
    event = CustomerMessage(
        "telegram", "1001", "Chị Hoa", "c999", regular.clock(), 999, "shop ở đâu", edited=True
    )
    assert (
        "Quận 3"
        in texts(regular._after(lambda session: conversation.receive(session, regular.desk, event, PLACE)))[0]
    )


def test_an_edit_of_what_we_never_saw_while_the_model_is_down_goes_to_a_person(regular: Scene) -> None:
    event = CustomerMessage(
        "telegram", "1001", "Chị Hoa", "c999", regular.clock(), 999, "shop ở đâu", edited=True
    )
    regular._after(lambda session: conversation.receive_unread(session, regular.desk, event))
    assert regular.the(Ticket).intent == "unread"


def test_an_edit_while_the_model_is_down_is_kept_and_not_excused(regular: Scene) -> None:
    regular.says("mấy giờ mở cửa", HOURS)
    first = next(each for each in regular.rows(Message) if each.text == "mấy giờ mở cửa")
    event = CustomerMessage(
        "telegram",
        "1001",
        "Chị Hoa",
        first.channel_message_id or "",
        regular.clock(),
        999,
        "mở cửa ạ",
        edited=True,
    )
    sent = regular._after(lambda session: conversation.receive_unread(session, regular.desk, event))
    assert sent == []
    assert regular.rows(Ticket) == []


def test_the_same_words_again_are_nothing(regular: Scene) -> None:
    regular.says("xem giúp em https://langnghe.example", PLACE)
    assert edit(regular, "xem giúp em https://langnghe.example", HOURS) == []
    assert not any(each.edited for each in regular.rows(Message))


def test_somebody_on_the_way_is_kept_where_they_are_now(regular: Scene) -> None:
    regular.says(files=[Attachment("location", name="10.5, 106.7")])
    assert edit(regular, "", None, attachments=(Attachment("location", name="10.6, 106.7"),)) == []
    places = [each.attachments for each in regular.rows(Message) if each.attachments]
    assert [each[0]["name"] for each in places] == ["10.6, 106.7"]


def test_words_under_a_picture_that_came_later_are_understood(regular: Scene) -> None:
    regular.says(files=[PHOTO])
    (answer,) = texts(edit(regular, "áo rách nè", DAMAGED, attachments=(PHOTO,)))
    assert "KN-0001" in answer


def test_a_review_follows_its_words_and_every_version_is_kept(regular: Scene) -> None:
    regular.says("áo đẹp lắm, 5 sao", meaning("review_positive", sentiment="positive", stars=5))
    regular.clock.forward(hours=2)
    (offer,) = edit(
        regular, "giặt xong phai màu, 2 sao", meaning("review_negative", sentiment="negative", stars=2)
    )
    review, version = regular.the(Review), regular.the(ReviewVersion)
    assert (review.stars, review.sentiment) == (2, "negative")
    assert (version.stars, version.sentiment, version.at) == (5, "positive", review.at)
    texts_of = {each.id: each.text for each in regular.rows(Message)}
    assert texts_of[review.message_id or 0] == "giặt xong phai màu, 2 sao"
    assert texts_of[version.message_id or 0] == "áo đẹp lắm, 5 sao"
    assert actions(offer) == ["ticket:1"]
    edit(regular, "phai màu tệ lắm, 1 sao", meaning("review_negative", sentiment="negative", stars=1))
    assert [each.stars for each in regular.rows(ReviewVersion)] == [5, 2]


def test_a_review_said_better_is_kept_in_silence(regular: Scene) -> None:
    regular.says("áo dep, 5 sao", meaning("review_positive", stars=5))
    assert edit(regular, "áo đẹp, 5 sao", meaning("review_positive", stars=5)) == []
    assert len(regular.rows(ReviewVersion)) == 1


def test_a_review_that_became_a_complaint_gets_its_case(regular: Scene) -> None:
    regular.says("áo đẹp, 5 sao", meaning("review_positive", stars=5))
    (answer,) = texts(edit(regular, "áo rách rồi, đổi cho em", DAMAGED))
    assert "KN-0001" in answer
    assert regular.the(Review).sentiment == "negative"


def test_nobody_is_unreachable_who_edits(regular: Scene) -> None:
    regular.says("mấy giờ mở cửa", HOURS)
    regular.leaves()
    edit(regular, "mở cửa", HOURS)
    assert regular.the(Conversation).unreachable_since is None
