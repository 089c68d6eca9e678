"""Which line of the handlers' table an update comes to."""

from typing import Any

import pytest
from telegram import Message, Update

from bot.handlers import CallsTheBot, StaffGroup, table
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


LAN = {"id": 9, "first_name": "Lan", "is_bot": False}
LEFT = {"user": LAN, "status": "left"}
THERE = {"user": LAN, "status": "member"}
WRITTEN = {"message_id": 1, "date": 1_795_000_000, "chat": GROUP, "from": MINH}
CHANGE = {
    "chat": GROUP,
    "from": MINH,
    "date": 1_795_000_000,
    "old_chat_member": THERE,
    "new_chat_member": LEFT,
}


@pytest.mark.parametrize(
    ("update", "handler"),
    [
        ({"message": WRITTEN | {"text": "/ghichu kho hết"}}, "staff_wrote"),
        (
            {"edited_message": WRITTEN | {"text": "/ghichu kho còn", "edit_date": 1_795_000_060}},
            "staff_wrote",
        ),
        ({"message": WRITTEN | {"left_chat_member": LAN}}, "somebody_came_or_went"),
        ({"message": WRITTEN | {"new_chat_members": [LAN]}}, "somebody_came_or_went"),
        ({"chat_member": CHANGE}, "staff_membership_changed"),
        ({"my_chat_member": CHANGE}, "membership_changed"),
    ],
)
def test_what_happens_in_the_staff_group_comes_to_its_handler(
    update: dict[str, Any], handler: str, sqlite_sessions: Sessions, desk: Desk
) -> None:
    read = Update.de_json({"update_id": 1, **update})
    lines = table(Shell(sqlite_sessions, desk, Parrot()))
    first = next(line for line in lines if line.check_update(read) not in (None, False))
    assert first.callback.__name__ == handler
