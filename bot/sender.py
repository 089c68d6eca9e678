"""The outbox out to Telegram. Nothing else sends.

Within a chat rows go in order, answers before everything else; across chats many go at once, as fast as Telegram lets
them. What becomes of a row is in `bot/delivery.py`.
"""

import asyncio
import logging
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import records
from bot.connect import token_refused
from bot.context import App
from bot.delivery import Delivery, is_toast
from bot.pace import Pace
from bot.patience import Backoff, happened
from bot.shell import Shell
from store import outbox
from store.models import OutboxMessage
from store.outbox import ANSWER

MOST_AT_ONCE, MOST_BACKGROUND = 12, 6  # so that answers always find a place
LOOK_EVERY = 0.5  # seconds; the clock and the page write rows too and cannot wake us
FLUSH_WITHIN = 4.0

logger = logging.getLogger(__name__)


class Sender:
    """Sends until it is told to stop, then flushes what may still go."""

    def __init__(self, application: App, shell: Shell, api: str, pace: Pace) -> None:
        self._shell, self._api, self._pace = shell, api, pace
        self._delivery = Delivery(application, shell, pace)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._in_hand: dict[int, OutboxMessage] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`, then for up to FLUSH_WITHIN seconds.

        Raises:
            TokenRefused: Telegram does not accept the token any more.
        """
        backoff, settled = Backoff(), False
        while not stop.is_set():
            try:
                settled = settled or await self._settle_interrupted()
                await self._turn()
                backoff.reset()
            except SQLAlchemyError as error:
                logger.error("The outbox cannot be read (%s).", type(error).__name__)  # noqa: TRY400
                await happened(stop, backoff.next())
        await self._flush()

    async def _settle_interrupted(self) -> bool:
        unsure = await self._shell.commit(outbox.settle_interrupted)
        if unsure:
            logger.warning("%d messages may or may not have arrived when the service stopped.", unsure)
        return True

    async def _turn(self, most_seconds: float = LOOK_EVERY) -> None:
        """Begin what may go now, then wait for news."""
        self._shell.outbox_news.clear()
        await self._begin_all()
        soon = self._pace.next_change()
        await happened(self._shell.outbox_news, min(most_seconds, soon if soon > 0 else LOOK_EVERY))

    async def _flush(self) -> None:
        end = self._pace.now() + FLUSH_WITHIN
        while (left := end - self._pace.now()) > 0:
            await self._turn(min(left, LOOK_EVERY))
            if not self._tasks and self._pace.next_change() > left:
                break
        for task in self._tasks.values():  # an at-most-once row is settled as unsure at the next start
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _begin_all(self) -> None:
        if self._delivery.token_is_bad:
            raise token_refused(self._api)
        if self._pace.quiet_for() > 0:
            return
        for row in await self._shell.read(self._toasts):
            self._begin(row)
        for row in await self._shell.read(self._rows):
            self._begin_if_allowed(row)

    def _toasts(self, session: Session) -> list[OutboxMessage]:
        return records.next_toasts(session, self._in_hand, self._shell.now())

    def _rows(self, session: Session) -> list[OutboxMessage]:
        busy = {row.chat_id for row in self._in_hand.values() if not is_toast(row)}
        return records.next_rows(session, busy | self._pace.resting(), self._shell.now())

    def _begin_if_allowed(self, row: OutboxMessage) -> None:
        # Its chat may have moved while it is on its way; then it is not among the busy ones any more.
        if row.id in self._in_hand:
            return
        background = sum(each.lane != ANSWER for each in self._in_hand.values())
        full = len(self._in_hand) >= MOST_AT_ONCE or (row.lane != ANSWER and background >= MOST_BACKGROUND)
        if full or self._pace.quiet_for() > 0:
            return
        if wait := self._pace.wait(row.chat_id):
            self._pace.rest(row.chat_id, wait)
            return
        self._begin(row)

    def _begin(self, row: OutboxMessage) -> None:
        self._in_hand[row.id] = row
        if not is_toast(row):
            self._pace.begin()
        self._tasks[row.id] = task = asyncio.create_task(self._delivery.send(row))
        task.add_done_callback(partial(self._put_down, row))

    def _put_down(self, row: OutboxMessage, task: asyncio.Task[None]) -> None:
        del self._in_hand[row.id], self._tasks[row.id]
        if not is_toast(row):
            self._pace.end()
        self._shell.outbox_news.set()
        if not task.cancelled() and (error := task.exception()):
            # Nothing was written down, so the row is taken up again after a rest.
            logger.error("What became of message %s is not recorded (%s).", row.id, type(error).__name__)
            self._pace.rest(row.chat_id, 1)
