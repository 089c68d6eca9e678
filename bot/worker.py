"""Works the inbox: each chat in order, many chats at once."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from telegram import Update

from bot import failures, runs
from bot.context import App
from bot.patience import Backoff, happened
from bot.runs import Run
from bot.shell import Shell
from store import inbox

MOST_CHATS = 16
LOOK_EVERY = 0.5  # other processes write no inbox rows, but rows come back for another try
FINISH_WITHIN = 3.5  # the model may take 3 s

logger = logging.getLogger(__name__)


async def work(application: App, shell: Shell, stop: asyncio.Event) -> None:
    """Work the inbox until `stop`, then finish what is in hand."""
    held: dict[str, asyncio.Task[None]] = {}
    backoff = Backoff()
    while not stop.is_set():
        shell.inbox_news.clear()
        try:
            await _take_up(application, shell, held)
            backoff.reset()
            await happened(shell.inbox_news, LOOK_EVERY)
        except SQLAlchemyError as error:
            logger.error("The inbox cannot be read (%s).", type(error).__name__)  # noqa: TRY400
            await happened(stop, backoff.next())
    await _finish(held)


async def _take_up(application: App, shell: Shell, held: dict[str, asyncio.Task[None]]) -> None:
    free = MOST_CHATS - len(held)
    if free <= 0:
        return
    for run in await shell.read(partial(_next, list(held), shell, free)):
        chat_id = run.rows[0].chat_id
        held[chat_id] = task = asyncio.create_task(_work_one(application, shell, run))
        task.add_done_callback(partial(_put_down, shell, held, chat_id))


def _next(held: Sequence[str], shell: Shell, limit: int, session: Session) -> list[Run]:
    """The updates that are worked now, several of one chat when they are one turn."""
    oldest = inbox.oldest_of_each_chat(session, held, shell.now(), limit)
    waiting = ([row, *(inbox.behind(session, row, runs.MOST) if row.chat_id else ())] for row in oldest)
    return [runs.first_run(rows, shell.alone) for rows in waiting]


async def _work_one(application: App, shell: Shell, run: Run) -> None:
    row, *further = run.rows
    behind = [(each.id, each.payload) for each in further]
    try:
        # The rows' ids travel inside the update, so that a handler can finish them in its own transaction.
        update = Update.de_json(
            {**row.payload, "inbox_id": row.id, "further": behind, "more_behind": run.more_behind},
            application.bot,
        )
    except Exception as error:  # noqa: BLE001 - another version of the library may have kept this row
        await failures.note(shell, row.id, "", error)
        return
    await application.process_update(update)
    logger.info("Worked update %s of chat %s and %d behind it.", row.id, row.chat_id, len(further))


def _put_down(
    shell: Shell, held: dict[str, asyncio.Task[None]], chat_id: str, task: asyncio.Task[None]
) -> None:
    del held[chat_id]
    shell.inbox_news.set()
    if not task.cancelled() and (error := task.exception()):
        logger.error("Working chat %s failed with %s.", chat_id, type(error).__name__)


async def _finish(held: dict[str, asyncio.Task[None]]) -> None:
    if not held:
        return
    _, late = await asyncio.wait(list(held.values()), timeout=FINISH_WITHIN)
    for task in late:  # its row stays new and is worked after the next start
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
