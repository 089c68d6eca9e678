"""Pressed buttons that wait for answerCallbackQuery. A query dies after 150 seconds of real time, as at Telegram."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import QUERY_TOO_OLD, bad_request
from sandbox.model import Json

LIFE_SECONDS = 150.0


@dataclass
class Press:
    """One press on one button."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    pressed_at: float
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def shown(self) -> Json:
        """Return what the person who pressed gets to see."""
        answer = self.answer or {}
        return {
            "text": answer.get("text"),
            "alert": bool(answer.get("show_alert")),
            "url": answer.get("url"),
        }


class Callbacks:
    """The presses not yet answered."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._open: dict[str, Press] = {}

    def press(self, user_id: int, chat_id: int, message_id: int, data: str) -> Press:
        """Note a press and give it an id."""
        press = Press(str(secrets.randbits(62)), user_id, chat_id, message_id, data, self._monotonic())
        self._open[press.id] = press
        return press

    def answer(self, callback_id: str, answer: Json) -> Press:
        """Answer a press once; raise ApiError 400 when it is unknown, answered already or too old."""
        press = self._open.pop(callback_id, None)
        if press is None or self._monotonic() - press.pressed_at > LIFE_SECONDS:
            raise bad_request(QUERY_TOO_OLD)
        press.answer = answer
        press.answered.set()
        return press
