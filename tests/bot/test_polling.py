"""Between Telegram and the inbox: beginning, silence, conflicts, a wrong token, and a Bot API of somebody else's."""

import json
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.connect import TokenRefused
from bot.ingest import UPDATES, Polling
from nlu.server import free_port
from store.engine import Sessions, reading
from store.models import InboxUpdate
from support.events import COMMANDS
from tests.bot import emulator
from tests.bot.conftest import Serving
from tests.sandbox.server import Sandbox, running, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("echo")]


def test_a_poll_that_never_comes_back_is_made_anew(
    sandbox: Sandbox, serving: Serving, log: pytest.LogCaptureFixture
) -> None:
    customer = sandbox.customer()
    sandbox.fault("getUpdates", "slow", seconds=4)
    with serving(polling=Polling(seconds=1, grace=0.5)):
        customer.says("alo")
        customer.wait_for_bot_message("Dạ: alo")
    assert "A poll did not come back" in log.text


@pytest.mark.parametrize("kind", ["500", "502", "torn", "torn_after", "429"])
def test_a_poll_that_fails_is_made_again(kind: str, sandbox: Sandbox, serving: Serving) -> None:
    customer = sandbox.customer()
    sandbox.fault("getUpdates", kind)
    with serving():
        customer.says("alo")
        customer.wait_for_bot_message("Dạ: alo")
    assert len(customer.bot_messages()) == 1


def test_a_second_poller_is_waited_for_and_mentioned_once(
    sandbox: Sandbox, serving: Serving, log: pytest.LogCaptureFixture
) -> None:
    customer = sandbox.customer()

    def poll_beside_the_bot() -> bool:
        sandbox.api("getUpdates", timeout=0)
        return "Somebody else takes this bot's updates" in log.text

    with serving(polling=Polling(seconds=20)):
        wait_until(poll_beside_the_bot, "the conflict is not mentioned")
        customer.says("alo")
        customer.wait_for_bot_message("Dạ: alo")
    assert log.text.count("Somebody else") == 1


def test_a_webhook_is_taken_away_without_dropping_what_waits(sandbox: Sandbox, serving: Serving) -> None:
    customer = sandbox.customer()
    sandbox.result("setWebhook", url="https://127.0.0.1:1/none")
    customer.says("trước")
    with serving():
        customer.wait_for_bot_message("Dạ: trước")
        sandbox.result("setWebhook", url="https://127.0.0.1:1/none")
        customer.says("giữa")
        customer.wait_for_bot_message("Dạ: giữa", patience=25)


def test_the_bot_asks_for_what_it_has_a_line_for_and_names_its_commands(
    sandbox: Sandbox, serving: Serving
) -> None:
    customer = sandbox.customer()
    with serving():
        customer.says("alo")
        customer.wait_for_bot_message("Dạ: alo")
    asked = sandbox.calls("getUpdates")[0]["params"]
    assert sorted(json.loads(asked["allowed_updates"])) == sorted(UPDATES)
    assert "drop_pending_updates" not in sandbox.calls("deleteWebhook")[0]["params"]
    assert [each["command"] for each in sandbox.state()["commands"]] == list(COMMANDS)


def test_a_wrong_token_is_said_in_a_sentence_that_does_not_hold_it(
    sandbox: Sandbox, serving: Serving, log: pytest.LogCaptureFixture
) -> None:
    real = sandbox.token
    sandbox.token = real.replace("A", "B")
    with pytest.raises(TokenRefused) as refused, serving():
        pass
    assert "LANGNGHE_TELEGRAM_TOKEN" in str(refused.value)
    assert sandbox.token not in str(refused.value) + log.text
    assert refused.value.__suppress_context__


def test_a_server_that_is_away_is_waited_for(
    sandbox: Sandbox, serving: Serving, log: pytest.LogCaptureFixture
) -> None:
    later = replace(sandbox.options, port=free_port())
    go, done = threading.Event(), threading.Event()

    def serve_later() -> None:
        wait_until(lambda: "does not answer" in log.text, "the bot did not say what it waits for")
        with running(later):
            go.set()
            done.wait(20)

    server = threading.Thread(target=serve_later)
    server.start()
    with serving(url=f"http://127.0.0.1:{later.port}/"):
        assert go.is_set()
    done.set()
    server.join(10)


def test_waiting_for_a_server_can_be_stopped(serving: Serving, log: pytest.LogCaptureFixture) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with serving(url=nobody, wait=False) as bot:
        wait_until(lambda: "does not answer" in log.text, "the bot did not say what it waits for")
        started = time.monotonic()
        bot.stop()
        assert time.monotonic() - started < 2


def test_a_bot_api_that_knows_three_methods_is_enough(
    serving: Serving, sqlite_sessions: Sessions, log: pytest.LogCaptureFixture
) -> None:
    with emulator.emulating() as (somebody, url):
        with serving(url=f"{url}/", token=emulator.TOKEN, polling=Polling(seconds=1)):
            somebody.customer_says("alo")
            somebody.customer_says("<b>shop</b> ơi")
            wait_until(lambda: len(somebody.said) == 2, "the bot did not answer")
        assert [(each["chat_id"], each["text"]) for each in somebody.said] == [
            ("7", "Dạ: alo"),
            ("7", "Dạ: <b>shop</b> ơi"),
        ]
        assert "deleteWebhook" in somebody.unknown
    with reading(sqlite_sessions) as session:
        assert {row.state for row in session.scalars(select(InboxUpdate))} == {"done"}
    assert emulator.TOKEN not in log.text


def test_logs_hold_ids_and_neither_words_nor_the_token(
    sandbox: Sandbox, serving: Serving, log: pytest.LogCaptureFixture
) -> None:
    customer = sandbox.customer()
    sandbox.fault("sendMessage", "torn_after")
    sandbox.fault("getUpdates", "502")
    with serving():
        customer.says("bí mật của khách")
        customer.wait_for_bot_message("Dạ: bí mật của khách")
    assert f"to chat {customer.id}" in log.text
    assert "bí mật" not in log.text
    assert sandbox.token not in log.text
