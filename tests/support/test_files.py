"""Everything that Telegram carries besides words: kept, shown to staff, and answered with a sensible word."""

import pytest

from store.models import Customer, Message, StaffPost, Ticket
from support.events import Attachment
from tests.support.scene import PHOTO, Scene, actions, meaning, texts

LATE = meaning("complaint_late")
PLACE = Attachment("location", name="10.5, 106.7", url="https://maps.google.com/?q=10.5,106.7")
MOTHER = Attachment("contact", name="Má 0901234567")
THINGS = {
    "photo": (PHOTO, "về cái này"),
    "voice": (Attachment("voice", "v1"), "tin thoại"),
    "video": (Attachment("video", "v1"), "về cái này"),
    "document": (Attachment("document", "d1", "hoá đơn.pdf"), "về cái này"),
    "sticker": (Attachment("sticker", "s1"), "nghe mình"),
    "contact": (MOTHER, "ghi lại số"),
    "poll": (Attachment("poll", name="Áo nào đẹp?"), "bình chọn"),
    "dice": (Attachment("dice", name="🎲 3"), "vui"),
    "story": (Attachment("other"), "không mở được"),
    "location": (PLACE, "giao hàng tới đây"),
}


@pytest.mark.parametrize("thing", THINGS)
def test_whatever_comes_without_words_gets_a_sensible_word_once(regular: Scene, thing: str) -> None:
    file, expected = THINGS[thing]
    (said,) = texts(regular.says(files=[file]))
    assert expected in said
    assert texts(regular.says(files=[file])) == []
    assert regular.rows(Message)[-1].attachments == [
        {"kind": file.kind, "file_id": file.file_id, "name": file.name, "url": file.url}
    ]


def test_another_kind_behind_a_picture_is_answered_in_its_own_words(regular: Scene) -> None:
    regular.says(files=[PHOTO])
    (said,) = texts(regular.says(files=[Attachment("voice", "v1")]))
    assert "tin thoại" in said


def test_a_place_behind_a_question_about_delivery_goes_to_a_person_at_once(regular: Scene) -> None:
    regular.says("có giao tới chỗ em không", meaning("question_delivery_area"))
    (said,) = texts(regular.says(files=[PLACE]))
    ticket = regular.the(Ticket)
    assert ticket.code is not None
    assert ticket.code in said
    assert (ticket.severity, ticket.reasons) == ("S4", ["Khách gửi vị trí để giao hàng"])
    shown = regular.sent()[-1]
    assert (shown.what, shown.text) == ("message", "📍 10.5, 106.7\nhttps://maps.google.com/?q=10.5,106.7")


@pytest.mark.parametrize("how", ["tap", "words"])
def test_a_place_out_of_the_blue_is_asked_about_and_a_yes_passes_it_on(regular: Scene, how: str) -> None:
    (asked,) = regular.says(files=[PLACE])
    place = regular.rows(Message)[-2]
    assert actions(asked) == [f"place:{place.id}:yes", f"place:{place.id}:no"]
    said = texts(
        regular.taps(f"place:{place.id}:yes")
        if how == "tap"
        else regular.says("ừ đúng r", meaning("other_yes"))
    )
    assert "phiếu KN-0001" in said[0]
    assert (
        next(each for each in regular.rows(Message) if each.id == place.id).ticket_id
        == regular.the(Ticket).id
    )
    regular.taps(f"place:{place.id}:yes")
    assert regular.the(Ticket)


@pytest.mark.parametrize("how", ["tap", "words"])
def test_a_place_for_something_else_opens_nothing(regular: Scene, how: str) -> None:
    regular.says(files=[PLACE])
    place = regular.rows(Message)[-2]
    said = texts(
        regular.taps(f"place:{place.id}:no") if how == "tap" else regular.says("không", meaning("other_no"))
    )
    assert "chỗ này" in said[0]
    assert regular.rows(Ticket) == []


def test_a_place_on_an_open_case_is_added_to_it(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.deliver()
    (said,) = texts(regular.says(files=[PLACE]))
    assert "KN-0001" in said
    assert "https://maps.google.com/?q=10.5,106.7" in regular.sent()[-1].text


def test_nobody_answers_for_another_customers_place(regular: Scene) -> None:
    regular.says(files=[PLACE])
    place = regular.rows(Message)[-2]
    regular.says(command="start", chat="1002")
    assert (
        regular.taps(f"place:{place.id}:yes", chat="1002")[-1].text == "Nút này đã cũ, không dùng được nữa."
    )
    assert regular.rows(Ticket) == []


def test_somebody_elses_number_is_told_to_staff_and_ties_nothing(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.deliver()
    regular.says(files=[MOTHER])
    assert regular.sent()[-1].text == "👤 Danh bạ: Má 0901234567"
    assert regular.the(Customer).phone is None


def test_what_nobody_can_open_is_said_so_although_a_case_is_open(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    (said,) = texts(regular.says(files=[Attachment("other")]))
    assert "không mở được" in said


def test_while_a_person_speaks_the_bot_only_shows_what_comes(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    regular.deliver()
    for file, _ in THINGS.values():
        assert regular.says(files=[file]) == []
    regular.deliver()
    assert len(regular.rows(StaffPost)) == 1 + len(THINGS)
