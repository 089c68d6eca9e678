"""What Telegram tells us becomes what happened."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import CallbackQuery, ChatMemberUpdated, Message

from bot import translate
from support.events import Attachment

AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DATE = int(AT.timestamp())
LAN = {"id": 7, "first_name": "Lan", "last_name": "Trần", "is_bot": False}
PRIVATE = {"id": 7, "type": "private", "first_name": "Lan"}
GROUP = {"id": -100, "type": "supergroup", "title": "Nhân viên"}
FILE = {"file_id": "f2", "file_unique_id": "u"}
SIZE = {"width": 9, "height": 9}
HERE = {"latitude": 10.5, "longitude": 106.7}
MAP = "https://maps.google.com/?q=10.5,106.7"
POLL = {
    "id": "1",
    "question": "Áo nào đẹp?",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}


def message(chat: dict[str, Any] = PRIVATE, **fields: Any) -> Message:
    return Message.de_json({"message_id": 3, "date": DATE, "chat": chat, "from": LAN} | fields)


def test_words() -> None:
    event = translate.customer_message(message(text="giao lâu quá"), 12)
    assert (event.channel, event.chat_id, event.name, event.message_id) == ("telegram", "7", "Lan Trần", "3")
    assert (event.at, event.inbox_id, event.text, event.edited) == (AT, 12, "giao lâu quá", False)
    assert event.attachments == ()


def test_an_edit_says_so_and_when() -> None:
    event = translate.customer_message(message(text="giao lâu", edit_date=DATE + 60), 12)
    assert event.edited
    assert int(event.at.timestamp()) == DATE + 60


@pytest.mark.parametrize(
    ("fields", "attachment"),
    [
        ({"photo": [FILE | SIZE | {"file_id": "f1"}, FILE | SIZE]}, Attachment("photo", "f2")),
        ({"voice": FILE | {"duration": 1}}, Attachment("voice", "f2")),
        ({"audio": FILE | {"duration": 1}}, Attachment("voice", "f2")),
        ({"video": FILE | SIZE | {"duration": 1}}, Attachment("video", "f2")),
        ({"video_note": FILE | {"duration": 1, "length": 9}}, Attachment("video", "f2")),
        ({"animation": FILE | SIZE | {"duration": 1}, "document": FILE}, Attachment("video", "f2")),
        ({"document": FILE | {"file_name": "hóa đơn.pdf"}}, Attachment("document", "f2", "hóa đơn.pdf")),
        (
            {"sticker": FILE | SIZE | {"type": "regular", "is_animated": False, "is_video": False, "emoji": "😡"}},
            Attachment("sticker", "f2", "😡"),
        ),
        ({"location": HERE}, Attachment("location", name="10.5, 106.7", url=MAP)),
        (
            {"venue": {"location": HERE, "title": "Chợ <b>Bến Thành</b>", "address": "Lê Lợi"}},
            Attachment("location", name="Chợ <b>Bến Thành</b>, Lê Lợi (10.5, 106.7)", url=MAP),
        ),
        ({"contact": {"phone_number": "0901234567", "first_name": "Má", "user_id": 8}}, Attachment("contact", name="Má 0901234567")),
        ({"dice": {"emoji": "🎲", "value": 3}}, Attachment("dice", name="🎲 3")),
        ({"poll": POLL}, Attachment("poll", name="Áo nào đẹp?")),
        ({"game": {"title": "Lumberjack", "description": "", "photo": []}}, Attachment("other", name="Lumberjack")),
        ({"story": {"id": 1, "chat": PRIVATE}}, Attachment("other")),
        ({"paid_media": {"star_count": 5, "paid_media": [{"type": "preview"}]}}, Attachment("other")),
        ({"something_new": {"of": "next year"}}, Attachment("other")),
    ],
)  # fmt: skip
def test_what_else_can_be_sent(fields: dict[str, Any], attachment: Attachment) -> None:
    event = translate.customer_message(message(**fields), 12)
    assert event.attachments == (attachment,)
    assert event.text == ""


def test_a_caption_is_what_the_customer_says() -> None:
    event = translate.customer_message(message(photo=[FILE | SIZE], caption="áo bị rách"), 12)
    assert event.text == "áo bị rách"
    assert event.attachments == (Attachment("photo", "f2"),)


def test_the_parts_of_an_album_say_that_they_are() -> None:
    event = translate.customer_message(message(photo=[FILE | SIZE], media_group_id="77"), 12)
    assert event.group_id == "77"


ANSWERED = {"message_id": 2, "date": DATE, "chat": PRIVATE, "text": "Dạ em đã mở phiếu KN-0001 ạ"}
ELSEWHERE = {
    "origin": {"type": "hidden_user", "date": DATE, "sender_user_name": "Ai đó"},
    "chat": {"id": -1005, "type": "channel", "title": "Kênh"},
    "message_id": 2,
}


@pytest.mark.parametrize(
    ("fields", "reply_to", "quote"),
    [
        ({"reply_to_message": ANSWERED}, "2", "Dạ em đã mở phiếu KN-0001 ạ"),
        ({"reply_to_message": ANSWERED, "quote": {"text": "phiếu KN-0001", "position": 9}}, "2", "phiếu KN-0001"),
        ({"external_reply": ELSEWHERE, "quote": {"text": "sale 50%", "position": 0}}, "", "sale 50%"),
        ({"external_reply": ELSEWHERE}, "", ""),
        ({}, "", ""),
    ],
)  # fmt: skip
def test_what_a_message_answers(fields: dict[str, Any], reply_to: str, quote: str) -> None:
    event = translate.customer_message(message(text="cái này sao rồi", **fields), 12)
    assert (event.reply_to, event.quote) == (reply_to, quote)


@pytest.mark.parametrize("number", ["84901234567", "+84901234567", "0901234567", "+84 90 123 4567"])
def test_ones_own_number_is_known_however_it_is_written(number: str) -> None:
    shared = message(contact={"phone_number": number, "first_name": "Lan", "user_id": 7})
    assert translate.customer_message(shared, 12).phone == "+84901234567"
    assert translate.customer_message(shared, 12).attachments == ()


@pytest.mark.parametrize(
    "contact",
    [
        {"phone_number": "84901234567", "first_name": "Má", "user_id": 8},
        {"phone_number": "84901234567", "first_name": "Lan"},
        {"phone_number": "12", "first_name": "Lan", "user_id": 7},
        {"phone_number": "số của em", "first_name": "Lan", "user_id": 7},
    ],
)
def test_somebody_elses_number_proves_nothing(contact: dict[str, Any]) -> None:
    assert translate.customer_message(message(contact=contact), 12).phone == ""


def test_a_reply_in_the_staff_group_says_to_what() -> None:
    answered = {"message_id": 2, "date": DATE, "chat": GROUP}
    event = translate.staff_message(message(GROUP, text="Dạ shop đổi ạ", reply_to_message=answered), 12)
    assert (event.chat_id, event.user_id, event.name, event.reply_to) == ("-100", "7", "Lan Trần", "2")


def test_an_anonymous_administrator_is_the_group_itself() -> None:
    bot = {"id": 1_087_968_824, "first_name": "Group", "is_bot": True}
    written = message(GROUP, text="Dạ", **{"from": bot, "sender_chat": GROUP, "author_signature": "Quản lý"})
    event = translate.staff_message(written, 12)
    assert (event.user_id, event.name) == ("-100", "Quản lý")


def test_taps() -> None:
    under = {"message_id": 3, "date": DATE, "chat": PRIVATE}
    tap = {"id": "99", "from": LAN, "chat_instance": "x", "data": "stars:1:5", "message": under}
    event = translate.customer_tap(CallbackQuery.de_json(tap), AT, 12)
    assert (event.chat_id, event.tap_id, event.message_id, event.action) == ("7", "99", "3", "stars:1:5")
    too_old = {"message_id": 3, "date": 0, "chat": GROUP}
    in_group = translate.staff_tap(CallbackQuery.de_json(tap | {"message": too_old}), AT, 12)
    assert (in_group.chat_id, in_group.user_id, in_group.message_id) == ("-100", "7", "3")


@pytest.mark.parametrize(("status", "returned"), [("kicked", False), ("member", True)])
def test_blocking_and_coming_back(status: str, returned: bool) -> None:
    bot = {"id": 1, "first_name": "Shop", "is_bot": True}
    member = {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
    change = {
        "chat": PRIVATE,
        "from": LAN,
        "date": DATE,
        "new_chat_member": member,
        "old_chat_member": {"user": bot, "status": "member"},
    }
    event = translate.customer_left(ChatMemberUpdated.de_json(change))
    assert (event.chat_id, event.returned, event.at) == ("7", returned, AT)


MINH = {"id": 8, "first_name": "Minh", "is_bot": False}
ANOTHER_BOT = {"id": 9, "first_name": "Bot khác", "is_bot": True}


@pytest.mark.parametrize(
    ("status", "returned"),
    [
        ({"status": "left"}, False),
        ({"status": "kicked", "until_date": 0}, False),
        ({"status": "member"}, True),
    ],
)
def test_who_leaves_the_staff_group_and_who_comes_back(status: dict[str, Any], *, returned: bool) -> None:
    change = {
        "chat": GROUP,
        "from": LAN,  # who removed him
        "date": DATE,
        "new_chat_member": {"user": MINH, **status},
        "old_chat_member": {"user": MINH, "status": "member"},
    }
    event = translate.staff_left(ChatMemberUpdated.de_json(change))
    assert (event.chat_id, event.user_id, event.name) == ("-100", "8", "Minh")
    assert (event.returned, event.at) == (returned, AT)


def test_the_line_in_the_chat_says_it_too_and_bots_are_nobody() -> None:
    (left,) = translate.staff_came_or_went(message(GROUP, left_chat_member=MINH))
    assert (left.user_id, left.returned) == ("8", False)
    (came,) = translate.staff_came_or_went(message(GROUP, new_chat_members=[MINH, ANOTHER_BOT]))
    assert (came.user_id, came.returned) == ("8", True)
    assert translate.staff_came_or_went(message(GROUP, left_chat_member=ANOTHER_BOT)) == []


def test_under_which_chat_somebody_of_the_staff_group_hides() -> None:
    bot = {"id": 1_087_968_824, "first_name": "Group", "is_bot": True}
    channel = {"id": -200, "type": "channel", "title": "Tin khuyến mãi"}
    assert translate.staff_message(message(GROUP, text="Dạ"), 12).under == ""
    hidden = translate.staff_message(message(GROUP, text="Dạ", **{"from": bot, "sender_chat": GROUP}), 12)
    assert hidden.under == "group"
    posted = translate.staff_message(message(GROUP, text="Dạ", **{"from": bot, "sender_chat": channel}), 12)
    assert (posted.under, posted.user_id) == ("channel", "-200")


def test_a_changed_message_and_the_parts_of_an_album_are_known_in_the_group_too() -> None:
    album = {"photo": [FILE | SIZE], "caption": "/ghichu kho hết", "media_group_id": "77"}
    event = translate.staff_message(message(GROUP, edit_date=DATE + 60, **album), 12)
    assert (event.edited, event.group_id, event.text) == (True, "77", "/ghichu kho hết")
