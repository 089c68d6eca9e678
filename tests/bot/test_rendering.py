"""What the Bot API is asked for each content."""

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering import LONGEST_TEXT, calls, split
from store.outbox import Button, Content, Mention, Part

YES = ((Button("Đồng ý", "consent:yes"), Button("Xem", url="https://langnghe.example")),)


def sent(content: Content, chat_id: str = "7") -> dict[str, Any]:
    """The one call's arguments, markup and the like as the Bot API gets them."""
    (call,) = calls(content, chat_id)
    return {
        key: value.to_dict() if hasattr(value, "to_dict") else value for key, value in call.arguments.items()
    }


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_plain_text_goes_as_it_is() -> None:
    assert sent(Content("message", "1 < 2 & <b>hổng đậm</b>")) == {
        "chat_id": 7,
        "text": "1 < 2 & <b>hổng đậm</b>",
        "link_preview_options": {"is_disabled": True},
    }


def test_a_title_is_bold_and_everything_else_is_escaped() -> None:
    arguments = sent(Content("message", "</b><a href='x'>& tôi</a>", title="<KN-0042> & bạn"))
    assert arguments["parse_mode"] == "HTML"
    assert (
        arguments["text"]
        == "<b>&lt;KN-0042&gt; &amp; bạn</b>\n&lt;/b&gt;&lt;a href='x'&gt;&amp; tôi&lt;/a&gt;"
    )


def test_who_is_called_stands_below_as_a_mention() -> None:
    lan = Mention("42", "Lan <kho>")
    assert sent(Content("message", "1 < 2", "Nhắc", mentions=(lan, Mention("43", "Minh"))))["text"] == (
        "<b>Nhắc</b>\n1 &lt; 2\n"
        '<a href="tg://user?id=42">Lan &lt;kho&gt;</a> <a href="tg://user?id=43">Minh</a>'
    )


def test_in_a_long_text_the_last_message_calls() -> None:
    lan = Mention("42", "Lan")
    first, last = calls(Content("message", "dài lắm " * 700, "Nhắc", mentions=(lan,)), "7")
    assert "tg://user" not in first.arguments["text"]
    assert last.arguments["text"].endswith('<a href="tg://user?id=42">Lan</a>')
    assert all(
        units(html.unescape(re.sub("<[^>]*>", "", call.arguments["text"]))) <= LONGEST_TEXT
        for call in (first, last)
    )


def test_buttons_hang_under_the_message() -> None:
    assert sent(Content("message", "Nhé?", buttons=YES))["reply_markup"] == {
        "inline_keyboard": [
            [
                {"text": "Đồng ý", "callback_data": "consent:yes"},
                {"text": "Xem", "url": "https://langnghe.example"},
            ]
        ]
    }


def test_a_contact_is_asked_for_with_a_keyboard_that_goes_away() -> None:
    keyboard = sent(Content("message", "Số của mình?", ask_contact="Gửi số điện thoại"))["reply_markup"]
    assert keyboard["keyboard"] == [[{"text": "Gửi số điện thoại", "request_contact": True}]]
    assert keyboard["one_time_keyboard"]
    assert keyboard["resize_keyboard"]
    assert sent(Content("message", "Xong", remove_keyboard=True))["reply_markup"] == {"remove_keyboard": True}


def test_an_answer_stands_alone_when_what_it_answers_is_gone() -> None:
    assert sent(Content("message", "Dạ", reply_to="12"))["reply_parameters"] == {
        "message_id": 12,
        "allow_sending_without_reply": True,
    }


@pytest.mark.parametrize(
    ("content", "method", "arguments"),
    [
        (Content("edit", "Đã nhận", target="5"), "editMessageText", {"chat_id": 7, "message_id": 5, "text": "Đã nhận"}),
        (Content("buttons", target="5"), "editMessageReplyMarkup", {"chat_id": 7, "message_id": 5}),
        (Content("toast", "Dạ", target="99"), "answerCallbackQuery", {"callback_query_id": "99", "text": "Dạ"}),
        (Content("toast", target="99"), "answerCallbackQuery", {"callback_query_id": "99"}),
        (
            Content("copy", target="5", from_chat="-100"),
            "copyMessage",
            {"chat_id": 7, "from_chat_id": -100, "message_id": 5},
        ),
        (Content("delete", target="5"), "deleteMessage", {"chat_id": 7, "message_id": 5}),
    ],
)  # fmt: skip
def test_the_other_things_a_content_can_be(content: Content, method: str, arguments: dict[str, Any]) -> None:
    (call,) = calls(content, "7")
    assert call.method == method
    assert sent(content) == arguments


def test_a_document_is_a_file_with_a_few_words_under_it() -> None:
    (call,) = calls(
        Content("document", "Dạ của mình đây ạ", file_name="du-lieu.html", body="<p>Chị Hoa</p>"), "7"
    )
    file = call.arguments["document"]
    assert (call.method, call.arguments["chat_id"], call.arguments["caption"]) == (
        "sendDocument",
        7,
        "Dạ của mình đây ạ",
    )
    assert (file.filename, file.mimetype, file.input_file_content.decode()) == (
        "du-lieu.html",
        "text/html",
        "<p>Chị Hoa</p>",
    )


def test_a_long_text_becomes_several_messages_with_the_buttons_under_the_last() -> None:
    text = "\n".join(f"dòng {n} " + "đ" * 90 for n in range(100))
    made = calls(Content("message", text, title="Phiếu", buttons=YES, reply_to="3"), "7")
    shown = [re.sub("</?b>", "", html.unescape(call.arguments["text"])) for call in made]
    assert len(shown) == 3
    assert all(units(each) <= LONGEST_TEXT for each in shown)
    assert "\n".join(shown) == f"Phiếu\n{text}"
    assert ["reply_markup" in call.arguments for call in made] == [False, False, True]
    assert ["reply_parameters" in call.arguments for call in made] == [True, False, False]


def test_an_edit_cannot_become_two_messages_so_it_is_cut() -> None:
    (call,) = calls(Content("edit", "chữ " * 3000, target="5"), "7")
    assert units(call.arguments["text"]) <= LONGEST_TEXT
    assert call.arguments["text"].endswith("…")


def test_a_toast_has_room_for_200_characters() -> None:
    assert len(sent(Content("toast", "chữ " * 100, target="5"))["text"]) <= 200


@given(st.text(), st.integers(2, 40), st.integers(2, 40))
def test_no_part_is_too_long_and_nothing_but_space_is_lost(text: str, first: int, rest: int) -> None:
    parts = split(text, first, rest)
    assert all(
        units(part) <= limit for part, limit in zip(parts, [first, *[rest] * len(parts)], strict=False)
    )
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_words_stay_whole() -> None:
    assert split("một hai ba bốn năm", 10, 10) == ["một hai", "ba bốn năm"]


ALBUM = (Part("photo", "f1", "11", "áo <b>rách</b>"), Part("video", "f2", "12"), Part("voice", "f3", "13"))


def test_an_album_goes_together_and_in_order() -> None:
    arguments = sent(Content("album", from_chat="5", reply_to="3", parts=ALBUM), "-100")
    assert arguments["chat_id"] == -100
    assert [each.to_dict() for each in arguments["media"]] == [
        {"type": "photo", "media": "f1", "caption": "áo <b>rách</b>"},
        {"type": "video", "media": "f2"},
        {"type": "audio", "media": "f3"},
    ]
    assert arguments["reply_parameters"]["message_id"] == 3


def test_a_part_without_the_others_is_copied() -> None:
    (call,) = calls(Content("album", from_chat="5", parts=ALBUM[:1]), "-100")
    assert (call.method, call.messages) == ("copyMessage", 1)
    assert call.arguments == {"chat_id": -100, "from_chat_id": 5, "message_id": 11}


def test_an_album_counts_as_so_many_messages() -> None:
    (call,) = calls(Content("album", from_chat="5", parts=ALBUM), "-100")
    assert (call.method, call.messages) == ("sendMediaGroup", 3)


def test_a_question_for_a_note_opens_the_answer_for_whom_it_calls() -> None:
    (call,) = calls(Content("message", "Ghi chú?", mentions=(Mention("7", "Lan"),), asks="note"), "-100")
    assert call.arguments["reply_markup"].to_dict() == {"force_reply": True, "selective": True}
