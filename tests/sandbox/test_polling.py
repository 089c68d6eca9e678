"""getUpdates: acknowledging, waiting, filtering, and its conflicts."""

import asyncio
import threading
import time
from typing import Any

import pytest
import telegram
from telegram.error import Conflict

from tests.sandbox.server import Sandbox

OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


def test_an_update_comes_again_until_it_is_acknowledged(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    for text in ("một", "hai", "ba"):
        customer.says(text)
    first = sandbox.result("getUpdates")
    assert texts(first) == ["một", "hai", "ba"]
    assert [update["update_id"] for update in first] == list(
        range(first[0]["update_id"], first[0]["update_id"] + 3)
    )
    assert sandbox.result("getUpdates") == first
    assert texts(sandbox.result("getUpdates", offset=first[1]["update_id"])) == ["hai", "ba"]
    assert sandbox.result("getUpdates", offset=first[2]["update_id"] + 1) == []
    assert sandbox.result("getUpdates", offset=0) == []


def test_limit_and_negative_offset(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    for number in range(5):
        customer.says(str(number))
    assert texts(sandbox.result("getUpdates", limit=2)) == ["0", "1"]
    assert texts(sandbox.result("getUpdates", offset=-2)) == ["3", "4"]
    assert texts(sandbox.result("getUpdates")) == ["3", "4"]


async def test_a_long_poll_returns_as_soon_as_something_comes(sandbox: Sandbox, bot: telegram.Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.3)
    assert not poll.done()
    await asyncio.to_thread(sandbox.customer().says, "alo")
    started = time.monotonic()
    (update,) = await poll
    assert time.monotonic() - started < 2
    assert update.message is not None
    assert update.message.text == "alo"


def test_a_long_poll_without_news_returns_empty_after_its_time(sandbox: Sandbox) -> None:
    started = time.monotonic()
    assert sandbox.result("getUpdates", timeout=1) == []
    assert 0.9 < time.monotonic() - started < 3


async def test_a_second_poller_ends_the_older_poll_with_409(sandbox: Sandbox, bot: telegram.Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.3)
    newer = asyncio.create_task(asyncio.to_thread(sandbox.api, "getUpdates", timeout=5))
    with pytest.raises(Conflict) as refused:
        await older
    assert str(refused.value) == OTHER_POLL
    await asyncio.to_thread(sandbox.customer().says, "alo")
    assert texts((await newer)["result"]) == ["alo"]


def test_allowed_updates_hold_for_what_comes_later(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    message = customer.says("trước")
    assert len(sandbox.result("getUpdates", allowed_updates=["edited_message"])) == 1
    customer.says("không đến")
    customer.edits(message["id"], "sửa")
    updates = sandbox.result("getUpdates")
    assert [next(key for key in update if key != "update_id") for update in updates] == [
        "message",
        "edited_message",
    ]
    sandbox.result("getUpdates", allowed_updates=[])
    customer.says("lại đến")
    assert texts(sandbox.result("getUpdates", offset=-1)) == ["lại đến"]


def test_polling_is_refused_while_a_webhook_is_set(sandbox: Sandbox) -> None:
    sandbox.result("setWebhook", url="http://127.0.0.1:9/hook")
    answer = sandbox.api("getUpdates")
    assert answer["error_code"] == 409
    assert answer["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    sandbox.result("deleteWebhook")
    assert sandbox.result("getUpdates") == []


def test_setting_a_webhook_ends_a_waiting_poll(sandbox: Sandbox) -> None:
    answers: list[dict[str, Any]] = []
    poll = threading.Thread(target=lambda: answers.append(sandbox.api("getUpdates", timeout=20)))
    poll.start()
    time.sleep(0.3)
    sandbox.result("setWebhook", url="http://127.0.0.1:9/hook")
    poll.join(5)
    assert answers[0]["description"] == "Conflict: terminated by setWebhook request"


def test_a_poisoned_update_is_given_out_as_it_is(sandbox: Sandbox) -> None:
    update_id = sandbox.inject({"message": {"date": "never"}})
    sandbox.inject({"update_id": update_id + 7, "message": "nonsense"})
    updates = sandbox.result("getUpdates")
    assert updates == [
        {"update_id": update_id, "message": {"date": "never"}},
        {"update_id": update_id + 7, "message": "nonsense"},
    ]
    assert sandbox.get("updates")["pending"] == updates
