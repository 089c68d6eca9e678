"""Telegram's limits, with real time held still."""

import json
from datetime import timedelta

import pytest
import telegram
from telegram.error import RetryAfter

from sandbox.options import Options
from tests.sandbox.server import STAFF_CHAT, TOKEN, HeldTime, Sandbox, running


def sent_until_refused(sandbox: Sandbox, chat_ids: list[int]) -> tuple[int, int]:
    """Send to the chats in turn; return how many were taken and retry_after of the first refusal."""
    for number in range(100):
        answer = sandbox.api("sendMessage", chat_id=chat_ids[number % len(chat_ids)], text=str(number))
        if not answer["ok"]:
            assert answer["error_code"] == 429
            seconds = answer["parameters"]["retry_after"]
            assert answer["description"] == f"Too Many Requests: retry after {seconds}"
            return number, seconds
    raise AssertionError("nothing was refused")


def test_a_private_chat_takes_a_short_burst_then_one_a_second(sandbox: Sandbox, held: HeldTime) -> None:
    customer = sandbox.customer()
    customer.starts()
    assert sent_until_refused(sandbox, [customer.id]) == (3, 1)
    held.passes(0.9)
    assert not sandbox.api("sendMessage", chat_id=customer.id, text="x")["ok"]
    held.passes(0.1)
    assert sent_until_refused(sandbox, [customer.id]) == (1, 1)
    held.passes(60)
    assert sent_until_refused(sandbox, [customer.id]) == (3, 1)


def test_a_group_takes_twenty_a_minute(sandbox: Sandbox, held: HeldTime) -> None:
    assert sent_until_refused(sandbox, [STAFF_CHAT]) == (20, 60)
    held.passes(42.5)
    assert sandbox.api("sendMessage", chat_id=STAFF_CHAT, text="x")["parameters"] == {"retry_after": 18}
    held.passes(17.5)
    assert sent_until_refused(sandbox, [STAFF_CHAT]) == (20, 60)


def test_a_bot_sends_thirty_a_second_overall(sandbox: Sandbox, held: HeldTime) -> None:
    customers = [sandbox.new_customer() for _ in range(40)]
    for customer in customers:
        customer.starts()
    ids = [customer.id for customer in customers]
    assert sent_until_refused(sandbox, ids) == (30, 1)
    held.passes(1)
    assert sent_until_refused(sandbox, ids[30:]) == (30, 1)


def test_edits_and_albums_count_too(sandbox: Sandbox, held: HeldTime) -> None:
    customer = sandbox.customer()
    customer.starts()
    message_id = sandbox.result("sendMessage", chat_id=customer.id, text="x")["message_id"]
    for number in range(2):
        sandbox.result("editMessageText", chat_id=customer.id, message_id=message_id, text=str(number))
    answer = sandbox.api("editMessageText", chat_id=customer.id, message_id=message_id, text="y")
    assert answer["error_code"] == 429
    held.passes(60)
    album = [{"type": "document", "media": "attach://a"}] * 10
    url, data = f"/bot{sandbox.token}/sendMediaGroup", {"chat_id": customer.id, "media": json.dumps(album)}
    assert sandbox.http.post(url, data=data, files={"a": b"x"}).json()["ok"]
    assert sandbox.api("sendMessage", chat_id=customer.id, text="x")["parameters"] == {"retry_after": 8}


def test_what_is_refused_counts_nothing_and_reading_is_free(sandbox: Sandbox) -> None:
    for _ in range(30):
        sandbox.refusal("sendMessage", chat_id=STAFF_CHAT, text="")
        sandbox.result("getMe")
        sandbox.result("sendChatAction", chat_id=STAFF_CHAT, action="typing")
    assert sent_until_refused(sandbox, [STAFF_CHAT]) == (20, 60)


def test_topics_share_the_groups_budget() -> None:
    with running(Options(token=TOKEN, port=0, forum=True), HeldTime()) as forum:
        topics = [forum.staff().opens_topic(name)["id"] for name in "ab"]
        for number in range(20):
            forum.result("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=topics[number % 2])
        assert forum.api("sendMessage", chat_id=STAFF_CHAT, text="x")["error_code"] == 429


def test_limits_can_be_left_out() -> None:
    with running(Options(token=TOKEN, port=0, limits=False)) as sandbox:
        assert all(sandbox.api("sendMessage", chat_id=STAFF_CHAT, text="x")["ok"] for _ in range(40))


async def test_python_telegram_bot_understands_the_429(
    sandbox: Sandbox, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of its own future
    for _ in range(20):
        await bot.send_message(STAFF_CHAT, "x")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(STAFF_CHAT, "x")
    assert refused.value.retry_after == timedelta(seconds=60)
    response = sandbox.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": STAFF_CHAT, "text": "x"})
    assert (response.status_code, response.headers["retry-after"]) == (429, "60")
