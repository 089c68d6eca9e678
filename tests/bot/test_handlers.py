"""Which line of the handlers' table an update comes to."""

from typing import Any

import pytest
from telegram import Message, Update

from bot.handlers import CallsTheBot, StaffGroup
from bot.shell import Shell
from store.engine import Sessions
from support.desk import Desk
from tests.bot.conftest import Parrot
from tests.sandbox.server import STAFF_CHAT

GROUP = {"id": STAFF_CHAT, "type": "supergroup", "title": "Nhân viên"}
MINH = {"id": 8, "first_name": "Minh", "is_bot": False}


@pytest.mark.parametrize(
    ("sender", "by_staff"),
    [
        ({"from": MINH}, True),
        ({"from": MINH | {"is_bot": True}}, False),
        ({"from": MINH | {"is_bot": True}, "sender_chat": GROUP}, True),  # an anonymous administrator
        ({"sender_chat": GROUP}, True),
        ({}, False),
    ],
)
def test_staff_write_in_their_group_and_what_nobody_signed_is_nobodys(
    sender: dict[str, Any], by_staff: bool, sqlite_sessions: Sessions, desk: Desk
) -> None:
    message = {"message_id": 1, "date": 1_795_000_000, "chat": GROUP, "text": "Dạ"} | sender
    update = Update.de_json({"update_id": 1, "message": message})
    assert StaffGroup(Shell(sqlite_sessions, desk, Parrot())).filter(update) is by_staff


OTHER = {"id": -42, "type": "group", "title": "Hội mua chung"}


@pytest.mark.parametrize(
    ("chat", "fields", "called"),
    [
        (OTHER, {"text": "/start"}, True),
        (OTHER, {"text": "/start@LangNghe_bot xin chào"}, True),
        (OTHER, {"text": "/start@another_bot"}, False),
        (OTHER, {"text": "@langnghe_bot đơn của mình đâu"}, True),
        (OTHER, {"caption": "áo này nè @langnghe_bot"}, True),
        (OTHER, {"text": "@langnghe_bot2 ơi"}, False),
        (OTHER, {"text": "shop ơi giao trễ quá"}, False),
        (OTHER, {"text": "/start", "from": MINH | {"is_bot": True}}, False),
        (GROUP, {"text": "/cho"}, False),
    ],
)
def test_a_group_calls_the_bot_by_a_command_or_its_name(
    chat: dict[str, Any], fields: dict[str, Any], called: bool, sqlite_sessions: Sessions, desk: Desk
) -> None:
    message = {"message_id": 1, "date": 1_795_000_000, "chat": chat, "from": MINH} | fields
    calls = CallsTheBot(Shell(sqlite_sessions, desk, Parrot()))
    assert calls.filter(Message.de_json(message)) is called
