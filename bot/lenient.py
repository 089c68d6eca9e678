"""The library's bot and its requests, a little less strict about what a Bot API says."""

import json
import os
import re
import warnings
from typing import Any

from telegram import User
from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.raw import DEEPEST

MOST_DIGITS = 20  # of a whole number; Telegram's have at most 16
JSON_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|[^"\[\]{}]+', re.DOTALL)


class LenientBot(ExtBot[None]):
    """Telegram says whether a user is a bot and what it is called; its emulators do not always."""

    async def get_me(self, **_options: Any) -> User:  # noqa: ANN401 - time-outs, of which nobody passes any
        """Ask who we are.

        Raises:
            InvalidToken: the token is refused.
            TelegramError: what answers is no Bot API.
        """
        me = await self.do_api_request("getMe")
        if not isinstance(me, dict) or not isinstance(me.get("id"), int):
            raise TelegramError("Found no user, expected what getMe returns.")
        self._bot_user = User.de_json({"is_bot": True, "first_name": "bot", **me}, self)
        return self._bot_user


class LenientRequest(HTTPXRequest):
    """One thing that cannot be read must not take everything that came with it along."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return what a Bot API answered, whatever numbers are in it and however deep.

        Raises:
            TelegramError: it is no JSON object.
        """
        try:
            answer = read_json(payload.decode("utf-8", "replace"))
        except ValueError as error:
            raise TelegramError("Found no JSON, expected an answer of the Bot API.") from error
        if not isinstance(answer, dict):
            raise TelegramError("Found no JSON object, expected an answer of the Bot API.")
        return answer


def read_json(text: str) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON; numbers too long for any database are imprecise, and what lies too deep is null.

    Raises:
        ValueError: the text is no JSON.
    """
    try:
        return json.loads(text, parse_int=_whole_number)
    except RecursionError:
        return json.loads(_shallow(text), parse_int=_whole_number)


def _whole_number(digits: str) -> float:
    # Python refuses to read one of thousands of digits.
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def _shallow(text: str) -> str:
    """Return JSON with null in place of what lies deeper than DEEPEST."""
    kept, depth = [], 0
    for part in JSON_PART.findall(text):
        depth += part in {"[", "{"}
        if depth <= DEEPEST:
            kept.append(part)
        elif depth == DEEPEST + 1 and part in {"[", "{"}:
            kept.append("null")
        depth -= part in {"]", "}"}
    return "".join(kept)


def prepare_library() -> None:
    """Set what the library can only be told for the whole process.

    We call methods raw and know it, and lengths of time shall be what the library will call them from now on.
    What an update holds is Telegram's choice: that the library calls a field of it outdated helps nobody.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    warnings.filterwarnings("ignore", message="Please use 'Bot\\.", category=PTBUserWarning)
    warnings.filterwarnings("ignore", category=PTBDeprecationWarning)
