"""Changing and taking away messages."""

from typing import Any

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.sandbox.server import STAFF_CHAT, Sandbox

NOT_MODIFIED = (
    "Message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
TAKE = InlineKeyboardMarkup([[InlineKeyboardButton("Nhận", callback_data="take")]])
CLOSE = InlineKeyboardMarkup([[InlineKeyboardButton("Đóng", callback_data="close")]])
TWO_DAYS = 48 * 3600


def shown(sandbox: Sandbox) -> dict[str, Any]:
    return sandbox.messages(STAFF_CHAT)[-1]


async def test_text_and_buttons_are_edited_and_marked(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sent = await bot.send_message(STAFF_CHAT, "một", reply_markup=TAKE)
    assert shown(sandbox)["edited"] is None
    edited = await bot.edit_message_text(
        "<b>hai</b>", STAFF_CHAT, sent.message_id, parse_mode="HTML", reply_markup=CLOSE
    )
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None
    assert (shown(sandbox)["text"], shown(sandbox)["entities"][0]["type"]) == ("hai", "bold")
    assert shown(sandbox)["buttons"] == [[{"text": "Đóng", "data": "close"}]]
    assert shown(sandbox)["edited"] == int(edited.edit_date.timestamp())


async def test_an_edit_without_buttons_takes_them_away(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sent = await bot.send_message(STAFF_CHAT, "<b>một</b>", parse_mode="HTML", reply_markup=TAKE)
    await bot.edit_message_text("một", STAFF_CHAT, sent.message_id)
    assert (shown(sandbox)["buttons"], shown(sandbox)["entities"]) == ([], [])


async def test_an_edit_that_changes_nothing_is_refused(bot: telegram.Bot) -> None:
    sent = await bot.send_message(STAFF_CHAT, "một", reply_markup=TAKE)
    with pytest.raises(BadRequest) as refused:
        await bot.edit_message_text(" một ", STAFF_CHAT, sent.message_id, reply_markup=TAKE)
    assert str(refused.value) == NOT_MODIFIED
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(STAFF_CHAT, sent.message_id, reply_markup=TAKE)


async def test_buttons_alone_are_changed_without_a_mark(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sent = await bot.send_message(STAFF_CHAT, "một", reply_markup=TAKE)
    await bot.edit_message_reply_markup(STAFF_CHAT, sent.message_id, reply_markup=CLOSE)
    assert (shown(sandbox)["buttons"][0][0]["data"], shown(sandbox)["edited"]) == ("close", None)
    await bot.edit_message_reply_markup(STAFF_CHAT, sent.message_id)
    assert shown(sandbox)["buttons"] == []


async def test_captions_are_edited(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sent = await bot.send_document(STAFF_CHAT, b"x", filename="x.txt", caption="một")
    await bot.edit_message_caption(STAFF_CHAT, sent.message_id, caption="hai")
    assert shown(sandbox)["text"] == "hai"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("ba", STAFF_CHAT, sent.message_id)


def test_messages_that_cannot_be_edited(sandbox: Sandbox) -> None:
    said = sandbox.staff().says("của tôi")
    text = sandbox.result("sendMessage", chat_id=STAFF_CHAT, text="x")["message_id"]
    cases = {
        "message to edit not found": {"chat_id": STAFF_CHAT, "message_id": 999, "text": "y"},
        "message can't be edited": {"chat_id": STAFF_CHAT, "message_id": said["id"], "text": "y"},
        "chat not found": {"chat_id": 5, "message_id": 1, "text": "y"},
        "message identifier is not specified": {"chat_id": STAFF_CHAT, "text": "y"},
        "chat_id is empty": {"message_id": 1, "text": "y"},
        "message text is empty": {"chat_id": STAFF_CHAT, "message_id": text, "text": " "},
        "the sandbox has no inline messages": {"inline_message_id": "x", "text": "y"},
    }
    for description, parameters in cases.items():
        assert sandbox.refusal("editMessageText", **parameters) == f"Bad Request: {description}"
    refusal = sandbox.refusal("editMessageCaption", chat_id=STAFF_CHAT, message_id=text, caption="y")
    assert refusal == "Bad Request: there is no caption in the message to edit"


async def test_a_deleted_message_is_gone(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sent = await bot.send_message(STAFF_CHAT, "một")
    assert await bot.delete_message(STAFF_CHAT, sent.message_id)
    assert sandbox.messages(STAFF_CHAT) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(STAFF_CHAT, sent.message_id)


def test_a_private_message_can_be_deleted_within_two_days(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    customer.starts()
    first, second = (
        sandbox.result("sendMessage", chat_id=customer.id, text=text)["message_id"] for text in "ab"
    )
    sandbox.advance(TWO_DAYS - 60)
    assert sandbox.result("deleteMessage", chat_id=customer.id, message_id=first)
    sandbox.advance(120)
    refusal = sandbox.refusal("deleteMessage", chat_id=customer.id, message_id=second)
    assert refusal == "Bad Request: message can't be deleted for everyone"


def test_a_customers_edit_reaches_the_bot(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    said = customer.says("giao hàng tre")
    customer.edits(said["id"], "giao hàng trễ")
    update = sandbox.result("getUpdates")[-1]["edited_message"]
    assert (update["message_id"], update["text"]) == (said["id"], "giao hàng trễ")
    assert update["edit_date"] >= update["date"]
