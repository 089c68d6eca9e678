"""What the bot says about itself, and where."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from telegram import ChatMemberUpdated

from bot import notices
from store.engine import Sessions, reading
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
        desk.wording.say("not_staff_group", chat_id="-42", link="https://t.me/langnghe_bot")
    ] * said


def said_in(sessions: Sessions, chat_id: str) -> list[str]:
    with reading(sessions) as session:
        return [
            row.content["text"] for row in session.scalars(select(OutboxMessage)) if row.chat_id == chat_id
        ]


def test_a_group_that_calls_is_told_once_a_day(sessions: Sessions, desk: Desk) -> None:
    now = [datetime(2026, 11, 16, 3, 5, tzinfo=UTC)]
    desk = replace(desk, clock=lambda: now[0])
    told = [desk.wording.say("private_chats_only", link="https://t.me/langnghe_bot")]
    for hours, heard in ((0, 1), (0, 1), (13, 1), (14, 2)):  # at 17:00 UTC a new day begins in Vietnam
        now[0] = datetime(2026, 11, 16, 3, 5, tzinfo=UTC) + timedelta(hours=hours)
        with sessions.begin() as session:
            notices.called_in_a_group(session, desk, "-42")
        assert said_in(sessions, "-42") == told * heard
    with sessions.begin() as session:
        notices.called_in_a_group(session, desk, "-43")
    assert said_in(sessions, "-43") == told


def test_a_group_that_took_the_bot_in_and_calls_it_hears_one_sentence(sessions: Sessions, desk: Desk) -> None:
    for _ in range(2):
        with sessions.begin() as session:
            notices.joined_a_group(session, desk, put_into({"id": -42, "type": "group", "title": "Hội"}))
            notices.called_in_a_group(session, desk, "-42")
    assert len(said_in(sessions, "-42")) == 1
