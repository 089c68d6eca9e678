"""Faults that a test orders happen as ordered, and no more often."""

import time
from datetime import timedelta

import httpx
import pytest
import telegram
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from tests.sandbox.server import STAFF_CHAT, Sandbox


async def test_refusals(sandbox: Sandbox, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of its own future
    sandbox.fault("sendMessage", "429", retry_after=7)
    sandbox.fault("sendMessage", "403")
    sandbox.fault("sendMessage", "500")
    sandbox.fault("sendMessage", "502")
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(STAFF_CHAT, "x")
    assert flood.value.retry_after == timedelta(seconds=7)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(STAFF_CHAT, "x")
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(STAFF_CHAT, "x")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(STAFF_CHAT, "x")
    await bot.send_message(STAFF_CHAT, "x")
    assert len(sandbox.messages(STAFF_CHAT)) == 1


def test_a_bad_gateway_is_no_json(sandbox: Sandbox) -> None:
    sandbox.fault("getMe", "502")
    response = sandbox.http.get(f"/bot{sandbox.token}/getMe")
    assert (response.status_code, response.text[:6]) == (502, "<html>")


async def test_a_connection_torn_before_nothing_happened(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sandbox.fault("sendMessage", "torn")
    with pytest.raises(NetworkError, match="Server disconnected without sending a response"):
        await bot.send_message(STAFF_CHAT, "x")
    assert sandbox.messages(STAFF_CHAT) == []
    assert [call["ok"] for call in sandbox.calls("sendMessage")] == [False]
    await bot.send_message(STAFF_CHAT, "x")


async def test_a_connection_torn_after_it_happened(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sandbox.fault("sendMessage", "torn_after")
    with pytest.raises(NetworkError, match="Server disconnected without sending a response"):
        await bot.send_message(STAFF_CHAT, "x")
    assert len(sandbox.messages(STAFF_CHAT)) == 1
    assert [call["ok"] for call in sandbox.calls("sendMessage")] == [True]


async def test_slowness(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sandbox.fault("sendMessage", "slow", seconds=0.5, times=2)
    with pytest.raises(TimedOut):
        await bot.send_message(STAFF_CHAT, "x", read_timeout=0.1)
    started = time.monotonic()
    await bot.send_message(STAFF_CHAT, "x")
    assert time.monotonic() - started > 0.4
    assert len(sandbox.messages(STAFF_CHAT)) == 2


def test_a_fault_for_every_method_spares_the_poll(sandbox: Sandbox) -> None:
    sandbox.fault("*", "500", times=2)
    sandbox.result("getUpdates")
    sandbox.refusal("getMe")
    sandbox.refusal("getChat", chat_id=STAFF_CHAT)
    sandbox.result("getMe")
    sandbox.fault("GETUPDATES", "500")
    sandbox.refusal("getUpdates")


def test_a_fault_for_one_chat(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    customer.starts()
    sandbox.fault("sendMessage", "403", chat_id=customer.id, times=100)
    sandbox.result("sendMessage", chat_id=STAFF_CHAT, text="x")
    sandbox.refusal("sendMessage", chat_id=str(customer.id), text="x")
    sandbox.forget_faults()
    sandbox.result("sendMessage", chat_id=customer.id, text="x")


@pytest.mark.parametrize(
    "body",
    [{"method": "getMe", "kind": "flood"}, {"kind": "500"}, {"method": "x", "kind": "500", "often": 1}],
)
def test_a_fault_that_makes_no_sense_is_refused(shared: Sandbox, body: dict[str, object]) -> None:
    response = shared.http.post("/sandbox/faults", json=body)
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert response.json()["error"]
