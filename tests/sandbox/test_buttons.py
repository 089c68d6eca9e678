"""Pressed buttons and their answers."""

import asyncio
from typing import Any

import pytest
import telegram
from telegram.error import BadRequest

from tests.sandbox.server import STAFF_CHAT, HeldTime, Person, Sandbox

MARKUP = {
    "inline_keyboard": [
        [{"text": "Nhận", "callback_data": "take"}, {"text": "Xem", "url": "https://example.com"}]
    ]
}
TOO_OLD = "Query is too old and response timeout expired or query id is invalid"


def card(sandbox: Sandbox) -> dict[str, Any]:
    sandbox.result("sendMessage", chat_id=STAFF_CHAT, text="KN-0042", reply_markup=MARKUP)
    return sandbox.messages(STAFF_CHAT)[-1]


def pressed(person: Person, message: dict[str, Any]) -> str:
    """Press without waiting; return the id of the callback query."""
    return str(person.presses(message, "Nhận", wait_seconds=0)["callback_id"])


async def test_a_press_reaches_the_bot_and_its_answer_the_one_who_pressed(
    sandbox: Sandbox, bot: telegram.Bot
) -> None:
    message, staff = card(sandbox), sandbox.staff()
    press = asyncio.create_task(asyncio.to_thread(staff.presses, message, "Nhận"))
    (update,) = await bot.get_updates(timeout=5)
    query = update.callback_query
    assert query is not None
    assert isinstance(query.message, telegram.Message)
    assert (query.data, query.from_user.id, query.message.message_id) == ("take", staff.id, message["id"])
    assert not press.done()
    await bot.answer_callback_query(query.id, "Bạn đã nhận", show_alert=True)
    assert await press == {
        "answered": True,
        "text": "Bạn đã nhận",
        "alert": True,
        "url": None,
        "callback_id": query.id,
    }


def test_a_press_that_nobody_answers_says_so(sandbox: Sandbox) -> None:
    answer = sandbox.staff().presses(card(sandbox), "Nhận", wait_seconds=0.1)
    assert (answer["answered"], answer["text"]) == (False, None)


async def test_a_press_can_be_answered_for_150_seconds(
    sandbox: Sandbox, held: HeldTime, bot: telegram.Bot
) -> None:
    message, staff = card(sandbox), sandbox.staff()
    in_time, too_late = pressed(staff, message), pressed(staff, message)
    held.passes(149)
    assert await bot.answer_callback_query(in_time)
    held.passes(2)
    with pytest.raises(BadRequest, match=TOO_OLD):
        await bot.answer_callback_query(too_late)


async def test_a_press_is_answered_once(sandbox: Sandbox, bot: telegram.Bot) -> None:
    press = pressed(sandbox.staff(), card(sandbox))
    await bot.answer_callback_query(press)
    for callback_id in (press, "12345"):
        with pytest.raises(BadRequest, match=TOO_OLD):
            await bot.answer_callback_query(callback_id)


async def test_moving_the_sandboxs_clock_does_not_age_a_press(sandbox: Sandbox, bot: telegram.Bot) -> None:
    press = pressed(sandbox.staff(), card(sandbox))
    sandbox.advance(86400)
    assert await bot.answer_callback_query(press)


def test_an_answer_has_at_most_200_characters(sandbox: Sandbox) -> None:
    press = pressed(sandbox.staff(), card(sandbox))
    refusal = sandbox.refusal("answerCallbackQuery", callback_query_id=press, text="x" * 201)
    assert refusal == "Bad Request: MESSAGE_TOO_LONG"


def test_only_a_button_that_is_there_can_be_pressed(sandbox: Sandbox) -> None:
    message = card(sandbox)
    body = {
        "user_id": sandbox.staff().id,
        "chat_id": STAFF_CHAT,
        "message_id": message["id"],
        "data": "other",
    }
    response = sandbox.http.post("/sandbox/press", json=body)
    assert response.status_code == 400
    assert "no button with the data 'other'" in response.json()["error"]
    body = {**body, "user_id": sandbox.customer().id, "data": "take"}
    assert "is not in chat" in sandbox.http.post("/sandbox/press", json=body).json()["error"]
