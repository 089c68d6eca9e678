"""What a failed call means for the row that was being sent. Pure: an error in, a verdict out.

The question that matters is whether the message may have arrived. An answer in doubt is sent again (twice is better
than never), an at-most-once row in doubt is left alone and shown to people.
"""

from dataclasses import dataclass
from typing import Literal

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.patience import retry_seconds

Outcome = Literal[
    "sent",
    "hold",
    "doubt",
    "moved",
    "blocked",
    "barred",
    "no_topic",
    "topic_closed",
    "failed",
    "outdated",
    "token",
]

# The request did not leave: no connection, none free, or the proxy refused.
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
# Nothing is lost when these are refused: they decorate something that is there already.
OUTDATED = (
    *("query is too old", "query id is invalid", "message to edit not found", "message can't be edited"),
    *("message to delete not found", "message can't be deleted"),
)
# Already as it is wanted.
NOT_MODIFIED = ("message is not modified", "topic_not_modified")
NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")
# The bot is in the group and may not write.
BARRED = (
    *("not enough rights to send text messages", "have no rights to send a message", "chat_write_forbidden"),
    *("need administrator rights", "chat_restricted"),
)
UNREACHABLE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


REFUSALS: dict[Outcome, tuple[str, ...]] = {
    "outdated": OUTDATED,
    "no_topic": NO_TOPIC,
    "topic_closed": ("topic_closed",),
    "barred": BARRED,
    "blocked": UNREACHABLE,
}


@dataclass(frozen=True)
class Verdict:
    """What to do with the row.

    `outcome`: sent (it is there as wanted), hold (it surely did not arrive, and nothing at all may be sent for `seconds`,
    0 for a while of our choice), doubt (it may have arrived), moved (the chat is `new_chat_id` now), blocked (the chat
    cannot be reached), barred (the bot may not write in that group), no_topic (the group is there, its topic is not),
    topic_closed, failed (refused for good), outdated (refused, and nobody misses it), token (see whether the
    token is still good). `why` never quotes a message.
    """

    outcome: Outcome
    why: str = ""
    seconds: float = 0.0
    new_chat_id: str = ""


def judge(error: Exception) -> Verdict:
    """Return what an error of a call means."""
    match error:
        case RetryAfter():
            return Verdict("hold", _class(error), retry_seconds(error))
        case ChatMigrated():
            return Verdict("moved", _class(error), new_chat_id=str(error.new_chat_id))
        case BadRequest():
            return _refused(error)
    return Verdict(_plainly(error), _said(error) if isinstance(error, Forbidden) else _class(error))


def _plainly(error: Exception) -> Outcome:
    match error:
        case Forbidden():
            return "blocked"
        case EndPointNotFound() | InvalidToken():
            return "token"
        case ValueError():  # the row cannot be turned into a call
            return "failed"
    return "hold" if isinstance(error.__cause__, NEVER_LEFT) else "doubt"


def _refused(error: BadRequest) -> Verdict:
    said = error.message.lower()
    if any(each in said for each in NOT_MODIFIED):
        return Verdict("sent")
    for outcome, words in REFUSALS.items():
        if any(each in said for each in words):
            return Verdict(outcome, _said(error))
    return Verdict("failed", _said(error))


def _class(error: Exception) -> str:
    return type(error).__name__


def _said(error: TelegramError) -> str:
    return f"{type(error).__name__}: {error.message[:200]}"
