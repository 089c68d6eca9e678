"""What the bot says about itself, and where."""

from typing import Any

import pytest
from sqlalchemy import select
from telegram import ChatMemberUpdated

from bot import notices
from store.engine import Sessions
from store.models import OutboxMessage
from support.desk import Desk

BOT = {"id": 1, "first_name": "Shop", "is_bot": True}
LAN = {"id": 7, "first_name": "Lan", "is_bot": False}


def put_into(chat: dict[str, Any]) -> ChatMemberUpdated:
    """Somebody adds the bot to a chat."""
    members = {
        f"{when}_chat_member": {"user": BOT, "status": status}
        for when, status in (("old", "left"), ("new", "member"))
    }
    return ChatMemberUpdated.de_json({"chat": chat, "from": LAN, "date": 1_795_000_000} | members)


@pytest.mark.parametrize(("kind", "said"), [("group", 1), ("supergroup", 1), ("channel", 0)])
def test_a_group_is_told_whom_the_bot_serves_and_a_channels_followers_are_not(
    kind: str, said: int, sqlite_sessions: Sessions, desk: Desk
) -> None:
    with sqlite_sessions.begin() as session:
        notices.joined_a_group(session, desk, put_into({"id": -42, "type": kind, "title": "Hội"}))
        session.flush()
        rows = session.scalars(select(OutboxMessage)).all()
    assert [row.content["text"] for row in rows] == [
        desk.wording.say("not_staff_group", chat_id="-42")
    ] * said
