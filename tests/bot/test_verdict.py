"""What each failure of a call means for the row."""

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.lenient import prepare_library
from bot.verdict import Verdict, judge


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ChatMigrated(-1005), "moved"),
        (Forbidden("Forbidden: bot was blocked by the user"), "blocked"),
        (BadRequest("Bad Request: chat not found"), "blocked"),
        (BadRequest("Bad Request: message is not modified: the same content"), "sent"),
        (BadRequest("Bad Request: query is too old and response timeout expired"), "outdated"),
        (BadRequest("Bad Request: message to edit not found"), "outdated"),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), "failed"),
        (InvalidToken("Unauthorized"), "token"),
        (EndPointNotFound("no copyMessage"), "token"),
        (ValueError("no number"), "failed"),
        (NetworkError("Bad Gateway"), "doubt"),
        (TimedOut(), "doubt"),
        (TelegramError("Invalid server response"), "doubt"),
        (KeyError("result"), "doubt"),
        (caused(NetworkError("torn"), httpx.ReadError("")), "doubt"),
        (caused(NetworkError("away"), httpx.ConnectError("")), "hold"),
        (caused(TimedOut(), httpx.ConnectTimeout("")), "hold"),
        (caused(TimedOut(), httpx.PoolTimeout("")), "hold"),
        (caused(TimedOut(), httpx.ReadTimeout("")), "doubt"),
    ],
)
def test_every_failure_has_its_verdict(error: Exception, outcome: str) -> None:
    assert judge(error).outcome == outcome


def test_telegram_says_how_long_to_wait() -> None:
    prepare_library()
    assert judge(RetryAfter(17)) == Verdict("hold", "RetryAfter", 17.0)


def test_a_moved_chat_says_where_to() -> None:
    assert judge(ChatMigrated(-1005)).new_chat_id == "-1005"
