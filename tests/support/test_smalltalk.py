import pytest

from store.models import Message, Ticket
from support.events import Attachment
from tests.support.scene import PHOTO, Scene, actions, meaning, texts


@pytest.mark.parametrize("intent", ["greeting", "thanks", "bye", "yes", "no", "wait"])
def test_small_talk_gets_a_short_answer(regular: Scene, intent: str) -> None:
    (answer,) = texts(regular.says("...", meaning(f"other_{intent}")))
    assert len(answer) < 80
    assert regular.rows(Ticket) == []


def test_the_bot_says_that_it_is_one(regular: Scene) -> None:
    (answer,) = regular.says("đang chat với máy hả", meaning("other_bot"))
    assert "bot" in answer.text
    assert actions(answer) == ["human"]


@pytest.mark.parametrize("intent", ["order", "change_order", "cancel_order", "foreign"])
def test_what_only_a_person_can_do_gets_a_ticket(regular: Scene, intent: str) -> None:
    (answer,) = texts(regular.says("giúp mình nha", meaning(f"other_{intent}")))
    assert "KN-0001" in answer
    assert regular.the(Ticket).topic == intent


def test_a_cancellation_without_a_code_asks_for_it(regular: Scene) -> None:
    (answer,) = texts(regular.says("huỷ đơn giúp mình", meaning("other_cancel_order")))
    assert "mã đơn" in answer


def test_information_without_a_matter_is_passed_on(regular: Scene) -> None:
    (answer,) = texts(regular.says("12 Lê Lợi Huế", meaning("other_give_info")))
    assert "KN-0001" in answer


def test_the_same_words_are_not_said_twice_within_a_minute(regular: Scene) -> None:
    stop = meaning("other_stop")
    assert len(texts(regular.says("dừng", stop))) == 1
    assert texts(regular.says("dừng đi", stop)) == []
    regular.clock.forward(minutes=2)
    assert len(texts(regular.says("dừng đi mà", stop))) == 1


def test_a_picture_alone_is_asked_about_once(regular: Scene) -> None:
    (question,) = texts(regular.says(files=[PHOTO]))
    assert "nhận được" in question
    assert regular.says(files=[PHOTO]) == []
    assert regular.rows(Message)[-1].attachments == [
        {"kind": "photo", "file_id": "file-1", "name": "", "url": ""}
    ]


def test_a_voice_message_is_not_pretended_to_be_heard(regular: Scene) -> None:
    (answer,) = texts(regular.says(files=[Attachment("voice", "v1")]))
    assert "chưa nghe được" in answer


def test_a_greeting_in_pieces_is_answered_once(regular: Scene) -> None:
    assert len(texts(regular.says("shop ơi", meaning("other_greeting")))) == 1
    assert texts(regular.says("ới", meaning("other_greeting"))) == []
    regular.clock.forward(minutes=2)
    assert len(texts(regular.says("shop đâu rồi", meaning("other_greeting")))) == 1
