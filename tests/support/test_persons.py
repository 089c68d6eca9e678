"""Who speaks is seen by name, and who writes while the shop is closed hears once when somebody is there."""

import pytest

from store.models import Message
from tests.support.order_scenes import bare_desk
from tests.support.scene import PHOTO, Scene, meaning, texts
from tests.support.test_content import WORDS

PERSON = meaning("other_human")


def test_the_first_words_of_each_person_carry_the_name(regular: Scene) -> None:
    regular.says("gặp nhân viên", PERSON)
    card = regular.card()
    titles = [
        [content.title for content in regular.staff_write(words, reply_to=card, name=name)]
        for words, name in (
            ("Dạ em nghe ạ", "Lan"),
            ("Chờ em xíu", "Lan"),
            ("Em xem kho", "Minh"),
            ("Còn ạ", "Lan"),
        )
    ]
    assert titles == [["Lan (nhân viên)"], [""], ["Minh (nhân viên)"], ["Lan (nhân viên)"]]


def test_a_person_who_begins_to_speak_is_named_again_in_each_handover(regular: Scene) -> None:
    regular.says("giao trễ", meaning("complaint_late"))
    card = regular.card()
    (first,) = regular.staff_write("Em xem rồi", reply_to=card, name="Lan")
    regular.staff_tap("giveback:1")
    regular.clock.forward(minutes=5)
    (again,) = regular.staff_write("Em quay lại ạ", reply_to=card, name="Lan")
    assert (first.title, again.title) == ("Lan (nhân viên)", "Lan (nhân viên)")


def test_who_takes_a_waiting_customer_is_announced_once(regular: Scene) -> None:
    regular.says("gọi chị nha", meaning("other_give_info"))
    regular.says("gặp nhân viên", PERSON)
    card = regular.card()
    (here,) = texts(regular.staff_tap("take:1", name="Lan"))
    assert here == "Lan (nhân viên) đang xem tin và sẽ trả lời chị ngay ở đây ạ."
    assert texts(regular.staff_tap("take:1", name="Lan")) == []
    (answer,) = regular.staff_write("Dạ em nghe ạ", reply_to=card, name="Lan")
    assert answer.title == ""


def test_who_takes_a_case_while_the_bot_speaks_is_not(regular: Scene) -> None:
    regular.says("giao trễ", meaning("complaint_late"))
    assert regular.staff_tap("take:1", name="Lan") == []


def test_a_first_word_that_is_a_picture_comes_behind_the_name(regular: Scene) -> None:
    regular.says("gặp nhân viên", PERSON)
    here, picture = regular.staff_write("", reply_to=regular.card(), files=[PHOTO], name="Lan")
    assert here.text.startswith("Lan (nhân viên)")
    assert picture.what == "copy"


def test_who_writes_to_a_person_at_night_is_told_once_each_night(regular: Scene) -> None:
    regular.says("gặp nhân viên", PERSON)
    _staff_answer(regular)
    assert regular.says("vậy hả", meaning("other_yes")) == []
    regular.clock.forward(hours=12)
    (away,) = texts(regular.says("còn đó không", meaning("other_greeting")))
    assert "8:00 sáng mai" in away
    assert regular.says("alo", meaning("other_greeting")) == []
    assert regular.says("", files=[PHOTO]) == []
    regular.clock.forward(hours=11)
    assert regular.says("sáng rồi nè", meaning("other_greeting")) == []
    regular.clock.forward(hours=13)
    assert len(texts(regular.says("tối nữa rồi", meaning("other_greeting")))) == 1


def test_it_is_kept_in_the_database_and_not_said_by_a_new_process(regular: Scene) -> None:
    regular.says("gặp nhân viên", PERSON)
    regular.clock.forward(hours=12)
    assert len(texts(regular.says("còn đó không", meaning("other_greeting")))) == 1
    anew = Scene(regular.sessions)
    anew.clock.now = regular.clock.now
    anew._ids = regular._ids
    assert anew.says("alo", meaning("other_greeting")) == []


def test_who_was_handed_over_at_night_was_told_then(scene: Scene) -> None:
    scene.clock.forward(hours=12)
    assert "không trực" in texts(scene.says("gặp nhân viên", PERSON))[0]
    assert scene.says("nhanh nha", meaning("other_wait")) == []


def test_who_is_answered_late_by_a_person_hears_nothing_of_hours(regular: Scene) -> None:
    regular.says("gặp nhân viên", PERSON)
    regular.clock.forward(hours=12)
    _staff_answer(regular)
    assert regular.says("cảm ơn nha", meaning("other_thanks")) == []


def test_a_message_that_the_model_could_not_read_is_told_too(regular: Scene) -> None:
    regular.says("gặp nhân viên", PERSON)
    regular.clock.forward(hours=12)
    (away,) = texts(regular.says_unread("còn đó không"))
    assert "8:00 sáng mai" in away


def test_quick_messages_and_files_reach_the_staff_at_once_and_in_order(regular: Scene) -> None:
    regular.says("gặp nhân viên", PERSON)
    card, before = regular.card(), len(regular.sent())
    for number in range(4):
        regular.says(f"tin {number}", meaning("other_give_info", confidence=0.3))
        regular.says(files=[PHOTO])
    shown = regular.sent()[before:]
    assert [content.text or content.what for content in shown if content.what != "edit"] == [
        each for number in range(4) for each in (f"tin {number}", "copy")
    ]
    assert {content.reply_to for content in shown if content.what != "edit"} == {card}
    assert [message.author for message in regular.rows(Message)][-8:] == ["customer"] * 8


@pytest.mark.parametrize("form", [None, "anh", "chị", "bạn", "cô", "chú", "bác"])
def test_the_bot_says_that_it_is_one_to_everybody(regular: Scene, form: str | None) -> None:
    words = regular.desk.wording.addressing(lambda text: regular.desk.address.call(form, text))
    said = words.variants("i_am_a_bot")
    assert all("trợ lý tự động" in text for text in said)
    assert len({*said}) == len(WORDS.texts["i_am_a_bot"])
    assert bare_desk().address.call(form, "mình") == "mình"


def _staff_answer(scene: Scene) -> None:
    scene.staff_write("Dạ em nghe ạ", reply_to=scene.card(), name="Lan")
