"""Telegram's updates into the inbox: kept first, acknowledged by the next poll's offset.

Updates are fetched raw: the library's own polling would stop at the first one that it cannot read.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot import raw
from bot.connect import still_accepted, token_refused
from bot.context import App
from bot.patience import Backoff, retry_seconds
from bot.shell import CHANNEL, Shell
from store import inbox
from store.inbox import RawUpdate

UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
)  # what bot/handlers.py has a line for
# After a quiet week Telegram may begin its numbers anew, below our offset. What was acknowledged does not come back,
# so after a quiet day we ask without one.
FORGET_OFFSET_AFTER = timedelta(days=1)

# Some emulators answer at once that there is nothing, however long they are asked to wait.
SHORT_POLL = 0.3  # seconds

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Polling:
    """Seconds: how long Telegram holds a poll open, and how much later it counts as lost."""

    seconds: int = 25
    grace: float = 20.0


@dataclass
class Ingest:
    """Polls until it is cancelled. `request` is the pool that only getUpdates uses."""

    application: App
    request: BaseRequest
    shell: Shell
    api: str
    polling: Polling
    offset: int | None = None
    last_update: datetime | None = None
    conflict_said: bool = False
    backoff: Backoff = field(default_factory=Backoff)

    async def run(self) -> None:
        """Fetch and keep, for ever.

        Raises:
            TokenRefused: Telegram does not accept the token any more.
        """
        while True:
            try:
                batch = await self._poll()
                await self._keep(batch)
            except TimeoutError:
                await self._start_afresh()
            except InvalidToken:
                await self._check_token()
            except Conflict as error:
                await self._wait_for_the_other(error)
            except RetryAfter as error:
                await asyncio.sleep(retry_seconds(error))
            except Exception as error:  # noqa: BLE001 - a server may answer anything, and the next answer be better
                await self._wait(error)

    async def _poll(self) -> list[Any]:
        patience = self.polling.seconds + self.polling.grace
        asked = {"timeout": self.polling.seconds, "allowed_updates": list(UPDATES)}
        if self.offset is not None:
            asked["offset"] = self.offset
        begun = time.monotonic()
        async with asyncio.timeout(patience):
            answer = await self.application.bot.do_api_request("getUpdates", asked, read_timeout=patience * 2)
        self.conflict_said = False
        self.shell.health.last_poll = self.shell.now()
        if not answer and time.monotonic() - begun < SHORT_POLL:
            await asyncio.sleep(SHORT_POLL)
        return answer if isinstance(answer, list) else []

    async def _keep(self, batch: list[Any]) -> None:
        now = self.shell.now()
        if batch:
            added = await self.shell.commit(partial(_keep_all, [raw.read(update) for update in batch], now))
            self.shell.inbox_news.set()
            logger.info("Kept %d of %d updates.", added, len(batch))
            await self._advance(batch, now)
        elif self.last_update and now - self.last_update > FORGET_OFFSET_AFTER:
            self.offset, self.last_update = None, None
        self.backoff.reset()

    async def _advance(self, batch: list[Any], now: datetime) -> None:
        numbers = [number for number in map(raw.update_id, batch) if number is not None]
        self.last_update = now
        if numbers:
            self.offset = max(numbers) + 1
        else:  # nothing of this can be acknowledged, so the same comes again at once
            await asyncio.sleep(1)

    async def _start_afresh(self) -> None:
        logger.warning("A poll did not come back; its connections are closed and made anew.")
        await self.request.shutdown()
        await self.request.initialize()

    async def _check_token(self) -> None:
        if not await still_accepted(self.application):
            raise token_refused(self.api)
        await self._wait(InvalidToken())

    async def _wait_for_the_other(self, error: Conflict) -> None:
        if not self.conflict_said:
            logger.warning(
                "Somebody else takes this bot's updates: a second service or a webhook. Waiting for the end."
            )
        self.conflict_said = True
        if "webhook" in error.message.lower():
            await self._remove_webhook()
        await asyncio.sleep(self.backoff.next())

    async def _remove_webhook(self) -> None:
        try:
            await self.application.bot.delete_webhook()
        except TelegramError as error:
            logger.warning("The webhook stays (%s).", type(error).__name__)

    async def _wait(self, error: Exception) -> None:
        seconds = self.backoff.next()
        logger.warning("No updates (%s); trying again in %.0f s.", type(error).__name__, seconds)
        await asyncio.sleep(seconds)


def _keep_all(updates: list[RawUpdate], now: datetime, session: Session) -> int:
    for each in updates:
        if each.error:
            logger.error("Update %s is kept and not worked: %s", each.update_id, each.error)
    return inbox.keep(session, CHANNEL, updates, now)
