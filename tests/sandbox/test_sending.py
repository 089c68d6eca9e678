"""Messages that the bot sends: what is taken, what is refused, and in which words."""

from typing import Any

import pytest
import telegram
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.sandbox.server import STAFF_CHAT, Sandbox


def inline(**button: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "nút", **button}]]}


async def test_a_message_reaches_the_customer(sandbox: Sandbox, bot: telegram.Bot) -> None:
    customer = sandbox.customer()
    question = customer.starts()
    buttons = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Nhận", callback_data="take"),
                InlineKeyboardButton("Xem", url="https://example.com"),
            ]
        ]
    )
    sent = await bot.send_message(
        customer.id, "  Chào bạn\n", reply_to_message_id=question["id"], reply_markup=buttons
    )
    assert sent.text == "Chào bạn"
    assert sent.chat.type == "private"
    (shown,) = customer.bot_messages()
    assert shown["id"] == sent.message_id
    assert shown["reply_to"] == question["id"]
    assert shown["buttons"] == [
        [{"text": "Nhận", "data": "take"}, {"text": "Xem", "url": "https://example.com"}]
    ]
    assert shown["from"] == {"id": bot.id, "name": "Lắng Nghe", "is_bot": True}


async def test_keyboards_come_and_go(sandbox: Sandbox, bot: telegram.Bot) -> None:
    customer = sandbox.customer()
    customer.starts()
    keys = [[KeyboardButton("Chia sẻ số", request_contact=True)], [KeyboardButton("Để sau")]]
    await bot.send_message(
        customer.id, "Số của bạn?", reply_markup=ReplyKeyboardMarkup(keys, one_time_keyboard=True)
    )
    await bot.send_message(customer.id, "Cảm ơn", reply_markup=ReplyKeyboardRemove())
    await bot.send_message(customer.id, "Hết")
    asked, thanked, ended = customer.bot_messages()
    assert asked["keyboard"] == [
        [{"text": "Chia sẻ số", "request_contact": True}],
        [{"text": "Để sau", "request_contact": False}],
    ]
    assert asked["keyboard_one_time"]
    assert (thanked["keyboard"], ended["keyboard"]) == ([], None)


@pytest.mark.parametrize("text", ["", "   \n", "<b> </b>"])
def test_empty_text_is_refused(shared: Sandbox, text: str) -> None:
    refusal = shared.refusal("sendMessage", chat_id=STAFF_CHAT, text=text, parse_mode="HTML")
    assert refusal == "Bad Request: message text is empty"


def test_text_is_at_most_4096_characters_after_parsing(sandbox: Sandbox) -> None:
    assert (
        sandbox.refusal("sendMessage", chat_id=STAFF_CHAT, text="ă" * 4097)
        == "Bad Request: message is too long"
    )
    html = "<b>" + "ă" * 4096 + "</b>"
    assert (
        len(sandbox.result("sendMessage", chat_id=STAFF_CHAT, text=html, parse_mode="HTML")["text"]) == 4096
    )


@pytest.mark.parametrize("chat_id", [42, -100999, "@somebody", "12345678", "nonsense"])
def test_an_unknown_chat_is_not_found(shared: Sandbox, chat_id: int | str) -> None:
    assert shared.refusal("sendMessage", chat_id=chat_id, text="x") == "Bad Request: chat not found"


def test_a_customer_who_never_wrote_is_not_found(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    assert sandbox.refusal("sendMessage", chat_id=customer.id, text="x") == "Bad Request: chat not found"
    customer.says("alo")
    sandbox.result("sendMessage", chat_id=str(customer.id), text="x")


def test_a_staff_member_who_never_wrote_to_the_bot_gets_no_private_message(shared: Sandbox) -> None:
    refusal = shared.refusal("sendMessage", chat_id=shared.staff().id, text="x")
    assert refusal == "Forbidden: bot can't initiate conversation with a user"


async def test_a_customer_who_blocked_the_bot_gets_nothing_until_they_write(
    sandbox: Sandbox, bot: telegram.Bot
) -> None:
    customer = sandbox.customer()
    customer.starts()
    customer.blocks()
    with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(customer.id, "x")
    customer.says("quay lại")
    await bot.send_message(customer.id, "x")
    statuses = [
        (update.my_chat_member.old_chat_member.status, update.my_chat_member.new_chat_member.status)
        for update in await bot.get_updates()
        if update.my_chat_member
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_a_group_that_migrated_says_where_it_is(sandbox: Sandbox, bot: telegram.Bot) -> None:
    new_id = sandbox.post("migrate", {"chat_id": STAFF_CHAT})["chat"]["id"]
    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(STAFF_CHAT, "x")
    assert refused.value.new_chat_id == new_id
    answer = sandbox.api("sendMessage", chat_id=STAFF_CHAT, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new_id}
    await bot.send_message(new_id, "x")
    service = [update.message for update in await bot.get_updates() if update.message]
    assert (service[0].migrate_to_chat_id, service[1].migrate_from_chat_id) == (new_id, STAFF_CHAT)


def test_a_reply_to_a_message_that_is_gone(sandbox: Sandbox) -> None:
    gone = {"message_id": 999}
    refusal = sandbox.refusal("sendMessage", chat_id=STAFF_CHAT, text="x", reply_parameters=gone)
    assert refusal == "Bad Request: message to be replied not found"
    lenient = {**gone, "allow_sending_without_reply": True}
    assert "reply_to_message" not in sandbox.result(
        "sendMessage", chat_id=STAFF_CHAT, text="x", reply_parameters=lenient
    )


def test_a_thread_that_does_not_exist(shared: Sandbox) -> None:
    refusal = shared.refusal("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=5)
    assert refusal == "Bad Request: message thread not found"


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (inline(callback_data="ệ" * 22), "BUTTON_DATA_INVALID"),
        (inline(callback_data=""), "BUTTON_DATA_INVALID"),
        (inline(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (
            inline(url="http://localhost:8000/x"),
            "inline keyboard button URL 'http://localhost:8000/x' is invalid: Wrong HTTP URL",
        ),
        (
            inline(url="ftp://example.com"),
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (inline(switch_inline_query="x"), "the sandbox shows buttons with callback_data or url only"),
        (
            {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]},
            "inline keyboard button text must be non-empty",
        ),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 8] * 13}, "reply markup is too long"),
        ({"keyboard": [[{"text": ""}]]}, "keyboard button text must be non-empty"),
    ],
)
def test_keyboards_that_telegram_does_not_show(
    shared: Sandbox, markup: dict[str, Any], description: str
) -> None:
    refusal = shared.refusal("sendMessage", chat_id=STAFF_CHAT, text="x", reply_markup=markup)
    assert refusal.startswith(f"Bad Request: {description}")


def test_callback_data_may_have_64_bytes(sandbox: Sandbox) -> None:
    sandbox.result(
        "sendMessage", chat_id=STAFF_CHAT, text="x", reply_markup=inline(callback_data="ệ" * 21 + "a")
    )


async def test_copying_a_message(sandbox: Sandbox, bot: telegram.Bot) -> None:
    customer = sandbox.customer()
    said = customer.says("giao hàng trễ, gọi +84 900 000 001")
    copied = await bot.copy_message(STAFF_CHAT, customer.id, said["id"])
    shown = sandbox.messages(STAFF_CHAT)[-1]
    assert (shown["id"], shown["text"]) == (copied.message_id, said["text"])
    assert shown["from"]["is_bot"]
    assert [entity["type"] for entity in shown["entities"]] == ["phone_number"]
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(STAFF_CHAT, customer.id, 999)


def test_private_chats_share_one_row_of_message_ids_and_supergroups_have_their_own(sandbox: Sandbox) -> None:
    first, second = sandbox.customer(0), sandbox.customer(1)
    assert [first.says("a")["id"], second.says("b")["id"], first.says("c")["id"]] == [1, 2, 3]
    assert sandbox.staff().says("d")["id"] == 1
