"""Which line of the handlers' table an update comes to."""

from typing import Any

import pytest
from telegram import Update

from bot.handlers import StaffGroup
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
