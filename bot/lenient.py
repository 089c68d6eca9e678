"""The library's bot, a little less strict about what a Bot API says of itself."""

import os
import warnings
from typing import Any

from telegram import User
from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning


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


def prepare_library() -> None:
    """Set what the library can only be told for the whole process.

    We call methods raw and know it, and lengths of time shall be what the library will call them from now on.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    warnings.filterwarnings("ignore", message="Please use 'Bot\\.", category=PTBUserWarning)
