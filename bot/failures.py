"""When a handler failed: the row is tried again later, and after five times people are told."""

import asyncio
import logging
import traceback
from functools import partial

from sqlalchemy.orm import Session

from bot import notices
from bot.shell import Shell
from store import inbox
from support.desk import Desk

REST_SECONDS = 1.0
logger = logging.getLogger(__name__)


async def note(shell: Shell, inbox_id: int, customer_chat_id: str, error: Exception) -> None:
    """Record a failed attempt. `customer_chat_id` is "" when the update did not come from a customer.

    Only the error's class and place are kept: its text may quote what a customer wrote.
    """
    what = f"{type(error).__name__} in {_place(error)}"
    logger.error("Update %s failed: %s.", inbox_id, what)
    try:
        await shell.commit(partial(_record, shell.desk, inbox_id, customer_chat_id, what))
    except Exception as second:  # noqa: BLE001 - the row stays as it is and is worked again
        logger.error("Update %s: not even that could be noted (%s).", inbox_id, type(second).__name__)  # noqa: TRY400
        await asyncio.sleep(REST_SECONDS)
    shell.outbox_news.set()


def _record(desk: Desk, inbox_id: int, customer_chat_id: str, what: str, session: Session) -> None:
    if inbox.fail(session, inbox_id, what, desk.clock()):
        notices.update_poisoned(session, desk, inbox_id, customer_chat_id)


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}, line {frames[-1].lineno}" if frames else "an unknown place"
