"""The bot's own facts, chats, members, topics."""

import json

import pytest
import telegram
from telegram import BotCommand
from telegram.constants import ChatAction
from telegram.error import BadRequest

from sandbox.options import Options
from tests.sandbox.server import STAFF_CHAT, TOKEN, Sandbox, running


async def test_get_me(bot: telegram.Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (1234567890, "langnghe_bot", True)


async def test_commands_are_set_by_scope_and_shown(sandbox: Sandbox, bot: telegram.Bot) -> None:
    menu = [BotCommand("start", "Bắt đầu"), BotCommand("huy", "Thôi nhận tin")]
    await bot.set_my_commands(menu)
    await bot.set_my_commands([BotCommand("mo", "Mở phiếu")], scope=telegram.BotCommandScopeChat(STAFF_CHAT))
    assert await bot.get_my_commands() == tuple(menu)
    assert [each["command"] for each in sandbox.state()["commands"]] == ["start", "huy"]
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    assert len(await bot.get_my_commands(scope=telegram.BotCommandScopeChat(STAFF_CHAT))) == 1


def test_commands_that_telegram_does_not_take(shared: Sandbox) -> None:
    for command, description, refusal in (
        ("Hủy", "x", "BOT_COMMAND_INVALID"),
        ("huy", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
    ):
        commands = json.dumps([{"command": command, "description": description}])
        assert shared.refusal("setMyCommands", commands=commands) == f"Bad Request: {refusal}"


async def test_chats_and_their_members(sandbox: Sandbox, bot: telegram.Bot) -> None:
    group = await bot.get_chat(STAFF_CHAT)
    assert (group.title, group.type) == ("Nhóm chăm sóc khách hàng", "supergroup")
    assert (await bot.get_chat_member(STAFF_CHAT, bot.id)).status == "administrator"
    assert (await bot.get_chat_member(STAFF_CHAT, sandbox.staff().id)).status == "member"
    assert (await bot.get_chat_member(STAFF_CHAT, sandbox.customer().id)).status == "left"
    assert await bot.get_chat_administrators(STAFF_CHAT) == ()
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(STAFF_CHAT, 5)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(sandbox.customer().id)


async def test_typing_is_taken_and_nonsense_is_not(sandbox: Sandbox, bot: telegram.Bot) -> None:
    assert await bot.send_chat_action(STAFF_CHAT, ChatAction.TYPING)
    refusal = sandbox.refusal("sendChatAction", chat_id=STAFF_CHAT, action="sleeping")
    assert refusal == "Bad Request: wrong parameter action in request"


async def test_topics_are_opened_renamed_closed_and_opened_again(
    forum: Sandbox, forum_bot: telegram.Bot
) -> None:
    topic = await forum_bot.create_forum_topic(STAFF_CHAT, "KN-0042")
    sent = await forum_bot.send_message(STAFF_CHAT, "phiếu mới", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    assert sent.message_thread_id == topic.message_thread_id
    await forum_bot.edit_forum_topic(STAFF_CHAT, topic.message_thread_id, name="KN-0042 xong")
    await forum_bot.close_forum_topic(STAFF_CHAT, topic.message_thread_id)
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await forum_bot.close_forum_topic(STAFF_CHAT, topic.message_thread_id)
    group = next(chat for chat in forum.state()["chats"] if chat["id"] == STAFF_CHAT)
    assert group["topics"] == [{"id": topic.message_thread_id, "name": "KN-0042 xong", "closed": True}]
    await forum_bot.reopen_forum_topic(STAFF_CHAT, topic.message_thread_id)
    shown = forum.messages(STAFF_CHAT)
    assert {message["thread_id"] for message in shown} == {topic.message_thread_id}
    assert [message["service"] is not None for message in shown] == [True, False, True, True, True]


async def test_what_staff_write_in_a_topic_answers_its_opening(
    forum: Sandbox, forum_bot: telegram.Bot
) -> None:
    opened = forum.staff().opens_topic("Đổi trả")
    forum.staff().says("ai nhận ạ?", thread_id=opened["id"])
    created, written = [update.message for update in await forum_bot.get_updates() if update.message]
    assert created.forum_topic_created is not None
    assert (written.message_thread_id, written.is_topic_message) == (opened["id"], True)
    assert written.reply_to_message is not None
    assert written.reply_to_message.forum_topic_created is not None


def test_topics_need_a_forum_and_a_name(sandbox: Sandbox, forum: Sandbox) -> None:
    refusal = sandbox.refusal("createForumTopic", chat_id=STAFF_CHAT, name="x")
    assert refusal == "Bad Request: the chat is not a forum"
    assert "TOPIC_TITLE_EMPTY" in forum.refusal("createForumTopic", chat_id=STAFF_CHAT, name=" ")
    refusal = forum.refusal("closeForumTopic", chat_id=STAFF_CHAT, message_thread_id=9)
    assert refusal == "Bad Request: message thread not found"


def test_replies_in_a_supergroup_carry_the_thread_of_their_root(sandbox: Sandbox) -> None:
    root = sandbox.result("sendMessage", chat_id=STAFF_CHAT, text="KN-0042")["message_id"]
    first = sandbox.staff().says("gọi khách", reply_to=root)
    sandbox.staff(1).says("để em", reply_to=first["id"])
    messages = [update["message"] for update in sandbox.result("getUpdates")]
    assert [message["message_thread_id"] for message in messages] == [root, root]
    assert messages[1]["reply_to_message"]["message_id"] == first["id"]
    assert "reply_to_message" not in messages[1]["reply_to_message"]


def test_a_basic_group_has_a_short_id() -> None:
    with running(Options(token=TOKEN, port=0, staff_chat_id=-4001)) as sandbox:
        assert sandbox.result("getChat", chat_id=-4001)["type"] == "group"
